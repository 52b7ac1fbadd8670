"""The settings that hold now, and how they came to be."""

import msgspec
from sqlalchemy import select

from telekat.core import clock
from telekat.core.database import current_work, db
from telekat.practice.models import PracticeSettings
from telekat.practice.settings import Practice

REMEMBER_SECONDS = 5.0  # how long another node may use the version before

_known: tuple[float, Practice] | None = None


def practice() -> Practice:
    """The newest version; the defaults while nobody has set anything."""
    global _known
    now = clock.monotonic()
    if _known is not None and now - _known[0] < REMEMBER_SECONDS:
        return _known[1]
    row = db().scalar(select(PracticeSettings).order_by(PracticeSettings.version.desc()).limit(1))
    found = msgspec.json.decode(row.body, type=Practice) if row else Practice()
    if current_work.get() is None:
        _known = (now, found)
    return found


def forget() -> None:
    """Read anew next time."""
    global _known
    _known = None


def versions() -> list[PracticeSettings]:
    """All versions, the newest first."""
    return list(db().scalars(select(PracticeSettings).order_by(PracticeSettings.version.desc())))
