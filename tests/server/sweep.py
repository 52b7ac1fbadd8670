"""Looks for what is sealed lying readable beside its seal, in every practice that the tests have lived in.

    python -m tests.server.sweep < lived.json

Reads [{"folder", "log", "env"}, …], where env is what its server was started with. Opens every sealed text that a
practice holds at its end and searches all its files, as the server left them, and the log for it. Prints
{"practices", "texts", "found"}; found names the file and the column, and quotes the text: tests invent theirs.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

LEAST_BYTES = 12
"""Shorter texts, such as a single answer, may stand anywhere by chance."""


def main() -> None:
    swept = [_sweep(Path(one["folder"]), Path(one["log"]), one["env"]) for one in json.load(sys.stdin)]
    print(
        json.dumps(
            {
                "practices": len(swept),
                "texts": sum(texts for texts, _ in swept),
                "found": [what for _, found in swept for what in found],
            }
        )
    )


def _sweep(folder: Path, log: Path, env: Mapping[str, str]) -> tuple[int, list[str]]:
    bytes_by_file = {path.name: path.read_bytes() for path in _files(folder, log)}  # before SQLite tidies up
    texts = {text: where for where, text in _sealed_texts(env) if len(text.encode()) >= LEAST_BYTES}
    found = [
        f"{folder.parent.name}/{name}: {where}: {text[:80]!r}"
        for text, where in texts.items()
        for name, held in bytes_by_file.items()
        if text.encode() in held
    ]
    return len(texts), found


def _files(folder: Path, log: Path) -> list[Path]:
    from telekat.core import ballast

    here = [path for path in folder.rglob("*") if path.is_file() and path.name != ballast.FILE]
    return here + ([log] if log.exists() else [])


def _sealed_texts(env: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(table.column, text) of everything that opens; what a test has broken on purpose does not."""
    from sqlalchemy import select
    from sqlalchemy.exc import DatabaseError

    from config import Config
    from telekat import app as house
    from telekat.core import database
    from telekat.core.database import db, read_scope
    from telekat.vault import places, sealing
    from telekat.vault.keys import VaultError
    from telekat.vault.models import DataKey

    house.create_app(Config.from_env(env))
    with read_scope(), contextlib.suppress(DatabaseError):  # some tests leave a file that is no practice any more
        subjects = {key.id: key.subject for key in db().scalars(select(DataKey))}
        for at in places.sealed_columns():
            for stored, *key in db().execute(select(at.column, *at.table.primary_key.columns)).all():
                try:
                    subject = subjects[str(UUID(bytes=stored[1:17]))]
                    row_id = ":".join(map(str, key))
                    yield (
                        f"{at.table.name}.{at.name}",
                        sealing.unseal(subject, at.table.name, at.name, row_id, stored),
                    )
                except (KeyError, TypeError, ValueError, sealing.SealBroken, VaultError):
                    continue
    database.disconnect()


def sweep(lived: list[dict[str, Any]]) -> list[str]:
    """What lies readable in these practices; looked for by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.server.sweep"],
        input=json.dumps(lived),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told: dict[str, Any] = json.loads(done.stdout)
    assert told["practices"] == len(lived) and told["texts"] > 0, told  # an empty search finds nothing either
    return list(told["found"])


if __name__ == "__main__":
    main()
