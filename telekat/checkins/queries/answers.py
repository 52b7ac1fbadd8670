"""What stands in check-ins, and what each viewer may know of that.

A patient sees their own. The care team sees the answers, and the patient's own words only while they are shared: for
them the database does not even hand out the bytes of private words. Others see nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, null, select

from telekat.accounts.queries import person
from telekat.checkins import sealed
from telekat.checkins.access import checkin_for, may_read_text
from telekat.checkins.models import CheckIn, CheckInReading
from telekat.checkins.queries.lines import Line, line_of
from telekat.checkins.questions import Answers, Progress, alarming
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.patients.access import patient_for
from telekat.patients.queries import patients_visible_to
from telekat.policy import Action, Principal


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Who has read the answers, and when they said so."""

    user_id: str
    name: str
    read_at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    """A check-in with its answers as this viewer may see them.

    answers: None while unanswered, and when they do not open. text: None when there is none or this viewer may not
    read it. alarming: codes of what has raised an alert.
    """

    line: Line
    answers: Answers | None
    text: str | None
    text_shared: bool
    alarming: tuple[str, ...]
    read_by: tuple[ReadBy, ...]


@dataclass(frozen=True, slots=True)
class OwnCheckIn:
    """A patient's own check-in, with what they have begun. earlier_text: their words at the one before, "" for none."""

    answered: Answered
    progress: Progress
    progress_text: str
    progress_shared: bool
    earlier_text: str


def own_checkin(who: Principal, checkin_id: str) -> OwnCheckIn:
    """A patient's own check-in whole. Raises NotFound for everybody else."""
    row = checkin_for(who, Action.CHECKIN_READ, checkin_id)
    if row.patient_id != who.id:
        raise NotFound
    begun = sealed.unseal(row.patient_id, "progress", row.id, row.progress_sealed)
    return OwnCheckIn(_answered(who, row), *sealed.progress_from(begun), _earlier_text(who, row))


def _earlier_text(who: Principal, row: CheckIn) -> str:
    before = db().scalar(
        select(CheckIn)
        .where(
            CheckIn.dosing_session_id == row.dosing_session_id,
            CheckIn.state == "done",
            CheckIn.due_at < row.due_at,
        )
        .order_by(CheckIn.due_at.desc())
        .limit(1)
    )
    return (_text(who, before) or "") if before is not None else ""


def answered_one(who: Principal, checkin_id: str) -> Answered:
    """One check-in as this viewer may see it. Raises NotFound."""
    return _answered(who, checkin_for(who, Action.CHECKIN_READ, checkin_id))


def checkins_of(who: Principal, patient_id: str) -> list[Answered]:
    """All check-ins of a patient as this viewer may see them, the newest due first. Raises NotFound."""
    patient_for(who, Action.CHECKIN_READ, patient_id)
    rows = db().scalars(select(CheckIn).where(CheckIn.patient_id == patient_id).order_by(CheckIn.due_at.desc()))
    return [_answered(who, row) for row in rows]


def to_read(who: Principal) -> list[Answered]:
    """Answered check-ins of this clinician's patients that nobody has read: alarming ones first, then the oldest."""
    if not who.is_clinician:
        return []
    patient_ids = [patient.id for patient in patients_visible_to(who)]
    rows = db().scalars(
        select(CheckIn)
        .where(
            CheckIn.patient_id.in_(patient_ids),
            CheckIn.state == "done",
            ~exists().where(CheckInReading.checkin_id == CheckIn.id),
        )
        .order_by(CheckIn.answered_at)
    )
    return sorted((_answered(who, row) for row in rows), key=lambda one: not one.alarming)


def _answered(who: Principal, row: CheckIn) -> Answered:
    answers = sealed.answers_from(sealed.unseal(row.patient_id, "answers", row.id, row.answers_sealed))
    return Answered(
        line=line_of(row),
        answers=answers,
        text=_text(who, row) or None,
        text_shared=row.text_shared,
        alarming=alarming(Progress(safe=answers.safe, signs=answers.signs)) if answers else (),
        read_by=_read_by(row.id),
    )


def _text(who: Principal, row: CheckIn) -> str | None:
    """The words, None without the right to them; asked of the database again, so that no cached row can leak them."""
    if not may_read_text(who, row):
        return None
    shared_only = case((CheckIn.text_shared, CheckIn.text_sealed), else_=null())
    column = CheckIn.text_sealed if who.is_patient else shared_only
    stored = db().scalar(select(column).where(CheckIn.id == row.id))
    return sealed.unseal(row.patient_id, "text", row.id, stored)


def _read_by(checkin_id: str) -> tuple[ReadBy, ...]:
    rows = db().scalars(
        select(CheckInReading).where(CheckInReading.checkin_id == checkin_id).order_by(CheckInReading.read_at)
    )
    return tuple(ReadBy(row.user_id, person(row.user_id).name, row.read_at) for row in rows)


def answered_json(one: Answered) -> dict[str, Any]:
    """A check-in for programs, with what this viewer may see of it."""
    line, answers = one.line, one.answers
    return {
        "id": line.id,
        "patient": line.patient_id,
        "session": line.dosing_session_id,
        "kind": line.kind.value,
        "standing": line.standing.value,
        "due_at": stamp(line.due_at),
        "open_until": stamp(line.open_until),
        "answered_at": stamp(line.answered_at) if line.answered_at else None,
        "answers": _answers_json(answers) if answers else None,
        "text": one.text,
        "text_shared": one.text_shared,
        "read_by": [{"id": by.user_id, "name": by.name, "at": stamp(by.read_at)} for by in one.read_by],
    }


def _answers_json(answers: Answers) -> dict[str, Any]:
    return {
        "mood": answers.mood,
        "anxiety": answers.anxiety,
        "safe": answers.safe,
        "effects": dict(answers.effects),
        "signs": list(answers.signs),
    }
