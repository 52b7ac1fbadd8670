"""An alert's ladder as people see it: who was told when, who is next, and when that is."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core import clock
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.notifications.wording import Kind
from telekat.safety.access import ASKED_FROM_OUTSIDE
from telekat.safety.models import Alert, Drill, LadderStep, LadderTold
from telekat.safety.queries.roster import DutyKind, on_duty

AT_ONCE = 100  # ladders in one round of the loop


@dataclass(frozen=True, slots=True)
class StepView:
    """people: (id, name) of who was told; while it waits, of who would be. state: as in `models.LadderStep`."""

    rung: str
    state: str
    due_at: datetime
    told_at: datetime | None
    people: tuple[tuple[str, str], ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "rung": self.rung,
            "state": self.state,
            "due_at": stamp(self.due_at),
            "told_at": stamp(self.told_at) if self.told_at else None,
            "people": [{"id": user_id, "name": name} for user_id, name in self.people],
        }


def steps_of(kind: Kind, of_ids: Iterable[str]) -> dict[str, list[StepView]]:
    """The ladders of these alerts or drills, by their id."""
    column = column_of(kind)
    wanted = list(of_ids)
    if not wanted:
        return {}
    rows = db().execute(select(column, LadderStep).where(column.in_(wanted)).order_by(LadderStep.number)).all()
    told = _told_by_step([step.id for _, step in rows])
    found: dict[str, list[StepView]] = defaultdict(list)
    for of_id, step in rows:
        people = told[step.id] if step.told_at else _waiting_for(step.rung)
        names = tuple((user_id, person(user_id).name) for user_id in people)
        found[of_id].append(StepView(step.rung, step.state, step.due_at, step.told_at, names))
    return found


def column_of(kind: Kind) -> Any:
    return LadderStep.alert_id if kind is Kind.ALERT else LadderStep.drill_id


def _told_by_step(step_ids: Collection[str]) -> dict[str, list[str]]:
    rows = db().execute(select(LadderTold.step_id, LadderTold.user_id).where(LadderTold.step_id.in_(step_ids)))
    found: dict[str, list[str]] = defaultdict(list)
    for step_id, user_id in rows:
        found[step_id].append(user_id)
    return found


def _waiting_for(rung: str) -> list[str]:
    return [one.id for one in on_duty(DutyKind(rung))] if rung in set(DutyKind) else []


def told_of(kind: Kind, of_id: str, rungs: Collection[str] = ()) -> set[str]:
    """Ids of who was told by this ladder; rungs: only those who were asked as one of these."""
    query = select(LadderTold.user_id).join(LadderStep, LadderStep.id == LadderTold.step_id)
    query = query.where(column_of(kind) == of_id)
    return set(db().scalars(query.where(LadderTold.rung.in_(rungs)) if rungs else query))


def alerts_told_to(user_id: str) -> Any:
    """A subquery: ids of the alerts that this person was told of from outside the care team."""
    query = select(LadderStep.alert_id).join(LadderTold, LadderTold.step_id == LadderStep.id)
    return query.where(
        LadderTold.user_id == user_id, LadderTold.rung.in_(ASKED_FROM_OUTSIDE), LadderStep.alert_id.is_not(None)
    )


def due(kind: Kind) -> list[str]:
    """Ids of the open alerts or drills with a step that is due, the longest overdue first."""
    thing = Alert if kind is Kind.ALERT else Drill
    column = column_of(kind)
    rows = db().scalars(
        select(column)
        .join(thing, thing.id == column)
        .where(LadderStep.state == "waiting", LadderStep.due_at <= clock.now())
        .order_by(LadderStep.due_at)
        .limit(AT_ONCE)
    )
    return list(dict.fromkeys(rows))
