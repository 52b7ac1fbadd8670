"""Choosing who is on call and who leads."""

from collections.abc import Iterable

from sqlalchemy import select

from telekat.accounts.queries import people_with_roles
from telekat.audit import trail
from telekat.core import clock
from telekat.core.errors import Forbidden, Invalid
from telekat.core.writer import Work, write
from telekat.policy import CLINICIANS, Action, Principal, allow
from telekat.safety.models import Duty
from telekat.safety.queries.roster import DutyKind


@write
def set_roster(work: Work, who: Principal, on_call: Iterable[str], lead: Iterable[str]) -> None:
    """Make exactly these clinicians be on call, and these lead, from now on.

    Raises Forbidden, Invalid where one of them is not a clinician who works here.
    """
    if not allow(who, Action.ROSTER_UPDATE).allowed:
        raise Forbidden
    chosen = {DutyKind.ON_CALL: set(on_call), DutyKind.LEAD: set(lead)}
    clinicians = {one.id for one in people_with_roles(*CLINICIANS)}
    for duty, people in chosen.items():
        if people - clinicians:
            raise Invalid(
                "Only clinicians who work here answer alerts.", {duty.value: "Choose clinicians who work here."}
            )
        _change(work, duty, people)
    facts = {duty.value: sorted(people) for duty, people in chosen.items()}
    trail.record(who, Action.ROSTER_UPDATE, "roster", detail=facts)


def _change(work: Work, duty: DutyKind, people: set[str]) -> None:
    now = clock.now()
    standing = {
        row.user_id: row
        for row in work.db.scalars(select(Duty).where(Duty.duty == duty.value, Duty.until.is_(None)))
    }
    for user_id, row in standing.items():
        if user_id not in people:
            row.until = now
    for user_id in people - set(standing):
        work.db.merge(Duty(user_id=user_id, duty=duty.value, since=now, until=None))
    work.db.flush()
