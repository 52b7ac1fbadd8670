"""Bringing the database to the newest step, under a lock, and telling whether it is there."""

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from telekat.core import database

_STEPS = Path(__file__).parent.parent / "migrations"


def upgrade() -> None:
    """Run the steps that are missing. Each is one transaction, so an interrupted run is simply run again."""
    with database.engine().connect() as connection:
        settings = _settings()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")


def is_current() -> bool:
    """Whether the open database is at the newest step."""
    with database.engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest()


def newest() -> str | None:
    return ScriptDirectory.from_config(_settings()).get_current_head()


def _settings() -> AlembicConfig:
    settings = AlembicConfig()
    settings.set_main_option("script_location", str(_STEPS))
    return settings
