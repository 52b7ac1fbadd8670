"""By when a check-in is read: the practice's own promise, never "soon". Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

_SATURDAY = 5


def read_by(sent_at: datetime, *, opens: str, answer_by: str, zone: str) -> datetime:
    """The moment by which somebody reads what was sent at `sent_at`, aware UTC.

    What comes in before the practice opens on a working day is read that day, all else on the next working day.
    opens, answer_by: clock times of the practice, in its own `zone`.
    """
    wall = sent_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = wall.date()
    if wall.time() >= time.fromisoformat(opens):
        day += timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time.fromisoformat(answer_by), ZoneInfo(zone)).astimezone(UTC)


def in_words(moment: datetime, zone: str) -> str:
    """ "Friday 27 November, 17:00" on the reader's own wall."""
    wall = moment.astimezone(ZoneInfo(zone))
    return f"{wall:%A} {wall.day} {wall:%B}, {wall:%H:%M}"
