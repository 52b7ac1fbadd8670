"""Closing a room: asked first, in words for both sides; opened again in one; nobody assigned by an empty form."""

import pytest

from telekat.core.database import db, forget_snapshot
from telekat.rooms.models import Room


def _state(room_id):
    forget_snapshot()
    return db().get_one(Room, room_id).state


def test_room_is_closed_only_after_the_question(cast, browser_of):
    cora, address = browser_of(cast.cora), f"/patients/{cast.ada.id}/rooms"
    answer = cora.form(address, {"room": cast.care, "closed": "yes"})
    assert (answer.status_code, _state(cast.care)) == (303, "open")
    question = cora.get(answer.headers["Location"].split("#")[0]).text
    assert "can write in it from then on" in question and "Keep it open" in question
    assert cora.form(address, {"room": cast.care, "closed": "yes", "sure": "yes"}).status_code == 303
    assert _state(cast.care) == "closed"
    page = cora.get(f"/patients/{cast.ada.id}?close={cast.care}").text
    assert "Open again" in page and "Keep it open" not in page
    cora.form(address, {"room": cast.care, "closed": ""})
    assert _state(cast.care) == "open"


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_closed_room_has_no_promise_of_an_answer(cast, browser_of, name):
    fields = {"room": cast.care, "closed": "yes", "sure": "yes"}
    browser_of(cast.cora).form(f"/patients/{cast.ada.id}/rooms", fields)
    page = browser_of(getattr(cast, name)).get(f"/rooms/{cast.care}").text
    assert "This room is closed." in page and 'data-role="promise"' not in page
    start = browser_of(cast.ada).get("/").text
    assert f'class="tk-button tk-button--primary tk-button--wide" href="/rooms/{cast.care}"' not in start


def test_assign_with_nobody_chosen_stays_on_the_form_with_a_sentence(cast, browser_of):
    answer = browser_of(cast.cora).form(f"/patients/{cast.ada.id}/team", {"seen": "", "user": ""})
    assert answer.status_code == 422
    assert "Choose who cares for them first" in answer.text and "Who cares for them" in answer.text
