"""Several forms given in one go: all or none, once, in order; the patient sees one list, coordination counts."""

import pytest

from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.practice.settings import FormSet
from telekat.questionnaires.models import QuestionnaireResponse, QuestionnaireSet
from telekat.questionnaires.queries import responses, sets
from telekat.rooms.actions import close_room
from tests.questionnaires.filling import give, set_forms, submit

PACKET = ("phq9", "gad7", "pcl5", "audit_c", "kat_medical")


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


def give_set(socket, room, name="Intake packet", client_id="s1"):
    return socket.call("questionnaire:assign_set", {"room": room, "set": name, "client_id": client_id})


def nothing_was_given():
    return db().query(QuestionnaireResponse).count() == db().query(QuestionnaireSet).count() == 0


def test_all_forms_of_a_set_are_given_in_its_order(cast, ada, ben):
    given = give_set(ben, cast.care)
    assert given["ok"] and len(given["questionnaires"]) == 5
    rows = [db().get(QuestionnaireResponse, one) for one in given["questionnaires"]]
    assert [(row.instrument, row.set_place, row.set_id) for row in rows] == [
        (instrument, place, given["set"]) for place, instrument in enumerate(PACKET, start=1)
    ]
    assert [news["instrument"] for news in ada.heard_of("questionnaire:assigned")] == list(PACKET)


def test_resend_gives_the_same_and_nobody_hears_twice(cast, ada, ben, browser_of):
    first = give_set(ben, cast.care)
    assert give_set(ben, cast.care) == {**first, "duplicate": True}
    again = browser_of(cast.ben).post(
        f"/api/v1/rooms/{cast.care}/questionnaire-sets", {"set": "Intake packet", "client_id": "s1"}
    )
    assert (again.status_code, again.json["questionnaires"]) == (200, first["questionnaires"])
    assert len(ada.heard_of("questionnaire:assigned")) == 5


def test_resend_after_the_set_was_changed_gives_what_was_given(cast, ben):
    first = give_set(ben, cast.care)
    set_forms(cast, sets=())
    assert give_set(ben, cast.care)["questionnaires"] == first["questionnaires"]
    assert give_set(ben, cast.care, client_id="s2")["error"]["code"] == "invalid"


def test_same_client_id_for_another_set_is_a_conflict(cast, ben):
    set_forms(cast, sets=(FormSet("One", ("phq9",)), FormSet("Two", ("gad7",))))
    give_set(ben, cast.care, "One")
    assert give_set(ben, cast.care, "Two")["error"]["code"] == "conflict"
    assert db().query(QuestionnaireResponse).count() == 1


@pytest.mark.parametrize("name", ["", "intake packet", "No such set", "phq9"])
def test_unknown_set_is_named(cast, ben, name):
    error = give_set(ben, cast.care, name)["error"]
    assert error["code"] == "invalid" and "set" in error["fields"]
    assert nothing_was_given()


def test_set_with_an_instrument_that_is_not_there_gives_nothing_and_is_not_offered(cast, ben):
    set_forms(cast, sets=(FormSet("Broken", ("phq9", "gone")), FormSet("Whole", ("phq9",))))
    assert give_set(ben, cast.care, "Broken")["error"]["code"] == "invalid"
    assert nothing_was_given() and sets.offered() == [("Whole", 1)]


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_who_does_not_treat_the_patient_gives_no_set(cast, socket_of, browser_of, name):
    member = cast.everybody[name]
    assert give_set(socket_of(member), cast.care)["error"]["code"] == (
        "not_found" if name == "cleo" else "forbidden"
    )
    body = {"set": "Intake packet", "client_id": "h"}
    path = f"/api/v1/rooms/{cast.care}/questionnaire-sets"
    assert browser_of(member).post(path, body).status_code in (403, 404)
    assert nothing_was_given()


def test_closed_room_takes_no_set(cast, ben):
    close_room(cast.cora.principal, cast.care)
    assert give_set(ben, cast.care)["error"]["code"] == "conflict"


def test_patient_sees_one_list_with_what_is_done_and_what_comes_next(cast, ada, ben):
    given = give_set(ben, cast.care)
    first, second = given["questionnaires"][:2]
    give(ada, first, "1", 1)
    submit(ada, first)
    seen = sets.set_for(cast.ada.principal, given["set"])
    assert [(form.instrument, form.place, form.is_done) for form in seen.forms] == [
        (instrument, place, place == 1) for place, instrument in enumerate(PACKET, start=1)
    ]
    assert (seen.done_count, seen.next.id) == (1, second)
    assert [one.id for one in sets.open_sets(cast.ada.id)] == [given["set"]]
    for form in given["questionnaires"][1:]:
        submit(ben, form)
    assert sets.open_sets(cast.ada.id) == []


def test_rating_in_a_set_is_not_on_the_patients_list(cast, ben):
    set_forms(cast, sets=(FormSet("Mixed", ("madrs", "phq9")),))
    given = give_set(ben, cast.care, "Mixed")
    seen = sets.set_for(cast.ada.principal, given["set"])
    assert [(form.instrument, form.place) for form in seen.forms] == [("phq9", 1)]


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_set_of_another_is_not_there(cast, ben, name):
    given = give_set(ben, cast.care)
    with pytest.raises(NotFound):
        sets.set_for(cast.everybody[name].principal, given["set"])
    with pytest.raises(NotFound):
        sets.set_for(cast.everybody[name].principal, cast.care)


def test_coordination_learns_how_many_and_no_name(cast, ada, ben, socket_of, browser_of):
    cora = socket_of(cast.cora)
    given = give_set(ben, cast.care)
    for form in given["questionnaires"][:3]:
        submit(ada, form)
    (progress,) = responses.progress_of(cast.cora.principal, [cast.ada.id]).values()
    assert (progress.completed_count, progress.assigned_count) == (3, 5)
    board = browser_of(cast.cora).get("/board").text
    assert "Intake packet" not in board and "PHQ" not in board
    assert [name for name, _ in cora.heard if name.startswith("questionnaire")] == []
