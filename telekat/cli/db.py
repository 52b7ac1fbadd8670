"""`telekat db`: the database's shape."""

import click

from telekat.cli.opened import bring_up_to_date


@click.group("db")
def db() -> None:
    """Look after the database."""


@db.command("upgrade", epilog="Example: telekat db upgrade")
def upgrade() -> None:
    """Bring the database to the newest version. Safe to run again."""
    bring_up_to_date()
    click.echo("The database is up to date.")
