"""When check-ins are due and where each stands: no answer, so coordinators may have it too."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, func, select

from telekat.checkins.access import standing_of
from telekat.checkins.models import CheckIn, CheckInReading
from telekat.checkins.schedule import LABELS, LATE_AFTER, OPEN_STANDINGS, Kind, Standing, standing
from telekat.core import clock
from telekat.core.database import db
from telekat.patients.access import pass_each, patient_for
from telekat.policy import Action, Principal


@dataclass(frozen=True, slots=True)
class Line:
    """A check-in in a list. Times aware UTC; answered_at None until it is sent."""

    id: str
    patient_id: str
    dosing_session_id: str
    kind: Kind
    label: str
    standing: Standing
    due_at: datetime
    open_until: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """What the office may know: how many are open, missed (a day late, answered or not any more) and done."""

    due: int = 0
    missed: int = 0
    done: int = 0
    next_due_at: datetime | None = None


def line_of(row: CheckIn) -> Line:
    """The row as a line of a list."""
    kind = Kind(row.kind)
    return Line(
        id=row.id,
        patient_id=row.patient_id,
        dosing_session_id=row.dosing_session_id,
        kind=kind,
        label=LABELS[kind],
        standing=standing_of(row),
        due_at=row.due_at,
        open_until=row.open_until,
        answered_at=row.answered_at,
    )


def due_for(who: Principal) -> list[Line]:
    """A patient's own check-ins that are open now, the oldest first."""
    return [line for line in _own_lines(who) if line.standing in OPEN_STANDINGS]


def next_for(who: Principal) -> Line | None:
    """The patient's own next check-in that is still to come."""
    return next((line for line in _own_lines(who) if line.standing is Standing.UPCOMING), None)


def past_for(who: Principal) -> list[Line]:
    """A patient's own answered check-ins, the newest first."""
    return [line for line in _own_lines(who) if line.standing is Standing.DONE][::-1]


def _own_lines(who: Principal) -> list[Line]:
    patient_for(who, Action.CHECKIN_READ, who.id)
    rows = db().scalars(select(CheckIn).where(CheckIn.patient_id == who.id).order_by(CheckIn.due_at))
    return [line_of(row) for row in rows]


def progress_of(patient_ids: Iterable[str]) -> dict[str, Counts]:
    """Patient id to counts, for a caller who has asked for CHECKIN_PROGRESS; without check-ins left out."""
    now = clock.now()
    is_done = CheckIn.state == "done"
    is_missed = ~is_done & (CheckIn.due_at <= now - LATE_AFTER)
    is_open = ~is_done & (CheckIn.due_at <= now) & (CheckIn.open_until > now)
    rows = db().execute(
        select(
            CheckIn.patient_id,
            func.count().filter(is_open),
            func.count().filter(is_missed),
            func.count().filter(is_done),
            func.min(case((~is_done & (CheckIn.due_at > now), CheckIn.due_at))),
        )
        .where(CheckIn.patient_id.in_(list(patient_ids)))
        .group_by(CheckIn.patient_id)
    )
    return {row[0]: Counts(row[1], row[2], row[3], row[4]) for row in rows}


def standings_of(who: Principal, patient_ids: Collection[str]) -> dict[str, list[tuple[Standing, bool]]]:
    """Patient id to where each of their check-ins stands, and whether somebody has read it. Raises NotFound."""
    pass_each(who, Action.CHECKIN_READ, patient_ids)
    is_read = exists().where(CheckInReading.checkin_id == CheckIn.id)
    rows = db().execute(
        select(CheckIn.patient_id, CheckIn.state, CheckIn.due_at, CheckIn.open_until, is_read).where(
            CheckIn.patient_id.in_(list(patient_ids))
        )
    )
    found: dict[str, list[tuple[Standing, bool]]] = {patient_id: [] for patient_id in patient_ids}
    now = clock.now()
    for patient_id, state, due_at, open_until, read in rows:
        stands = standing(done=state == "done", due_at=due_at, open_until=open_until, now=now)
        found[patient_id].append((stands, bool(read)))
    return found


def missed_of(who: Principal, patient_ids: Iterable[str]) -> list[Line]:
    """Check-ins that are a day late and still not answered: the office's list, the oldest first. Raises NotFound."""
    wanted = [one for one in patient_ids if patient_for(who, Action.CHECKIN_PROGRESS, one)]
    rows = db().scalars(
        select(CheckIn)
        .where(
            CheckIn.patient_id.in_(wanted),
            CheckIn.state != "done",
            CheckIn.due_at <= clock.now() - LATE_AFTER,
        )
        .order_by(CheckIn.due_at)
    )
    return [line_of(row) for row in rows]
