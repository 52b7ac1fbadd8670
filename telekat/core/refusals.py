"""Telling a failing disk or a lock from everything else that a database may raise."""

from pathlib import Path
from threading import Event

from sqlalchemy.exc import DBAPIError

from telekat.core import ballast, database
from telekat.core.errors import Unavailable

_PASSING = ("locked", "busy", "disk i/o", "readonly", "read-only", "connection")
"""Words of drivers for what may be over at the next try."""
_DAMAGED = ("malformed", "not a database", "corrupt")
"""Words of drivers for what no further try will mend."""
_seen_damage = Event()


def as_refusal(error: BaseException) -> BaseException:
    """A failing disk or lock is told as Unavailable, so that the caller keeps the words and tries again."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if type(cause).__module__ in ("sqlite3", "psycopg.errors", "psycopg"):
        text = str(cause).lower()
        if "disk is full" in text or "no space" in text or ("disk i/o" in text and is_disk_full()):
            ballast.give_up()
            return Unavailable(
                "There is no room to keep this just now.",
                reason="storage_full",
                retry_after=ballast.RETRY_SECONDS,
            )
        if any(word in text for word in _DAMAGED):
            _seen_damage.set()
            return Unavailable(reason="storage")
        if any(word in text for word in _PASSING):
            return Unavailable(reason="storage")
    return error


def is_disk_full() -> bool:
    """Whether the disk under the database has no room to work with.

    SQLite tells some full disks as I/O errors: where the file that its connections share cannot grow.
    """
    file = database.engine().url.database
    if database.engine().dialect.name != "sqlite" or not file:
        return False
    return ballast.free_bytes(Path(file).parent) < ballast.FULL_BYTES


def has_seen_damage() -> bool:
    """Whether this process has read what is no database any more: it is not to be called ready until it is looked at."""
    return _seen_damage.is_set()
