"""Correcting a handed-in form: the old version stays, the new one has a reason, and trends use the newest."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import clock
from telekat.core.database import db
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.queries import responses, scores
from telekat.rooms.actions import close_room
from tests.questionnaires.filling import assign, give, give_all, opened, submit

NINE = {str(number): 1 for number in range(1, 10)}
WHY = "She meant nearly every day."


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def done(cast, ada, ben):
    """A PHQ-9 that Ada has handed in with 9 points."""
    form = assign(ben, cast.care)
    give_all(ada, form, NINE)
    submit(ada, form)
    return form


def amend(socket, form, reason=WHY, client_id="c1"):
    return socket.call("questionnaire:amend", {"questionnaire": form, "reason": reason, "client_id": client_id})


def corrected(ben, form, answers, client_id="c1"):
    new = amend(ben, form, client_id=client_id)["questionnaire"]
    give_all(ben, new, answers)
    assert submit(ben, new)["status"] == "completed"
    return new


def test_correction_is_a_new_version_and_both_can_be_read(cast, ada, ben, done):
    new = corrected(ben, done, {"1": 3})
    old_now, new_now = opened(ben, done), opened(ben, new)
    assert (old_now["answers"]["1"]["value"], new_now["answers"]["1"]["value"]) == (1, 3)
    assert (old_now["status"], new_now["status"], new_now["replaces"]) == ("completed", "completed", done)
    assert opened(ada, done)["answers"]["1"]["value"] == 1


def test_answers_keep_who_gave_them(cast, ada, ben, done):
    new = corrected(ben, done, {"1": 3})
    answers = opened(ben, new)["answers"]
    assert (answers["1"]["by"], answers["2"]["by"]) == (cast.ben.id, cast.ada.id)
    assert opened(ben, new)["filled_by"] == sorted([cast.ada.id, cast.ben.id])


def test_who_when_and_why_are_told_to_clinicians_and_audited(cast, ada, ben, done, browser_of):
    new = corrected(ben, done, {"1": 3})
    first, second = browser_of(cast.theo).get(f"/api/v1/questionnaires/{done}").json["versions"]
    assert (first["questionnaire"], first["number"], first["by"], first["reason"]) == (done, 1, cast.ada.id, "")
    assert (second["questionnaire"], second["number"], second["by"], second["reason"]) == (new, 2, cast.ben.id, WHY)
    assert "versions" not in browser_of(cast.ada).get(f"/api/v1/questionnaires/{done}").json
    act = db().scalar(select(AuditEvent).where(AuditEvent.action == "questionnaire:amend"))
    assert (act.actor_id, act.subject_id, act.patient_id) == (cast.ben.id, new, cast.ada.id)
    assert done in act.detail and "day" not in act.detail
    stored = db().scalar(select(QuestionnaireResponse.reason_sealed).where(QuestionnaireResponse.id == new))
    assert b"nearly" not in stored


def test_members_hear_of_it_without_the_reason(cast, ada, ben, done):
    new = corrected(ben, done, {"1": 3})
    (begun,) = ada.heard_of("questionnaire:amended")
    assert (begun["questionnaire"], begun["replaces"], begun["by"]) == (new, done, cast.ben.id)
    handed_in = ada.heard_of("questionnaire:submitted")[-1]
    assert (handed_in["questionnaire"], handed_in["replaces"]) == (new, done)
    assert WHY not in str(ada.heard) and "score" not in handed_in


def test_trend_uses_the_newest_version_at_the_time_of_the_first(cast, ada, ben, done):
    with clock.set_to(clock.now() + timedelta(days=2)):
        second = assign(ben, cast.care, client_id="f2")
        give_all(ada, second, NINE | {"2": 3})
        submit(ada, second)
        new = corrected(ben, done, {"1": 3})
    (trend,) = scores.scores_of(cast.ben.principal, cast.ada.id)
    assert [(point.questionnaire_id, point.total) for point in trend.points] == [(new, 11), (second, 11)]
    assert trend.points[0].corrected_at >= trend.points[1].at > trend.points[0].at
    assert trend.points[1].corrected_at is None


def test_open_correction_changes_no_trend_and_waits_for_nobody(cast, ada, ben, done):
    new = amend(ben, done)["questionnaire"]
    give(ben, new, "1", 3)
    (trend,) = scores.scores_of(cast.ben.principal, cast.ada.id)
    assert [point.total for point in trend.points] == [9]
    assert responses.open_for_patient(cast.ada.id) == []
    assert responses.progress_of(cast.cora.principal, [cast.ada.id]) == {cast.ada.id: responses.Progress(1, 1)}


def test_correction_can_be_corrected_and_the_first_version_cannot_be_twice(cast, ben, done):
    second = corrected(ben, done, {"1": 3})
    refused = amend(ben, done, client_id="c2")["error"]
    assert (refused["code"], refused["questionnaire"]) == ("conflict", second)
    third = corrected(ben, second, {"1": 2}, "c3")
    (trend,) = scores.scores_of(cast.ben.principal, cast.ada.id)
    assert [(point.questionnaire_id, point.total) for point in trend.points] == [(third, 10)]


def test_two_who_correct_at_once_are_told_of_each_other(cast, ben, socket_of, done):
    first = amend(ben, done)["questionnaire"]
    refused = amend(socket_of(cast.theo), done)["error"]
    assert (refused["code"], refused["questionnaire"], refused["status"]) == ("conflict", first, "in_progress")


def test_resend_begins_no_second_version(ben, done):
    first, again = amend(ben, done), amend(ben, done)
    assert again == {**first, "duplicate": True}
    assert amend(ben, first["questionnaire"])["error"]["code"] == "conflict", "the client id was used"


def test_version_that_changes_nothing_is_not_taken(ben, done):
    new = amend(ben, done)["questionnaire"]
    assert submit(ben, new)["error"]["code"] == "invalid"
    give(ben, new, "1", 3)
    give(ben, new, "1", 1)
    assert submit(ben, new)["error"]["code"] == "invalid"
    give(ben, new, "1", None)
    assert submit(ben, new)["status"] == "completed", "taking an answer back is a change"


def test_open_form_is_changed_and_not_corrected(cast, ben):
    assert amend(ben, assign(ben, cast.care))["error"]["code"] == "conflict"


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001, "a\x00b", None, 5])
def test_reason_is_needed(ben, done, reason):
    error = amend(ben, done, reason)["error"]
    assert error["code"] == "invalid" and "reason" in error["fields"]
    assert db().query(QuestionnaireResponse).count() == 1


def test_dangerous_answer_in_a_correction_is_told_at_once(ada, ben, done):
    new = amend(ben, done)["questionnaire"]
    before = len(ben.heard_of("alert:raised"))
    assert give(ben, new, "9", 3)["told"] is True
    assert len(ben.heard_of("alert:raised")) == before + 1


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_only_the_patients_clinicians_correct(cast, socket_of, browser_of, done, name):
    member = cast.everybody[name]
    assert amend(socket_of(member), done)["error"]["code"] == ("not_found" if name == "cleo" else "forbidden")
    body = {"reason": WHY, "client_id": "h"}
    assert browser_of(member).post(f"/api/v1/questionnaires/{done}/amendments", body).status_code in (403, 404)


def test_correction_begins_over_http_too(cast, browser_of, ben, done):
    path = f"/api/v1/questionnaires/{done}/amendments"
    first = browser_of(cast.ben).post(path, {"reason": WHY, "client_id": "h1"})
    again = browser_of(cast.ben).post(path, {"reason": WHY, "client_id": "h1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json["questionnaire"] == again.json["questionnaire"]
    assert opened(ben, first.json["questionnaire"])["replaces"] == done


def test_closed_room_takes_no_correction(cast, ben, done):
    close_room(cast.cora.principal, cast.care)
    assert amend(ben, done)["error"]["code"] == "conflict"
