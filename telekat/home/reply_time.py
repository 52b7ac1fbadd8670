"""By when somebody answers: the practice's own promise, worded for the person who reads it. Plain values only."""

import math
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from telekat.home.day_words import by_words, zone_note

WORKING_DAYS = frozenset(range(5))  # Monday to Friday


def answer_at(now: datetime, answer_by: str, practice_zone: str) -> datetime:
    """When what is written now is answered at the latest.

    answer_by: clock time such as "17:00" in the practice's zone. Today while that is still ahead on a working day,
    else on the next working day.
    """
    zone = ZoneInfo(practice_zone)
    here = now.astimezone(zone)
    at = time.fromisoformat(answer_by)
    day = here.date()
    if day.weekday() not in WORKING_DAYS or here.time() >= at:
        day += timedelta(days=1)
        while day.weekday() not in WORKING_DAYS:
            day += timedelta(days=1)
    return datetime.combine(day, at, zone).astimezone(now.tzinfo)


def answers_by(name: str, now: datetime, answer_by: str, practice_zone: str, zone: str) -> str:
    """ "Sam Whitlock answers by 17:00 today." in the reader's zone, which is named where it differs."""
    at = answer_at(now, answer_by, practice_zone)
    return f"{name} answers {by_words(at, now, zone)}{zone_note(at, zone, practice_zone)}."


def named_by(now: datetime, answer_by: str, practice_zone: str, zone: str) -> str:
    """The same promise while nobody cares for the patient yet."""
    at = answer_at(now, answer_by, practice_zone)
    return f"The front desk tells you who answers {by_words(at, now, zone)}{zone_note(at, zone, practice_zone)}."


def holds_seconds(now: datetime, answer_by: str, practice_zone: str, zone: str) -> int:
    """How long the promise made now is true as it is worded: until its time has come, at the latest until midnight where
    the reader is, when "today" and "tomorrow" change their meaning. At least 1."""
    here = now.astimezone(ZoneInfo(zone))
    midnight = datetime.combine(here.date() + timedelta(days=1), time(), ZoneInfo(zone))
    ends = min(answer_at(now, answer_by, practice_zone), midnight.astimezone(now.tzinfo))
    return max(1, math.ceil((ends - now).total_seconds()))
