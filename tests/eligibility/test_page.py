"""The page and its plain forms: every act works without a script, and what went wrong comes back with what was typed."""

import html
import re

import pytest
from sqlalchemy import select

from telekat.core.database import db
from telekat.eligibility.models import (
    EligibilityClearance,
    EligibilityDecision,
    EligibilityFact,
    EligibilityMedicine,
)
from tests.eligibility.acting import MESSAGE, NO_TO_ALL, criterion, hand_in, view


@pytest.fixture
def ben(cast, browser_of):
    return browser_of(cast.ben)


@pytest.fixture
def page(cast):
    return f"/patients/{cast.ada.id}/eligibility"


def text_of(answer):
    return html.unescape(answer.get_data(as_text=True))


def test_page_shows_source_answer_state_and_level(cast, ben, page):
    hand_in(cast, "kat_medical", NO_TO_ALL | {"6": 1})
    text = text_of(ben.get(f"{page}?criterion=blood_pressure"))
    assert "“Yes, and it is under control”" in text and "Present, controlled" in text
    assert (
        "Spravato US label" in text and "28 of 29" not in text and "0 of 29 reviewed" in re.sub("<[^>]+>", "", text)
    )
    assert re.search(r'<dialog[^>]*id="criterion"[^>]* open>', text)


def test_fact_form_keeps_the_fact_and_goes_back(cast, ben, page):
    fields = {
        "criterion": "liver",
        "state": "absent",
        "evidence": "lab",
        "on_date": "2026-01-12",
        "note": "in range",
    }
    answer = ben.form(f"{page}/facts", fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)
    assert criterion(view(ben, cast.ada), "liver")["state"] == "absent"


def test_fact_form_that_lacks_something_comes_back_with_its_words(ben, page):
    fields = {"criterion": "liver", "state": "", "evidence": "lab", "note": "a long careful note"}
    answer = ben.form(f"{page}/facts", fields)
    assert answer.status_code == 422
    assert "a long careful note" in text_of(answer) and "Choose what holds." in text_of(answer)
    assert db().scalar(select(EligibilityFact)) is None


def test_all_simple_lines_are_reviewed_with_one_form(cast, ben, page):
    hand_in(cast, "kat_medical", NO_TO_ALL | {"27": 2})
    seen = re.findall(r'name="seen" value="([^"]+)"', text_of(ben.get(page)))
    seen = [one for one in seen if one.count(":") == 1 and one != ":"]
    assert ben.form(f"{page}/reviews", {"seen": seen}).status_code == 303
    now = view(ben, cast.ada)
    assert criterion(now, "glaucoma")["open"] == "unreviewed"  # what is present is looked at by itself
    assert now["reviewed_count"] == 28


def test_override_clearance_and_medicine_forms_keep_what_was_typed(cast, ben, page):
    basis = criterion(view(ben, cast.ada), "liver")["basis"]
    override = {"criterion": "liver", "basis": basis, "reason": "bloods are on their way"}
    assert ben.form(f"{page}/overrides", override).status_code == 303
    assert criterion(view(ben, cast.ada), "liver")["open"] is None
    asked = {
        "criterion": "liver",
        "asked_of": "GP",
        "question": "ALT?",
        "owner": cast.theo.id,
        "due_on": "2999-01-01",
    }
    assert ben.form(f"{page}/clearances", asked).status_code == 303
    row = db().scalar(select(EligibilityClearance))
    assert ben.form(f"{page}/clearances/{row.id}", {"state": "received", "note": "normal"}).status_code == 303
    assert view(ben, cast.ada)["clearances"][0]["state"] == "received"
    assert ben.form(f"{page}/medicines", {"name": "Tramadol", "heard_from": "document"}).status_code == 303
    assert db().scalar(select(EligibilityMedicine)).entered_by == cast.ben.id
    assert "Profound sedation" in text_of(ben.get(page))


def test_preview_shows_the_card_and_keeps_nothing(ben, page):
    answer = ben.form(f"{page}/preview", {"outcome": "not_now", "message": MESSAGE, "reasons": "typed so far"})
    assert answer.status_code == 200
    assert "Not the right step for you now" in text_of(answer) and "typed so far" in text_of(answer)
    assert db().scalar(select(EligibilityDecision)) is None


def signing_is_filled(answer):
    bar = text_of(answer).partition('data-role="decision-bar"')[2].partition("</section>")[0]
    return "tk-button--primary" in bar


def test_signing_is_quiet_until_an_outcome_that_is_not_locked_is_chosen(ben, page):
    assert not signing_is_filled(ben.get(page))
    assert signing_is_filled(ben.form(f"{page}/preview", {"outcome": "not_now", "message": MESSAGE}))
    assert not signing_is_filled(ben.form(f"{page}/preview", {"outcome": "eligible", "message": MESSAGE}))


def test_decision_form_signs_and_a_gap_in_the_message_comes_back(cast, ben, page):
    token = view(ben, cast.ada)["token"]
    fields = {"seen": token, "outcome": "not_now", "reasons": "wait", "message": "Not now. [Say why]"}
    refused = ben.form(f"{page}/decisions", fields)
    assert refused.status_code == 422 and "fill in [Say why]" in text_of(refused)
    assert ben.form(f"{page}/decisions", fields | {"message": MESSAGE}).status_code == 303
    assert db().scalar(select(EligibilityDecision)).version == 1


def test_therapist_sees_the_decision_and_has_no_way_to_sign(cast, ben, browser_of, page):
    token = view(ben, cast.ada)["token"]
    ben.form(f"{page}/decisions", {"seen": token, "outcome": "not_now", "reasons": "wait", "message": MESSAGE})
    theo = browser_of(cast.theo)
    text = text_of(theo.get(page))
    assert "Not now" in text and "Signed by Dr Ben Okri" in text and MESSAGE in text
    assert "decision-form" not in text and "review-form" not in text and 'data-role="fact-form"' in text
    assert theo.form(f"{page}/decisions", {"seen": token, "outcome": "not_now"}).status_code == 403


def test_words_of_a_patient_never_become_mark_up(cast, ben, page):
    given = {"criterion": "liver", "state": "absent", "evidence": "lab", "note": "<script>alert(1)</script>"}
    ben.form(f"{page}/facts", given)
    assert "<script>alert(1)</script>" not in ben.get(f"{page}?criterion=liver").get_data(as_text=True)
