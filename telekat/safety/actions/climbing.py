"""The climb of an alert (or drill) that nobody takes: every step is a row, and each is carried out once.

Written with its alert, so that none can be lost; carried out by the loop of whichever node claims the row first, so
that neither a restart nor a second node tells anybody twice. A rung on which nobody new stands hands on at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from telekat.core import clock, ids
from telekat.core.writer import Work
from telekat.notifications.actions import notify, withdraw
from telekat.notifications.wording import Kind
from telekat.practice.queries import practice
from telekat.safety.access import ASKED_FROM_OUTSIDE
from telekat.safety.models import LadderStep, LadderTold
from telekat.safety.queries.ladder import column_of, told_of
from telekat.safety.queries.roster import DutyKind, on_duty
from telekat.safety.rungs import FALLS_THROUGH, Rung, plan


@dataclass(frozen=True, slots=True)
class Climber:
    """What climbs. team: who stands on the first rung. patient_id: whose initials a mail may show."""

    kind: Kind
    id: str
    team: tuple[str, ...]
    patient_id: str | None = None


@dataclass(frozen=True, slots=True)
class Climbed:
    """One step that was carried out; told: ids, empty where nobody stood on it. new: those who had not heard yet."""

    rung: Rung
    told: list[str]
    new: list[str]


def begin(work: Work, climber: Climber, since: datetime) -> list[Climbed]:
    """Write the whole ladder, counted from `since`, and tell the first rung, in the transaction of what climbs."""
    for number, planned in enumerate(plan(practice().ladder_minutes)):
        step = LadderStep(
            id=ids.new_id(),
            number=number,
            rung=planned.rung.value,
            due_at=since + planned.after,
            state="waiting",
        )
        setattr(step, column_of(climber.kind).key, climber.id)
        work.db.add(step)
    work.db.flush()
    return climb(work, climber)


def climb(work: Work, climber: Climber) -> list[Climbed]:
    """Carry out every step that is due and not yet claimed, lowest first; the caller holds the alert's row."""
    done: list[Climbed] = []
    while (step := _next_due(work, climber)) is not None:
        people = _people_on(Rung(step.rung), climber)
        if not _claim(work, step, "told" if people else "nobody"):
            continue
        before = told_of(climber.kind, climber.id)
        for user_id, rung in people.items():
            work.db.add(LadderTold(step_id=step.id, user_id=user_id, rung=rung))
        work.db.flush()
        notify(people, climber.kind, climber.id, climber.patient_id)
        done.append(Climbed(Rung(step.rung), list(people), [one for one in people if one not in before]))
        if not done[-1].new and step.rung in FALLS_THROUGH:
            _hand_on(work, climber, step.number + 1)
    return done


def end(work: Work, climber: Climber) -> None:
    """Somebody has it: nobody else is called, and mails that have not left stay here."""
    waiting = update(LadderStep).where(column_of(climber.kind) == climber.id, LadderStep.state == "waiting")
    work.db.execute(waiting.values(state="ended"))
    withdraw(climber.id)


def _next_due(work: Work, climber: Climber) -> LadderStep | None:
    waiting = select(LadderStep).where(column_of(climber.kind) == climber.id, LadderStep.state == "waiting")
    step = work.db.scalar(waiting.order_by(LadderStep.number).limit(1).execution_options(populate_existing=True))
    return step if step is not None and step.due_at <= clock.now() else None


def _claim(work: Work, step: LadderStep, state: str) -> bool:
    free = update(LadderStep).where(LadderStep.id == step.id, LadderStep.state == "waiting")
    claimed = work.db.execute(free.values(state=state, told_at=clock.now()))
    return bool(claimed.rowcount == 1)  # type: ignore[attr-defined]


def _hand_on(work: Work, climber: Climber, number: int) -> None:
    following = update(LadderStep).where(column_of(climber.kind) == climber.id, LadderStep.number == number)
    work.db.execute(following.where(LadderStep.state == "waiting").values(due_at=clock.now()))


def _people_on(rung: Rung, climber: Climber) -> Mapping[str, str]:
    """Ids of who stands on a rung now, and as what they are asked."""
    team = dict.fromkeys(climber.team, Rung.TEAM.value)
    on_call = {one.id: Rung.ON_CALL.value for one in on_duty(DutyKind.ON_CALL)}
    lead = {one.id: Rung.LEAD.value for one in on_duty(DutyKind.LEAD)}
    if rung is Rung.AGAIN:
        earlier = dict.fromkeys(told_of(climber.kind, climber.id, ASKED_FROM_OUTSIDE), Rung.ON_CALL.value)
        return {**team, **earlier, **on_call, **lead}
    return {Rung.TEAM: team, Rung.ON_CALL: on_call, Rung.LEAD: lead}[rung]
