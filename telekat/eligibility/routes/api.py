"""What programs ask about the decision to treat, and the panel's own script."""

from typing import Annotated, Any

from msgspec import Meta

from telekat.audit import trail
from telekat.core.clock import stamp
from telekat.eligibility.actions import clearances, decisions, entries, reviews
from telekat.eligibility.actions.clearances import NewClearance
from telekat.eligibility.actions.decisions import NewDecision
from telekat.eligibility.actions.entries import Kept, NewFact, NewMedicine
from telekat.eligibility.actions.reviews import Seen
from telekat.eligibility.queries import consult_view, standing_of, told_to
from telekat.eligibility.queries import decisions as signed
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal
from telekat.web.http import Doors, principal
from telekat.web.schemas import ClientId, Schema

api = Doors("eligibility_api", "/api/v1/patients")

Word = Annotated[str, Meta(min_length=1, max_length=64)]
Day = Annotated[str, Meta(max_length=10)]


class EnterFact(Schema):
    client_id: ClientId
    criterion: Word
    state: Word
    evidence: Word
    note: str
    on_date: Day = ""


class EnterMedicine(Schema):
    client_id: ClientId
    name: str
    details: str = ""
    heard_from: Word = "self_report"
    group: Annotated[str, Meta(max_length=32)] = ""
    is_taken: bool = True
    replaces: Annotated[str, Meta(max_length=36)] = ""


class SeenCriterion(Schema):
    criterion: Word
    basis: Word


class ReviewCriteria(Schema):
    criteria: Annotated[list[SeenCriterion], Meta(min_length=1, max_length=64)]


class OverrideCriterion(Schema):
    criterion: Word
    basis: Word
    reason: str


class AskClearance(Schema):
    client_id: ClientId
    criterion: Word
    asked_of: str
    question: str
    owner: Word
    due_on: Day


class FollowClearance(Schema):
    state: Word
    note: str = ""


class PreviewDecision(Schema):
    outcome: Word
    message: str


class SignDecision(Schema):
    client_id: ClientId
    seen: Word
    outcome: Word
    message: str
    reasons: str = ""
    conditions: Annotated[dict[Annotated[str, Meta(max_length=32)], str], Meta(max_length=64)] = {}


@api.api("/<patient_id>/eligibility", may=Action.ELIGIBILITY_READ)
def read_eligibility(patient_id: str) -> dict[str, Any]:
    """Every criterion with its sources, the medicine flags, the clearances, what is locked, and the decision."""
    who = principal()
    view = consult_view(who, patient_id)
    note_reading(who, patient_id)
    return view


@api.api("/<patient_id>/eligibility/facts", may=Action.ELIGIBILITY_ENTER, method="POST", schema=EnterFact)
def enter_fact(patient_id: str, sent: EnterFact) -> tuple[dict[str, Any], int]:
    """Enter what a clinician knows of one criterion."""
    given = NewFact(sent.criterion, sent.state, sent.evidence, sent.note, sent.on_date)
    return _kept(entries.enter_fact(principal(), patient_id, client_id=sent.client_id, given=given))


@api.api("/<patient_id>/eligibility/medicines", may=Action.ELIGIBILITY_ENTER, method="POST", schema=EnterMedicine)
def enter_medicine(patient_id: str, sent: EnterMedicine) -> tuple[dict[str, Any], int]:
    """Put a medicine on the list, or correct or end one."""
    given = NewMedicine(sent.name, sent.details, sent.heard_from, sent.group, sent.is_taken, sent.replaces)
    return _kept(entries.enter_medicine(principal(), patient_id, client_id=sent.client_id, given=given))


@api.api("/<patient_id>/eligibility/reviews", may=Action.ELIGIBILITY_REVIEW, method="POST", schema=ReviewCriteria)
def review_criteria(patient_id: str, sent: ReviewCriteria) -> dict[str, Any]:
    """Note that the caller has looked at these criteria as they stand."""
    seen = [Seen(one.criterion, one.basis) for one in sent.criteria]
    return {"reviewed": reviews.review(principal(), patient_id, seen)}


@api.api(
    "/<patient_id>/eligibility/overrides", may=Action.ELIGIBILITY_REVIEW, method="POST", schema=OverrideCriterion
)
def override_criterion(patient_id: str, sent: OverrideCriterion) -> tuple[dict[str, Any], int]:
    """Write down why an open criterion does not stop the caller."""
    found = reviews.override(principal(), patient_id, Seen(sent.criterion, sent.basis), sent.reason)
    return {"id": found}, 201


@api.api("/<patient_id>/eligibility/clearances", may=Action.ELIGIBILITY_CLEAR, method="POST", schema=AskClearance)
def ask_clearance(patient_id: str, sent: AskClearance) -> tuple[dict[str, Any], int]:
    """Keep that a clearance is needed, who sees to it and by when."""
    given = NewClearance(sent.criterion, sent.asked_of, sent.question, sent.owner, sent.due_on)
    return _kept(clearances.ask(principal(), patient_id, client_id=sent.client_id, given=given))


@api.api(
    "/<patient_id>/eligibility/clearances/<clearance_id>",
    may=Action.ELIGIBILITY_CLEAR,
    method="POST",
    schema=FollowClearance,
)
def follow_clearance(patient_id: str, clearance_id: str, sent: FollowClearance) -> dict[str, Any]:
    """Write down what became of a clearance."""
    number = clearances.follow_up(principal(), patient_id, clearance_id, state=sent.state, note=sent.note)
    return {"id": clearance_id, "number": number, "state": sent.state}


@api.api("/<patient_id>/eligibility/decisions", may=Action.ELIGIBILITY_READ)
def list_decisions(patient_id: str) -> dict[str, Any]:
    """Every decision ever signed with the matrix that each stood on, the newest first."""
    who = principal()
    patient_for(who, Action.ELIGIBILITY_READ, patient_id)
    found = signed.decisions_of(patient_id)
    note_reading(who, patient_id)
    return {"decisions": [signed.decision_json(one, with_snapshot=True) for one in found]}


@api.api("/<patient_id>/eligibility/decisions", may=Action.ELIGIBILITY_DECIDE, method="POST", schema=SignDecision)
def sign_decision(patient_id: str, sent: SignDecision) -> tuple[dict[str, Any], int]:
    """Sign a decision on the matrix that the caller saw, and tell the patient."""
    given = NewDecision(sent.seen, sent.outcome, sent.message, sent.reasons, sent.conditions)
    done = decisions.sign(principal(), patient_id, client_id=sent.client_id, given=given)
    answer = {"id": done.id, "version": done.version, "at": stamp(done.at), "duplicate": done.duplicate}
    return answer, 200 if done.duplicate else 201


@api.api(
    "/<patient_id>/eligibility/decisions/preview",
    may=Action.ELIGIBILITY_DECIDE,
    method="POST",
    schema=PreviewDecision,
)
def preview_decision(patient_id: str, sent: PreviewDecision) -> dict[str, Any]:
    """The message as its patient would read it. Nothing is kept."""
    return {"told": decisions.preview(principal(), patient_id, sent.outcome, sent.message).as_json()}


@api.api("/<patient_id>/eligibility/standing", may=Action.ELIGIBILITY_STANDING)
def read_standing(patient_id: str) -> dict[str, Any]:
    """One word for scheduling: decided, pending or stale."""
    return {"standing": standing_of(principal(), patient_id)}


@api.api("/<patient_id>/eligibility/outcome", may=Action.ELIGIBILITY_OUTCOME)
def read_outcome(patient_id: str) -> dict[str, Any]:
    """What the patient was told: the outcome in words and the message, null while nothing is decided."""
    told = told_to(principal(), patient_id)
    return {"decision": told.as_json() if told else None}


def _kept(kept: Kept) -> tuple[dict[str, Any], int]:
    return {"id": kept.id, "duplicate": kept.duplicate}, 200 if kept.duplicate else 201


def note_reading(who: Principal, patient_id: str) -> None:
    """Looking at a record is an act of its own."""
    trail.record_alone(who, Action.ELIGIBILITY_READ, "patient", patient_id, patient_id=patient_id)
