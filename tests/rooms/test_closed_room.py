"""A closed room can be read and nothing in it changed: no message, no draft, no member."""

import pytest

from telekat.chat import actions as chat
from telekat.chat import queries
from telekat.core import database
from telekat.rooms import actions
from telekat.rooms.access import is_member


@pytest.fixture
def closed(cast):
    """Ada has begun to write; then the room is closed."""
    chat.keep_draft(cast.ada.principal, cast.care, "begun", 0)
    actions.close_room(cast.cora.principal, cast.care)
    database.forget_snapshot()
    return cast.care


def test_draft_is_read_but_not_changed(cast, browser_of, closed):
    ada = browser_of(cast.ada)
    path = f"/api/v1/rooms/{closed}/draft"
    answer = ada.put(path, {"body": "changed", "base_rev": 1})
    assert (answer.status_code, answer.json["error"]["code"]) == (409, "conflict")
    assert ada.get(path).json == {"body": "begun", "rev": 1}
    assert queries.draft_of(cast.ada.principal, closed).body == "begun"


def test_members_neither_come_nor_go(cast, browser_of, closed):
    cora = browser_of(cast.cora)
    path = f"/api/v1/rooms/{closed}/members"
    for answer in (cora.post(path, {"user": cast.cleo.id}), cora.delete(f"{path}/{cast.theo.id}")):
        assert (answer.status_code, answer.json["error"]["code"]) == (409, "conflict")
    assert not is_member(cast.cleo.id, closed) and is_member(cast.theo.id, closed)


def test_all_of_it_works_again_once_the_room_is_open(cast, browser_of, closed):
    actions.close_room(cast.cora.principal, closed, closed=False)
    database.forget_snapshot()
    cora = browser_of(cast.cora)
    assert browser_of(cast.ada).put(f"/api/v1/rooms/{closed}/draft", {"body": "x", "base_rev": 1}).json == {
        "rev": 2
    }
    assert cora.delete(f"/api/v1/rooms/{closed}/members/{cast.theo.id}").status_code == 200


def test_page_of_a_closed_room_opens(cast, browser_of, closed):
    for who in (cast.ada, cast.ben):
        assert browser_of(who).get(f"/rooms/{closed}").status_code == 200
