"""Signing: what it needs, what it keeps, what follows it, what the patient hears."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from telekat.audit.models import AuditEvent
from telekat.chat.queries import messages_before
from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.core.writer import write
from telekat.eligibility.models import EligibilityDecision
from telekat.eligibility.queries import decisions
from telekat.practice import actions as practice
from telekat.practice.settings import Practice
from telekat.rooms.models import Room
from tests.eligibility.acting import (
    MESSAGE,
    NO_TO_ALL,
    SAFE,
    enter,
    hand_in,
    make_ready,
    override,
    review_all,
    root,
    sign,
    view,
)


@pytest.fixture
def ben(cast, browser_of):
    return browser_of(cast.ben)


def standing(cast, browser_of, name="cora"):
    return browser_of(getattr(cast, name)).get(f"{root(cast.ada)}/standing").json


def test_open_criteria_lock_eligible_and_nothing_is_kept(cast, ben):
    answer = sign(ben, cast.ada)
    assert answer.status_code == 422
    assert answer.json["error"]["fields"] == {"outcome": "Eligible is locked: 29 criteria open."}
    assert db().scalar(select(EligibilityDecision)) is None


def test_settled_matrix_is_signed_and_the_patient_reads_exactly_the_message(cast, ben, browser_of, socket_of):
    ada_socket, theo_socket, cora_socket = (socket_of(one) for one in (cast.ada, cast.theo, cast.cora))
    make_ready(cast, ben)
    theo_socket.heard.clear()
    previewed = ben.post(f"{root(cast.ada)}/decisions/preview", {"outcome": "eligible", "message": MESSAGE})
    answer = sign(ben, cast.ada)
    assert (answer.status_code, answer.json["version"]) == (201, 1)
    told = browser_of(cast.ada).get(f"{root(cast.ada)}/outcome").json["decision"]
    assert {**told, "at": ""} == {**previewed.json["told"], "at": ""}
    assert told["message"] == MESSAGE and set(told) == {"title", "message", "by", "at"}
    (line,) = messages_before(cast.ada.principal, cast.care, 99, 5).messages
    assert line["kind"] == "system" and line["body"].endswith(MESSAGE)
    assert theo_socket.heard_of("eligibility:changed") == [{"patient": cast.ada.id}]
    assert ada_socket.heard_of("eligibility:changed") == cora_socket.heard_of("eligibility:changed") == []


def test_cleared_patient_goes_on_and_nobody_goes_back(cast, ben):
    make_ready(cast, ben)
    sign(ben, cast.ada)
    stages = {room.stage for room in db().scalars(select(Room).where(Room.patient_id == cast.ada.id))}
    assert stages == {"cleared"}


def test_renewal_during_the_course_moves_nobody(cast, ben, browser_of):
    from telekat.rooms import actions as rooms

    rooms.move_stage(cast.cora.principal, cast.front_desk, "integration")
    make_ready(cast, ben)
    sign(ben, cast.ada)
    assert db().get(Room, cast.care).stage == "integration"


def test_override_with_a_reason_opens_the_lock_until_new_data(cast, ben):
    hand_in(cast, "kat_medical", NO_TO_ALL | {"7": 2})
    hand_in(cast, "cssrs_screener_recent", SAFE)
    review_all(ben, cast.ada)
    assert sign(ben, cast.ada).status_code == 422
    assert override(ben, cast.ada, "heart_disease", reason=" ").status_code == 422
    assert override(ben, cast.ada, "heart_disease").status_code == 201
    enter(ben, cast.ada, "heart_disease", "present")
    assert sign(ben, cast.ada).status_code == 422
    assert override(ben, cast.ada, "heart_disease", reason="ECG unremarkable").status_code == 201
    assert sign(ben, cast.ada).status_code == 201


def test_present_criterion_asks_for_its_condition(cast, ben):
    hand_in(cast, "kat_medical", NO_TO_ALL | {"7": 2})
    hand_in(cast, "cssrs_screener_recent", SAFE)
    review_all(ben, cast.ada)
    without = sign(ben, cast.ada, "with_conditions")
    assert without.json["error"]["fields"] == {"conditions": "a condition is missing for: Heart disease or stroke"}
    words = {"heart_disease": "ECG before the first session"}
    assert sign(ben, cast.ada, "with_conditions", conditions=words).status_code == 201


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"message": "Not now. [Say why in one plain sentence.]", "reasons": "r"}, "message"),
        ({"message": "", "reasons": "r"}, "message"),
        ({"reasons": ""}, "reasons"),
        ({"outcome": "perhaps"}, "outcome"),
        ({"reasons": "r", "conditions": {"luck": "x"}}, "conditions"),
        ({"reasons": "r", "conditions": {"liver": "x"}}, "conditions"),
        ({"score": 3}, "score"),
    ],
)
def test_wrong_field_is_named_and_nothing_is_kept(cast, ben, change, field):
    answer = sign(ben, cast.ada, change.pop("outcome", "not_now"), **change)
    assert answer.status_code == 422 and field in answer.json["error"]["fields"]
    assert db().scalar(select(EligibilityDecision)) is None


def test_matrix_that_changed_while_deciding_is_a_conflict(cast, ben, browser_of):
    seen = view(ben, cast.ada)["token"]
    enter(browser_of(cast.theo), cast.ada, "liver", "present")
    assert sign(ben, cast.ada, "not_now", reasons="wait", seen=seen).status_code == 409


def test_same_signature_again_stores_nothing_and_a_second_decision_supersedes(cast, ben):
    seen = view(ben, cast.ada)["token"]
    first, again = (sign(ben, cast.ada, "not_now", reasons="wait", seen=seen) for _ in range(2))
    assert (again.status_code, again.json) == (200, {**first.json, "duplicate": True})
    assert sign(ben, cast.ada, "not_now", reasons="other", seen=seen).status_code == 409
    second = sign(ben, cast.ada, "not_now", reasons="still", client_id="d2")
    assert second.json["version"] == 2
    listed = ben.get(f"{root(cast.ada)}/decisions").json["decisions"]
    assert [(one["version"], one["reasons"], one["genuine"]) for one in listed] == [
        (2, "still", True),
        (1, "wait", True),
    ]
    assert len(listed[1]["snapshot"]["criteria"]) == 29


def test_snapshot_keeps_what_stood_there_then(cast, ben):
    enter(ben, cast.ada, "liver", "present", note="raised ALT")
    sign(ben, cast.ada, "not_now", reasons="wait")
    enter(ben, cast.ada, "liver", "absent", note="normal again")
    (kept,) = ben.get(f"{root(cast.ada)}/decisions").json["decisions"]
    (liver,) = [one for one in kept["snapshot"]["criteria"] if one["id"] == "liver"]
    assert (liver["state"], liver["statements"][0]["words"]) == ("present", "raised ALT")


def test_decision_lies_sealed_and_its_signature_is_in_the_trail(cast, ben):
    sign(ben, cast.ada, "not_now", reasons="untreated hypertension")
    row = db().scalar(select(EligibilityDecision))
    for stored in (row.body_sealed, row.snapshot_sealed):
        assert not any(word in stored for word in (b"not_now", b"hypertension", b"liver", MESSAGE.encode()))
    act = db().scalar(select(AuditEvent).where(AuditEvent.action == "eligibility:decide"))
    assert row.signature in act.detail and "not_now" not in act.detail


@pytest.mark.parametrize("change", [{"signed_by": "theo"}, {"version": 7}, {"signed_at": "moved"}])
def test_changed_row_is_not_relied_on(cast, ben, browser_of, change):
    make_ready(cast, ben)
    sign(ben, cast.ada)
    assert standing(cast, browser_of) == {"standing": "decided"}
    values = {
        "theo": cast.theo.id,
        "moved": clock.now() - timedelta(minutes=5),
    }
    _tamper({name: values.get(value, value) for name, value in change.items()})
    forget_snapshot()
    assert view(ben, cast.ada)["decision"]["genuine"] is False
    assert standing(cast, browser_of) == {"standing": "stale"}
    assert browser_of(cast.ada).get(f"{root(cast.ada)}/outcome").json == {"decision": None}


@write
def _tamper(work, values):
    work.db.execute(update(EligibilityDecision).values(**values))


# --- Holding and not holding any more ---


def test_decision_goes_stale_by_the_practices_days(cast, ben, browser_of):
    make_ready(cast, ben)
    sign(ben, cast.ada)
    with clock.set_to(clock.now() + timedelta(days=89, hours=23)):
        assert _reasons(cast) == []
    with clock.set_to(clock.now() + timedelta(days=90)):
        assert _reasons(cast) == ["It holds for 90 days, and they are over."]
    practice.change_settings(cast.eve.principal, Practice(decision_days=7), 0)
    with clock.set_to(clock.now() + timedelta(days=7)):
        assert _reasons(cast) == ["It holds for 7 days, and they are over."]


def _reasons(cast):
    from telekat.eligibility.queries.matrix import matrix_of
    from telekat.practice import queries

    queries.forget()
    forget_snapshot()
    return decisions.stale_reasons(decisions.decisions_of(cast.ada.id)[0], matrix_of(cast.ada.id))


def test_high_alert_makes_it_stale_at_once_and_the_team_hears(cast, ben, browser_of, socket_of):
    make_ready(cast, ben)
    sign(ben, cast.ada)
    theo, cora = socket_of(cast.theo), socket_of(cast.cora)
    from telekat.questionnaires import actions as forms

    form, _ = forms.assign(cast.ben.principal, cast.care, "phq9", "p")
    forms.answer(cast.ada.principal, form, "9", 2)
    assert "A high alert came after it was signed." in view(ben, cast.ada)["decision"]["stale"]
    assert theo.heard_of("eligibility:changed") == [{"patient": cast.ada.id}] and cora.heard == []
    assert standing(cast, browser_of) == {"standing": "stale"}


@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("medical", "There is a new medical history."),
        ("cssrs", "The C-SSRS level has changed."),
        ("fact", "Liver disease: a new fact."),
        ("medicine", "The medicine list has changed."),
    ],
)
def test_new_risk_data_makes_it_stale_and_says_why(cast, ben, what, why):
    make_ready(cast, ben)
    sign(ben, cast.ada)
    assert view(ben, cast.ada)["decision"]["stale"] == []
    if what == "medical":
        hand_in(cast, "kat_medical", NO_TO_ALL, "again")
    elif what == "cssrs":
        hand_in(cast, "cssrs_screener_since_last_contact", {"1": 1, "2": 0, "6": 0})
    elif what == "fact":
        enter(ben, cast.ada, "liver", "absent")
    else:
        ben.post(f"{root(cast.ada)}/medicines", {"client_id": "m", "name": "Sertraline"})
    assert why in view(ben, cast.ada)["decision"]["stale"]


def test_clearance_waits_for_its_answer_and_leaves_the_decision_pending(cast, ben, browser_of):
    make_ready(cast, ben)
    due = (clock.now() + timedelta(days=10)).date().isoformat()
    body = {"client_id": "c", "criterion": "heart_disease", "asked_of": "Cardiology", "question": "Fit for it?"}
    owner = {"owner": cast.theo.id, "due_on": due}
    assert (
        ben.post(f"{root(cast.ada)}/clearances", body | {"owner": cast.cleo.id, "due_on": due}).status_code == 422
    )
    assert ben.post(f"{root(cast.ada)}/clearances", body | owner | {"due_on": "2020-01-01"}).status_code == 422
    asked = ben.post(f"{root(cast.ada)}/clearances", body | owner).json["id"]
    assert sign(ben, cast.ada).status_code == 422
    assert sign(ben, cast.ada, "needs_clearance").status_code == 201
    assert standing(cast, browser_of) == {"standing": "pending"}
    theo = browser_of(cast.theo)
    steps = f"{root(cast.ada)}/clearances/{asked}"
    assert theo.post(steps, {"state": "sent"}).json["number"] == 2
    assert theo.post(steps, {"state": "received", "note": "No objection."}).json["number"] == 3
    assert theo.post(steps, {"state": "sent"}).status_code == 409
    assert standing(cast, browser_of) == {"standing": "stale"}  # somebody has to decide anew
    (one,) = view(ben, cast.ada)["clearances"]
    assert (one["state"], one["owner"]["name"], one["due_on"]) == ("received", "Theo Marsh", due)
    assert [step["state"] for step in one["steps"]] == ["asked", "sent", "received"]
    heart = next(each for each in view(ben, cast.ada)["criteria"] if each["id"] == "heart_disease")
    assert heart["open"] == "unreviewed"  # the letter has to be read


def test_late_clearance_is_shown_late(cast, ben):
    due = (clock.now() + timedelta(days=1)).date().isoformat()
    body = {
        "client_id": "c",
        "criterion": "liver",
        "asked_of": "GP",
        "question": "?",
        "owner": cast.ben.id,
        "due_on": due,
    }
    ben.post(f"{root(cast.ada)}/clearances", body)
    assert view(ben, cast.ada)["clearances"][0]["is_late"] is False
    from telekat.eligibility.queries.clearances import clearance_json, clearances_of

    with clock.set_to(clock.now() + timedelta(days=3)):
        assert clearance_json(clearances_of(cast.ada.id)[0])["is_late"] is True
