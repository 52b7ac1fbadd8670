"""The one source of time. Tests hold it still by replacing `now` on this module."""

import time
from datetime import UTC, datetime


def now() -> datetime:
    """Aware UTC time, cut to milliseconds because that is what is stored and sent."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def monotonic() -> float:
    """Seconds for measuring spans: never jumps with the wall clock."""
    return time.monotonic()


def stamp(moment: datetime) -> str:
    """RFC 3339 UTC with milliseconds: `2026-11-22T10:11:12.345Z`. Raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def parse(text: str) -> datetime:
    """The inverse of `stamp`; takes any RFC 3339 time that names its zone. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC)
