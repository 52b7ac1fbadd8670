"""A drill: an alert about nobody that climbs like a real one, so that a practice knows how long it takes to come.

It has rows of its own: no list, count or median of alerts can ever hold one.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from telekat.accounts.queries import people_with_roles
from telekat.audit import trail
from telekat.core import clock, database, ids
from telekat.core.errors import Conflict, Forbidden, Invalid
from telekat.core.writer import Work, write
from telekat.notifications.wording import Kind
from telekat.policy import CLINICIANS, Action, Principal, allow
from telekat.safety import events
from telekat.safety.access import drill_for, relations_at_practice
from telekat.safety.actions import climbing
from telekat.safety.actions.climbing import Climber
from telekat.safety.models import Drill
from telekat.safety.queries.drills import drill_json
from telekat.safety.queries.ladder import due, told_of

log = logging.getLogger("telekat.safety")


@write
def start_drill(work: Work, who: Principal, chosen: Iterable[str]) -> str:
    """Call these clinicians to an alert about nobody; returns the drill's id.

    Raises Forbidden, Invalid without clinicians, Conflict while another drill runs.
    """
    if not allow(who, Action.DRILL_RUN, relations_at_practice(who)).allowed:
        raise Forbidden
    team = sorted(set(chosen))
    if not team or set(team) - {one.id for one in people_with_roles(*CLINICIANS)}:
        raise Invalid("Choose at least one clinician.", {"chosen": "Choose at least one clinician who works here."})
    if work.db.scalar(select(Drill.id).where(Drill.state != "closed").limit(1)) is not None:
        raise Conflict("A drill is running. End it first.")
    drill = Drill(id=ids.new_id(), state="open", started_by=who.id, started_at=clock.now())
    work.db.add(drill)
    work.db.flush()
    climbing.begin(work, Climber(Kind.DRILL, drill.id, tuple(team)), drill.started_at)
    trail.record(who, Action.DRILL_RUN, "drill", drill.id, detail={"chosen": team})
    _tell(work, drill)
    return drill.id


def climb_due() -> None:
    """Carry out every step of a drill that is due."""
    with database.read_scope():
        for drill_id in due(Kind.DRILL):
            try:
                climb(drill_id)
            except Exception as error:  # the row stays due, and the next round tries again
                log.error("a drill did not climb", extra={"error_class": type(error).__name__})


@write
def climb(work: Work, drill_id: str) -> None:
    """Tell whoever is due to be told of this drill, unless somebody has taken it."""
    drill = work.db.get_one(Drill, drill_id, with_for_update=True)
    climber = Climber(Kind.DRILL, drill.id, ())
    if drill.state != "open":
        climbing.end(work, climber)
    elif climbing.climb(work, climber):
        _tell(work, drill)


@write
def take_drill(work: Work, who: Principal, drill_id: str) -> datetime:
    """Take a drill; the first has it. Raises NotFound for whom nobody called, Conflict when somebody has it."""
    drill = drill_for(who, Action.DRILL_TAKE, drill_id)
    work.db.refresh(drill, with_for_update=True)
    if drill.acknowledged_at is None and drill.state == "open":
        drill.acknowledged_by, drill.acknowledged_at, drill.state = who.id, clock.now(), "acknowledged"
        climbing.end(work, Climber(Kind.DRILL, drill.id, ()))
        trail.record(who, Action.DRILL_TAKE, "drill", drill.id)
        _tell(work, drill)
    if drill.acknowledged_by != who.id or drill.acknowledged_at is None:
        raise Conflict("Somebody took this drill already.")
    return drill.acknowledged_at


@write
def end_drill(work: Work, who: Principal, drill_id: str) -> None:
    """End a drill for everybody: whoever was called, and whoever may run one. A second time changes nothing."""
    drill = drill_for(who, Action.DRILL_CLOSE, drill_id)
    work.db.refresh(drill, with_for_update=True)
    if drill.state == "closed":
        return
    drill.closed_by, drill.closed_at, drill.state = who.id, clock.now(), "closed"
    climbing.end(work, Climber(Kind.DRILL, drill.id, ()))
    trail.record(who, Action.DRILL_CLOSE, "drill", drill.id)
    _tell(work, drill)


def _tell(work: Work, drill: Drill) -> None:
    work.db.flush()
    work.announce(events.drill_updated(drill_json(drill)), to=sorted(told_of(Kind.DRILL, drill.id)))
