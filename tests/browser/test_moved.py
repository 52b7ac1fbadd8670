"""Somebody is taken off a care team while they type: the page says so, and their words stay to be copied."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.room import care_room

PASSWORD = "quiet morning light"
WORDS = "Calm throughout, eyes open after forty minutes."


@pytest.fixture
def ruiz(own_demo, person):
    someone = person(own_demo, width=390)
    someone.is_signed_in("ruiz@harbour.example.org", PASSWORD)
    return someone


@pytest.fixture
def take_off(own_demo, person, ruiz):
    """Takes Dr Ruiz out of Maya's care room, at the front desk."""
    priya = person(own_demo)
    priya.signs_in("priya@harbour.example.org", PASSWORD)
    token = {"X-CSRF-Token": priya.page.locator("meta[name=csrf-token]").get_attribute("content")}
    room = care_room(ruiz)
    me = member(ruiz, "psychiatrist")

    def act() -> None:
        assert priya.page.request.delete(f"/api/v1{room}/members/{me}", headers=token).ok

    return act


def member(someone, role):
    """The id of whoever has this part in Maya's care room."""
    rooms = someone.page.request.get("/api/v1/rooms").json()["rooms"]
    here = next(room for room in rooms if care_room(someone).endswith(room["id"]))
    return next(one["id"] for one in here["members"] if one["role"] == role)


def test_typed_words_stay_when_the_record_is_theirs_no_longer_and_an_untouched_page_goes(ruiz, take_off):
    address = f"/patients/{member(ruiz, 'patient')}/sessions"
    ruiz.opens(address)
    notes = ruiz.page.get_by_label("Notes")
    notes.fill(WORDS)
    other = ruiz.context.new_page()
    other.goto(address)
    expect(other.get_by_label("Notes")).to_be_visible()
    take_off()
    ruiz.sees("You no longer have this record.")
    assert notes.input_value() == WORDS
    ruiz.page.get_by_role("button", name="Record for Maya Okafor").click()
    expect(notes).to_have_value(WORDS)
    expect(other.get_by_label("Notes")).to_have_count(0)
