"""A page that lost its server comes back to exactly what it missed; sending again stores nothing twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import socketio

from tests.server.checker import faults_of
from tests.server.clients import Browser, Json, Socket
from tests.server.process import Server, Servers, until

pytestmark = pytest.mark.server
CATCH_UP_SECONDS = 10  # SECURITY-REQUIREMENTS R-04


def test_people_come_back_after_the_server_was_away_and_miss_nothing(servers: Servers, story, pairs):
    server = servers.start("eventlet")
    told = story(server, 2)
    told.goes_on(50)
    server.kill9()
    until(lambda: all(one.waiting for one in told.people), told="everybody has something unsent")
    before = {one.user: (one.seen, one.connections) for one in told.people}
    server.start()
    told.goes_on(50, CATCH_UP_SECONDS)
    told.finish()
    faults = faults_of(server, told.people)
    assert not faults, faults
    assert all(one.seen > before[one.user][0] and one.connections > before[one.user][1] for one in told.people)


def test_whoever_was_away_gets_every_message_in_order_over_several_pages(clinic: Server, pairs):
    pair = pairs[4]
    writer = Socket(clinic, pair["patient"]["cookie"]).connected()
    start = writer.call("room:enter", {"room": pair["room"]})["last_seq"]
    numbers = [
        writer.post("message:send", {"room": pair["room"], "client_id": f"{start}-{n}", "body": f"line {n}"})
        for n in range(450)
    ]
    assert all(answer["ok"] for answer in writer.answers(numbers, 30))
    writer.close()

    reader = Socket(clinic, pair["psychiatrist"]["cookie"]).connected()
    head, sizes = start + 450, []
    messages: list[Json] = []
    while (after := messages[-1]["seq"] if messages else start) < head:
        page = reader.call("message:since", {"room": pair["room"], "after_seq": after})
        messages += page["messages"]
        sizes.append(len(page["messages"]))
        assert page["last_seq"] == head
    assert sizes == [200, 200, 50]
    assert [message["seq"] for message in messages] == list(range(start + 1, head + 1))
    assert [message["body"] for message in messages] == [f"line {n}" for n in range(450)]
    assert reader.call("message:since", {"room": pair["room"], "after_seq": head})["messages"] == []
    reader.close()


def test_fifty_resends_at_once_store_one_message_and_tell_it_once(clinic: Server, pairs):
    pair = pairs[3]
    hearer = Socket(clinic, pair["psychiatrist"]["cookie"]).connected()
    message = {"room": pair["room"], "client_id": f"once-{clinic.mode}", "body": "only once"}
    devices = [Socket(clinic, pair["patient"]["cookie"]).connected() for _ in range(8)]
    browser = Browser(clinic, pair["patient"]["cookie"])

    def over_http(_: int) -> dict[str, object]:
        body = {name: message[name] for name in ("client_id", "body")}
        answer = browser.post(f"/api/v1/rooms/{pair['room']}/messages", body)
        assert answer.status_code in (200, 201), answer.text
        assert (answer.status_code == 200) == answer.json()["duplicate"]
        return {"ok": True, **answer.json()}

    with ThreadPoolExecutor(16) as at_once:
        called = [at_once.submit(device.call, "message:send", message) for device in devices * 6]
        called += [at_once.submit(over_http, number) for number in range(2)]
        answers = [one.result() for one in called]
    assert len(answers) == 50 and all(answer["ok"] for answer in answers)
    assert len({(answer["id"], answer["seq"], answer["at"]) for answer in answers}) == 1
    assert sorted(answer["duplicate"] for answer in answers) == [False] + [True] * 49
    assert clinic.rows("SELECT count(*) FROM message WHERE client_id = ?", message["client_id"]) == [(1,)]
    last = devices[0].call("message:send", {**message, "client_id": f"after-{clinic.mode}", "body": "after"})
    hearer.hears("message:new", lambda told: told["seq"] == last["seq"])
    assert [told["client_id"] for told in hearer.heard_of("message:new")].count(message["client_id"]) == 1
    for one in [*devices, hearer]:
        one.close()


def test_same_client_id_with_another_body_is_a_conflict_and_stores_nothing(clinic: Server, pairs):
    pair = pairs[3]
    first = {"room": pair["room"], "client_id": f"twice-{clinic.mode}", "body": "first"}
    mine, theirs = (Socket(clinic, pair[who]["cookie"]).connected() for who in ("patient", "psychiatrist"))
    kept = mine.call("message:send", first)
    assert mine.call("message:send", {**first, "body": "second"})["error"]["code"] == "conflict"
    assert mine.call("message:send", {**first, "body": " first\n"})["id"] == kept["id"]
    other = theirs.call("message:send", {**first, "body": "second"})
    assert other["ok"] and other["duplicate"] is False and other["seq"] == kept["seq"] + 1
    mine.close()
    theirs.close()


def test_the_library_s_own_client_comes_back_by_itself(servers: Servers, pairs):
    """Polling first, then the upgrade to a WebSocket, as browsers on bad networks do."""
    server = servers.start("eventlet")
    pair = pairs[0]
    browser = Browser(server, pair["patient"]["cookie"])
    client = socketio.Client(reconnection_delay=0.1, reconnection_delay_max=0.3, http_session=browser.http)
    heard: list[int] = []
    client.on("message:new", lambda message: heard.append(message["seq"]))
    try:
        client.connect(server.origin)
        assert until(lambda: client.transport() == "websocket", told="no upgrade")
        message = {"room": pair["room"], "client_id": "one", "body": "from the library"}
        first = client.call("message:send", message, timeout=10)
        server.kill9()
        until(lambda: not client.connected, told="the cut is not noticed")
        server.start()
        until(lambda: client.connected, 15, told="it does not come back")
        again = client.call("message:send", message, timeout=10)
        assert again == {**first, "duplicate": True}
        client.call("message:send", {**message, "client_id": "two"}, timeout=10)
        until(lambda: heard == [first["seq"], first["seq"] + 1], told=lambda: heard)
    finally:
        client.disconnect()
