"""One socket with several things to say at once: nothing waits that need not, and the order stays."""

from __future__ import annotations

import pytest

from tests.server.clients import Socket
from tests.server.process import MODES, Server, Servers

pytestmark = pytest.mark.server
SLOW_COMMIT_MS = "1000"


@pytest.mark.parametrize("mode", MODES)
def test_typing_does_not_wait_behind_ones_own_message(servers: Servers, pairs, mode: str):
    server = servers.start(mode, TELEKAT_BENCH_COMMIT_DELAY_MS=SLOW_COMMIT_MS)
    pair = pairs[0]
    ada = Socket(server, pair["patient"]["cookie"]).connected()
    ben = Socket(server, pair["psychiatrist"]["cookie"]).connected()
    sent = ada.post("message:send", {"room": pair["room"], "client_id": "slow", "body": "one moment"})
    ada.post("typing", {"room": pair["room"], "on": True})
    ben.hears("message:new")
    told = [one.event for one in ben.heard if one.event in ("typing", "message:new")]
    assert told == ["typing", "message:new"]
    assert ada.answers([sent])[0]["ok"]
    for socket in (ada, ben):
        socket.close()


def test_messages_sent_in_one_breath_are_numbered_and_answered_in_order(clinic: Server, pairs):
    pair = pairs[2]
    ada = Socket(clinic, pair["patient"]["cookie"]).connected()
    bodies = [f"breath {number}" if number % 10 else "" for number in range(60)]  # every tenth one is refused
    calls = [
        ada.post("message:send", {"room": pair["room"], "client_id": f"breath-{number}", "body": body})
        for number, body in enumerate(bodies)
    ]
    answers = ada.answers(calls)
    kept = [answer["seq"] for answer in answers if answer["ok"]]
    assert kept == list(range(kept[0], kept[0] + 54))
    assert [answer["error"]["code"] for answer in answers if not answer["ok"]] == ["invalid"] * 6
    ada.close()
