"""Giving a form: who may, once, and who hears of it."""

import pytest
from sqlalchemy import func, select

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.rooms.actions import close_room
from tests.questionnaires.filling import assign, opened


def call(socket, room, instrument="phq9", client_id="f1"):
    return socket.call("questionnaire:assign", {"room": room, "instrument": instrument, "client_id": client_id})


def form_count():
    return db().scalar(select(func.count()).select_from(QuestionnaireResponse))


def test_clinician_gives_a_form_and_the_room_hears_it(cast, socket_of):
    ada, ben, theo = socket_of(cast.ada), socket_of(cast.ben), socket_of(cast.theo)
    form = assign(ben, cast.care)
    for socket in (ada, ben, theo):
        (news,) = socket.heard_of("questionnaire:assigned")
        assert (news["questionnaire"], news["instrument"], news["by"]) == (form, "phq9", cast.ben.id)
    shown = opened(ada, form)
    assert (shown["room"], shown["instrument"], shown["status"], shown["answers"], shown["filled_by"]) == (
        cast.care,
        "phq9",
        "in_progress",
        {},
        [],
    )


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_who_does_not_treat_the_patient_gives_no_form(cast, socket_of, name):
    answer = call(socket_of(cast.everybody[name]), cast.care)
    assert answer["error"]["code"] == ("not_found" if name == "cleo" else "forbidden")
    assert form_count() == 0


@pytest.mark.parametrize("room", ["front_desk", "staff_room", "finns_care"])
def test_forms_belong_into_a_care_room_of_ones_own(cast, socket_of, room):
    assert call(socket_of(cast.ben), getattr(cast, room))["error"]["code"] == "not_found"


def test_same_client_id_gives_the_same_form_and_nobody_hears_twice(cast, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    first, again = call(ben, cast.care), call(ben, cast.care)
    assert again == {**first, "duplicate": True}
    assert form_count() == 1 and len(ada.heard_of("questionnaire:assigned")) == 1


def test_same_client_id_for_another_instrument_is_a_conflict(cast, socket_of):
    ben = socket_of(cast.ben)
    assign(ben, cast.care)
    assert call(ben, cast.care, "gad7")["error"]["code"] == "conflict"
    assert form_count() == 1


def test_client_ids_belong_to_who_gives(cast, socket_of):
    assert assign(socket_of(cast.ben), cast.care) != assign(socket_of(cast.theo), cast.care)


@pytest.mark.parametrize("instrument", ["no_such_thing", "PHQ9", "../phq9"])
def test_unknown_instrument_is_invalid(cast, socket_of, instrument):
    answer = call(socket_of(cast.ben), cast.care, instrument)
    assert answer["error"]["code"] == "invalid" and "instrument" in answer["error"]["fields"]


def test_closed_room_takes_no_form(cast, socket_of):
    close_room(cast.cora.principal, cast.care)
    assert call(socket_of(cast.ben), cast.care)["error"]["code"] == "conflict"


def test_patient_does_not_learn_of_a_rating_about_them(cast, socket_of, browser_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    form = assign(ben, cast.care, "madrs")
    assert ben.call("questionnaire:answer", {"questionnaire": form, "item": "1", "value": 2})["ok"]
    assert ada.heard == []
    assert ada.call("questionnaire:open", {"questionnaire": form})["error"]["code"] == "not_found"
    assert browser_of(cast.ada).get(f"/api/v1/rooms/{cast.care}/questionnaires").json == {"questionnaires": []}


def test_giving_is_in_the_trail(cast, socket_of):
    form = assign(socket_of(cast.ben), cast.care)
    event = db().scalar(select(AuditEvent).where(AuditEvent.action == "questionnaire:assign"))
    assert (event.actor_id, event.subject_id, event.patient_id) == (cast.ben.id, form, cast.ada.id)
