"""A database as an earlier version left it, to put rows into and to bring on."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, Integer, LargeBinary, MetaData

from telekat.core import database, migrating

AT = "2026-11-01T10:00:00.000Z"


class Old:
    """The database of an earlier step."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def put(self, table: str, **known: object) -> None:
        """A row with these values, and with something in every column that must not be empty."""
        tables = MetaData()
        tables.reflect(self.engine, only=[table], resolve_fks=False)
        columns = tables.tables[table].columns
        needed = {
            one.name: _something(one.type) for one in columns if not one.nullable and one.server_default is None
        }
        with self.engine.begin() as connection:
            connection.execute(tables.tables[table].insert().values({**needed, **known}))

    def rows(self, query: str) -> list[dict[str, object]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.exec_driver_sql(query).mappings()]

    def bring_to(self, step: str = "head") -> None:
        migrating.upgrade(step)


def _something(kind: object) -> object:
    if isinstance(kind, LargeBinary):
        return b"sealed"
    return 1 if isinstance(kind, Integer) else AT


@pytest.fixture
def old_at(tmp_path: Path) -> Iterator[Callable[[str], Old]]:
    """old_at("0003") is a database at that step, with one patient, a clinician and a care room in it."""

    def make(step: str) -> Old:
        old = Old(database.connect(f"sqlite:///{tmp_path / 'old.db'}"))
        old.bring_to(step)
        for user_id, role in (("ada", "patient"), ("ben", "psychiatrist")):
            old.put("user_account", id=user_id, email_hash=user_id, role=role)
        old.put("patient", id="ada")
        old.put("room", id="care", patient_id="ada", kind="care")
        return old

    yield make
    database.disconnect()
