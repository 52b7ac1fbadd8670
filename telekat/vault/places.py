"""Where sealed words lie: one convention instead of a list that could forget a table.

A column named `<x>_sealed` holds what was sealed for column `<x>` of its table, and the row id is the row's primary key
(its parts joined by ":"). A model that had to deviate says so on the column: `info={"sealed_as": "<x>"}`. Every sealed
text names its data key, so the rows of one key are found without knowing what they mean.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Column, LargeBinary, Table, func, select, update

from telekat.core.database import Base, db
from telekat.vault import sealing
from telekat.vault.keys import VaultError
from telekat.vault.models import DataKey

SUFFIX = "_sealed"
_KEY_AT, _KEY_BYTES = 2, 16  # the key id follows the version byte; SQL counts from 1


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """One column of one table that holds sealed words. name: what they were sealed as."""

    table: Table
    column: Column[Any]
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """One sealed text in the database: its column, and the values of its row's primary key."""

    at: SealedColumn
    key: tuple[Any, ...]

    @property
    def row_id(self) -> str:
        return ":".join(str(part) for part in self.key)


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of every table that the process knows."""
    return [
        SealedColumn(table, column, column.info.get("sealed_as") or column.name.removesuffix(SUFFIX))
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith(SUFFIX)
    ]


def places_under(key_ids: Collection[str]) -> Iterator[Place]:
    """Everything that is sealed under one of these data keys, table by table."""
    wanted = [UUID(key_id).bytes for key_id in key_ids]
    for at in sealed_columns():
        sealed_under = func.substr(at.column, _KEY_AT, _KEY_BYTES)
        rows = db().execute(select(*at.table.primary_key.columns).where(sealed_under.in_(wanted)))
        yield from (Place(at, tuple(row)) for row in rows.all())


@dataclass(frozen=True, slots=True)
class SealsVerdict:
    """tried: how many texts were opened. broken: the first that does not open, None when all do."""

    tried: int
    broken: Place | None = None


def try_seals(most: int) -> SealsVerdict:
    """Open at most `most` sealed texts of each column, taken at random."""
    subjects = {key.id: key.subject for key in db().scalars(select(DataKey))}
    tried = 0
    for at in sealed_columns():
        rows = db().execute(
            select(at.column, *at.table.primary_key.columns)
            .where(at.column.is_not(None))
            .order_by(func.random())
            .limit(most)
        )
        for stored, *key in rows.all():
            place = Place(at, tuple(key))
            tried += 1
            if not _opens(place, stored, subjects):
                return SealsVerdict(tried, place)
    return SealsVerdict(tried)


def _opens(place: Place, stored: bytes, subjects: Mapping[str, str]) -> bool:
    subject = subjects.get(str(UUID(bytes=stored[1 : 1 + _KEY_BYTES]))) if len(stored) > _KEY_BYTES else None
    if subject is None:
        return False
    try:
        sealing.unseal(subject, place.at.table.name, place.at.name, place.row_id, stored)
    except (sealing.SealBroken, VaultError):
        return False
    return True


def seal_anew(place: Place, subject: str, key_ids: Collection[str]) -> bool:
    """Open what lies there and seal it again under the subject's newest key; only inside an action.

    Returns False when it is gone or no longer under one of `key_ids`. Raises SealBroken.
    """
    row = (db().execute(select(place.at.column).where(*_is(place)))).first()
    if row is None or row[0] is None or str(UUID(bytes=row[0][1 : 1 + _KEY_BYTES])) not in key_ids:
        return False
    name, table = place.at.name, place.at.table.name
    words = sealing.unseal(subject, table, name, place.row_id, row[0])
    fresh = sealing.seal(subject, table, name, place.row_id, words)
    db().execute(update(place.at.table).where(*_is(place)).values({place.at.column: fresh}))
    return True


def _is(place: Place) -> list[Any]:
    columns = place.at.table.primary_key.columns
    return [column == value for column, value in zip(columns, place.key, strict=True)]
