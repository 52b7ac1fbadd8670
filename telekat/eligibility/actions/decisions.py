"""Signing. A signed decision is never changed; the next one follows it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.chat import actions as chat
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.eligibility import gate, messages, signing
from telekat.eligibility.actions.changes import tell_changed
from telekat.eligibility.criteria import CRITERION_BY_ID
from telekat.eligibility.gate import MAY_TREAT, Outcome
from telekat.eligibility.models import EligibilityDecision
from telekat.eligibility.queries import decisions
from telekat.eligibility.queries.consult import snapshot_of
from telekat.eligibility.queries.decisions import Told
from telekat.eligibility.queries.matrix import Matrix, matrix_of
from telekat.eligibility.sealed import DecisionBody, open_body, seal, seal_body
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal
from telekat.rooms import actions as rooms
from telekat.rooms.queries import rooms_of_patients
from telekat.rooms.stages import Stage
from telekat.web.schemas import clean_text

MOST_TEXT = 4000  # characters of the reasons and of one condition
MOST_MESSAGE = 2000  # characters of the patient's message
TABLE = "eligibility_decision"
MOVES_FROM = frozenset(
    {Stage.NEW_REFERRAL, Stage.INVITED, Stage.FORMS, Stage.REVIEW, Stage.CONSULT, Stage.DECISION, Stage.CLEARED}
)
"""A decision that is renewed during a course of sessions moves nobody back."""


@dataclass(frozen=True, slots=True)
class NewDecision:
    """As typed. seen: the token of the matrix that the signer had before them. conditions: words by criterion."""

    seen: str
    outcome: str
    message: str
    reasons: str = ""
    conditions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signed:
    """duplicate: the same had come before, and nothing new was stored."""

    id: str
    version: int
    at: datetime
    duplicate: bool


@write
def sign(work: Work, who: Principal, patient_id: str, *, client_id: str, given: NewDecision) -> Signed:
    """Sign a decision, keep the matrix it stands on, tell the patient in their care room.

    Raises NotFound; Invalid naming what stands against it; Conflict when the matrix is another one by now, or the
    client id came before with something else.
    """
    patient_for(who, Action.ELIGIBILITY_DECIDE, patient_id)
    body = _body(given)
    twin = work.db.scalar(
        select(EligibilityDecision).filter_by(patient_id=patient_id, signed_by=who.id, client_id=client_id)
    )
    if twin is not None:
        return _same_again(twin, body)
    matrix = matrix_of(patient_id)
    if matrix.token != given.seen:
        raise Conflict("Something has changed while you were deciding. Look at the criteria again.")
    _pass(matrix, body)
    row = _keep(work, who, patient_id, client_id, matrix, body)
    trail.record(
        who,
        Action.ELIGIBILITY_DECIDE,
        TABLE,
        row.id,
        patient_id=patient_id,
        detail={"version": row.version, "signature": row.signature},
    )
    _tell_patient(who, patient_id, body)
    _move(who, patient_id, Outcome(body.outcome))
    tell_changed(patient_id)
    return Signed(row.id, row.version, row.signed_at, False)


def preview(who: Principal, patient_id: str, outcome: str, message: str) -> Told:
    """The message as its patient would read it, by the same checks. Stores nothing. Raises NotFound, Invalid."""
    patient_for(who, Action.ELIGIBILITY_DECIDE, patient_id)
    return decisions.told(_outcome(outcome), _message(message), person(who.id).name, clock.now())


def _outcome(text: str) -> Outcome:
    if text not in set(Outcome):
        raise Invalid("Choose an outcome.", {"outcome": f"one of {', '.join(Outcome)}"})
    return Outcome(text)


def _message(text: str) -> str:
    message = clean_text(text, most=MOST_MESSAGE, name="message")
    places = messages.open_places(message)
    if places:
        raise Invalid("The message still has a place to fill in.", {"message": f"fill in {places[0]}"})
    return message


def _body(given: NewDecision) -> DecisionBody:
    unknown = set(given.conditions) - {"", *CRITERION_BY_ID}
    if unknown:
        raise Invalid("There is no such criterion.", {"conditions": "unknown criterion"})
    written = {one: words for one, words in given.conditions.items() if words.strip()}
    return DecisionBody(
        _outcome(given.outcome).value,
        {one: clean_text(words, most=MOST_TEXT, name="conditions") for one, words in written.items()},
        clean_text(given.reasons, most=MOST_TEXT, name="reasons", least=0),
        _message(given.message),
    )


def _same_again(twin: EligibilityDecision, body: DecisionBody) -> Signed:
    if open_body(DecisionBody, twin.patient_id, TABLE, twin.id, twin.body_sealed) != body:
        raise Conflict("Another decision was signed under this client id.", {"client_id": "used before"})
    return Signed(twin.id, twin.version, twin.signed_at, True)


def _pass(matrix: Matrix, body: DecisionBody) -> None:
    against = gate.missing(
        Outcome(body.outcome),
        matrix.standings,
        clearance_pending=matrix.clearance_pending,
        conditions=body.conditions,
        reasons=body.reasons,
    )
    if against:
        raise Invalid("This cannot be signed yet.", against)


def _keep(
    work: Work, who: Principal, patient_id: str, client_id: str, matrix: Matrix, body: DecisionBody
) -> EligibilityDecision:
    row = EligibilityDecision(
        id=ids.new_id(),
        patient_id=patient_id,
        version=matrix.newest_version + 1,
        client_id=client_id,
        signed_by=who.id,
        signed_at=clock.now(),
    )
    snapshot = orjson.dumps(snapshot_of(matrix)).decode()
    row.body_sealed = seal_body(patient_id, TABLE, row.id, body)
    row.snapshot_sealed = seal(patient_id, TABLE, "snapshot", row.id, snapshot)
    facts = decisions.signed_facts(row, body.as_text(), snapshot)
    row.signature = signing.signature(facts, _previous(work, patient_id))
    work.db.add(row)
    work.db.flush()
    return row


def _previous(work: Work, patient_id: str) -> str:
    query = select(EligibilityDecision.signature).where(EligibilityDecision.patient_id == patient_id)
    newest: str | None = work.db.scalar(query.order_by(EligibilityDecision.version.desc()).limit(1))
    return newest or signing.NONE_YET


def _tell_patient(who: Principal, patient_id: str, body: DecisionBody) -> None:
    care = rooms_of_patients([patient_id]).get(patient_id, {}).get("care")
    if care is not None:
        chat.say_in_room(who, care.id, messages.in_room(person(who.id).name, body.message))


def _move(who: Principal, patient_id: str, outcome: Outcome) -> None:
    """What is cleared goes on to be planned, what waits for a clearance stays a decision to be made. "Not now" has many
    ways on, and people choose among them."""
    stage = Stage.CLEARED if outcome in MAY_TREAT else Stage.DECISION
    rooms_now = rooms_of_patients([patient_id]).get(patient_id, {})
    if outcome is not Outcome.NOT_NOW and any(Stage(room.stage) in MOVES_FROM for room in rooms_now.values()):
        rooms.follow_decision(who, patient_id, stage)
