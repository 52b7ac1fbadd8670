"""The step that brings sets, modes, corrections and imported instruments: old forms stay, the schema is the models'."""

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from telekat import app
from telekat.core import database, migrating
from telekat.core.database import Base

STEP = "0005"
AT = "2026-11-01T10:00:00.000Z"


@pytest.fixture
def old(tmp_path):
    """A database of the step before, with a patient, a room, and two forms."""
    engine = database.connect(f"sqlite:///{tmp_path / 'old.db'}")
    with engine.connect() as connection:
        settings = migrating._settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, str(ScriptDirectory.from_config(settings).get_revision(STEP).down_revision))
    with engine.begin() as connection:
        _person(connection)
        for form, instrument in (("f1", "phq9"), ("f2", "madrs")):
            _insert(
                connection,
                "questionnaire_response",
                id=form,
                room_id="r",
                patient_id="p",
                instrument=instrument,
                instrument_version="1",
                status="completed",
                assigned_by="p",
                assigned_at=AT,
                client_id=form,
                completed_by="p",
                completed_at=AT,
                rev=3,
            )
    yield engine
    database.disconnect()


def _person(connection):
    """Whatever the columns of that step are: what must not be empty is filled."""
    for table, known in (
        ("user_account", {"id": "p"}),
        ("patient", {"id": "p"}),
        ("room", {"id": "r", "patient_id": "p"}),
    ):
        columns = sa.inspect(connection).get_columns(table)
        filled = {
            one["name"]: _filler(one["type"]) for one in columns if not one["nullable"] and one["default"] is None
        }
        _insert(connection, table, **(filled | known))


def _filler(kind):
    if isinstance(kind, sa.LargeBinary):
        return b"sealed"
    return 1 if isinstance(kind, sa.Integer | sa.Boolean) else AT


def _insert(connection, table, **row):
    names = ", ".join(row)
    places = ", ".join(f":{name}" for name in row)
    connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)


def test_old_forms_keep_what_they_had_and_say_how_they_were_filled_in(old):
    migrating.upgrade()
    with old.connect() as connection:
        rows = connection.execute(sa.text("SELECT * FROM questionnaire_response ORDER BY id")).mappings().all()
    assert [(row["instrument"], row["status"], row["rev"], row["mode"]) for row in rows] == [
        ("phq9", "completed", 3, "self"),
        ("madrs", "completed", 3, "rated"),
    ]
    assert {
        (row["language"], row["replaces"], row["reason_sealed"], row["set_id"], row["set_place"]) for row in rows
    } == {("en", None, None, None, None)}


def test_one_form_is_corrected_by_one_form_at_most(old):
    migrating.upgrade()
    second = sa.text("UPDATE questionnaire_response SET replaces = 'f1' WHERE id = :id")
    with old.begin() as connection:
        connection.execute(second, {"id": "f2"})
    with pytest.raises(sa.exc.IntegrityError), old.begin() as connection:
        connection.execute(second, {"id": "f1"})


def test_reference_to_no_set_is_refused(old):
    migrating.upgrade()
    with pytest.raises(sa.exc.IntegrityError), old.begin() as connection:
        connection.execute(sa.text("UPDATE questionnaire_response SET set_id = 'none'"))


def test_upgraded_schema_is_that_of_the_models(old):
    assert app
    migrating.upgrade()
    with old.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
