"""Who is let in on a socket: a living login, from our own pages, on the transport that it opened itself."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
import requests
import websocket

from tests.server.clients import Browser, Gone, Socket
from tests.server.process import Server, until

pytestmark = pytest.mark.server
POLLING = "/socket.io/?EIO=4&transport=polling"

Enter = Callable[[Server, str], Browser]


def accepted(server: Server, cookie: str) -> bool:
    """Whether a new connection is let in."""
    try:
        Socket(server, cookie).connected().close()
    except Gone:
        return False
    return True


def test_no_cookie_and_a_dead_one_are_refused_as_unauthenticated(clinic: Server):
    for cookie in ("", "telekat=nonsense", "telekat=", "other=1", f"telekat={'x' * 3000}"):
        socket = Socket(clinic, cookie)
        assert socket.is_cut() and socket.refusal == {"message": "unauthenticated"}, cookie


def test_odd_cookies_of_others_on_the_same_domain_do_not_keep_anybody_out(quiet_clinic: Server, pairs):
    for odd in ('ga={"a": 1}', "x=a b,c", "name with spaces=1", "=", "caf\xe9=1"):
        Socket(quiet_clinic, f"{odd}; {pairs[0]['patient']['cookie']}").connected().close()


@pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1", "null", "http://127.0.0.1"])
def test_foreign_origin_is_refused_on_both_transports(clinic: Server, pairs, origin: str):
    cookie = pairs[0]["patient"]["cookie"]
    with pytest.raises(websocket.WebSocketBadStatusException):
        Socket(clinic, cookie, origin=origin)
    answer = requests.get(clinic.origin + POLLING, headers={"Origin": origin, "Cookie": cookie}, timeout=10)
    assert answer.status_code == 400


def test_transport_is_of_no_use_to_another_s_cookie_or_none(clinic: Server, enter: Enter):
    ada, finn = enter(clinic, "ada"), enter(clinic, "finn")
    sid = json.loads(ada.get(POLLING).text[1:])["sid"]
    path = f"{POLLING}&sid={sid}"
    assert finn._send("POST", path, data="40").status_code == 400
    assert Browser(clinic)._send("POST", path, data="40").status_code == 400
    assert finn.get(path).status_code == 400
    for cookie in (finn.cookie, "", "telekat=nonsense"):
        with pytest.raises(websocket.WebSocketBadStatusException):
            websocket.create_connection(
                f"ws://127.0.0.1:{clinic.port}/socket.io/?EIO=4&transport=websocket&sid={sid}",
                origin=clinic.origin,
                cookie=cookie,
                timeout=10,
            )
    assert ada._send("POST", path, data="40").text == "OK"
    assert ada.get(path).text.startswith("40{")
    cookie = ada.cookie
    ada.delete("/api/v1/session")
    dead = requests.get(clinic.origin + path, headers={"Origin": clinic.origin, "Cookie": cookie}, timeout=10)
    assert dead.status_code == 400


def test_eleventh_socket_of_one_person_is_refused(clinic: Server, pairs):
    cookie = pairs[5]["psychiatrist"]["cookie"]
    ten = [Socket(clinic, cookie).connected() for _ in range(10)]
    eleventh = Socket(clinic, cookie)
    assert eleventh.is_cut() and eleventh.refusal == {"message": "rate_limited"}
    ten.pop().close()
    until(lambda: accepted(clinic, cookie), told="the place is not free again")
    for one in ten:
        one.close()
