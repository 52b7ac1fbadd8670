"""The step for emergency access: older rows stay whole, and the schema is then the models'."""

import importlib

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Integer, LargeBinary, MetaData, select

from telekat.core import database, migrating
from telekat.core.database import Base

STEP = importlib.import_module("telekat.migrations.versions.0006_emergency_access")
TIME = "2026-01-02T03:04:05.678Z"


@pytest.fixture
def engine(tmp_path):
    yield database.connect(f"sqlite:///{tmp_path / 'old.db'}")
    database.disconnect()


def upgrade(engine, to):
    with engine.connect() as connection:
        settings = migrating._settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, to)


def fill(connection, table, **known):
    """A row with these values, and with something in every column that must not be empty."""

    def something(column):
        if isinstance(column.type, LargeBinary):
            return b"sealed"
        return 1 if isinstance(column.type, Integer) else "x"

    needed = {one.name: something(one) for one in table.columns if not one.nullable and one.server_default is None}
    connection.execute(table.insert().values({**needed, **known}))


def test_older_logins_and_members_are_kept_and_have_proven_and_received_nothing(engine):
    upgrade(engine, STEP.down_revision)
    before = MetaData()
    before.reflect(engine)
    with engine.begin() as connection:
        fill(connection, before.tables["user_account"], id="u", role="patient")
        fill(connection, before.tables["patient"], id="u", created_at=TIME)
        fill(connection, before.tables["login"], id="l", user_id="u", expires_at=TIME)
        fill(connection, before.tables["room"], id="r", patient_id="u", created_at=TIME)
        fill(connection, before.tables["room_member"], room_id="r", user_id="u", read_seq=7)
    upgrade(engine, "head")
    after = MetaData()
    after.reflect(engine)
    with engine.connect() as connection:
        login = connection.execute(select(after.tables["login"])).mappings().one()
        member = connection.execute(select(after.tables["room_member"])).mappings().one()
    assert (login["id"], login["proven_at"]) == ("l", None)
    assert (member["read_seq"], member["received_seq"], member["received_at"]) == (7, 0, None)


def test_upgraded_schema_is_the_models(built, engine):
    upgrade(engine, "head")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
