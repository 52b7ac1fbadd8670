"""Bringing the database to the newest step, under a lock, and telling whether it is there."""

from sqlalchemy import inspect, text

from telekat.core import database, steps
from telekat.core.steps import newest

__all__ = ["is_current", "newest", "upgrade"]


def upgrade(to: str = "head") -> None:
    """Run the steps that are missing up to `to`, a step's number. Each is one transaction, so an interrupted run is simply run again."""
    # A quarter of a second to load, and a server that finds everything in place has no use for it.
    from alembic import command
    from alembic.config import Config as AlembicConfig

    settings = AlembicConfig()
    settings.set_main_option("script_location", str(steps.FOLDER))
    with database.engine().connect() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, to)


def is_current() -> bool:
    """Whether the open database is at the newest step."""
    with database.engine().connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        return list(connection.scalars(text("SELECT version_num FROM alembic_version"))) == [newest()]
