"""Recording a session: who may, what is kept, which check-ins follow, who hears it."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.checkins.models import CheckIn
from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.core.errors import Conflict
from telekat.dosing import actions, queries
from telekat.dosing.actions import Given
from telekat.dosing.models import DosingSession, DosingVersion

YESTERDAY = (clock.now() - timedelta(days=1)).date().isoformat()
BODY = {"client_id": "s1", "on_date": YESTERDAY, "at_time": "10:30", "route": "iv", "dose_mg": "42.5"}


def record(browser, patient, **changes):
    return browser.post(f"/api/v1/patients/{patient.id}/sessions", BODY | changes)


def test_psychiatrist_records_and_three_check_ins_follow(cast, browser_of, socket_of):
    ben, theo, ada, cora = (socket_of(one) for one in (cast.ben, cast.theo, cast.ada, cast.cora))
    answer = record(browser_of(cast.ben), cast.ada, notes="Calm throughout.")
    assert answer.status_code == 201
    assert [row.kind for row in db().scalars(select(CheckIn).order_by(CheckIn.due_at))] == ["h24", "h72", "d7"]
    (one,) = queries.sessions_of(cast.theo.principal, cast.ada.id)
    assert (one.number, str(one.now.dose_mg), one.now.route, one.now.notes) == (1, "42.5", "iv", "Calm throughout.")
    news = [{"patient": cast.ada.id, "session": answer.json["id"]}]
    assert ben.heard_of("dosing:recorded") == theo.heard_of("dosing:recorded") == news
    assert ada.heard == cora.heard == []


@pytest.mark.parametrize(
    ("name", "status"), [("theo", 403), ("ada", 403), ("cora", 403), ("eve", 403), ("cleo", 404)]
)
def test_others_record_nothing(cast, browser_of, name, status):
    assert record(browser_of(getattr(cast, name)), cast.ada).status_code == status
    assert db().scalar(select(DosingSession)) is None
    assert db().scalar(select(CheckIn)) is None


def test_second_call_with_same_client_id_records_nothing(cast, browser_of):
    first, again = (record(browser_of(cast.ben), cast.ada) for _ in range(2))
    assert again.status_code == 200
    assert again.json == {**first.json, "duplicate": True}
    assert len(db().scalars(select(CheckIn)).all()) == 3


def test_same_client_id_with_another_dose_is_a_conflict(cast, browser_of):
    record(browser_of(cast.ben), cast.ada)
    assert record(browser_of(cast.ben), cast.ada, dose_mg="56").status_code == 409
    assert len(db().scalars(select(DosingVersion)).all()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"dose_mg": "0"}, "dose_mg"),
        ({"dose_mg": 5000}, "dose_mg"),
        ({"dose_mg": True}, "dose_mg"),
        ({"route": "snuff"}, "route"),
        ({"on_date": "2999-01-01"}, "at_time"),
        ({"at_time": "late"}, "at_time"),
        ({"client_id": ""}, "client_id"),
        ({"mood": 3}, "mood"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_kept(cast, browser_of, changes, field):
    answer = record(browser_of(cast.ben), cast.ada, **changes)
    assert answer.status_code == 422
    assert field in answer.json["error"]["fields"]
    assert db().scalar(select(DosingSession)) is None


def test_dose_and_notes_lie_sealed_and_the_act_is_in_the_trail(cast, browser_of):
    answer = record(browser_of(cast.ben), cast.ada, notes="a very private thing")
    version = db().scalar(select(DosingVersion))
    for stored in (version.facts_sealed, version.notes_sealed):
        assert b"42.5" not in stored and b"private" not in stored
    acts = db().scalars(select(AuditEvent).where(AuditEvent.patient_id == cast.ada.id).order_by(AuditEvent.seq))
    kept = [(act.action, act.subject_id) for act in acts if act.subject_kind == "dosing_session"]
    assert kept == [("dosing:record", answer.json["id"]), ("checkin:create", answer.json["id"])]


def test_numbers_follow_the_time_of_the_sessions_and_not_of_the_typing(cast, browser_of):
    later = record(browser_of(cast.ben), cast.ada).json["id"]
    week_before = (clock.now() - timedelta(days=8)).date().isoformat()
    earlier = record(browser_of(cast.ben), cast.ada, client_id="s2", on_date=week_before).json["id"]
    listed = browser_of(cast.ben).get(f"/api/v1/patients/{cast.ada.id}/sessions").json["sessions"]
    assert [(one["number"], one["id"]) for one in listed] == [(1, earlier), (2, later)]


def test_patient_sees_the_dose_but_not_the_teams_notes(cast, browser_of):
    record(browser_of(cast.ben), cast.ada, notes="for the team")
    (one,) = browser_of(cast.ada).get(f"/api/v1/patients/{cast.ada.id}/sessions").json["sessions"]
    assert one["dose_mg"] == "42.5"
    assert "notes" not in one and "for the team" not in str(one)


@pytest.mark.parametrize(("name", "status"), [("finn", 404), ("cleo", 404), ("cora", 403), ("eve", 403)])
def test_sessions_are_not_there_for_others(cast, browser_of, name, status):
    record(browser_of(cast.ben), cast.ada)
    assert browser_of(getattr(cast, name)).get(f"/api/v1/patients/{cast.ada.id}/sessions").status_code == status


def test_reading_sessions_is_in_the_trail(cast, browser_of):
    browser_of(cast.theo).get(f"/api/v1/patients/{cast.ada.id}/sessions")
    read = db().scalar(select(AuditEvent).where(AuditEvent.action == "dosing:read"))
    assert (read.actor_id, read.patient_id) == (cast.theo.id, cast.ada.id)


def test_session_of_weeks_ago_makes_no_check_in_that_is_over(cast, browser_of):
    long_ago = (clock.now() - timedelta(days=11)).date().isoformat()
    record(browser_of(cast.ben), cast.ada, on_date=long_ago)
    assert [row.kind for row in db().scalars(select(CheckIn))] == ["d7"]


def test_form_comes_back_with_what_is_wrong_in_it(cast, browser_of):
    fields = BODY | {"dose_mg": "many"}
    answer = browser_of(cast.ben).form(
        f"/patients/{cast.ada.id}/sessions", fields | {"csrf_token": browser_of(cast.ben).headers["X-CSRF-Token"]}
    )
    assert answer.status_code == 422
    assert "Write the dose" in answer.text or "milligrams" in answer.text
    assert 'value="many"' in answer.text


def test_form_goes_back_to_where_it_stood(cast, browser_of):
    answer = browser_of(cast.ben).form(f"/patients/{cast.ada.id}/sessions", BODY | {"next": "/rooms/x"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/rooms/x")
    away = browser_of(cast.ben).form(f"/patients/{cast.ada.id}/sessions", BODY | {"next": "//evil.example"})
    assert away.headers["Location"] == f"/patients/{cast.ada.id}/sessions"


def test_page_shows_sessions_and_names_the_patient_on_the_button(cast, browser_of):
    record(browser_of(cast.ben), cast.ada)
    page = browser_of(cast.ben).get(f"/patients/{cast.ada.id}/sessions").text
    assert "Session 1" in page and "42.5 mg" in page and "Record for Ada Byron" in page


# --- The year ---


def years_ago(years):
    return (clock.now() - timedelta(days=366 * years)).date().isoformat()


def test_day_before_the_patient_was_born_is_refused_even_when_confirmed(cast, browser_of):
    unborn = {"on_date": "1990-03-01", "long_ago_confirmed": True}
    answer = record(browser_of(cast.cleo), cast.finn, **unborn)
    assert answer.status_code == 422 and "not born yet" in answer.json["error"]["fields"]["on_date"]
    assert db().scalar(select(DosingSession)) is None


def test_day_more_than_a_year_ago_is_asked_about_and_kept_when_confirmed(cast, browser_of):
    ben = browser_of(cast.ben)
    asked = record(ben, cast.ada, on_date=years_ago(2))
    assert asked.status_code == 422 and asked.json["error"]["fields"]["on_date"].startswith("Is the year right?")
    assert db().scalar(select(DosingSession)) is None
    assert record(ben, cast.ada, on_date=years_ago(2), long_ago_confirmed=True).status_code == 201


def test_form_brings_the_question_with_its_tick_and_takes_the_answer(cast, browser_of):
    ben, page = browser_of(cast.ben), f"/patients/{cast.ada.id}/sessions"
    assert 'name="long_ago"' not in ben.get(page).text
    sent = BODY | {"on_date": years_ago(2), "notes": "From the old chart."}
    asked = ben.form(page, sent)
    assert asked.status_code == 422 and 'name="long_ago"' in asked.text and "From the old chart." in asked.text
    assert ben.form(page, sent | {"long_ago": "yes"}).status_code == 303


def test_correction_that_comes_back_keeps_its_words_and_asks_the_same(cast, browser_of):
    ben = browser_of(cast.ben)
    session_id = record(ben, cast.ada).json["id"]
    page = f"/patients/{cast.ada.id}/sessions/{session_id}/corrections"
    sent = BODY | {"on_date": years_ago(2), "base_version": "1", "reason": "Another year"}
    asked = ben.form(page, sent)
    assert asked.status_code == 422 and 'name="long_ago"' in asked.text and 'value="Another year"' in asked.text
    assert f'action="{page}"' in asked.text.partition('id="new-title"')[2]
    assert ben.form(page, sent | {"long_ago": "yes"}).status_code == 303
    again = sent | {"base_version": "2", "reason": "The dose", "dose_mg": "56"}
    assert ben.form(page, again).status_code == 303  # the day stays: it is not asked about anew


# --- Corrections ---


def correct(who, patient, session_id, base=1, reason="Wrong line of the chart", **changes):
    given = Given(YESTERDAY, "10:30", "iv", "56") if not changes else Given(**changes)
    try:
        return actions.correct_session(
            who.principal, patient.id, session_id, base_version=base, reason=reason, given=given
        )
    finally:
        forget_snapshot()


def test_correction_is_a_new_version_and_the_old_one_stays(cast, browser_of):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    correct(cast.ben, cast.ada, session_id)
    newest, first = queries.versions_of(cast.theo.principal, cast.ada.id, session_id)
    assert (newest.version, str(newest.dose_mg), newest.reason) == (2, "56", "Wrong line of the chart")
    assert (first.version, str(first.dose_mg), first.reason) == (1, "42.5", "")


def test_same_correction_sent_again_stores_nothing(cast, browser_of):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    correct(cast.ben, cast.ada, session_id)
    assert correct(cast.ben, cast.ada, session_id).duplicate
    assert len(db().scalars(select(DosingVersion)).all()) == 2


def test_correcting_what_was_corrected_meanwhile_is_a_conflict(cast, browser_of):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    correct(cast.ben, cast.ada, session_id)
    with pytest.raises(Conflict):
        correct(cast.ben, cast.ada, session_id, reason="Another reason")


def test_correction_without_a_reason_is_refused(cast, browser_of):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    body = {k: v for k, v in BODY.items() if k != "client_id"} | {"base_version": 1, "reason": "  "}
    answer = browser_of(cast.ben).post(f"/api/v1/patients/{cast.ada.id}/sessions/{session_id}/versions", body)
    assert answer.status_code == 422 and "reason" in answer.json["error"]["fields"]


def test_correcting_the_day_moves_the_open_check_ins(cast, browser_of):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    before = walls()
    two_days_ago = (clock.now() - timedelta(days=2)).date().isoformat()
    correct(cast.ben, cast.ada, session_id, on_date=two_days_ago, at_time="10:30", route="iv", dose_mg="42.5")
    after = walls()
    assert {kind: before[kind] - after[kind] for kind in before} == dict.fromkeys(before, timedelta(days=1))


def walls():
    """Kind to due time on the patient's wall, so that a change of the clocks plays no part."""
    zone = ZoneInfo("Europe/London")
    rows = db().scalars(select(CheckIn))
    return {row.kind: row.due_at.astimezone(zone).replace(tzinfo=None) for row in rows}


@pytest.mark.parametrize("name", ["theo", "ada", "cleo", "cora", "eve", "finn"])
def test_others_correct_nothing(cast, browser_of, name):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    body = {k: v for k, v in BODY.items() if k != "client_id"} | {"base_version": 1, "reason": "no"}
    answer = browser_of(getattr(cast, name)).post(
        f"/api/v1/patients/{cast.ada.id}/sessions/{session_id}/versions", body
    )
    assert answer.status_code in (403, 404)
    assert len(db().scalars(select(DosingVersion)).all()) == 1


def test_session_is_not_found_under_another_patient(cast, browser_of):
    session_id = record(browser_of(cast.ben), cast.ada).json["id"]
    path = f"/api/v1/patients/{cast.finn.id}/sessions/{session_id}/versions"
    assert browser_of(cast.cleo).get(path).status_code == 404
    assert browser_of(cast.ben).get(path).status_code == 404


def test_page_of_sessions_says_who_the_patient_is_with_alarm_and_a_way_back(cast, browser_of):
    page = browser_of(cast.ben).get(f"/patients/{cast.ada.id}/sessions").text
    for part in (
        'data-role="patient-band"',
        'data-role="alarm"',
        f'href="/patients/{cast.ada.id}/consult"',
        'href="/day"',
    ):
        assert part in page
