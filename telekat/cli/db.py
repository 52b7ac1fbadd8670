"""`telekat db`: the database's shape."""

import click

from config import Config
from telekat.core import edge


@click.group("db")
def db() -> None:
    """Look after the database."""


@db.command("upgrade", epilog="Example: telekat db upgrade")
def upgrade() -> None:
    """Bring the database to the newest version. Safe to run again."""
    edge.patch("threading")
    from telekat.core import database, migrating

    database.connect(Config.from_env().database_url)
    migrating.upgrade()
    database.disconnect()
    click.echo("The database is up to date.")
