"""Days and hours as a sentence names them, in the zone of whoever reads. Plain values only."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NOON, EVENING = 12, 18  # o'clock where the person is


def greeting(now: datetime, zone: str) -> str:
    """ "Good morning", as the sun stands for the person."""
    hour = now.astimezone(ZoneInfo(zone)).hour
    return "Good morning" if hour < NOON else "Good afternoon" if hour < EVENING else "Good evening"


TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "mx"))


def short_name(name: str) -> str:
    """ "Dr Elena Ruiz" is called "Dr Ruiz", everybody else by their first name."""
    words = name.split(" ")
    if words[0].rstrip(".").lower() in TITLES and len(words) > 1:
        return f"{words[0]}\N{NO-BREAK SPACE}{words[-1]}"
    return words[0]


def date_words(day: date, today: date) -> str:
    """ "Thursday 26 November", with the year in another year."""
    words = f"{day:%A} {day.day} {day:%B}"
    return words if day.year == today.year else f"{words} {day.year}"


def day_words(at: datetime, now: datetime, zone: str) -> str:
    """ "today", "tomorrow", "on Thursday 26 November"."""
    here = ZoneInfo(zone)
    day, today = at.astimezone(here).date(), now.astimezone(here).date()
    if day == today:
        return "today"
    if day == today + timedelta(days=1):
        return "tomorrow"
    return f"on {date_words(day, today)}"


def by_words(at: datetime, now: datetime, zone: str) -> str:
    """ "by 17:00 today", "by 17:00 on Thursday 26 November"."""
    return f"by {at.astimezone(ZoneInfo(zone)):%H:%M} {day_words(at, now, zone)}"


def zone_note(at: datetime, zone: str, practice_zone: str) -> str:
    """ " (New York time)" where the reader's clock differs from the practice's; else nothing."""
    here, there = at.astimezone(ZoneInfo(zone)), at.astimezone(ZoneInfo(practice_zone))
    if here.utcoffset() == there.utcoffset():
        return ""
    return f" ({zone.rpartition('/')[2].replace('_', ' ')} time)"
