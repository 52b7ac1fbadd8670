"""`telekat integrity`: whether what is stored still is what was written. Reads only; a server may go on beside it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import click

from config import Config
from telekat.core import edge

SAMPLE = 200  # sealed texts tried in each column
BROKEN = "The stored data is damaged: {}. Stop the server, keep this file as it is, and restore a backup."


@click.command("integrity", epilog="Example: telekat integrity --quick")
@click.option("--quick", is_flag=True, help="Leave out the slow half of the file's check (indexes against rows).")
@click.option(
    "--sample", default=SAMPLE, show_default=True, type=click.IntRange(1), help="Sealed texts per column."
)
def integrity(quick: bool, sample: int) -> None:
    """Check the file, its rows, the rooms' numbers, the trail and the seals; exits 1 naming the first fault."""
    edge.patch("threading")
    config = replace(Config.from_env(), async_mode=edge.mode())
    if config.database_url.startswith("sqlite"):
        _check_file(config, quick=quick)
        click.echo("The file is whole, and no row points to one that is not there.")
    with _opened_to_read(config):
        try:
            click.echo(f"{_check_rooms()} rooms have every message from 1 to their last.")
            click.echo(f"{_check_trail(config)} entries of the audit trail hold.")
            click.echo(f"{_check_seals(sample)} sealed texts were tried, and all open.")
        except Exception as error:
            raise _as_fault(error) from None


def _fault(what: str) -> click.ClickException:
    return click.ClickException(BROKEN.format(what))


def _as_fault(error: Exception) -> Exception:
    """What the driver says of a page that it cannot read: in SQLAlchemy's wrapping or without."""
    cause = getattr(error, "orig", error)
    return _fault(f"the database says: {cause}") if isinstance(cause, sqlite3.DatabaseError) else error


def _check_file(config: Config, *, quick: bool) -> None:
    from telekat.cli.backup import database_path

    path = database_path(config)
    if not path.exists():
        raise click.ClickException(f"There is no database at {path}.")
    try:
        with closing(sqlite3.connect(f"{Path(path).as_uri()}?mode=ro", uri=True)) as connection:
            pragma = "quick_check" if quick else "integrity_check"
            found = connection.execute(f"PRAGMA {pragma}(1)").fetchone()[0]
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise _as_fault(error) from None
    if found != "ok":
        raise _fault(f"the file: {' '.join(found.split())}")
    if loose is not None:
        raise _fault(f"row {loose[1]} of {loose[0]} points to a row of {loose[2]} that is not there")


@contextmanager
def _opened_to_read(config: Config) -> Iterator[None]:
    """The practice without a writer: nothing that is called here could change anything."""
    from telekat import app as house
    from telekat.core import database
    from telekat.core.migrating import is_current
    from telekat.vault import keys

    house.create_app(config)
    try:
        if not is_current():
            raise click.ClickException("The database is not up to date. Run: telekat db upgrade")
        with database.read_scope():
            keys.verify_master_keys()
            yield
    except click.ClickException:
        raise
    except Exception as error:
        raise _as_fault(error) from None
    finally:
        database.disconnect()


def _check_rooms() -> int:
    from telekat.chat.queries import check_rooms

    verdict = check_rooms()
    if verdict.room_id:
        raise _fault(f"{verdict.why} in room {verdict.room_id}")
    return verdict.room_count


def _check_trail(config: Config) -> int:
    from telekat.audit import heads, verifying

    try:
        verdict = verifying.verify(heads.kept_heads(config.data_dir))
    except heads.HeadsBroken as broken:
        raise _fault(f"the trail's kept heads: {broken}") from None
    if not verdict.holds:
        raise _fault(f"the trail at entry {verdict.bad_seq}: {verdict.why}")
    if verdict.lacks_heads:
        raise click.ClickException(verdict.lacks_heads)
    return verdict.count


def _check_seals(sample: int) -> int:
    from telekat.vault import places

    verdict = places.try_seals(sample)
    if verdict.broken is not None:
        at = verdict.broken.at
        raise _fault(f"{at.table.name}.{at.column.name} of row {verdict.broken.row_id} does not open")
    return verdict.tried
