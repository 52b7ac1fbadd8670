"""Where somebody lives: their own choice, because every clock time they read depends on it."""

from zoneinfo import available_timezones

from telekat.accounts import queries
from telekat.accounts.models import User
from telekat.audit import trail
from telekat.core.errors import Invalid
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal


@write
def set_time_zone(work: Work, who: Principal, time_zone: str) -> None:
    """Change one's own time zone. Raises Invalid for a zone that does not exist."""
    if time_zone not in available_timezones():
        raise Invalid("Choose a time zone from the list.", {"time_zone": "unknown"})
    work.db.get_one(User, who.id).time_zone = time_zone
    work.after_commit(lambda: queries.forget_person(who.id))
    trail.record(who, Action.ACCOUNT_UPDATE, "account", who.id, detail={"field": "time_zone"})
