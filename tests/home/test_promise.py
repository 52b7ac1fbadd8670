"""Who answers by when: the same on the page, on entering, and over plain HTTP; and it follows the room."""

import pytest

from telekat.core import database
from telekat.rooms import actions as rooms


def entered(socket, room):
    return socket.call("room:enter", {"room": room})["promise"]


def test_entering_and_plain_http_tell_who_answers_and_how_long_that_is_true(cast, socket_of, browser_of):
    told = entered(socket_of(cast.ada), cast.care)
    assert told["words"].startswith("Theo")
    assert 1 <= told["holds_seconds"] <= 86_400
    assert browser_of(cast.ada).get(f"/api/v1/rooms/{cast.care}").json["promise"]["words"] == told["words"]
    page = browser_of(cast.ada).get(f"/rooms/{cast.care}").text
    assert f'<strong data-role="promise-words">{told["words"]}</strong>' in page


def test_whoever_left_promises_nothing_more(cast, socket_of):
    ada = socket_of(cast.ada)
    rooms.remove_member(cast.cora.principal, cast.care, cast.theo.id)
    database.forget_snapshot()
    assert entered(ada, cast.care)["words"].startswith("Dr Ben Okri answers by")
    rooms.remove_member(cast.cora.principal, cast.care, cast.ben.id)
    database.forget_snapshot()
    assert entered(ada, cast.care)["words"].startswith("The front desk tells you who answers by")


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_closed_room_promises_nothing(cast, socket_of, browser_of, name):
    rooms.close_room(cast.cora.principal, cast.care)
    database.forget_snapshot()
    who = getattr(cast, name)
    assert entered(socket_of(who), cast.care) is None
    assert "promise-words" not in browser_of(who).get(f"/rooms/{cast.care}").text


def test_the_teams_own_notes_promise_nothing(cast, socket_of):
    assert entered(socket_of(cast.ben), cast.staff_room) is None


def test_whoever_only_sees_the_room_is_told_no_promise(cast, browser_of):
    assert "promise" not in browser_of(cast.cora).get(f"/api/v1/rooms/{cast.care}").json
