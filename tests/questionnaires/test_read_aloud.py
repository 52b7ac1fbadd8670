"""A form that a clinician reads aloud: the record says how it was filled in and who entered what."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core.database import db
from tests.questionnaires.filling import assign, give, opened, submit


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def form(cast, ben):
    return assign(ben, cast.care)


def choose(socket, form, mode):
    return socket.call("questionnaire:mode", {"questionnaire": form, "mode": mode})


def test_form_begins_as_the_patients_own_and_a_rating_as_the_clinicians(cast, ben, form):
    assert opened(ben, form)["mode"] == "self"
    assert opened(ben, assign(ben, cast.care, "madrs", "m"))["mode"] == "rated"


def test_clinician_says_that_they_read_it_aloud_and_everybody_hears(cast, ada, ben, form):
    assert choose(ben, form, "read_aloud") == {"ok": True, "mode": "read_aloud"}
    for socket in (ada, ben):
        assert socket.heard_of("questionnaire:mode") == [
            {"questionnaire": form, "mode": "read_aloud", "by": cast.ben.id}
        ]
    give(ben, form, "1", 2)
    submit(ben, form)
    shown = opened(ada, form)
    assert (shown["mode"], shown["filled_by"], shown["completed_by"]) == ("read_aloud", [cast.ben.id], cast.ben.id)
    assert shown["answers"]["1"]["by"] == cast.ben.id


def test_same_mode_again_is_heard_and_recorded_once(cast, ada, ben, form):
    choose(ben, form, "read_aloud")
    choose(ben, form, "read_aloud")
    assert len(ada.heard_of("questionnaire:mode")) == 1
    acts = db().scalars(select(AuditEvent).where(AuditEvent.action == "questionnaire:mode")).all()
    assert [(act.actor_id, act.subject_id, act.detail) for act in acts] == [
        (cast.ben.id, form, '{"mode":"read_aloud"}')
    ]


@pytest.mark.parametrize("mode", ["rated", "aloud", "SELF"])
def test_no_other_mode_can_be_chosen(ben, form, mode):
    error = choose(ben, form, mode)["error"]
    assert (error["code"], list(error["fields"])) == ("invalid", ["mode"])


def test_rating_and_handed_in_form_keep_their_mode(cast, ben, form):
    assert choose(ben, assign(ben, cast.care, "cgi_s", "c"), "self")["error"]["code"] == "conflict"
    submit(ben, form)
    assert choose(ben, form, "read_aloud")["error"]["code"] == "conflict"
    assert opened(ben, form)["mode"] == "self"


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_only_the_patients_clinicians_choose(cast, socket_of, form, name):
    error = choose(socket_of(cast.everybody[name]), form, "read_aloud")["error"]
    assert error["code"] == ("not_found" if name == "cleo" else "forbidden")
