"""SIGTERM under load: what was acknowledged is kept, the process ends by itself, soon, and with 0."""

from __future__ import annotations

import pytest
import requests

from tests.server.checker import faults_of
from tests.server.clients import Socket
from tests.server.process import MODES, Servers, until

pytestmark = pytest.mark.server
STOP_SECONDS = 10.0  # SECURITY-REQUIREMENTS R-05


@pytest.mark.parametrize("mode", MODES)
def test_stop_under_load_keeps_everything_and_everybody_comes_back(servers: Servers, story, mode: str):
    server = servers.start(mode)
    told = story(server)
    for _ in range(2):
        told.goes_on(100)
        code, seconds = server.term()
        assert (code, seconds < STOP_SECONDS) == (0, True), (code, seconds, server.said())
        faults = faults_of(server, told.people, complete=False)
        assert not faults, faults
        server.start()
    told.finish()
    faults = faults_of(server, told.people)
    assert not faults, faults
    assert "Traceback" not in server.said()


@pytest.mark.parametrize("mode", MODES)
def test_stop_says_goodbye_and_leaves_nobody_hanging(servers: Servers, pairs, mode: str):
    """Idle sockets, a connection that says nothing, and one poll that waits: none of them holds up the stop."""
    server = servers.start(mode)
    sockets = [Socket(server, pair["patient"]["cookie"]).connected() for pair in pairs[:4]]
    silent = requests.Session()
    assert silent.get(f"{server.origin}/healthz", timeout=5).status_code == 200  # and keeps the connection
    code, seconds = server.term()
    assert (code, seconds < STOP_SECONDS / 2) == (0, True), (code, seconds)
    for socket in sockets:
        socket.is_cut(1)
        assert socket.heard_of("session:ended") == [], "a restart ends nobody's login"
    with pytest.raises(requests.ConnectionError):
        silent.get(f"{server.origin}/healthz", timeout=5)


def test_stop_while_another_process_holds_the_lock_still_ends_in_time(servers: Servers, pairs):
    """What waits for the lock is not acknowledged, and is not waited for beyond the limit."""
    server = servers.start("eventlet")
    socket = Socket(server, pairs[0]["patient"]["cookie"]).connected()
    with server.locked():
        number = socket.post("message:send", {"room": pairs[0]["room"], "client_id": "never", "body": "never kept"})
        until(lambda: server.is_running)
        code, seconds = server.term()
        assert (code, seconds < STOP_SECONDS) == (0, True), (code, seconds)
    socket.is_cut(1)
    answer = socket.taken(number)
    assert answer is None or answer["error"]["code"] == "unavailable", answer
    assert server.rows("SELECT count(*) FROM message WHERE client_id = 'never'") == [(0,)]
