"""The consult page: for whom, what stands on it, who waits beside it, and what the trail keeps of looking."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from telekat.audit.models import AuditEvent
from telekat.core import clock
from telekat.core.database import db
from tests.questionnaires.filling import assign, give, give_all, submit


def words_of(page):
    return re.sub("<[^>]+>", "", page)


def consult(browser, patient, query=""):
    return browser.get(f"/patients/{patient.id}/consult{query}")


@pytest.mark.parametrize(
    ("name", "status"),
    [("ben", 200), ("theo", 200), ("cleo", 404), ("ada", 403), ("finn", 403), ("cora", 403), ("eve", 403)],
)
def test_consult_opens_for_the_care_team_and_for_nobody_else(cast, browser_of, name, status):
    assert consult(browser_of(getattr(cast, name)), cast.ada).status_code == status


def test_patient_that_is_none_is_not_found(cast, browser_of):
    for patient_id in ("01890000-0000-7000-8000-000000000000", "x"):
        assert browser_of(cast.ben).get(f"/patients/{patient_id}/consult").status_code == 404


def test_everything_of_the_patient_stands_on_one_page(cast, browser_of, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    assert ada.call("message:send", {"room": cast.care, "client_id": "m", "body": "good morning doctor"})["ok"]
    assert ben.call("message:send", {"room": cast.staff_room, "client_id": "n", "body": "ask about sleep"})["ok"]
    done = assign(ben, cast.care)
    give_all(ada, done, {str(number): 2 for number in range(1, 10)})
    submit(ada, done)
    open_form = assign(ben, cast.care, "gad7", "f2")
    page = consult(browser_of(cast.ben), cast.ada).text
    for words in (
        "10 December 1985",
        "good morning doctor",
        "ask about sleep",
        f'data-form="{open_form}"',
        "Moderately severe",
        "Item 9",
        "No source says anything yet",
        "No medicine is listed yet.",
        "No session recorded yet",
        "Ada does not see it",
    ):
        assert words in page, words
    assert page.count('data-role="room"') == 2


def test_medical_form_stands_among_the_criteria_and_not_among_the_scores(cast, browser_of, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    form = assign(ben, cast.care, "kat_medical")
    give_all(ada, form, {"6": 1, "7": 0, "31": 3})
    submit(ada, form)
    page = consult(browser_of(cast.ben), cast.ada).text
    assert "“Yes, and it is under control” (Medical history 6)" in page and "0 of 29 reviewed" in words_of(page)
    assert 'data-instrument="kat_medical"' not in page


def test_medicine_and_its_flag_stand_in_the_record_from_the_one_list(cast, browser_of):
    ben = browser_of(cast.ben)
    added = {"client_id": "m", "name": "Tramadol", "details": "at night, dose unknown"}
    assert ben.post(f"/api/v1/patients/{cast.ada.id}/eligibility/medicines", added).status_code == 201
    page = consult(ben, cast.ada).text
    assert "at night, dose unknown" in page and "Medicine list: Tramadol" in page


def test_prescriber_decides_from_the_page_and_the_therapist_reads_and_signs_only_notes(cast, browser_of):
    bens, theos = consult(browser_of(cast.ben), cast.ada).text, consult(browser_of(cast.theo), cast.ada).text
    assert "Eligible is locked: 29 criteria open." in bens and bens.count('name="outcome"') == 4
    assert "Sign decision for Ada Byron" in bens and "Mark every “Absent” as reviewed" in bens
    assert 'name="outcome"' not in theos and "Sign decision" not in theos and 'data-role="review-one"' not in theos
    for page in (bens, theos):
        assert page.count('data-role="foot-sign"') == 1 and 'data-role="criterion-dialog"' in page


def test_whoever_waits_or_has_an_alert_stands_in_the_rail_and_nobody_else(cast, browser_of, socket_of):
    assert "nobody" in consult(browser_of(cast.ben), cast.ada).text
    form = assign(socket_of(cast.cleo), cast.finns_care)
    give(socket_of(cast.finn), form, "9", 2)
    cleos = browser_of(cast.cleo)
    day = cleos.get("/api/v1/day").json["patients"]
    assert [(one["name"], one["queued"], one["initials"]) for one in day] == [("Finn Moss", True, "FM")]
    assert "Finn Moss" not in consult(browser_of(cast.ben), cast.ada).text
    assert 'data-role="queue-person" data-id' not in consult(cleos, cast.finn).text, "the one it is about waits not"


def test_looking_is_an_act_once_for_the_page_and_its_rooms(cast, browser_of):
    consult(browser_of(cast.ben), cast.ada)
    rows = db().execute(
        select(AuditEvent.action, func.count())
        .where(AuditEvent.actor_id == cast.ben.id, AuditEvent.patient_id == cast.ada.id)
        .group_by(AuditEvent.action)
    )
    assert dict(rows.all()) == {"consult:read": 1, "eligibility:read": 1, "message:read": 2}


def test_patient_learns_that_their_record_and_notes_were_opened(cast, browser_of):
    ben, today = browser_of(cast.ben), clock.now().date().isoformat()
    ben.put(f"/api/v1/patients/{cast.ada.id}/notes/{today}", {"body": "words", "base_rev": 0})
    consult(ben, cast.ada)
    page = browser_of(cast.ada).get("/record-access").text
    assert "your record" in page and "notes about your visits" in page


def test_note_of_another_day_opens_by_its_date_and_a_day_to_come_does_not(cast, browser_of):
    ben = browser_of(cast.ben)
    yesterday = (clock.now() - timedelta(days=1)).date().isoformat()
    ben.put(f"/api/v1/patients/{cast.ada.id}/notes/{yesterday}", {"body": "of yesterday", "base_rev": 0})
    assert "of yesterday" in consult(ben, cast.ada, f"?date={yesterday}").text
    assert "Go on writing" in consult(ben, cast.ada).text
    assert "of yesterday" not in consult(browser_of(cast.theo), cast.ada, f"?date={yesterday}").text
    for wrong in ("2999-01-01", "nonsense"):
        assert consult(ben, cast.ada, f"?date={wrong}").status_code == 404


def test_day_and_care_room_lead_to_the_consult(cast, browser_of):
    address = f'href="/patients/{cast.ada.id}/consult"'
    assert address in browser_of(cast.ben).get("/day").text
    assert address in browser_of(cast.ben).get(f"/rooms/{cast.care}").text
    assert "consult" not in browser_of(cast.ada).get(f"/rooms/{cast.care}").text
