"""Which check-ins are due, missed and to be read, and for whom."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.checkins import queries
from telekat.core.database import db, forget_snapshot
from telekat.core.errors import NotFound

ANSWERS = {"client_id": "a1", "mood": 6, "anxiety": 3, "safe": True}


def send(browser, row, **changes):
    answer = browser.post(f"/api/v1/check-ins/{row.id}/answers", ANSWERS | changes)
    assert answer.status_code == 201
    return answer


def labels(lines):
    return [(line.label, line.standing.value) for line in lines]


def test_patient_sees_what_is_open_what_comes_next_and_what_is_past(cast, checkins, stand_at, browser_of):
    assert labels(queries.due_for(cast.ada.principal)) == [("Day 1 check-in", "due")]
    assert queries.next_for(cast.ada.principal).label == "Day 3 check-in"
    stand_at(checkins["h72"].due_at)
    assert labels(queries.due_for(cast.ada.principal)) == [("Day 1 check-in", "late"), ("Day 3 check-in", "due")]
    send(browser_of(cast.ada), checkins["h24"])
    assert labels(queries.past_for(cast.ada.principal)) == [("Day 1 check-in", "done")]
    assert labels(queries.due_for(cast.ada.principal)) == [("Day 3 check-in", "due")]


def test_other_patient_sees_none(cast, checkins):
    assert queries.due_for(cast.finn.principal) == []
    assert queries.next_for(cast.finn.principal) is None


def test_board_counts_states_and_knows_no_answer(cast, checkins, stand_at, browser_of):
    ids = [cast.ada.id, cast.finn.id]
    assert queries.progress_of(ids) == {
        cast.ada.id: queries.Counts(due=1, missed=0, done=0, next_due_at=checkins["h72"].due_at)
    }
    stand_at(checkins["h24"].due_at + timedelta(hours=24))
    assert queries.progress_of(ids)[cast.ada.id].missed == 1
    send(browser_of(cast.ada), checkins["h24"])
    after = queries.progress_of(ids)[cast.ada.id]
    assert (after.due, after.missed, after.done) == (0, 0, 1)


def test_missed_check_in_is_on_the_offices_list_the_same_day(cast, checkins, stand_at):
    stand_at(checkins["h24"].due_at + timedelta(hours=24, milliseconds=-1))
    assert queries.missed_of(cast.cora.principal, [cast.ada.id]) == []
    stand_at(checkins["h24"].due_at + timedelta(hours=24))
    assert labels(queries.missed_of(cast.cora.principal, [cast.ada.id])) == [("Day 1 check-in", "late")]
    stand_at(checkins["d7"].open_until)
    assert [line.standing for line in queries.missed_of(cast.cora.principal, [cast.ada.id])] == ["closed"] * 3


@pytest.mark.parametrize("name", ["ada", "finn", "eve"])
def test_list_of_the_missed_is_the_offices(cast, checkins, name):
    with pytest.raises(NotFound):
        queries.missed_of(getattr(cast, name).principal, [cast.ada.id])


def test_answered_one_waits_to_be_read_and_an_alarming_one_first(cast, checkins, stand_at, browser_of):
    send(browser_of(cast.ada), checkins["h24"])
    stand_at(checkins["h72"].due_at)
    send(browser_of(cast.ada), checkins["h72"], safe=False)
    waiting = queries.to_read(cast.theo.principal)
    assert [(one.line.label, bool(one.alarming)) for one in waiting] == [
        ("Day 3 check-in", True),
        ("Day 1 check-in", False),
    ]
    assert queries.to_read(cast.cleo.principal) == queries.to_read(cast.cora.principal) == []


def test_reading_is_kept_with_its_name_and_ends_the_waiting(cast, checkins, browser_of, socket_of):
    send(browser_of(cast.ada), checkins["h24"])
    ben = socket_of(cast.ben)
    for _ in range(2):
        assert browser_of(cast.theo).put(f"/api/v1/check-ins/{checkins['h24'].id}/reading").status_code == 200
    assert queries.to_read(cast.ben.principal) == []
    (by,) = queries.answered_one(cast.ben.principal, checkins["h24"].id).read_by
    assert (by.user_id, by.name) == (cast.theo.id, "Theo Marsh")
    assert len(ben.heard_of("checkin:changed")) == 1
    acts = db().scalars(select(AuditEvent).where(AuditEvent.action == "checkin:review")).all()
    assert [act.actor_id for act in acts] == [cast.theo.id]


def test_what_is_not_answered_cannot_be_read(cast, checkins, browser_of):
    assert browser_of(cast.theo).put(f"/api/v1/check-ins/{checkins['h24'].id}/reading").status_code == 409


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_others_mark_nothing_as_read(cast, checkins, browser_of, name):
    send(browser_of(cast.ada), checkins["h24"])
    answer = browser_of(getattr(cast, name)).put(f"/api/v1/check-ins/{checkins['h24'].id}/reading")
    assert answer.status_code in (403, 404)
    assert len(queries.to_read(cast.ben.principal)) == 1


def test_form_marks_as_read_and_goes_back(cast, checkins, browser_of):
    send(browser_of(cast.ada), checkins["h24"])
    path = f"/check-ins/{checkins['h24'].id}/reading"
    answer = browser_of(cast.theo).form(path, {"next": f"/rooms/{cast.care}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/rooms/{cast.care}")
    assert queries.to_read(cast.theo.principal) == []


def test_panel_words_what_a_clinician_needs(cast, checkins, stand_at, browser_of):
    send(browser_of(cast.ada), checkins["h24"], effects={"20": 3, "1": 1}, signs=["31"], text="wide", shared=True)
    stand_at(checkins["h72"].due_at + timedelta(hours=25))
    panel = queries.checkins_panel(cast.theo.principal, cast.ada.id)
    newest, missed, answered = panel.lines
    assert newest.standing_words.startswith("Opens ")
    assert missed.standing_words.startswith("Missed, still open.")
    assert answered.effects == (("A sudden, pressing need to pass urine", "severe"), ("Headache", "mild"))
    assert (answered.mood, answered.is_safe, answered.signs, answered.text) == (6, True, ("Chest pain",), "wide")


def test_reader_is_the_therapist_of_the_team(cast, checkins):
    assert queries.reader_of(cast.ada.id).name == "Theo Marsh"
    assert queries.reader_of(cast.finn.id).name == "Dr Cleo Voss"


def test_reading_answers_is_in_the_trail(cast, checkins, browser_of):
    browser_of(cast.theo).get(f"/api/v1/patients/{cast.ada.id}/check-ins")
    forget_snapshot()
    act = db().scalar(select(AuditEvent).where(AuditEvent.action == "checkin:read"))
    assert (act.actor_id, act.patient_id, act.outcome) == (cast.theo.id, cast.ada.id, "ok")


def test_panels_render_for_both_clinicians(app, cast, checkins, browser_of):
    from flask import render_template_string

    send(browser_of(cast.ada), checkins["h24"], effects={"20": 3}, text="wide", shared=True)
    with app.test_request_context("/rooms/x"):
        html = render_template_string(
            "{% include 'checkins/_checkins_panel.html' %}",
            checkins_panel=queries.checkins_panel(cast.theo.principal, cast.ada.id),
        )
    assert "Mark as read" in html and "severe" in html and "wide" in html
    assert 'value="/rooms/x#check-ins"' in html
