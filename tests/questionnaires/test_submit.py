"""Handing in: once, scored by the server, the score for clinicians only."""

import pytest
from sqlalchemy import func, select

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from telekat.questionnaires.models import StoredScore
from tests.questionnaires.filling import assign, give, give_all, opened, submit

ELEVEN = {"1": 2, "2": 2, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 1, "9": 1}


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def form(cast, ben):
    return assign(ben, cast.care)


def test_score_is_the_servers_and_goes_to_clinicians_only(cast, ada, ben, form, socket_of):
    theo = socket_of(cast.theo)
    give_all(ada, form, ELEVEN)
    answer = submit(ada, form)
    assert answer["status"] == "completed" and "score" not in answer
    for clinician in (ben, theo):
        (news,) = clinician.heard_of("questionnaire:submitted")
        assert (news["score"]["total"], news["score"]["severity"]) == (11, "moderate")
        assert news["score"]["flags"] == ["suicidal-ideation"]
    (news,) = ada.heard_of("questionnaire:submitted")
    assert news == {"questionnaire": form, "at": answer["at"], "by": cast.ada.id}


def test_clinician_who_submits_gets_the_score(ada, ben, form):
    give_all(ada, form, ELEVEN)
    assert submit(ben, form)["score"]["total"] == 11


def test_second_submit_returns_the_same_and_stores_nothing(ada, ben, form):
    give_all(ada, form, ELEVEN)
    first = submit(ada, form)
    assert submit(ada, form) == first
    from_other_side = submit(ben, form)
    assert (from_other_side["at"], from_other_side["score"]["total"]) == (first["at"], 11)
    assert db().scalar(select(func.count()).select_from(StoredScore)) == 1
    assert len(ben.heard_of("questionnaire:submitted")) == 1
    acts = select(func.count()).where(AuditEvent.action == "questionnaire:submit")
    assert db().scalar(acts) == 1


def test_incomplete_form_has_no_total(ada, ben, form):
    give_all(ada, form, {"1": 3, "2": 3})
    score = submit(ben, form)["score"]
    assert score["total"] is None and score["complete"] is False and len(score["missing"]) == 7


def test_score_lies_sealed(ada, form):
    give_all(ada, form, ELEVEN)
    submit(ada, form)
    stored = db().scalar(select(StoredScore.score_sealed))
    assert b"moderate" not in stored and b"total" not in stored


def test_patient_never_gets_a_score_over_http(cast, ada, form, browser_of):
    give_all(ada, form, ELEVEN)
    submit(ada, form)
    assert "score" not in browser_of(cast.ada).get(f"/api/v1/questionnaires/{form}").json
    assert browser_of(cast.ben).get(f"/api/v1/questionnaires/{form}").json["score"]["total"] == 11
    assert browser_of(cast.ada).get(f"/api/v1/questionnaires/{form}/items/1/history").status_code == 403


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_stranger_gets_nothing_over_http(cast, ada, form, browser_of, name):
    browser = browser_of(cast.everybody[name])
    for path in (
        f"/api/v1/questionnaires/{form}",
        f"/api/v1/rooms/{cast.care}/questionnaires",
        f"/api/v1/questionnaires/{form}/items/1/history",
        f"/forms/{form}",
    ):
        assert browser.get(path).status_code in (403, 404)
    answer = browser.post(f"/api/v1/rooms/{cast.care}/questionnaires", {"instrument": "phq9", "client_id": "x"})
    assert answer.status_code in (403, 404)


def test_focus_is_heard_by_the_others_and_never_stored(cast, ada, ben, form):
    before = db().scalar(select(func.count()).select_from(AuditEvent))
    assert ben.call("questionnaire:focus", {"questionnaire": form, "item": "9"})["ok"]
    assert ada.heard_of("questionnaire:focus") == [{"questionnaire": form, "item": "9", "user": cast.ben.id}]
    assert ben.heard_of("questionnaire:focus") == []
    assert db().scalar(select(func.count()).select_from(AuditEvent)) == before
    assert opened(ada, form)["answers"] == {}


def test_forms_are_given_and_listed_over_http(cast, browser_of, ada):
    ben = browser_of(cast.ben)
    path = f"/api/v1/rooms/{cast.care}/questionnaires"
    first = ben.post(path, {"instrument": "gad7", "client_id": "h1"})
    again = ben.post(path, {"instrument": "gad7", "client_id": "h1"})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json["questionnaire"] == first.json["questionnaire"]
    (line,) = browser_of(cast.ada).get(path).json["questionnaires"]
    assert (line["id"], line["instrument"], line["status"]) == (first.json["questionnaire"], "gad7", "in_progress")
    assert give(ada, line["id"], "1", 1)["ok"]


def test_instruments_are_listed_and_read(cast, browser_of):
    ada = browser_of(cast.ada)
    listed = {line["id"] for line in ada.get("/api/v1/instruments").json["instruments"]}
    assert {"phq9", "gad7", "pcl5", "cssrs_screener_recent", "audit_c", "kat_medical"} <= listed
    phq9 = ada.get("/api/v1/instruments/phq9").json["instrument"]
    assert [item["id"] for item in phq9["items"]] == [str(number) for number in range(1, 11)]
    assert ada.get("/api/v1/instruments/none").status_code == 404
