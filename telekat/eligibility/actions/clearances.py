"""Asking somebody outside for a clearance, and writing down what became of it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.eligibility.access import clearance_for
from telekat.eligibility.actions.changes import tell_changed
from telekat.eligibility.actions.entries import Kept
from telekat.eligibility.clearance import CLEARANCE_WORDS, FOLLOWS, ClearanceState
from telekat.eligibility.criteria import criterion_of
from telekat.eligibility.models import EligibilityClearance, EligibilityClearanceStep
from telekat.eligibility.queries.clearances import steps_of, today
from telekat.eligibility.sealed import ClearanceBody, open_body, seal, seal_body
from telekat.patients.access import patient_for
from telekat.patients.queries import care_team_ids
from telekat.policy import Action, Principal
from telekat.web.schemas import clean_line, clean_text

MOST_TEXT = 2000  # characters of the question and of a note


@dataclass(frozen=True, slots=True)
class NewClearance:
    """As typed. asked_of: whom. owner: who of the care team sees to it. due_on: 2026-12-04."""

    criterion: str
    asked_of: str
    question: str
    owner: str
    due_on: str


@write
def ask(work: Work, who: Principal, patient_id: str, *, client_id: str, given: NewClearance) -> Kept:
    """Keep that a clearance is needed, who sees to it and by when.

    Raises NotFound, Invalid naming the field, Conflict: client id used before for something else.
    """
    patient_for(who, Action.ELIGIBILITY_CLEAR, patient_id)
    body = ClearanceBody(
        criterion_of(given.criterion).id,
        clean_line(given.asked_of, name="asked_of"),
        clean_text(given.question, most=MOST_TEXT, name="question"),
    )
    if given.owner not in care_team_ids(patient_id):
        raise Invalid("Choose somebody of the care team.", {"owner": "not on the care team"})
    twin = work.db.scalar(
        select(EligibilityClearance).filter_by(patient_id=patient_id, asked_by=who.id, client_id=client_id)
    )
    if twin is not None:
        known = open_body(ClearanceBody, patient_id, "eligibility_clearance", twin.id, twin.body_sealed)
        if (known, twin.owner_id, twin.due_on) != (body, given.owner, given.due_on):
            raise Conflict("Something else was asked under this client id.", {"client_id": "used before"})
        return Kept(twin.id, True)
    row = EligibilityClearance(
        id=ids.new_id(),
        patient_id=patient_id,
        client_id=client_id,
        owner_id=given.owner,
        due_on=_due(given.due_on),
        asked_by=who.id,
        asked_at=clock.now(),
    )
    row.body_sealed = seal_body(patient_id, "eligibility_clearance", row.id, body)
    work.db.add(row)
    work.db.flush()
    _step(work, who, row, 1, ClearanceState.ASKED, "")
    return Kept(row.id, False)


def _due(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("This is not a date.", {"due_on": "such as 2026-12-04"}) from None
    if day < today():
        raise Invalid("This day is over already.", {"due_on": "in the past"})
    return day.isoformat()


@write
def follow_up(work: Work, who: Principal, patient_id: str, clearance_id: str, *, state: str, note: str) -> int:
    """Write down the clearance's next state; returns the step's number. The same again writes nothing.

    Raises NotFound, Invalid for an unknown state, Conflict for one that cannot follow.
    """
    row = clearance_for(who, Action.ELIGIBILITY_CLEAR, patient_id, clearance_id)
    if state not in set(ClearanceState):
        raise Invalid("Choose what became of it.", {"state": f"one of {', '.join(ClearanceState)}"})
    words = clean_text(note, most=MOST_TEXT, name="note", least=0)
    newest = steps_of(row)[-1]
    if (newest.state, newest.note, newest.by) == (state, words, who.id):
        return newest.number
    if state not in FOLLOWS[newest.state]:
        raise Conflict(f"This clearance stands at “{CLEARANCE_WORDS[newest.state]}”.", state=newest.state.value)
    _step(work, who, row, newest.number + 1, ClearanceState(state), words)
    return newest.number + 1


def _step(
    work: Work, who: Principal, row: EligibilityClearance, number: int, state: ClearanceState, note: str
) -> None:
    place = f"{row.id}:{number}"
    step = EligibilityClearanceStep(
        clearance_id=row.id, number=number, state=state.value, taken_by=who.id, taken_at=clock.now()
    )
    step.note_sealed = seal(row.patient_id, "eligibility_clearance_step", "note", place, note)
    work.db.add(step)
    work.db.flush()
    trail.record(
        who,
        Action.ELIGIBILITY_CLEAR,
        "eligibility_clearance",
        row.id,
        patient_id=row.patient_id,
        detail={"state": state.value},
    )
    tell_changed(row.patient_id)
