"""Drills: the one that runs, as whoever was called hears of it, and what became of the others."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.core.errors import Forbidden
from telekat.notifications.wording import Kind
from telekat.policy import Action, Principal, allow
from telekat.safety.access import relations_at_practice
from telekat.safety.ladder_words import Point, points
from telekat.safety.models import Drill
from telekat.safety.queries.ladder import steps_of, told_of

SHOWN = 50  # newest drills on the page


@dataclass(frozen=True, slots=True)
class DrillView:
    """seconds: from the call until somebody took it, None where nobody did."""

    id: str
    state: str
    started_at: datetime
    started_by: str
    taken_by: str
    seconds: float | None
    points: list[Point]


def drill_json(row: Drill) -> dict[str, Any]:
    """A drill as whoever was called hears of it: it says of itself that it is one."""
    taken = row.acknowledged_by
    return {
        "drill": row.id,
        "state": row.state,
        "started_at": stamp(row.started_at),
        "acknowledged": {"by": taken, "name": person(taken).name} if taken else None,
        "words": "DRILL. Nobody is in danger.",
    }


def open_drills_for(who: Principal) -> list[dict[str, Any]]:
    """What runs and has called this clinician."""
    if not who.is_clinician:
        return []
    running = db().scalars(select(Drill).where(Drill.state != "closed"))
    return [drill_json(row) for row in running if who.id in told_of(Kind.DRILL, row.id)]


def drills(who: Principal) -> list[DrillView]:
    """The newest drills. Raises Forbidden for whoever may not run one."""
    if not allow(who, Action.DRILL_RUN, relations_at_practice(who)).allowed:
        raise Forbidden
    rows = db().scalars(select(Drill).order_by(Drill.started_at.desc()).limit(SHOWN)).all()
    ladders = steps_of(Kind.DRILL, [row.id for row in rows])
    return [
        DrillView(
            id=row.id,
            state=row.state,
            started_at=row.started_at,
            started_by=person(row.started_by).name,
            taken_by=person(row.acknowledged_by).name if row.acknowledged_by else "",
            seconds=(row.acknowledged_at - row.started_at).total_seconds() if row.acknowledged_at else None,
            points=points(
                ladders.get(row.id, []), who.id, row.acknowledged_by or row.closed_by, row.acknowledged_at
            ),
        )
        for row in rows
    ]


def median_seconds(found: list[DrillView]) -> float | None:
    """Half of these drills that somebody took were taken within so many seconds."""
    taken = [one.seconds for one in found if one.seconds is not None]
    return median(taken) if taken else None
