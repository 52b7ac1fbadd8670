"""Moving SQLite's write-ahead log into the database beside the writer's work, not in the middle of a commit.

SQLite does it in whichever commit crosses a limit, and everybody waits for thousands of pages to be copied and two
syncs. Here a native thread copies them on a connection of its own while commits go on; what came in meanwhile is
little, and the writer copies it between two batches, which is the only moment when the log can begin anew.
"""

import logging
import sqlite3
from contextlib import closing

from telekat.core import database, edge

EVERY_ACTIONS = 1500  # some ten pages each when they come one by one, 60 MiB; seldom enough for nobody to notice
SAFETY_PAGES = 64_000  # 250 MiB: from here on SQLite helps itself, should the thread ever fail

log = logging.getLogger("telekat.checkpoint")


class Checkpoints:
    """When the log is copied. Only for the writer; on other databases than SQLite it does nothing."""

    def __init__(self) -> None:
        self._since = 0
        self._is_copying = False
        self._is_copied = False

    def note(self, actions: int) -> None:
        """So many actions were committed."""
        self._since += actions
        if self._since >= EVERY_ACTIONS and not self._is_copying and _file():
            self._since, self._is_copying = 0, True
            edge.spawn(self._copy)

    def _copy(self) -> None:
        try:
            edge.native(_checkpoint, _file())
            self._is_copied = True
        except Exception as error:  # the log grows on; the next turn tries again
            log.warning("the log was not copied", extra={"error_class": type(error).__name__})
        finally:
            self._is_copying = False

    def finish(self) -> None:
        """Between two batches: copy the little that came in meanwhile, so that the log begins anew."""
        if self._is_copied:
            self._is_copied = False
            try:
                edge.native(_checkpoint, _file())
            except Exception as error:  # the writer must go on, whatever the disk does
                log.warning("the log did not begin anew", extra={"error_class": type(error).__name__})


def _file() -> str:
    """Path of the SQLite database; "" for any other."""
    engine = database.engine()
    return (engine.url.database or "") if engine.dialect.name == "sqlite" else ""


def _checkpoint(file: str) -> None:
    with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
