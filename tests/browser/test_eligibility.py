"""The decision to treat on one screen: look, enter, decide, and the patient reads it at once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.test_pages import EMAIL, PASSWORD

pytestmark = pytest.mark.browser

MESSAGE = "Ketamine is not the right step for you now. We talk on Friday at 10:00."


class Prescriber(Person):
    """Whoever decides; methods are what they do on the patient's page."""

    def opens_jonas(self) -> None:
        self.is_signed_in(EMAIL["ruiz"], PASSWORD)
        (patient,) = self.server.rows("SELECT patient_id FROM eligibility_clearance")[0]
        self.opens(f"/patients/{patient}/eligibility")
        self.sees("Substance use")

    def line(self, name: str):
        return self.page.locator('[data-role="criterion"]', has_text=name)

    def dialog(self):
        return self.page.get_by_role("dialog")

    def enters_fact(self, state: str, note: str) -> None:
        self.dialog().get_by_text("Enter a fact").click()
        form = self.dialog().locator('[data-role="fact-form"]')
        form.get_by_role("radio", name=state, exact=True).check()
        form.get_by_label("Note").fill(note)
        form.get_by_role("button", name="Keep this fact").click()
        expect(self.dialog()).to_have_count(0)

    def chooses(self, outcome: str) -> None:
        self.page.get_by_role("radio", name=outcome).check()


def test_criteria_are_looked_at_and_the_patient_reads_the_decision_at_once(own_demo, chromium):
    ruiz, phone = Prescriber(chromium, own_demo, 1440, "light"), Prescriber(chromium, own_demo, 390, "dark")
    jonas = Person(chromium, own_demo, 390, "light")
    try:
        _story(ruiz, phone, jonas)
        assert [*ruiz.broken, *phone.broken, *jonas.broken] == []
    finally:
        for one in (ruiz, phone, jonas):
            one.leave()


def _story(ruiz: Prescriber, phone: Prescriber, jonas: Person) -> None:
    jonas.signs_in("jonas@example.org", PASSWORD)
    jonas.does_not_see("What was decided")
    phone.opens_jonas()
    ruiz.opens_jonas()
    expect(ruiz.page.get_by_role("radio", name="Eligible")).to_be_disabled()

    # A key opens the first open line, where both sources stand; a fact settles it; the other screen hears.
    ruiz.page.keyboard.press("1")
    expect(ruiz.dialog().get_by_role("heading", name="Substance use")).to_be_visible()
    expect(ruiz.dialog()).to_contain_text("5, positive")
    ruiz.enters_fact("Absent", "Asked about the last year; urine screen negative.")
    expect(ruiz.line("Substance use")).to_contain_text("Nobody has reviewed it yet")
    expect(phone.line("Substance use")).to_contain_text("Nobody has reviewed it yet", timeout=5000)

    # R marks as reviewed; the number of open lines falls.
    ruiz.line("Substance use").get_by_role("link").click()
    ruiz.page.keyboard.press("r")
    expect(ruiz.page.locator('[data-role="open-count"]')).to_have_text("4")
    ruiz.sees("Eligible is locked: 4 criteria open.")

    # The message cannot go with a gap in it; the preview is what the patient reads.
    ruiz.page.get_by_role("button", name="Sign decision for Jonas Feld").click()
    ruiz.sees("Choose an outcome first.")
    filled = ruiz.page.locator('[data-role="decision-bar"] .tk-button--primary')
    expect(filled).to_have_count(0)
    ruiz.chooses("Not now")
    expect(filled).to_have_count(1)
    ruiz.page.get_by_role("button", name="Sign decision for Jonas Feld").click()
    signing = ruiz.dialog()
    signing.get_by_label("Reasons, for the team").fill("Blood pressure first.")
    signing.get_by_role("button", name="Preview message").click()
    ruiz.sees(re.compile("fill in", re.IGNORECASE))
    signing.get_by_label("Message to Jonas Feld").fill(MESSAGE)
    signing.get_by_role("button", name="Preview message").click()
    expect(signing.locator('[data-role="told-message"]')).to_have_text(MESSAGE)
    signing.get_by_role("button", name="Sign decision for Jonas Feld").click()
    ruiz.sees("Signed: Not now, Dr Elena Ruiz, version 1.")
    expect(filled).to_have_count(0)
    jonas.sees("What was decided", within=5)
    jonas.sees(MESSAGE)
    jonas.does_not_see("Blood pressure first.")
