"""A handed-in form and its corrections: which version stands, what came before, and what was answered the last time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from telekat.accounts.queries import person
from telekat.core import clock
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.policy import Principal
from telekat.questionnaires.definition import Number
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.queries.responses import given_answers, values_of
from telekat.questionnaires.sealed import open_reason


@dataclass(frozen=True, slots=True)
class Earlier:
    """The same instrument and version, handed in before: when it was first handed in, and its values by item."""

    id: str
    at: datetime
    values: dict[str, Number]


def stands() -> ColumnElement[bool]:
    """For a select of responses: those that no handed-in correction has replaced."""
    newer = aliased(QuestionnaireResponse)
    return ~exists().where(newer.replaces == QuestionnaireResponse.id, newer.status == "completed")


def replacement_of(response: QuestionnaireResponse) -> QuestionnaireResponse | None:
    """The correction of this very version, also one that is not handed in yet."""
    return db().scalar(select(QuestionnaireResponse).where(QuestionnaireResponse.replaces == response.id))


def versions_of(response: QuestionnaireResponse) -> list[QuestionnaireResponse]:
    """This form in all its versions, the oldest first."""
    first = response
    while first.replaces is not None:
        older = db().get(QuestionnaireResponse, first.replaces)
        if older is None:
            break
        first = older
    found = [first]
    while (newer := replacement_of(found[-1])) is not None:
        found.append(newer)
    return found


def measured_at(response: QuestionnaireResponse) -> datetime | None:
    """When its first version was handed in: a correction says better what was true then, not what is true now."""
    return versions_of(response)[0].completed_at if response.replaces else response.completed_at


def last_time(response: QuestionnaireResponse) -> Earlier | None:
    """What was answered the last time before this form; None where there is nothing to compare."""
    own = {one.id for one in versions_of(response)}
    before = measured_at(response) or clock.now()
    rows = db().scalars(
        select(QuestionnaireResponse).where(
            QuestionnaireResponse.patient_id == response.patient_id,
            QuestionnaireResponse.instrument == response.instrument,
            QuestionnaireResponse.instrument_version == response.instrument_version,
            QuestionnaireResponse.status == "completed",
            stands(),
        )
    )
    dated = [(at, row) for row in rows if row.id not in own and (at := measured_at(row)) and at < before]
    if not dated:
        return None
    at, row = max(dated, key=lambda one: one[0])
    return Earlier(row.id, at, values_of(given_answers(row)))


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a form. number: from 1. by, at: who handed it in, or began it while it is open. reason: for clinicians."""

    id: str
    number: int
    by: str
    name: str
    at: datetime
    is_open: bool
    reason: str

    def as_json(self) -> dict[str, Any]:
        return {
            "questionnaire": self.id,
            "number": self.number,
            "by": self.by,
            "at": stamp(self.at),
            "status": "in_progress" if self.is_open else "completed",
            "reason": self.reason,
        }


def lines_of(who: Principal, response: QuestionnaireResponse) -> list[VersionLine]:
    """All versions of this form, the oldest first. The caller has asked for the right to read it."""
    return [_line(who, number, row) for number, row in enumerate(versions_of(response), start=1)]


def _line(who: Principal, number: int, row: QuestionnaireResponse) -> VersionLine:
    by = row.assigned_by if row.replaces or row.completed_by is None else row.completed_by
    reason = open_reason(row.patient_id, row.id, row.reason_sealed) if who.is_clinician else ""
    return VersionLine(
        row.id, number, by, person(by).name, row.completed_at or row.assigned_at, row.completed_at is None, reason
    )
