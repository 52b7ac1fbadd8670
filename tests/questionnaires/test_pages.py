"""The page of a form: what its patient gets before the network is needed, what a clinician sees."""

import json
import re

import pytest
from sqlalchemy import func, select

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from telekat.questionnaires import registry
from tests.questionnaires.filling import assign, give, give_all, submit


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def form(cast, ben):
    return assign(ben, cast.care)


def page(browser, form):
    answer = browser.get(f"/forms/{form}")
    assert answer.status_code == 200
    return answer.text


def data(text):
    found = re.search(r'<script type="application/json" data-role="form-data">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


def test_help_lies_in_the_page_before_any_answer(cast, form, browser_of):
    text = page(browser_of(cast.ada), form)
    assert 'href="tel:999"' in text and "Samaritans, 116 123" in text and "Text SHOUT to 85258" in text
    assert "We could not tell your care team yet. Please call if you are not safe." in text
    assert "Your care team has been told" not in text and "saw this at" not in text
    assert data(text)["crisis"] == {"9": [1, 2, 3]}


def test_form_reopens_at_the_first_open_question(cast, ada, form, browser_of):
    give_all(ada, form, {"1": 1, "2": 0})
    text = page(browser_of(cast.ada), form)
    assert "Question 3 of 10." in text and "Trouble falling or staying asleep" in text


def test_patients_page_says_nothing_of_scores_or_flags(cast, ada, form, browser_of):
    give_all(ada, form, {str(number): 3 for number in range(1, 10)})
    submit(ada, form)
    text = page(browser_of(cast.ada), form)
    assert "Received at" in text
    for word in ("suicid", "red_flag", "severity", "bands", "maximum", "total", "alert:"):
        assert word not in text


def test_clinician_sees_items_scores_and_the_risk_row(cast, ada, ben, form, browser_of):
    give_all(ada, form, {str(number): 2 for number in range(1, 10)})
    submit(ada, form)
    text = page(browser_of(cast.ben), form)
    assert "Moderately severe" in text and "Question 9: 2" in text
    assert re.search(r'class="tk-item tk-item--risk" data-role="item" data-item="9"', text)
    assert "It can’t be changed any more." in text


def test_page_load_is_recorded_once(cast, form, browser_of):
    page(browser_of(cast.theo), form)
    reads = select(func.count()).where(
        AuditEvent.action == "questionnaire:open", AuditEvent.actor_id == cast.theo.id
    )
    assert db().scalar(reads) == 1


def test_score_entry_shows_numbers_and_no_withheld_wording(cast, ben, browser_of):
    text = page(browser_of(cast.ben), assign(ben, cast.care, "wsas"))
    assert "my ability to work is impaired" not in text
    assert "Item 1" in text


@pytest.mark.parametrize("instrument", [one.id for one in registry.all_instruments()])
def test_every_instrument_can_be_given_shown_and_handed_in(cast, ada, ben, browser_of, instrument):
    form = assign(ben, cast.care, instrument, instrument)
    text = page(browser_of(cast.ben), form)
    assert text.count('data-role="item"') == len(registry.instrument(instrument).items)
    if instrument not in ("madrs", "cgi_i", "cgi_s", "cadss6", "cadss23", "moaas"):
        assert page(browser_of(cast.ada), form)
    first = registry.instrument(instrument).items[0]
    value = first.scale.minimum if first.scale else first.options[-1].value
    assert give(ben, form, first.id, value)["ok"]
    assert submit(ben, form)["status"] == "completed"
    assert page(browser_of(cast.ben), form)


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_page_is_for_the_room_only(cast, form, browser_of, name):
    assert browser_of(cast.everybody[name]).get(f"/forms/{form}").status_code in (403, 404)
