"""Catching up: pages by seq without a gap, read marks that never go back, drafts of two devices."""

import pytest
from sqlalchemy import select, update

from telekat.audit.models import AuditEvent
from telekat.chat import actions, queries
from telekat.chat.models import Message
from telekat.chat.sealed import CANNOT_SHOW
from telekat.core.database import db
from telekat.core.writer import write


@pytest.fixture
def written(cast):
    """450 messages, Ada and Ben in turn."""

    @write
    def fill(work, first):
        for number in range(first, first + 50):
            who = (cast.ada if number % 2 else cast.ben).principal
            actions.send_message(who, cast.care, f"c{number}", f"message {number}")

    for first in range(1, 451, 50):  # the writer gives up on what takes seconds, and machines can be busy
        fill(first)


def test_pages_join_without_gap_up_to_the_newest(cast, socket_of, written):
    ben, seen, after = socket_of(cast.ben), [], 0
    while True:
        page = ben.call("message:since", {"room": cast.care, "after_seq": after})
        seen += [message["seq"] for message in page["messages"]]
        if not page["messages"]:
            break
        assert len(page["messages"]) <= 200
        after = seen[-1]
    assert seen == list(range(1, 451)) and page["last_seq"] == 450


@pytest.mark.parametrize("limit", [0, 201, "5", True])
def test_limit_out_of_bounds_is_refused(cast, socket_of, limit):
    answer = socket_of(cast.ada).call("message:since", {"room": cast.care, "after_seq": 0, "limit": limit})
    assert answer["error"]["code"] == "invalid"


def test_http_gives_the_same_messages_and_scrolls_back(cast, socket_of, browser_of, written):
    ada = browser_of(cast.ada)
    newest = ada.get(f"/api/v1/rooms/{cast.care}/messages?before_seq=451&limit=3").json
    assert [message["seq"] for message in newest["messages"]] == [448, 449, 450]
    by_socket = socket_of(cast.ada).call("message:since", {"room": cast.care, "after_seq": 447})
    assert by_socket["messages"] == newest["messages"]


def test_http_send_is_the_same_message_as_the_sockets(cast, socket_of, browser_of):
    body = {"client_id": "one", "body": "hello"}
    first = browser_of(cast.ada).post(f"/api/v1/rooms/{cast.care}/messages", body)
    again = socket_of(cast.ada).call("message:send", {"room": cast.care, **body})
    assert first.status_code == 201 and again == {"ok": True, **first.json, "duplicate": True}


def test_one_message_that_does_not_open_breaks_no_page(cast, socket_of):
    ada = socket_of(cast.ada)
    for number in (1, 2, 3):
        ada.call("message:send", {"room": cast.care, "client_id": f"c{number}", "body": f"message {number}"})

    @write
    def swap(work):
        moved = work.db.scalar(select(Message.body_sealed).where(Message.seq == 1))
        work.db.execute(update(Message).where(Message.seq == 2).values(body_sealed=moved))

    swap()
    page = ada.call("message:since", {"room": cast.care, "after_seq": 0})["messages"]
    assert [message["body"] for message in page] == ["message 1", CANNOT_SHOW, "message 3"]
    assert page[1]["kind"] == "unreadable"


def test_read_mark_moves_forward_only_and_others_hear_it(cast, socket_of, written):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    assert ada.call("message:read", {"room": cast.care, "seq": 20}) == {"ok": True, "seq": 20}
    assert ada.call("message:read", {"room": cast.care, "seq": 5}) == {"ok": True, "seq": 20}
    assert ada.call("message:read", {"room": cast.care, "seq": 9999}) == {"ok": True, "seq": 450}
    assert [news["seq"] for news in ben.heard_of("message:read")] == [20, 450]
    assert ada.call("room:enter", {"room": cast.care})["read"][cast.ada.id] == 450


def test_unread_counts_others_messages_only(cast, written):
    ada = cast.ada.principal
    assert queries.unread_by_room(ada) == {cast.care: 225}
    assert queries.first_unread_seq(ada, cast.care) == 2
    actions.mark_read(ada, cast.care, 449)
    assert queries.unread_by_room(ada) == {cast.care: 1}
    actions.mark_read(ada, cast.care, 450)
    assert queries.unread_by_room(ada) == {} and queries.first_unread_seq(ada, cast.care) is None


def test_reading_up_to_a_message_is_in_the_trail(cast, socket_of, written):
    socket_of(cast.ben).call("message:read", {"room": cast.care, "seq": 7})
    event = db().scalar(select(AuditEvent).where(AuditEvent.action == "message:read"))
    assert (event.actor_id, event.subject_id, event.detail) == (cast.ben.id, cast.care, '{"seq":7}')


def test_draft_follows_to_another_device_and_two_edits_keep_both(cast, browser_of):
    phone, laptop = browser_of(cast.ada), browser_of(cast.ada)
    address = f"/api/v1/rooms/{cast.care}/draft"
    rev = phone.put(address, {"body": "begun on the phone", "base_rev": 0}).json["rev"]
    assert laptop.get(address).json == {"body": "begun on the phone", "rev": rev}
    assert laptop.put(address, {"body": "more on the laptop", "base_rev": rev}).status_code == 200
    clash = phone.put(address, {"body": "other words", "base_rev": rev})
    assert clash.status_code == 409
    assert clash.json["error"]["body"] == "more on the laptop"
    assert phone.put(address, {"body": "both", "base_rev": clash.json["error"]["rev"]}).status_code == 200


def test_nobody_else_sees_a_draft(cast, browser_of):
    browser_of(cast.ada).put(f"/api/v1/rooms/{cast.care}/draft", {"body": "not yet said", "base_rev": 0})
    assert browser_of(cast.ben).get(f"/api/v1/rooms/{cast.care}/draft").json["body"] == ""


def test_typing_reaches_the_others_and_never_the_typist(cast, socket_of):
    ada, ben, cleo = socket_of(cast.ada), socket_of(cast.ben), socket_of(cast.cleo)
    assert ada.call("typing", {"room": cast.care, "on": True})["ok"]
    assert ben.heard_of("typing") == [{"room": cast.care, "user": cast.ada.id, "on": True}]
    assert ada.heard == [] and cleo.heard == []
