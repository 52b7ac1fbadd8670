"""A ladder as points in words: who was told, who has it, who comes next. Pure; times stay times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from telekat.safety.rungs import Rung

PARTS = {Rung.ON_CALL: "on call", Rung.LEAD: "lead"}
NOBODY = {
    Rung.TEAM: "Nobody is assigned",
    Rung.ON_CALL: "Nobody is on call",
    Rung.LEAD: "Nobody leads",
    Rung.AGAIN: "Nobody to tell",
}
MOST_NAMES = 2


class Step(Protocol):
    """What is read of a step: see `queries.ladder.StepView`."""

    @property
    def rung(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def told_at(self) -> datetime | None: ...
    @property
    def people(self) -> tuple[tuple[str, str], ...]: ...


@dataclass(frozen=True, slots=True)
class Point:
    """verb stands before the time `at`; at None: the verb says it all. state: now | done | told | ''."""

    who: str
    verb: str
    at: datetime | None
    state: str


def points(steps: Sequence[Step], viewer_id: str, taken_by: str | None, taken_at: datetime | None) -> list[Point]:
    """The ladder's points. taken_by None: it stands open, at the last step that was carried out."""
    last = max((number for number, step in enumerate(steps) if step.told_at), default=-1)
    taken_on = _step_of(steps, taken_by) if taken_by else None
    found = []
    for number, step in enumerate(steps):
        if number == taken_on:
            name = next(name for user_id, name in step.people if user_id == taken_by)
            found.append(Point(_you(str(taken_by), name, viewer_id), "Took it", taken_at, "done"))
        elif step.told_at and step.state == "nobody":
            found.append(Point(NOBODY[Rung(step.rung)], "Handed on", step.told_at, "told"))
        elif step.told_at:
            state = "now" if number == last and not taken_by else "told"
            found.append(Point(_who(step, viewer_id), "Told", step.told_at, state))
        elif taken_by or step.state == "ended":
            found.append(Point(_who(step, viewer_id), "Not needed", None, ""))
        else:
            found.append(Point(_who(step, viewer_id), "Told at", step.due_at, ""))
    return found


def _step_of(steps: Sequence[Step], user_id: str) -> int | None:
    asked = (number for number, step in enumerate(steps) if any(one == user_id for one, _ in step.people))
    return next((number for number in asked if steps[number].told_at), None)


def _who(step: Step, viewer_id: str) -> str:
    rung = Rung(step.rung)
    if rung is Rung.AGAIN:
        return "Everybody again"
    if not step.people:
        return NOBODY[rung]
    names = sorted((_you(user_id, name, viewer_id) for user_id, name in step.people), key=lambda one: one != "You")
    return ", ".join([_listed(names), *([PARTS[rung]] if rung in PARTS else [])])


def _you(user_id: str, name: str, viewer_id: str) -> str:
    return "You" if user_id == viewer_id else name


def _listed(names: Sequence[str]) -> str:
    if len(names) > MOST_NAMES:
        return f"{names[0]} and {len(names) - 1} more"
    return " and ".join(names)


def has_climbed(steps: Iterable[Step]) -> bool:
    """Whether anybody beyond the care team has been called."""
    return any(step.told_at and step.rung != Rung.TEAM and step.people for step in steps)
