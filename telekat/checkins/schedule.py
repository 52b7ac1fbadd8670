"""When check-ins are due, and where each stands. Pure.

Due at the same time on the patient's wall one, three and seven days after the session, moved into the hours in which
a practice may write to people. Wall time and not hours, so that a change of the clocks moves nothing.
Source of the days: clinical/protocol section 6 (day 1, day 2–3, day 7), a convention and no rule.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

EARLIEST = time(9)  # FEATURES KAT5: everything is sent from 09:00 to 20:00 of the recipient's day
LATEST = time(20)
LATE_AFTER = timedelta(hours=24)  # product choice: from then on the practice sees it as missed


class Kind(StrEnum):
    """Which of the three."""

    H24 = "h24"
    H72 = "h72"
    D7 = "d7"


class Standing(StrEnum):
    """Where a check-in stands at one moment. late: missed so far, still open. closed: nobody answered in time."""

    UPCOMING = "upcoming"
    DUE = "due"
    LATE = "late"
    CLOSED = "closed"
    DONE = "done"


OPEN_STANDINGS = frozenset({Standing.DUE, Standing.LATE})
LABELS: Mapping[Kind, str] = MappingProxyType(
    {Kind.H24: "Day 1 check-in", Kind.H72: "Day 3 check-in", Kind.D7: "Day 7 check-in"}
)
_DAYS = MappingProxyType({Kind.H24: 1, Kind.H72: 3, Kind.D7: 7})
# Product choice, to be confirmed by the practice's medical lead: how long an answer still says something.
_OPEN_DAYS = MappingProxyType({Kind.H24: 3, Kind.H72: 7, Kind.D7: 14})


@dataclass(frozen=True, slots=True)
class Slot:
    """One check-in to be: open from `due_at` until before `open_until`, both aware UTC."""

    kind: Kind
    due_at: datetime
    open_until: datetime


def slots_after(took_place_at: datetime, zone: str) -> tuple[Slot, ...]:
    """The three check-ins of a session that took place at this aware time, for a patient who lives in `zone`."""
    wall = took_place_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return tuple(_slot(kind, wall, ZoneInfo(zone)) for kind in Kind)


def _slot(kind: Kind, wall: datetime, zone: ZoneInfo) -> Slot:
    day = wall.date() + timedelta(days=_DAYS[kind])
    at = min(max(wall.time(), EARLIEST), LATEST)
    due_at = datetime.combine(day, at, zone).astimezone(UTC)
    return Slot(kind, due_at, due_at + timedelta(days=_OPEN_DAYS[kind]))


def standing(*, done: bool, due_at: datetime, open_until: datetime, now: datetime) -> Standing:
    """Where a check-in stands at `now`."""
    if done:
        return Standing.DONE
    if now < due_at:
        return Standing.UPCOMING
    if now >= open_until:
        return Standing.CLOSED
    return Standing.LATE if now >= due_at + LATE_AFTER else Standing.DUE
