"""Who is on call, and who leads."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from telekat.accounts.queries import Person, people_with_roles, person
from telekat.core.database import db
from telekat.core.errors import Forbidden
from telekat.policy import CLINICIANS, Action, Principal, allow
from telekat.safety.models import Duty


class DutyKind(StrEnum):
    ON_CALL = "on_call"
    LEAD = "lead"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One clinician; since: when the duty began, None without it."""

    id: str
    name: str
    role: str
    on_call_since: datetime | None
    lead_since: datetime | None


def on_duty(duty: DutyKind) -> list[Person]:
    """Clinicians with this duty now, in the order they took it; closed accounts answer no call."""
    rows = db().scalars(
        select(Duty.user_id).where(Duty.duty == duty.value, Duty.until.is_(None)).order_by(Duty.since)
    )
    people = [person(user_id) for user_id in rows]
    return [one for one in people if one.active and one.role in CLINICIANS]


def roster(who: Principal) -> list[RosterLine]:
    """Every clinician with their duties, by name. Raises Forbidden for patients."""
    if not allow(who, Action.ROSTER_READ).allowed:
        raise Forbidden
    rows = db().scalars(select(Duty).where(Duty.until.is_(None)))
    since = {(row.user_id, row.duty): row.since for row in rows}
    return [
        RosterLine(
            one.id,
            one.name,
            one.role.value,
            since.get((one.id, DutyKind.ON_CALL.value)),
            since.get((one.id, DutyKind.LEAD.value)),
        )
        for one in people_with_roles(*CLINICIANS)
    ]
