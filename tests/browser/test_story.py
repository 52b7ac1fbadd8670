"""A practice's day, told by three people with a browser each: from an empty practice to an answered check-in."""

from __future__ import annotations

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.person import Person

pytestmark = pytest.mark.browser

STAFF_PASSWORD = "a staff password of some length"


def test_a_practices_day_from_admission_to_check_in(new_practice, person):
    cora = person(new_practice, width=1440)
    ruiz = person(new_practice, width=1440)
    maya = person(new_practice, width=390)

    cora.signs_in("priya@example.org", STAFF_PASSWORD)
    password = _admits_maya(cora)
    ruiz.signs_in("ruiz@example.org", STAFF_PASSWORD)
    maya.signs_in("maya@example.org", password)
    maya.chooses_password("a lamp left on for you")

    _talk(maya, ruiz)
    _fill_in_together(maya, ruiz)
    _fill_in_alone(maya, ruiz)
    _records_session(ruiz)
    _checks_in(maya, ruiz)
    _sees_counts_only(cora)


def _admits_maya(cora: Person) -> str:
    page = cora.page
    cora.sees("The board is ready for your first patient")
    assert violations(cora) == []
    page.get_by_role("link", name="Take in the first patient").click()
    page.get_by_label("Full name").fill("Maya Okafor")
    page.get_by_label(re.compile("Date of birth")).fill("1988-03-14")
    page.get_by_label("Email").fill("maya@example.org")
    page.locator("select[name=psychiatrist]").select_option(index=1)
    cora.clicks("Take the patient in")
    cora.sees("Maya Okafor is taken in")
    return page.locator("[data-role=password]").inner_text().strip()


def _talk(maya: Person, ruiz: Person) -> None:
    maya.page.get_by_role("link", name=re.compile("Your care team")).first.click()
    maya.sees("Dr Elena Ruiz is your psychiatrist from today.")
    _writes(maya, "Is it normal to feel this raw before anything has happened?")
    ruiz.page.get_by_role("link", name=re.compile("Open")).first.click()
    ruiz.sees("Is it normal to feel this raw before anything has happened?")
    _writes(ruiz, "Many people feel that. We start with sleep when we meet.")
    maya.sees("Many people feel that. We start with sleep when we meet.")
    ruiz.sees(re.compile("Read by Maya"))


def _writes(one: Person, words: str) -> None:
    one.page.get_by_role("textbox", name=re.compile("^Write|message", re.I)).first.fill(words)
    one.page.get_by_role("button", name=re.compile("Send")).first.click()
    one.sees(re.compile("^Sent |^Read by"))


def _turns_to(ruiz: Person, tab: str) -> None:
    ruiz.page.wait_for_load_state("load")  # before it a page is complete to read, and not yet alive
    ruiz.page.get_by_role("tab", name=tab).click()


def _gives(ruiz: Person, form: str) -> None:
    _turns_to(ruiz, "Form")
    ruiz.page.locator("[data-role=assign-instrument]").select_option(value=form)
    ruiz.page.locator("[data-role=assign-give]").click()


def _chooses(maya: Person, label: str) -> None:
    maya.page.get_by_role("radio", name=label, exact=True).check()


def _fill_in_together(maya: Person, ruiz: Person) -> None:
    _gives(ruiz, "phq9")
    maya.opens("/")
    maya.page.locator("a[href^='/forms/']").first.click()
    maya.sees("Little interest or pleasure in doing things")
    panel = ruiz.page.locator("[data-role=form-panel]")
    expect(panel).to_be_visible()
    for number in range(1, 9):
        maya.sees(re.compile(f"^Question {number} of"))
        _chooses(maya, "Several days")
        chosen = panel.locator(f"[data-item='{number}'] input[value='1']")
        expect(chosen).to_be_checked(timeout=10_000)
        maya.clicks("Next question")
    _risk_answer(maya, ruiz)
    maya.clicks("Next question")
    panel.locator("[data-item='10'] label", has_text=re.compile("^1")).click()
    expect(maya.page.get_by_role("radio", name="Somewhat difficult")).to_be_checked(timeout=10_000)
    maya.clicks("Go on to send it")
    maya.clicks("Send to your care team")
    maya.sees(re.compile("Received at"))
    expect(ruiz.page.locator("[data-role=panel-state]")).to_have_text(re.compile("handed in"))


def _risk_answer(maya: Person, ruiz: Person) -> None:
    """Help on her screen and an alert on the psychiatrist's, Submit never pressed. How long it took is printed."""
    began = time.monotonic()
    _chooses(maya, "Several days")
    maya.sees("Thank you for saying so.")
    ruiz.sees(re.compile("Take alert for Maya Okafor"))
    print(f"help and alert stood on both screens after {time.monotonic() - began:.2f} s")
    expect(maya.page.get_by_role("link", name=re.compile("Call 999"))).to_be_visible()
    expect(ruiz.page.locator("[data-role=patient-band]")).to_contain_text("High risk")
    ruiz.page.get_by_role("button", name=re.compile("Take alert for Maya Okafor")).first.click()
    maya.sees(re.compile("Dr Elena Ruiz saw this at|Dr Ruiz saw this at"))


def _fill_in_alone(maya: Person, ruiz: Person) -> None:
    if "/rooms/" not in ruiz.page.url:
        ruiz.opens("/day")
        ruiz.page.get_by_role("link", name=re.compile("Open")).first.click()
    _gives(ruiz, "gad7")
    maya.opens("/")
    maya.page.locator("a[href^='/forms/']").first.click()
    for number in range(1, 8):
        maya.sees(re.compile(f"^Question {number} of 7"))
        _chooses(maya, "Not at all")
        if number < 7:
            maya.clicks("Next question")
    maya.clicks("Go on to send it")
    maya.clicks("Send to your care team")
    maya.sees(re.compile("Received at"))
    _turns_to(ruiz, "Scores")
    ruiz.clicks("Show the new score", role="link")
    expect(ruiz.page.locator("#panel-scores")).to_contain_text("GAD-7")
    expect(ruiz.page.locator("#panel-scores")).to_contain_text("PHQ-9")


def _records_session(ruiz: Person) -> None:
    two_days_ago = datetime.now(ZoneInfo("Europe/London")) - timedelta(days=2)
    page = ruiz.page
    _turns_to(ruiz, "Sessions")
    page.get_by_role("button", name=re.compile("Record")).first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Date").fill(two_days_ago.date().isoformat())
    dialog.get_by_label(re.compile("^Time")).fill("10:00")
    dialog.get_by_label("Route").select_option(value="im")
    dialog.get_by_label(re.compile("Dose")).fill("50")
    dialog.get_by_role("button", name=re.compile("Record for Maya Okafor")).click()
    ruiz.sees(re.compile("50 mg"))


def _checks_in(maya: Person, ruiz: Person) -> None:
    maya.opens("/")
    maya.page.locator("a[href^='/check-ins/']").first.click()
    page = maya.page
    maya.sees("This is not watched live.")
    page.wait_for_load_state("load")
    page.locator("input[name=mood][value='6']").check()
    page.locator("input[name=anxiety][value='3']").check()
    page.get_by_role("radio", name="Yes, I am safe").check()
    maya.clicks("Next")
    maya.clicks("Next")
    page.locator("textarea[name=text]").fill("The room felt very wide.")
    page.get_by_role("radio", name="My care team").check()
    maya.clicks("Send my check-in")
    maya.sees(re.compile("Received", re.I))
    ruiz.page.reload()
    _turns_to(ruiz, "Check-ins")
    ruiz.sees("The room felt very wide.")


def _sees_counts_only(cora: Person) -> None:
    cora.opens("/board")
    cora.sees("Maya Okafor")
    everything = cora.page.content()
    for words in ("raw before", "felt very wide", "Several days", "50 mg"):
        assert words not in everything
