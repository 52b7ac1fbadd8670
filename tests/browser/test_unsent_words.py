"""Words are never lost: the server is taken away, tabs are closed, logins end, people change; once each, in order."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.room import RoomOnScreen, care_room
from tests.server.process import until

PASSWORD = "quiet morning light"
TEN = [f"Typed alone {number}" for number in range(1, 11)]


@pytest.fixture
def maya(own_demo, person):
    """Maya, on her phone, in her care room."""
    someone = person(own_demo, width=390)
    someone.is_signed_in("maya@example.org", PASSWORD)
    return RoomOnScreen(someone).opens(care_room(someone))


@pytest.fixture
def ruiz(own_demo, person):
    """Her psychiatrist, at a desk, in the same room."""
    someone = person(own_demo)
    someone.is_signed_in("ruiz@harbour.example.org", PASSWORD)
    return RoomOnScreen(someone).opens(care_room(someone))


def test_ten_messages_written_without_a_server_arrive_once_in_order_after_a_new_tab(own_demo, maya, ruiz):
    address = maya.page.url
    own_demo.kill9()
    maya.writes(*TEN)
    expect(maya.states.last).to_have_text("Not sent. Kept on this phone.")
    assert maya.bodies("Typed alone") == TEN
    tab = maya.person.context.new_page()
    maya.page.close()
    own_demo.start()
    again = RoomOnScreen(maya.person, tab).opens(address)
    until(lambda: ruiz.bodies("Typed alone") == TEN, 25, told=lambda: ruiz.bodies("Typed alone"))
    expect(again.unsent).to_have_count(0)
    assert again.bodies("Typed alone") == TEN
    assert again.kept() == []


def test_two_tabs_keep_the_typed_order_and_double_nothing(own_demo, maya):
    other = RoomOnScreen(maya.person, maya.person.context.new_page()).opens(maya.page.url)
    own_demo.kill9()
    for number, text in enumerate(TEN):
        (maya, other)[number % 2].writes(text)
        expect(maya.row(text)).to_have_count(1)
    own_demo.start()
    for tab in (maya, other):
        expect(tab.unsent).to_have_count(0, timeout=25_000)
        until(lambda tab=tab: tab.bodies("Typed alone") == TEN, told=lambda tab=tab: tab.bodies("Typed alone"))
    maya.opens(maya.page.url)
    assert maya.bodies("Typed alone") == TEN


def test_unsent_words_are_changed_and_deleted_before_they_leave(own_demo, maya):
    own_demo.kill9()
    maya.writes("Typed alone, wrong", "Typed alone, not needed")
    wrong, unneeded = maya.row("wrong"), maya.row("not needed")
    unneeded.get_by_role("button", name="Edit").click(timeout=20_000)
    maya.part.get_by_role("button", name="Delete").click()
    expect(unneeded).to_have_count(0)
    wrong.get_by_role("button", name="Edit").click()
    maya.part.locator("[data-role=editor-field]").fill("Typed alone, right")
    maya.part.locator("[data-role=editor-send]").click()
    own_demo.start()
    expect(maya.unsent).to_have_count(0, timeout=25_000)
    maya.opens(maya.page.url)
    assert maya.bodies("Typed alone") == ["Typed alone, right"]


def editor(room):
    return room.part.locator("[data-role=editor-field]")


def state_of(row):
    return row.locator("[data-role=state-words]")


@pytest.fixture
def editing(own_demo, maya):
    """Maya with an edit open and a message after it; the server is back."""
    own_demo.kill9()
    maya.writes("Typed alone, old")
    maya.row("old").get_by_role("button", name="Edit").click(timeout=20_000)
    editor(maya).fill("Typed alone, new")
    own_demo.start()
    maya.writes("Typed alone, after")
    return maya


def test_an_open_edit_says_what_waits_for_it_and_outlives_a_reload(own_demo, editing):
    maya = editing
    waits = "Waits until you finish editing."
    expect(state_of(maya.row("after"))).to_have_text(waits)
    other = RoomOnScreen(maya.person, maya.person.context.new_page()).opens(maya.page.url)
    expect(state_of(other.row("after"))).to_have_text(waits)
    expect(state_of(other.row("old"))).to_have_text("You are editing this. It is not sent until you finish.")
    expect(editor(other)).to_have_count(0)
    other.page.close()
    maya.opens(maya.page.url)
    expect(editor(maya)).to_have_value("Typed alone, new")
    expect(state_of(maya.row("after"))).to_have_text(waits)
    maya.part.locator("[data-role=editor-send]").click()
    expect(maya.unsent).to_have_count(0, timeout=25_000)
    maya.opens(maya.page.url)
    assert maya.bodies("Typed alone") == ["Typed alone, new", "Typed alone, after"]


def test_an_edit_goes_over_to_the_tab_that_asks_for_it_or_that_is_left(own_demo, editing):
    maya = editing
    other = RoomOnScreen(maya.person, maya.person.context.new_page()).opens(maya.page.url)
    other.row("old").get_by_role("button", name="Edit").click()
    expect(editor(other)).to_have_value("Typed alone, new")
    expect(editor(maya)).to_have_count(0)
    third = RoomOnScreen(maya.person, maya.person.context.new_page()).opens(maya.page.url)
    before = other.kept()
    editor(other).fill("Typed alone, newest")
    until(lambda: other.kept() != before)
    other.page.close()
    expect(editor(third)).to_have_value("Typed alone, newest")
    third.part.locator("[data-role=editor-cancel]").click()
    expect(third.unsent).to_have_count(0, timeout=25_000)
    third.opens(third.page.url)
    assert third.bodies("Typed alone") == ["Typed alone, old", "Typed alone, after"]


def test_an_ended_login_keeps_the_words_sealed_and_they_go_out_after_signing_in(own_demo, maya):
    address = maya.page.url
    own_demo.kill9()
    maya.writes("Typed alone before the end")
    maya.field.fill("half a sentence")
    until(lambda: sorted(shelf for shelf, _ in maya.kept()) == ["draft", "outbox"])
    assert not any("alone" in text or "half" in text for _, text in maya.kept())
    own_demo.change("UPDATE login SET ended_at = '2026-01-01T00:00:00.000Z' WHERE ended_at IS NULL")
    own_demo.start()
    expect(maya.page.get_by_text("Your words are kept on this device.")).to_be_visible(timeout=25_000)
    assert maya.part.locator("[data-role=message]").count() == 0
    maya.page.locator("[data-role=sign-in-again]").click()
    maya.person.signs_in("maya@example.org", PASSWORD)
    maya.opens(address)
    expect(maya.unsent).to_have_count(0, timeout=25_000)
    assert maya.bodies("Typed alone") == ["Typed alone before the end"]
    expect(maya.field).to_have_value("half a sentence")


def test_somebody_else_in_the_same_browser_finds_nothing(own_demo, maya):
    address = maya.page.url
    own_demo.kill9()
    maya.writes("Typed alone, mine only")
    until(lambda: len(maya.kept()) == 1)
    own_demo.change("UPDATE login SET ended_at = '2026-01-01T00:00:00.000Z' WHERE ended_at IS NULL")
    own_demo.start()
    maya.person.signs_in("ruiz@harbour.example.org", PASSWORD)
    maya.opens(address)
    assert maya.kept() == []
    assert maya.bodies("Typed alone") == []


def test_a_draft_outlives_the_tab_and_the_server(own_demo, maya):
    address = maya.page.url
    own_demo.kill9()
    maya.field.fill("something I only began")
    until(lambda: maya.kept() != [])
    tab = maya.person.context.new_page()
    maya.page.close()
    own_demo.start()
    expect(RoomOnScreen(maya.person, tab).opens(address).field).to_have_value("something I only began")


def test_a_draft_written_on_the_phone_is_on_the_laptop(own_demo, maya, person):
    laptop = person(own_demo)
    laptop.is_signed_in("maya@example.org", PASSWORD)
    desk = RoomOnScreen(laptop).opens(maya.page.url)
    maya.field.fill("begun on the phone")
    saved = f"/api/v1{maya.page.url.removeprefix(own_demo.origin)}/draft"
    until(lambda: laptop.page.request.get(saved).json()["body"] == "begun on the phone")
    desk.page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(desk.field).to_have_value("begun on the phone")


def test_two_drafts_written_at_once_are_both_kept(own_demo, maya, person):
    laptop = person(own_demo)
    laptop.is_signed_in("maya@example.org", PASSWORD)
    desk = RoomOnScreen(laptop).opens(maya.page.url)
    maya.field.fill("words of the phone")
    desk.field.fill("words of the laptop")
    saved = f"/api/v1{maya.page.url.removeprefix(own_demo.origin)}/draft"

    def has_both() -> bool:
        body = laptop.page.request.get(saved).json()["body"]
        return "words of the phone" in body and "words of the laptop" in body

    until(has_both, told=lambda: laptop.page.request.get(saved).json())


def test_a_screen_reader_hears_each_incoming_message_once_and_never_the_history(own_demo, maya, ruiz):
    maya.listens()
    ruiz.writes("First news", "Second news")
    expect(maya.row("Second news")).to_have_count(1)
    maya.writes("My own words")
    expect(maya.unsent).to_have_count(0)
    own_demo.kill9()
    own_demo.start()
    ruiz.writes("Third news")
    expect(maya.row("Third news")).to_have_count(1, timeout=25_000)
    heard = [words.splitlines()[-1] for words in maya.heard()]
    assert heard == ["First news", "Second news", "Third news"]


def test_a_screen_reader_is_told_once_that_words_did_not_go_out(own_demo, maya):
    own_demo.kill9()
    maya.writes("Where are you")
    expect(maya.page.locator("[data-role=announce-politely]")).to_contain_text(
        "Your words: Where are you", timeout=20_000
    )
