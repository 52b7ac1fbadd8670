"""A consult on one screen: nothing scrolled out of sight, a note that is not lost, a signature that locks it."""

from __future__ import annotations

import re
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.room import care_room

pytestmark = pytest.mark.browser

PASSWORD = "quiet morning light"
WRITTEN = "Seen by video.\n\nWants to go on, sleeps four hours now."
FIRST_FIVE = ("[data-role=patient-band]", "#criteria", "#scores", "#form", "#chat")


@pytest.fixture
def ruiz(own_demo, person) -> Person:
    """The psychiatrist before a window of 1366 by 768."""
    someone: Person = person(own_demo, width=1366)
    someone.page.set_viewport_size({"width": 1366, "height": 768})
    someone.is_signed_in("ruiz@harbour.example.org", PASSWORD)
    return someone


def consult_of(name: str, ruiz: Person) -> str:
    """Opens the consult by its link in the day; returns its address."""
    ruiz.opens("/day")
    ruiz.page.get_by_role("link", name=f"Consult {name}").click()
    ruiz.page.wait_for_url(re.compile(r"/patients/[^/]+/consult"))
    return ruiz.page.url


def test_first_five_panels_lie_within_the_window_and_the_page_does_not_scroll(ruiz):
    consult_of("Maya Okafor", ruiz)
    expect(ruiz.page.locator("[data-role=alarm]")).to_be_visible()
    for size in ({"width": 1366, "height": 768}, {"width": 1366, "height": 641}):
        ruiz.page.set_viewport_size(size)
        for panel in FIRST_FIVE:
            box = ruiz.page.locator(panel).bounding_box()
            assert box is not None and box["height"] > 40, panel
            assert box["x"] >= 0 and box["x"] + box["width"] <= size["width"], panel
            assert box["y"] >= 0 and box["y"] + box["height"] <= size["height"], panel
        root = "document.documentElement"
        assert ruiz.page.evaluate(f"{root}.scrollHeight <= {root}.clientHeight")
    assert [rule["id"] for rule in Axe().run(ruiz.page).response["violations"]] == []


def test_note_survives_and_is_filled_from_the_record_signed_and_added_to(own_demo, ruiz, person):
    page, address = ruiz.page, consult_of("Tom Lindqvist", ruiz)
    page.wait_for_load_state("load")
    page.keyboard.press("Alt+4")
    field = page.locator("[data-role=note-body]")
    expect(field).to_be_focused()
    _writes(ruiz, WRITTEN)
    page.reload()
    expect(field).to_have_value(WRITTEN)
    _signs_out_and_in(ruiz, address + "#note")
    expect(field).to_have_value(WRITTEN)

    page.get_by_role("button", name="Draft from the record").click()
    expect(page.locator("[data-role=proposal-take]").first).to_be_visible()
    page.get_by_role("button", name=re.compile("Put .* into the note")).click()
    expect(field).to_have_value(re.compile(r"Seen by video.*PHQ-9.*3 sessions so far", re.DOTALL))
    expect(page.locator("[data-role=note-linked-words]")).to_have_text(re.compile(r"\d+ linked sentences$"))
    source = page.locator("[data-role=note-sentences] a[href^='/forms/']").first.get_attribute("href")
    assert page.request.get(source or "").ok

    page.locator("[data-role=foot-sign]").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign note for Tom Lindqvist").click()
    signed = page.locator("[data-role=note-signed]")
    expect(signed).to_contain_text("Nobody can change it")
    expect(field).to_have_count(0)
    signed.get_by_label("Addendum").fill("Rang him at 16:00.")
    signed.get_by_role("button", name="Add to the note of Tom Lindqvist").click()
    expect(page.locator("[data-role=addendum]")).to_contain_text("Addendum by Dr Elena Ruiz")
    assert own_demo.rows("SELECT count(*) FROM clinical_note WHERE status = 'signed'")[0][0] == 2

    sam: Person = person(own_demo, width=1366)
    sam.is_signed_in("sam@harbour.example.org", PASSWORD)
    sam.opens(page.url)
    sam.sees("Rang him at 16:00.")


def test_leaving_with_unsaved_words_warns_and_two_devices_keep_both_texts(own_demo, ruiz, person):
    address = consult_of("Tom Lindqvist", ruiz) + "#note"
    ruiz.opens(address)
    tablet: Person = person(own_demo, width=1366)
    tablet.is_signed_in("ruiz@harbour.example.org", PASSWORD)
    tablet.opens(address)
    expect(tablet.page.locator("[data-role=note-body]")).to_be_visible()
    _writes(ruiz, "Written at the desk.")
    tablet.page.locator("[data-role=note-body]").fill("Written on the tablet.")
    expect(tablet.page.locator("[data-role=note-body]")).to_have_value(
        re.compile(r"Written on the tablet\..*Written at the desk\.", re.DOTALL)
    )
    asked: list[str] = []
    ruiz.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    own_demo.kill9()
    ruiz.page.locator("[data-role=note-body]").press_sequentially(" And one more line.")
    ruiz.page.close(run_before_unload=True)
    deadline = time.monotonic() + 5
    while not asked and time.monotonic() < deadline:
        ruiz.context.pages[0].wait_for_timeout(50)
    assert asked == ["beforeunload"]


def test_form_that_maya_fills_in_is_live_beside_the_chat(own_demo, ruiz, person):
    consult_of("Maya Okafor", ruiz)
    maya: Person = person(own_demo, width=390)
    maya.is_signed_in("maya@example.org", PASSWORD)
    form = ruiz.page.locator("[data-role=form-panel]").get_attribute("data-form")
    maya.opens(f"/forms/{form}")
    maya.page.get_by_role("radio", name="Nearly every day").check()
    fifth = ruiz.page.locator("#item-5 [data-role=segment][value='3']")
    expect(fifth).to_be_checked()
    maya.opens(care_room(maya))
    maya.page.get_by_label("Write a message").fill("the last one was hard")
    maya.page.get_by_role("button", name="Send").click()
    expect(ruiz.page.locator("#chat")).to_contain_text("the last one was hard")


def test_decision_is_reached_and_signed_without_leaving_the_consult(own_demo, ruiz, person):
    page, address = ruiz.page, consult_of("Maya Okafor", ruiz)
    maya: Person = person(own_demo, width=390)
    maya.signs_in("maya@example.org", PASSWORD)
    maya.does_not_see("What was decided")
    expect(page.get_by_role("radio", name="Needs clearance")).to_be_disabled()

    # By keys alone: to the criteria, a line by its number, looked at by R; none of them signs.
    page.keyboard.press("Alt+1")
    expect(page.locator("#criteria")).to_be_focused()
    for name in ("Substance use", "Interactions", "High blood pressure", "Suicidal intent"):
        page.keyboard.press("1")
        _settles(ruiz, name)
    expect(page.locator("[data-role=open-tag]")).to_be_hidden()
    page.locator("[data-role=settled] > summary").click()
    expect(page.locator("[data-role=settled-rows] [data-role=criterion]")).to_have_count(29)

    # The medicine list is the same one: ended here, said here.
    page.get_by_role("button", name="Zopiclone is no longer taken").click()
    expect(page.locator("#panel-medicines")).to_contain_text("Zopiclone Stopped")
    expect(page.locator("[data-role=open-count]")).to_have_text("1")
    page.wait_for_load_state("load")
    page.keyboard.press("1")
    expect(page.get_by_role("dialog").get_by_role("heading", name="Interactions")).to_be_visible()
    page.keyboard.press("r")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("radio", name="Eligible")).to_be_enabled()

    page.get_by_role("radio", name="Not now").check()
    page.get_by_role("button", name="Sign decision for Maya Okafor").click()
    signing = page.get_by_role("dialog")
    signing.get_by_label("Reasons, for the team").fill("Blood pressure is to be measured again.")
    signing.get_by_label("Message to Maya Okafor").fill("Sleep comes first. We talk on Friday at 10:00.")
    signing.get_by_role("button", name="Sign decision for Maya Okafor").click()
    expect(page.locator("[data-role=decision-bar]")).to_contain_text("Signed: Not now, Dr Elena Ruiz, version 1.")
    assert page.url.partition("#")[0] == address.partition("#")[0]
    maya.sees("Sleep comes first. We talk on Friday at 10:00.", within=5)

    # The note's signature is another one, and is asked for where the note can be read.
    page.get_by_role("button", name="Sign note for Maya Okafor").click()
    expect(page.get_by_role("dialog").get_by_role("heading")).to_contain_text("Sign the note of")
    expect(page.locator("[data-role=note-body]")).to_have_value(re.compile("Asks whether"))
    assert [*ruiz.broken, *maya.broken] == []


def test_phone_shows_one_panel_and_the_decision_under_the_criteria(own_demo, ruiz):
    consult_of("Maya Okafor", ruiz)
    ruiz.page.set_viewport_size({"width": 390, "height": 844})
    expect(ruiz.page.locator("[data-role=decision-bar]")).to_be_hidden()
    ruiz.page.get_by_role("tab", name="Criteria").click()
    expect(ruiz.page.locator("[data-role=decision-bar]")).to_be_visible()
    ruiz.page.get_by_role("link", name="Open Substance use").click()
    expect(ruiz.page.get_by_role("dialog")).to_contain_text("5, positive")


def _settles(ruiz: Person, name: str) -> None:
    """In the dialog that stands open: what the prescriber knows of it, then a look at all of it."""
    dialog = ruiz.page.get_by_role("dialog")
    expect(dialog.get_by_role("heading", name=name)).to_be_visible()
    dialog.get_by_text("Enter a fact").click()
    form = dialog.locator("[data-role=fact-form]")
    form.get_by_role("radio", name="Absent", exact=True).check()
    form.get_by_label("Note").fill("Asked in the visit.")
    form.get_by_role("button", name="Keep this fact").click()
    expect(dialog).to_have_count(0)
    ruiz.page.locator("[data-role=criterion]", has_text=name).get_by_role("link").click()
    expect(dialog.get_by_role("heading", name=name)).to_be_visible()
    ruiz.page.keyboard.press("r")
    expect(dialog).to_have_count(0)


def _writes(ruiz: Person, text: str) -> None:
    """Types, and waits until it is said to be saved: within two seconds."""
    ruiz.page.locator("[data-role=note-body]").fill(text)
    expect(ruiz.page.locator("[data-role=note-standing]")).to_have_text(re.compile("^Saved"), timeout=2_500)


def _signs_out_and_in(ruiz: Person, address: str) -> None:
    ruiz.page.get_by_role("button", name=re.compile("Menu of")).click()
    ruiz.clicks("Sign out")
    ruiz.page.wait_for_url(lambda url: "/sign-in" in url)
    ruiz.signs_in("ruiz@harbour.example.org", PASSWORD)
    ruiz.opens(address)


def test_whole_record_leaves_every_tab_when_its_login_ends(own_demo, ruiz):
    address = consult_of("Maya Okafor", ruiz)
    tabs = [ruiz.context.new_page() for _ in range(4)]
    for tab, end in zip(tabs, ("consult", "sessions", "eligibility", "risk"), strict=True):
        tab.goto(address.replace("consult", end))
        expect(tab.get_by_text("Maya Okafor").first).to_be_attached()
    ruiz.opens("/day")
    ruiz.page.locator("[popovertarget=person-menu]").click()
    ruiz.page.get_by_role("button", name="Sign out").click()
    ruiz.page.wait_for_url("**/sign-in")
    for tab in tabs:
        expect(tab.locator("[data-role=sign-in-again]")).to_be_focused()
        assert "Maya" not in tab.evaluate("document.documentElement.outerHTML")
        assert "mg" not in tab.locator("body").inner_text()
        tab.locator("[data-role=sign-in-again]").click()
        tab.wait_for_url("**/sign-in?next=**")


def test_page_whose_login_another_ended_is_emptied_without_a_touch(own_demo, ruiz):
    ruiz.opens("/account")
    own_demo.change("UPDATE login SET ended_at = '2026-01-01T00:00:00.000Z' WHERE ended_at IS NULL")
    ruiz.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(ruiz.page.locator("[data-role=sign-in-again]")).to_be_visible()
    expect(ruiz.page.locator("main")).to_have_count(0)
