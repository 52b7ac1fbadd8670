"""Answering one message: chosen by mouse, touch and keyboard, shown over the field, given up, kept with the words; and
what stands under one's own words as they arrive and are read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.room import RoomOnScreen, care_room
from tests.server.process import until

PASSWORD = "quiet morning light"


@pytest.fixture
def maya(own_demo, person):
    someone = person(own_demo, width=390)
    someone.is_signed_in("maya@example.org", PASSWORD)
    return RoomOnScreen(someone).opens(care_room(someone))


@pytest.fixture
def sam(own_demo, person):
    someone = person(own_demo)
    someone.is_signed_in("sam@harbour.example.org", PASSWORD)
    return RoomOnScreen(someone)


def line(room: RoomOnScreen):
    return room.part.locator("[data-role=replying]")


def test_reply_by_mouse_touch_and_keyboard_and_states_under_ones_own_words(maya, sam):
    maya.writes("Is it normal to sleep so much?")
    expect(maya.states.last).to_contain_text("Sent")
    sam.page.add_init_script("document.hasFocus = () => Boolean(window.looks)")
    sam.opens(care_room(sam.person))  # the words are there, and nobody looks
    expect(maya.states.last).to_contain_text("Delivered")
    sam.page.evaluate("window.looks = true; dispatchEvent(new Event('focus'))")
    expect(maya.states.last).to_contain_text("Read by Sam")

    asked = sam.row("sleep so much").last
    asked.hover()
    asked.get_by_role("button", name="Reply to Maya Okafor: Is it normal to sleep so much?").click()
    expect(line(sam)).to_contain_text("Maya: Is it normal to sleep so much?")
    expect(sam.field).to_be_focused()
    sam.writes("Yes, the first nights are long.")
    expect(line(sam)).to_be_hidden()
    answered = maya.row("first nights are long").last
    expect(answered.locator("[data-role=quote]")).to_have_text("Maya: Is it normal to sleep so much?")
    expect(maya.states.last).to_contain_text("Read by Sam")

    answered.locator("[data-role=quote]").tap()
    expect(maya.row("sleep so much").first).to_be_focused()
    expect(maya.part.locator(".is-target")).to_have_count(1)
    sam.row("first nights are long").last.locator("[data-role=quote]").focus()
    sam.page.keyboard.press("Enter")
    expect(sam.row("sleep so much").first).to_be_focused()
    sam.field.focus()

    answered.get_by_role("button", name="Reply to Sam Whitlock").tap()
    expect(line(maya)).to_contain_text("Sam: Yes, the first nights are long.")
    line(maya).get_by_role("button", name="Do not reply to this message").tap()
    expect(line(maya)).to_be_hidden()
    maya.writes("That helps me")
    expect(maya.row("That helps me").last.locator("[data-role=quote]")).to_be_hidden()

    expect(sam.row("That helps me").last).to_be_visible()
    sam.field.focus()
    sam.page.keyboard.press("Shift+Tab")
    expect(sam.row("That helps me").last.locator("[data-role=reply]")).to_be_focused()
    sam.page.keyboard.press("ArrowUp")
    sam.page.keyboard.press("Enter")
    expect(line(sam)).to_contain_text("Sam: Yes, the first nights are long.")
    sam.page.keyboard.press("Escape")
    expect(line(sam)).to_be_hidden()
    expect(sam.field).to_be_focused()


def test_a_reply_keeps_its_message_over_a_reload_until_it_is_given_up(maya):
    maya.writes("Is it normal to dream so much?")
    expect(maya.states.last).to_contain_text("Sent")
    maya.row("dream so much").last.get_by_role("button", name="Reply to").tap()
    maya.field.fill("I mean every night")
    until(lambda: {"draft", "reply"} <= {shelf for shelf, _ in maya.kept()})
    maya.opens(maya.page.url)
    expect(line(maya)).to_contain_text("Maya: Is it normal to dream so much?")
    expect(maya.field).to_have_value("I mean every night")
    maya.send.click()
    quote = maya.row("I mean every night").last.locator("[data-role=quote]")
    expect(quote).to_have_text("Maya: Is it normal to dream so much?")
    until(lambda: maya.kept() == [], told=maya.kept)
    maya.opens(maya.page.url)
    expect(line(maya)).to_be_hidden()
