"""`telekat restore`: a backup becomes the practice's data, checked before anything is touched.

The old database is not destroyed but put aside. Nobody stays signed in: logins in a backup may have ended since.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from config import Config
from telekat.cli.backup import USE_PG_DUMP, database_path, sha256_of
from telekat.core import edge


@click.command("restore", epilog="Example: telekat restore /backups/telekat-2026-11-24.tkb")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Also when there is data already; that is put aside, not deleted.")
def restore(file: Path, force: bool) -> None:
    """Put the data of the backup FILE in place. Stop the server first.

    Needs the keys that were in use when the backup was made. Everybody has to sign in again.
    """
    edge.patch("threading")
    from telekat.audit import heads

    config = replace(Config.from_env(), async_mode=edge.mode())
    if not config.database_url.startswith("sqlite"):
        raise click.ClickException(USE_PG_DUMP)
    place = database_path(config)
    place.parent.mkdir(parents=True, exist_ok=True)
    if _holds_data(place) and not force:
        raise click.ClickException(f"{place} holds data already. To put it aside and restore, add --force.")
    with _workplace(place) as folder:
        candidate = folder / "restored.db"
        manifest = _unpack(file, candidate, config)
        entries, broken = _make_ready(candidate, config, manifest)
        aside = _put_aside(place)
        _put_in_place(candidate, place)
    heads.keep_restored(config.data_dir, manifest["audit_seq"], manifest["audit_hash"])
    click.echo(
        f"Restored the data of {manifest['made_at']}: {entries} entries of the trail hold. Everybody is signed out."
    )
    if aside is not None:
        click.echo(f"The data that was here before is in {aside}.")
    if broken:
        raise click.ClickException(
            f"Everything is in place, but {broken} data key{' does' if broken == 1 else 's do'} not open:"
            " what was sealed with that cannot be read, all else can."
        )


def _holds_data(place: Path) -> bool:
    """Whether somebody has an account here, or anything has happened. A file that is no database counts as data."""
    if not place.exists() or place.stat().st_size == 0:
        return False
    try:
        with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as connection:
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            counted = tables & {"user_account", "audit_event"}
            return any(connection.execute(f'SELECT 1 FROM "{table}" LIMIT 1').fetchone() for table in counted)
    except sqlite3.DatabaseError:
        return True


@contextmanager
def _workplace(place: Path) -> Iterator[Path]:
    """Where the restored database is made ready, on the same disk; nothing of it is left behind."""
    folder = place.parent / ".restoring"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _beside(path: Path) -> tuple[Path, ...]:
    return tuple(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))


def _unpack(file: Path, candidate: Path, config: Config) -> dict[str, Any]:
    from telekat.vault import archive

    try:
        manifest = archive.read_archive(file, candidate, dict(config.master_keys))
    except archive.ArchiveBroken as broken:
        raise click.ClickException(f"{file} does not open: {broken}.") from None
    if sha256_of(candidate) != manifest["sha256"]:
        raise click.ClickException(f"{file} does not open: its content is not what was packed.")
    with closing(sqlite3.connect(candidate)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    if found != ["ok"] or loose is not None:
        raise click.ClickException(f"{file} was made from a damaged database.")
    return manifest


def _make_ready(candidate: Path, config: Config, manifest: dict[str, Any]) -> tuple[int, int]:
    """Bring it to the newest version, check keys and trail, end every login.

    Returns the entries of the trail, and how many data keys do not open: one that is broken must not keep the words of
    everybody else away.
    """
    from telekat import app as house
    from telekat.core import database, writer
    from telekat.vault import rotating

    here = replace(config, database_url=f"sqlite:///{candidate}", data_dir=candidate.parent)
    database.connect(here.database_url)
    try:
        _upgrade(manifest)
        house.start_writer(house.create_app(here))
        try:
            with database.read_scope():
                broken = rotating.try_every_key()
                entries = _check_trail(manifest)
                _end_logins()
        finally:
            writer.current().stop()
    finally:
        database.disconnect()
    with closing(sqlite3.connect(candidate)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return entries, broken


def _upgrade(manifest: dict[str, Any]) -> None:
    from alembic.util import CommandError

    from telekat.core import migrating

    try:
        migrating.upgrade()
    except CommandError:
        raise click.ClickException(
            f"The backup is of a newer version of TeleKAT ({manifest['revision']}). Install that first."
        ) from None


def _check_trail(manifest: dict[str, Any]) -> int:
    from telekat.audit import verifying
    from telekat.audit.heads import Head

    packed = Head(manifest["audit_seq"], manifest["audit_hash"], manifest["made_at"])
    verdict = verifying.verify([packed])
    if not verdict.holds:
        raise click.ClickException(
            f"The trail in the backup does not hold at entry {verdict.bad_seq}: {verdict.why}."
        )
    return verdict.count


def _end_logins() -> None:
    from telekat.accounts.actions import logins
    from telekat.accounts.queries import everybody
    from telekat.audit import trail
    from telekat.core.writer import Work, write
    from telekat.policy import Action

    @write
    def end_all(work: Work) -> None:
        for user in everybody():
            logins.end_all_of(work, user.id, "expired")
        trail.record(None, Action.BACKUP_RESTORE, "database")

    end_all()


def _put_aside(place: Path) -> Path | None:
    """Move the old database out of the way, whole. Refuses while a server has it open."""
    from telekat.core import clock

    if not place.exists():
        for one in _beside(place):
            one.unlink(missing_ok=True)
        return None
    _refuse_open(place)
    aside = place.with_name(f"{place.name}.before-{clock.now():%Y%m%dT%H%M%S}")
    os.rename(place, aside)
    for old, new in zip(_beside(place), _beside(aside), strict=True):
        if old.exists():
            os.rename(old, new)
    return aside


def _refuse_open(place: Path) -> None:
    """Leaving WAL mode needs the file for oneself, and folds the log into it. A damaged file has nobody who could."""
    try:
        with closing(sqlite3.connect(place, timeout=0.2, isolation_level=None)) as connection:
            mode = connection.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            mode = "wal"
        else:
            return
    except sqlite3.DatabaseError:
        return
    if mode != "delete":
        raise click.ClickException("TeleKAT is still running on this data. Stop it first.")


def _put_in_place(candidate: Path, place: Path) -> None:
    with candidate.open("rb") as file:
        os.fsync(file.fileno())
    os.replace(candidate, place)
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
