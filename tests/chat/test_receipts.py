"""Who holds and who has read what: told by a member's browser, never back, heard by the others, kept with its time."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import clock, database
from telekat.core.database import db


@pytest.fixture
def talked(cast, socket_of):
    """Ada has written three messages in her care room."""
    for number in range(1, 4):
        sent = {"room": cast.care, "client_id": str(number), "body": f"words {number}"}
        assert socket_of(cast.ada).call("message:send", sent)["ok"]
    return cast.care


def test_nothing_is_received_until_a_browser_says_so(cast, talked, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    assert ben.call("message:since", {"room": talked, "after_seq": 0})["last_seq"] == 3
    assert ada.call("room:enter", {"room": talked})["received"][cast.ben.id] == 0
    assert ada.heard_of("message:received") == []


def test_receipt_is_heard_by_the_others_with_its_time_and_not_by_oneself(cast, talked, socket_of):
    ada, ben, cora = socket_of(cast.ada), socket_of(cast.ben), socket_of(cast.cora)
    assert ben.call("message:received", {"room": talked, "seq": 2}) == {"ok": True, "seq": 2}
    (heard,) = ada.heard_of("message:received")
    assert (heard["room"], heard["user"], heard["seq"]) == (talked, cast.ben.id, 2)
    assert clock.parse(heard["at"]) <= clock.now()
    assert ben.heard_of("message:received") == cora.heard_of("message:received") == []


def test_receipt_never_goes_back_nor_past_the_newest_and_the_same_again_is_no_news(cast, talked, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    assert ben.call("message:received", {"room": talked, "seq": 99})["seq"] == 3
    assert ben.call("message:received", {"room": talked, "seq": 1})["seq"] == 3
    assert ben.call("message:received", {"room": talked, "seq": 3})["seq"] == 3
    assert len(ada.heard_of("message:received")) == 1


def test_receiving_is_not_reading(cast, talked, socket_of):
    ben = socket_of(cast.ben)
    ben.call("message:received", {"room": talked, "seq": 3})
    entered = ben.call("room:enter", {"room": talked})
    assert (entered["received"][cast.ben.id], entered["read"][cast.ben.id]) == (3, 0)
    assert db().scalars(select(AuditEvent).where(AuditEvent.action == "message:read")).all() == []


def test_whoever_opens_later_learns_since_when(cast, talked, socket_of, browser_of):
    ben, ada = socket_of(cast.ben), socket_of(cast.ada)
    ben.call("message:received", {"room": talked, "seq": 3})
    ben.call("message:read", {"room": talked, "seq": 2})
    told_at = ada.heard_of("message:read")[0]["at"]
    entered = ada.call("room:enter", {"room": talked})
    assert (entered["read"][cast.ben.id], entered["read_at"][cast.ben.id]) == (2, told_at)
    assert entered["received_at"][cast.ben.id] and entered["read_at"][cast.theo.id] is None
    assert browser_of(cast.ada).get(f"/api/v1/rooms/{talked}").json["read_at"][cast.ben.id] == told_at


def test_receipt_goes_over_plain_http_where_sockets_are_blocked(cast, talked, socket_of, browser_of):
    ada = socket_of(cast.ada)
    assert browser_of(cast.ben).put(f"/api/v1/rooms/{talked}/received", {"seq": 3}).json == {"seq": 3}
    assert len(ada.heard_of("message:received")) == 1


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_stranger_has_received_nothing(cast, talked, socket_of, name):
    ada = socket_of(cast.ada)
    answer = socket_of(getattr(cast, name)).call("message:received", {"room": talked, "seq": 1})
    assert answer["error"]["code"] in ("not_found", "forbidden")
    database.forget_snapshot()
    assert ada.heard_of("message:received") == []


def test_unread_of_every_room_is_told_to_whoever_sits_in_it(cast, talked, browser_of):
    database.forget_snapshot()
    assert browser_of(cast.ben).get("/api/v1/rooms/unread").json["unread"] == {talked: 3}
    assert browser_of(cast.ada).get("/api/v1/rooms/unread").json["unread"] == {}
    assert browser_of(cast.cora).get("/api/v1/rooms/unread").json["unread"] == {}
