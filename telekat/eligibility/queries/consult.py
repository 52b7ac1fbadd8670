"""Everything that the criteria panel and the decision bar show, in one look."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from telekat.accounts.queries import person
from telekat.core import ids
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.eligibility import gate, messages
from telekat.eligibility.criteria import ENTERED_STATES, EVIDENCE_WORDS, LEVEL_WORDS, STATE_WORDS
from telekat.eligibility.gate import OUTCOME_WORDS, Outcome
from telekat.eligibility.matrix import OPEN_WORDS, Standing, Statement, in_order, weightiest_first
from telekat.eligibility.medicines import GROUPS, NO_GROUP, Flag, groups_of, is_known
from telekat.eligibility.queries import clearances, decisions
from telekat.eligibility.queries.facts import Medicine, fact_json
from telekat.eligibility.queries.matrix import Matrix, matrix_of
from telekat.patients.access import patient_for, relations_to
from telekat.patients.models import Patient
from telekat.patients.queries import card, care_team
from telekat.policy import Action, Principal, Role, allow

MOST_KEYS = 8  # design section 10: 1 to 8 open a criterion
CHOICES: dict[str, list[tuple[str, str]]] = {
    "states": [(one.value, STATE_WORDS[one]) for one in ENTERED_STATES],
    "evidence": [(one.value, words) for one, words in EVIDENCE_WORDS.items()],
    "groups": [("", "By its name"), (NO_GROUP, "Looked up, no flag"), *((one.id, one.name) for one in GROUPS)],
}


def consult_view(who: Principal, patient_id: str) -> dict[str, Any]:
    """What `_criteria_panel.html` and `_decision_bar.html` are made from, as plain values; the panel's script asks for
    the same again. Raises NotFound. The caller records the reading."""
    patient_for(who, Action.ELIGIBILITY_READ, patient_id)
    return view_of(who, patient_id, matrix_of(patient_id))


def view_of(who: Principal, patient_id: str, matrix: Matrix) -> dict[str, Any]:
    """The same from a matrix that has been read already."""
    shown = in_order(matrix.standings)
    opened = [one for one in shown if one.open_because is not None]
    found = decisions.decisions_of(patient_id)
    return {
        "patient": {"id": patient_id, "name": person(patient_id).name, "born": _born(patient_id)},
        "token": matrix.token,
        "client_id": ids.new_id(),
        "may": _rights(who, patient_id),
        "open_count": len(opened),
        "reviewed_count": sum(1 for one in shown if one.is_reviewed),
        "criterion_count": len(shown),
        "criteria": [_criterion(one, number, matrix) for number, one in enumerate(shown, start=1)],
        "flags": [_flag(one) for one in matrix.flags],
        "medicines": [_medicine(one, matrix) for one in matrix.medicines],
        "clearances": [clearances.clearance_json(one) for one in matrix.clearances],
        "outcomes": _outcomes(who, patient_id, matrix),
        "to_condition": [_named(one) for one in gate.to_condition(matrix.standings)],
        "decision": decisions.decision_json(found[0], decisions.stale_reasons(found[0], matrix)) if found else None,
        "earlier": [decisions.decision_json(one) for one in found[1:]],
        "owners": [{"id": one.id, "name": one.name} for one in care_team(patient_id)],
        "viewer": {"id": who.id, "name": person(who.id).name},
        "today": clearances.today().isoformat(),
    }


def _born(patient_id: str) -> str:
    text = card(db().get_one(Patient, patient_id)).birth_date
    if not text:
        return "Date of birth not known"
    day = date.fromisoformat(text)
    return f"Born {day.day} {day:%B %Y}"


def _rights(who: Principal, patient_id: str) -> dict[str, bool]:
    relations = relations_to(who, patient_id)
    actions = {
        "enter": Action.ELIGIBILITY_ENTER,
        "review": Action.ELIGIBILITY_REVIEW,
        "clear": Action.ELIGIBILITY_CLEAR,
        "decide": Action.ELIGIBILITY_DECIDE,
    }
    return {name: allow(who, action, relations).allowed for name, action in actions.items()}


def _named(one: Standing) -> dict[str, str]:
    return {"id": one.criterion.id, "name": one.criterion.name}


def _criterion(one: Standing, number: int, matrix: Matrix) -> dict[str, Any]:
    because = one.open_because
    asked = [each for each in matrix.clearances if each.body.criterion == one.criterion.id]
    return {
        "id": one.criterion.id,
        "name": one.criterion.name,
        "level": one.criterion.level.value,
        "level_words": LEVEL_WORDS[one.criterion.level],
        "established": one.criterion.established,
        "source": one.criterion.source,
        "state": one.state.value,
        "state_words": STATE_WORDS[one.state],
        "open": because.value if because else None,
        "open_words": OPEN_WORDS[because] if because else "",
        "key": number if because and number <= MOST_KEYS else None,
        "summary": one.summary,
        "basis": one.basis,
        "statements": [_statement(each) for each in weightiest_first(one.statements)],
        "review": _review(one),
        "facts": [fact_json(each) for each in reversed(matrix.facts.get(one.criterion.id, ()))],
        "clearance": clearances.clearance_json(asked[0]) if asked else None,
    }


def _statement(one: Statement) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "ref": one.ref,
        "title": one.title,
        "asked": one.asked,
        "words": one.words,
        "state": one.state.value,
        "state_words": STATE_WORDS[one.state],
        "by": person(one.by).name if one.by else "",
        "at": stamp(one.at),
    }


def _review(one: Standing) -> dict[str, Any] | None:
    review = one.review
    if review is None:
        return None
    return {
        "by": {"id": review.by, "name": person(review.by).name},
        "at": stamp(review.at),
        "state": review.state.value,
        "state_words": STATE_WORDS[review.state],
        "override": review.override,
        "stale": not one.is_reviewed,
    }


def _flag(one: Flag) -> dict[str, Any]:
    because = [one.answer] if one.answer else []
    return {
        "id": one.group.id,
        "name": one.group.name,
        "why": one.group.why,
        "source": one.group.source,
        "because": because + [f"Medicine list: {medicine.name}" for medicine in one.listed],
    }


def _medicine(one: Medicine, matrix: Matrix) -> dict[str, Any]:
    listed = one.as_listed().medicine
    return {
        "id": one.id,
        "name": one.body.name,
        "details": one.body.details,
        "heard_from": one.body.heard_from,
        "heard_words": dict(CHOICES["evidence"])[one.body.heard_from],
        "group": one.body.group,
        "is_taken": one.body.is_taken,
        "flags": [group.name for group in groups_of(listed)] if one.body.is_taken else [],
        "known": is_known(listed),
        "by": {"id": one.by, "name": person(one.by).name},
        "at": stamp(one.at),
    }


def _outcomes(who: Principal, patient_id: str, matrix: Matrix) -> list[dict[str, Any]]:
    locks = gate.locks(matrix.standings, clearance_pending=matrix.clearance_pending)
    team = care_team(patient_id)
    therapist = next((one.name for one in team if one.role is Role.THERAPIST), "")
    return [
        {
            "id": outcome.value,
            "words": OUTCOME_WORDS[outcome],
            "locked": locks[outcome],
            "patient_words": messages.PATIENT_WORDS[outcome],
            "template": messages.template(outcome, person(who.id).name, therapist),
        }
        for outcome in Outcome
    ]


def snapshot_of(matrix: Matrix) -> dict[str, Any]:
    """The matrix as a decision keeps it: what stood there, in words and ids."""
    keep: Sequence[Standing] = in_order(matrix.standings)
    return {
        "marks": matrix.marks.as_json(),
        "criteria": [_criterion(one, number, matrix) for number, one in enumerate(keep, start=1)],
        "flags": [_flag(one) for one in matrix.flags],
        "medicines": [_medicine(one, matrix) for one in matrix.medicines],
        "clearances": [clearances.clearance_json(one) for one in matrix.clearances],
    }


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the forms offer: (value, words) by field."""
    return CHOICES
