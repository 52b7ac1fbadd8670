"""The practice's own instruments, remembered by each process for a few seconds."""

import msgspec
from sqlalchemy import select

from telekat.core import clock, database
from telekat.core.database import current_work, db
from telekat.questionnaires.definition import Instrument
from telekat.questionnaires.from_fhir.definition import Definition
from telekat.questionnaires.models import ImportedInstrument

REMEMBER_SECONDS = 5.0  # how long another process may not know of a new import

_known: tuple[float, dict[str, dict[str, Instrument]]] | None = None


def imported() -> dict[str, dict[str, Instrument]]:
    """By id, then by version, the oldest first."""
    global _known
    now = clock.monotonic()
    if _known is not None and now - _known[0] < REMEMBER_SECONDS:
        return _known[1]
    if not database.is_open():
        return {}
    with database.read_scope():
        found = _read()
    if current_work.get() is None:  # what an unfinished action sees may never come to be
        _known = (now, found)
    return found


def _read() -> dict[str, dict[str, Instrument]]:
    found: dict[str, dict[str, Instrument]] = {}
    for row in db().scalars(select(ImportedInstrument).order_by(ImportedInstrument.id, ImportedInstrument.version)):
        definition = msgspec.json.decode(row.definition, type=Definition)
        found.setdefault(row.id, {})[str(row.version)] = definition.instrument(row.version)
    return found


def forget() -> None:
    """Read anew next time."""
    global _known
    _known = None
