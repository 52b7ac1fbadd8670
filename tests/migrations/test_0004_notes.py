"""The step that brings clinical notes: old rows stay, the new tables are the models'."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from telekat.core import database, migrating
from telekat.core.database import Base

TABLES = {"clinical_note", "note_sentence", "note_addendum"}


@pytest.fixture
def old(tmp_path: Path, practice_copy) -> Path:
    """A database at the step before, with somebody in it."""
    file = tmp_path / "old.db"
    database.connect(f"sqlite:///{file}")
    with database.engine().connect() as connection:
        settings = migrating._settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, _before())
        connection.execute(sa.text("INSERT INTO master_key (id, check_value) VALUES ('k1', x'00')"))
        connection.commit()
    return file


def _before() -> str:
    """The step that 0004 follows."""
    return str(ScriptDirectory.from_config(migrating._settings()).get_revision("0004").down_revision)


def test_old_rows_stay_and_the_new_tables_are_the_models(old):
    migrating.upgrade()
    assert migrating.is_current()
    with sqlite3.connect(old) as direct:
        assert direct.execute("SELECT id FROM master_key").fetchall() == [("k1",)]
    with database.engine().connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, Base.metadata)
        assert set(sa.inspect(connection).get_table_names()) >= TABLES
    assert [one for one in differences if _table(one) in TABLES] == []


def _table(difference) -> str:
    thing = difference[1] if isinstance(difference, tuple) and len(difference) > 1 else None
    return (
        getattr(thing, "name", "")
        if isinstance(thing, sa.Table)
        else getattr(getattr(thing, "table", None), "name", "")
    )
