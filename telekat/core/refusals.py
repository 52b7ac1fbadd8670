"""Telling a failing disk or a lock from everything else that a database may raise."""

import os
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from telekat.core import database
from telekat.core.errors import Unavailable

FULL_BYTES = 256 * 1024  # less than this and SQLite cannot work on
_PASSING = ("locked", "busy", "disk i/o", "readonly", "read-only", "connection")
"""Words of drivers for what may be over at the next try."""


def as_refusal(error: BaseException) -> BaseException:
    """A failing disk or lock is told as Unavailable, so that the caller keeps the words and tries again."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if type(cause).__module__ in ("sqlite3", "psycopg.errors", "psycopg"):
        text = str(cause).lower()
        if "disk is full" in text or "no space" in text or ("disk i/o" in text and is_disk_full()):
            return Unavailable(
                "There is no room to keep this just now.",
                reason="storage_full",
                retry_after=30,
            )
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
    disk = os.statvfs(Path(file).parent)
    return disk.f_bavail * disk.f_frsize < FULL_BYTES
