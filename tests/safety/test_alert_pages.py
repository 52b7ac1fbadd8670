"""The alert's page: take it, close it, and what stays in the field when something is missing."""

import pytest
from sqlalchemy import select

from telekat.core import database
from telekat.core.database import db
from telekat.safety.models import Alert
from tests.questionnaires.filling import assign, give


@pytest.fixture
def form(cast, socket_of):
    return assign(socket_of(cast.ben), cast.care)


@pytest.fixture
def alert(cast, form, socket_of):
    assert give(socket_of(cast.ada), form, "9", 2)["ok"]
    return db().scalar(select(Alert.id))


def state_of(alert):
    database.forget_snapshot()
    return db().get(Alert, alert).state


def test_every_staff_page_carries_the_alarm_for_the_care_team(cast, alert, browser_of):
    text = browser_of(cast.theo).get("/alerts").text
    assert "Ada Byron, PHQ-9 question 9: “More than half the days”" in text
    assert "Take alert for Ada Byron" in text


def test_alarm_is_empty_for_another_patients_clinician(cast, alert, browser_of):
    text = browser_of(cast.cleo).get("/alerts").text
    assert "Ada" not in text and "No open alert" in text


def test_alert_is_taken_and_closed_from_its_page(cast, alert, browser_of):
    ben = browser_of(cast.ben)
    text = ben.get(f"/alerts/{alert}").text
    assert "Ada Byron" in text and "nobody has taken it" in text
    assert ben.form(f"/alerts/{alert}/take", {}).status_code == 303
    assert state_of(alert) == "acknowledged"
    sent = {"outcome": "emergency_care", "note": "Ambulance called.\r\nPartner is with her.", "risk": "high"}
    assert ben.form(f"/alerts/{alert}/close", sent).status_code == 303
    text = ben.get(f"/alerts/{alert}").text
    assert "Sent to emergency care" in text and "Partner is with her." in text


def test_who_comes_second_sees_who_has_it(cast, alert, browser_of):
    browser_of(cast.theo).form(f"/alerts/{alert}/take", {})
    ben = browser_of(cast.ben)
    assert ben.form(f"/alerts/{alert}/take", {}).status_code == 303
    assert "Theo Marsh has it since" in ben.get(f"/alerts/{alert}").text


def test_note_stays_in_the_field_when_the_outcome_is_missing(cast, alert, browser_of):
    answer = browser_of(cast.ben).form(f"/alerts/{alert}/close", {"note": "Passive thoughts, no plan."})
    assert answer.status_code == 422
    assert "Passive thoughts, no plan." in answer.text and "Choose what came of it." in answer.text
    assert state_of(alert) == "open"


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_pages_are_for_the_care_team_only(cast, alert, browser_of, name):
    browser = browser_of(cast.everybody[name])
    assert browser.get(f"/alerts/{alert}").status_code in (403, 404)
    for path, fields in ((f"/alerts/{alert}/take", {}), (f"/alerts/{alert}/close", {"outcome": "no_danger"})):
        assert browser.form(path, fields).status_code in (403, 404)
    assert state_of(alert) == "open"
