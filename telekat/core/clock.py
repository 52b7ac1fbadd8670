"""The one source of time. Tests and the demo practice turn it with `set_to`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_set_to: datetime | None = None
_last_stamp = (0, "")


def now() -> datetime:
    """Aware UTC time, cut to milliseconds because that is what is stored and sent."""
    moment = _set_to or datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within, it is `moment` for the whole process: never in a process that serves people."""
    global _set_to
    before, _set_to = _set_to, moment.astimezone(UTC)
    try:
        yield
    finally:
        _set_to = before


def monotonic() -> float:
    """Seconds for measuring spans: never jumps with the wall clock."""
    return time.monotonic()


def stamp(moment: datetime) -> str:
    """RFC 3339 UTC with milliseconds: `2026-11-22T10:11:12.345Z`. Raises ValueError for a naive time."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def stamp_now() -> str:
    """`stamp(now())`, made once for each millisecond: the hot path asks several times a message."""
    global _last_stamp
    if _set_to is not None:
        return stamp(now())
    millisecond = time.time_ns() // 1_000_000
    known_at, text = _last_stamp
    if known_at != millisecond:
        text = f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(millisecond // 1000))}.{millisecond % 1000:03d}Z"
        _last_stamp = (millisecond, text)
    return text


def parse(text: str) -> datetime:
    """The inverse of `stamp`; takes any RFC 3339 time that names its zone. Raises ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC)
