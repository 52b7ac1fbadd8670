"""Step 0003: the tables of the decision to treat, beside everything that was there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

from telekat.core import database
from telekat.eligibility import models  # the models have to be known to be compared

STEPS = Path(__file__).parents[2] / "telekat" / "migrations"
STEP = "0003"
TABLES = {name for name in models.Base.metadata.tables if name.startswith("eligibility_")}


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """A database of the step before, with rows in it."""
    database.connect(f"sqlite:///{tmp_path / 'old.db'}")
    with database.engine().connect() as found:
        _upgrade(found, f"{STEP}-1")
        found.execute(
            text(
                "INSERT INTO practice_settings (version, changed_at, changed_by, body)"
                " VALUES (1, '2026-11-01T08:00:00.000Z', '', '{}')"
            )
        )
        found.commit()
        yield found
    database.disconnect()


def _upgrade(connection: Connection, step: str) -> None:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(STEPS))
    settings.attributes["connection"] = connection
    command.upgrade(settings, step)


def test_old_rows_stay_and_the_new_tables_are_empty(connection):
    assert not TABLES & set(inspect(connection).get_table_names())
    _upgrade(connection, STEP)
    assert connection.execute(text("SELECT body FROM practice_settings")).all() == [("{}",)]
    assert len(TABLES) == 6
    for table in TABLES:
        assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0


def test_new_tables_are_those_of_the_models(connection):
    _upgrade(connection, STEP)
    context = MigrationContext.configure(
        connection,
        opts={
            "include_object": lambda thing, name, kind, *_: (
                (thing.table.name if kind != "table" else name) in TABLES
            )
        },
    )
    assert compare_metadata(context, models.Base.metadata) == []
    inspector = inspect(connection)
    for name in TABLES:
        table = models.Base.metadata.tables[name]
        kept = {frozenset(one["column_names"]) for one in inspector.get_unique_constraints(name)}
        asked = {
            frozenset(c.name for c in one.columns)
            for one in table.constraints
            if one.__class__.__name__ == "UniqueConstraint"
        }
        assert kept == asked
        assert len(inspector.get_foreign_keys(name)) == len(table.foreign_keys)
