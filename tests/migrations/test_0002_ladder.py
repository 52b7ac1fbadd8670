"""Step 0002: alerts that stood open get their ladder; afterwards the tables are those of the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, event, text

import telekat.app
from telekat.core.database import Base

ROOT = Path(telekat.app.__file__).parent
AT = "2026-11-01T10:00:00.000Z"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    """An empty database at step 0001."""
    engine = create_engine(f"sqlite:///{tmp_path / 'old.db'}")
    event.listen(engine, "connect", lambda dbapi, _: dbapi.execute("PRAGMA foreign_keys=ON"))
    with engine.connect() as found:
        bring_to(found, "0001")
        yield found
    engine.dispose()


def bring_to(connection: Connection, step: str) -> None:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(ROOT / "migrations"))
    settings.attributes["connection"] = connection
    command.upgrade(settings, step)


def put(connection: Connection, table: str, **values: object) -> None:
    names = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), values)


def old_rows(connection: Connection) -> None:
    for user, role in (("ada", "patient"), ("ben", "psychiatrist"), ("theo", "therapist")):
        put(
            connection, "user_account", id=user, role=role, status="active", email_hash=user, email_sealed=b"x",
            name_sealed=b"x", password_hash="x", time_zone="Europe/London", created_at=AT,
        )  # fmt: skip
    put(
        connection, "patient", id="ada", birth_date_sealed=b"x", phone_sealed=b"x", emergency_contact_sealed=b"x",
        created_at=AT,
    )  # fmt: skip
    put(connection, "care_team_member", patient_id="ada", user_id="ben", since=AT)
    put(connection, "care_team_member", patient_id="ada", user_id="theo", since=AT, until=AT)
    put(
        connection, "room", id="room", kind="care", patient_id="ada", stage="forms", state="open", last_seq=0,
        created_at=AT, stage_since=AT,
    )  # fmt: skip
    for alert, state in (("open", "open"), ("taken", "acknowledged"), ("over", "closed")):
        put(
            connection, "alert", id=alert, patient_id="ada", room_id="room", cause_kind="questionnaire",
            cause_id="form", cause_key=alert, level="high", cause_sealed=b"x", raised_by="ada", raised_at=AT,
            cause_at=AT, state=state, owner_id="ben",
        )  # fmt: skip
    connection.commit()


def test_standing_alerts_get_the_ladder_they_would_have_had(connection: Connection) -> None:
    old_rows(connection)
    bring_to(connection, "0002")
    rows = connection.execute(
        text("SELECT alert_id, number, rung, state, due_at FROM ladder_step ORDER BY 1, 2")
    ).all()
    assert rows == [
        ("open", 0, "team", "told", AT),
        ("open", 1, "on_call", "waiting", AT),
        ("open", 2, "lead", "waiting", AT),
        ("taken", 0, "team", "told", AT),
        ("taken", 1, "on_call", "ended", AT),
        ("taken", 2, "lead", "ended", AT),
    ]
    told = connection.execute(text("SELECT user_id, rung FROM ladder_told")).all()
    assert told == [("ben", "team")] * 2, "who has left the team was not told"
    assert connection.execute(text("SELECT place_sealed FROM patient")).all() == [(None,)]


def test_newest_tables_are_those_of_the_models(connection: Connection) -> None:
    bring_to(connection, "head")
    context = MigrationContext.configure(connection, opts={"compare_type": False})
    assert compare_metadata(context, Base.metadata) == []
