"""An instrument of the practice's own, from the import to a score: given, answered, versioned, danger told."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import clock, database
from telekat.core.database import db
from telekat.questionnaires import actions, registry
from telekat.questionnaires.from_fhir.reading import read_questionnaire
from telekat.questionnaires.models import ImportedInstrument
from telekat.questionnaires.queries import imported, panels
from telekat.safety.models import Alert
from tests.questionnaires.filling import assign, give, give_all, set_forms, submit
from tests.questionnaires.from_fhir.forms import FREQUENCY, SLEEP, as_bytes, choice, form, number, total

NINTH = "Thoughts that you would be better off dead, or of hurting yourself in some way"


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


def take_in(whole):
    definition, found = read_questionnaire(as_bytes(whole))
    assert definition is not None, found.all
    done = actions.import_instrument(None, definition, as_bytes(whole), found.all)
    database.forget_snapshot()
    return done


def test_imported_form_is_given_answered_and_scored_like_any(cast, ada, ben, browser_of):
    assert (take_in(SLEEP).id, take_in(SLEEP).is_new) == ("oursleep", False)
    form_id = assign(ben, cast.care, "oursleep")
    assert "Do you wake up at night?" in browser_of(cast.ada).get(f"/forms/{form_id}").text
    assert "Our sleep questions" in browser_of(cast.ben).get(f"/forms/{form_id}").text
    assert give(ada, form_id, "1", 3)["error"]["fields"] == {"1": "takes 0, 1 or 2"}
    give_all(ada, form_id, {"1": 2, "2": 1})
    score = submit(ben, form_id)["score"]
    assert (score["total"], score["severity"], score["version"]) == (3, None, "1")
    (card,) = panels.score_cards(cast.ben.principal, cast.ada.id)
    assert (card["title"], card["number"]) == ("Our sleep questions", 3)


def test_it_stands_among_the_others_and_can_be_part_of_a_set(cast, ben, browser_of):
    from telekat.practice.settings import FormSet

    take_in(SLEEP)
    listed = browser_of(cast.ada).get("/api/v1/instruments").json["instruments"]
    assert "oursleep" in {one["id"] for one in listed} and len(listed) == len(registry.built_in()) + 1
    assert browser_of(cast.ada).get("/api/v1/instruments/oursleep").json["instrument"]["items"][0]["id"] == "1"
    assert "Our sleep questions" in browser_of(cast.ben).get(f"/rooms/{cast.care}").text
    set_forms(cast, sets=(FormSet("Both", ("phq9", "oursleep")),))
    given = ben.call("questionnaire:assign_set", {"room": cast.care, "set": "Both", "client_id": "b"})
    assert len(given["questionnaires"]) == 2


def test_changed_form_is_a_new_version_and_the_old_response_keeps_the_old_one(cast, ada, ben):
    take_in(SLEEP)
    first = assign(ben, cast.care, "oursleep", "a")
    changed = form(*SLEEP["item"][:2], choice("q3", "Do you snore?"), SLEEP["item"][2])
    assert take_in(changed).version == 2
    second = assign(ben, cast.care, "oursleep", "b")
    assert give(ada, first, "3", 1)["error"]["code"] == "invalid" and give(ada, second, "3", 1)["ok"]
    give_all(ada, first, {"1": 1, "2": 1})
    assert submit(ben, first)["score"]["version"] == "1"
    assert submit(ben, second)["score"]["version"] == "2"
    assert [
        row.version for row in db().scalars(select(ImportedInstrument).order_by(ImportedInstrument.version))
    ] == [1, 2]


def test_dangerous_answer_of_an_imported_form_is_told_at_once(cast, ada, ben, browser_of):
    take_in(form(choice("q", NINTH, FREQUENCY), total(), name="Ours"))
    form_id = assign(ben, cast.care, "ours")
    assert '"crisis": {"1": [1, 2, 3]}' in browser_of(cast.ada).get(f"/forms/{form_id}").text
    assert give(ada, form_id, "1", 2)["told"] is True
    assert db().query(Alert).count() == len(ben.heard_of("alert:raised")) == 1


def test_decimals_are_kept_as_they_are_given(cast, ada, ben):
    take_in(form(number("d", "What do you weigh?", kind="decimal", low=20, high=300), total(), name="Weight"))
    form_id = assign(ben, cast.care, "weight")
    for wrong in (72.255, "72.5", 19.99, float("nan"), True):
        assert give(ada, form_id, "1", wrong)["error"]["fields"].keys() == {"1"}
    assert give(ada, form_id, "1", 72.5)["ok"]
    assert ben.heard_of("questionnaire:changed")[-1]["value"] == 72.5
    assert submit(ben, form_id)["score"]["total"] == 72.5


def test_import_is_in_the_trail_with_what_it_lost(cast):
    take_in(SLEEP)
    act = db().scalar(select(AuditEvent).where(AuditEvent.action == "instrument:import"))
    assert (act.actor_role, act.subject_id) == ("system", "oursleep") and '"version":1' in act.detail
    row = db().scalar(select(ImportedInstrument))
    assert row.original == as_bytes(SLEEP).decode() and "computed from 2 answers" in row.losses


def test_another_process_learns_of_it_within_seconds(cast, monkeypatch):
    now = clock.monotonic()
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    assert registry.find("oursleep") is None
    take_in(SLEEP)
    imported._known = (now, {})  # what a process that did not import it still believes
    assert registry.find("oursleep") is None
    monkeypatch.setattr(clock, "monotonic", lambda: now + imported.REMEMBER_SECONDS + 0.1)
    assert registry.find("oursleep") is not None


def test_shipped_instruments_never_wait_for_the_database(monkeypatch):
    monkeypatch.setattr(registry, "_imported", lambda: pytest.fail("asked for imported ones"))
    assert registry.instrument("phq9") and registry.find("gad7")
