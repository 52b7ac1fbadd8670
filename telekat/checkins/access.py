"""A check-in for somebody: find it, ask the policy, answer or raise."""

from datetime import datetime

from telekat.checkins.models import CheckIn
from telekat.checkins.schedule import OPEN_STANDINGS, Standing, standing
from telekat.core import clock, ids
from telekat.core.database import db
from telekat.core.errors import Conflict, NotFound
from telekat.patients.access import refuse, relations_to
from telekat.policy import Action, Principal, allow


def checkin_for(who: Principal, action: Action, checkin_id: str) -> CheckIn:
    """The check-in when `who` may do `action` to it.

    Raises NotFound for a stranger, Conflict when only the time forbids it: not open yet, answered, closed.
    """
    row = db().get(CheckIn, checkin_id) if ids.is_id(checkin_id) else None
    if row is None:
        raise NotFound
    now = standing_of(row)
    state = "open" if now in OPEN_STANDINGS else now.value
    decision = allow(who, action, relations_to(who, row.patient_id), state)
    if decision.reason == "state":
        raise Conflict(_WHY_NOT.get(now, "This check-in is not open."), standing=now.value)
    if not decision.allowed:
        refuse(action, "checkin", checkin_id, decision.reason, patient_id=row.patient_id)
    return row


_WHY_NOT = {
    Standing.UPCOMING: "This check-in opens later. Your home page shows when.",
    Standing.CLOSED: "This check-in is over. Write to your care team if something is on your mind.",
    Standing.DONE: "You have sent this check-in already.",
}


def standing_of(row: CheckIn, now: datetime | None = None) -> Standing:
    """Where this check-in stands, now or at another moment."""
    return standing(done=row.state == "done", due_at=row.due_at, open_until=row.open_until, now=now or clock.now())


def may_read_text(who: Principal, row: CheckIn) -> bool:
    """Whether this person may read the patient's own words in it: they themself always, the care team while shared."""
    state = "shared" if row.text_shared else "private"
    return allow(who, Action.CHECKIN_TEXT, relations_to(who, row.patient_id), state).allowed
