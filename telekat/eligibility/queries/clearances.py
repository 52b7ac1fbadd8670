"""Clearances asked of others, with what became of each. The caller has asked for the right."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core import clock
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.eligibility.clearance import CLEARANCE_WORDS, FOLLOWS, PENDING, ClearanceState
from telekat.eligibility.criteria import CRITERION_BY_ID
from telekat.eligibility.models import EligibilityClearance, EligibilityClearanceStep
from telekat.eligibility.sealed import ClearanceBody, open_body, open_text
from telekat.practice.queries import practice


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    state: ClearanceState
    note: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Clearance:
    """steps: from the first on, never empty. due_on: the day by which the answer is expected."""

    id: str
    body: ClearanceBody
    owner_id: str
    due_on: date
    asked_by: str
    asked_at: datetime
    steps: tuple[Step, ...]

    @property
    def state(self) -> ClearanceState:
        return self.steps[-1].state

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING


def clearances_of(patient_id: str) -> list[Clearance]:
    """Every clearance that was asked for, the newest first."""
    rows = db().scalars(
        select(EligibilityClearance)
        .where(EligibilityClearance.patient_id == patient_id)
        .order_by(EligibilityClearance.asked_at.desc(), EligibilityClearance.id.desc())
    )
    found = (_clearance(row) for row in rows)
    return [one for one in found if one is not None]


def _clearance(row: EligibilityClearance) -> Clearance | None:
    body = open_body(ClearanceBody, row.patient_id, "eligibility_clearance", row.id, row.body_sealed)
    if body is None:
        return None
    due_on = date.fromisoformat(row.due_on)
    steps = tuple(steps_of(row))
    return Clearance(row.id, body, row.owner_id, due_on, row.asked_by, row.asked_at, steps)


def steps_of(row: EligibilityClearance) -> list[Step]:
    """What became of one clearance, in order."""
    steps = db().scalars(
        select(EligibilityClearanceStep)
        .where(EligibilityClearanceStep.clearance_id == row.id)
        .order_by(EligibilityClearanceStep.number)
    )
    return [
        Step(
            one.number,
            ClearanceState(one.state),
            open_text(
                row.patient_id, "eligibility_clearance_step", "note", f"{row.id}:{one.number}", one.note_sealed
            )
            or "",
            one.taken_by,
            one.taken_at,
        )
        for one in steps
    ]


def today() -> date:
    """The day at the practice."""
    return clock.now().astimezone(ZoneInfo(practice().time_zone)).date()


def late_count(patient_id: str) -> int:
    """How many are still waited for after the day by which the answer was expected. Opens nothing."""
    rows = db().execute(
        select(EligibilityClearance.id, EligibilityClearanceStep.state)
        .join(EligibilityClearanceStep, EligibilityClearanceStep.clearance_id == EligibilityClearance.id)
        .where(EligibilityClearance.patient_id == patient_id, EligibilityClearance.due_on < today().isoformat())
        .order_by(EligibilityClearanceStep.number)
    )
    newest = {clearance_id: ClearanceState(state) for clearance_id, state in rows}
    return sum(1 for state in newest.values() if state in PENDING)


def clearance_json(one: Clearance) -> dict[str, Any]:
    return {
        "id": one.id,
        "criterion": one.body.criterion,
        "criterion_name": CRITERION_BY_ID[one.body.criterion].name,
        "asked_of": one.body.asked_of,
        "question": one.body.question,
        "owner": {"id": one.owner_id, "name": person(one.owner_id).name},
        "due_on": one.due_on.isoformat(),
        "is_late": one.is_pending and one.due_on < today(),
        "state": one.state.value,
        "state_words": CLEARANCE_WORDS[one.state],
        "is_pending": one.is_pending,
        "next": [
            {"state": state.value, "words": CLEARANCE_WORDS[state]}
            for state in ClearanceState
            if state in FOLLOWS[one.state]
        ],
        "asked_by": {"id": one.asked_by, "name": person(one.asked_by).name},
        "asked_at": stamp(one.asked_at),
        "steps": [
            {
                "number": step.number,
                "state": step.state.value,
                "state_words": CLEARANCE_WORDS[step.state],
                "note": step.note,
                "by": {"id": step.by, "name": person(step.by).name},
                "at": stamp(step.at),
            }
            for step in one.steps
        ],
    }
