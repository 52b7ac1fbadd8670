"""The server with one promise broken on purpose, to show that the tests would notice.

    python -m tests.server.sabotage early_ack serve --port 5000

The command line patches the world for its async mode first; the fault is put in right after that.
"""

import os
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from telekat.core import edge

COMMIT_LATE_SECONDS = 0.1


def early_ack() -> None:
    """Answer before the commit, and commit late: a crash in between loses what was acknowledged."""
    from telekat.core import writer

    def write(self: Any, batch: list[Any]) -> None:
        connection = self._begin()
        for item in batch:
            self._act(connection, item, apart=False)
            item.give()
        edge.sleep(COMMIT_LATE_SECONDS)
        self._commit(connection, len(batch))
        self._deliver([told for item in batch for told in item.work.announcements])

    writer.Writer._write = write  # type: ignore[method-assign]


def by_marker() -> None:
    """While the data folder holds a file `read-only` or `full`, the database refuses writes as SQLite then does; a file
    `low` holds how many bytes are told to be free."""
    from telekat.core import ballast, writer

    folder = Path(os.environ["TELEKAT_DATA_DIR"])
    begin, commit = writer.Writer._begin_immediate, writer.Writer._commit_now

    def begin_by_marker(self: Any, dbapi: Any) -> None:
        dbapi.execute(f"PRAGMA query_only={int((folder / 'read-only').exists())}")
        begin(self, dbapi)

    def commit_by_marker(self: Any, connection: Any) -> None:
        if (folder / "full").exists():
            raise sqlite3.OperationalError("database or disk is full")
        commit(self, connection)

    free_bytes = ballast.free_bytes

    def free_by_marker(path: Path) -> int:
        low = folder / "low"
        return int(low.read_text()) if low.exists() else free_bytes(path)

    ballast.free_bytes = free_by_marker
    writer.Writer._begin_immediate = begin_by_marker  # type: ignore[method-assign]
    writer.Writer._commit_now = commit_by_marker  # type: ignore[method-assign]


FAULTS: dict[str, Callable[[], None]] = {"early_ack": early_ack, "by_marker": by_marker}


def main() -> None:
    fault = FAULTS[sys.argv.pop(1)]
    patch = edge.patch

    def patch_and_break(mode: Any) -> None:
        patch(mode)
        fault()

    edge.patch = patch_and_break
    from telekat.cli import main as telekat

    telekat()


if __name__ == "__main__":
    main()
