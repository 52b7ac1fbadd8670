"""`telekat backup`: everything in one sealed file, while the practice goes on."""

import hashlib
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import click

from config import Config
from telekat.cli.opened import opened_house

USE_PG_DUMP = "This practice keeps its data in PostgreSQL: use pg_dump and pg_restore, and keep the keys elsewhere."


@click.command("backup", epilog="Example: telekat backup /backups/telekat-2026-11-24.tkb")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def backup(file: Path) -> None:
    """Write all data into FILE, sealed under the first key of TELEKAT_MASTER_KEYS, which is not in it.

    Safe while the server runs. The file is worthless without TELEKAT_MASTER_KEYS and TELEKAT_SECRET_KEY: keep
    those in another place.
    """
    if not Config.from_env().database_url.startswith("sqlite"):
        raise click.ClickException(USE_PG_DUMP)
    if file.exists():
        raise click.ClickException(f"{file} is there already. Choose another name.")
    with opened_house() as config:
        _note_in_trail()
        size = _write(config, file)
    click.echo(f"{file}, {size} bytes. Keep TELEKAT_MASTER_KEYS and TELEKAT_SECRET_KEY in another place.")


def _note_in_trail() -> None:
    """Before the copy is made, so that each copy tells of itself and none is made untold."""
    from telekat.audit import trail
    from telekat.policy import Action

    trail.record_alone(None, Action.BACKUP_CREATE, "database")


def _write(config: Config, file: Path) -> int:
    from telekat.vault import archive

    key_id, master_key = config.master_keys[0]
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=config.data_dir) as folder:
        copy = Path(folder) / "copy.db"
        _copy(database_path(config), copy)
        archive.write_archive(file, copy, _manifest(copy), key_id, master_key)
    return file.stat().st_size


def database_path(config: Config) -> Path:
    """The file of the embedded database."""
    from sqlalchemy import make_url

    return Path(make_url(config.database_url).database or "")


def _copy(source: Path, target: Path) -> None:
    """One consistent snapshot: SQLite copies it in a single read transaction, which waits for nobody in WAL mode."""
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
        closing(sqlite3.connect(target)) as copy,
    ):
        live.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")


def _manifest(copy: Path) -> dict[str, Any]:
    from telekat.core import clock
    from telekat.core.migrating import newest

    with closing(sqlite3.connect(copy)) as connection:
        seq, chained = connection.execute("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1").fetchone()
    return {
        "made_at": clock.stamp(clock.now()),
        "revision": newest(),
        "sha256": sha256_of(copy),
        "bytes": copy.stat().st_size,
        "audit_seq": seq,
        "audit_hash": chained,
    }


def sha256_of(path: Path) -> str:
    """Hex digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
