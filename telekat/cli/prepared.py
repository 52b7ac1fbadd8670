"""Whether a database needs anything before it is served, asked in a few milliseconds and before the world is patched.

Only the embedded database is looked at, through the standard library alone. "No" always means: have it looked at by
`telekat demo`, which knows.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from telekat.core import steps


def is_prepared(database_url: str) -> bool:
    """Whether the database is at the newest step and somebody has an account in it."""
    scheme, _, path = database_url.partition(":///")
    if scheme != "sqlite" or not Path(path).is_file():
        return False
    try:
        with closing(sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode=ro", uri=True, timeout=1)) as database:
            version = database.execute("SELECT version_num FROM alembic_version").fetchall()
            return version == [(steps.newest(),)] and bool(
                database.execute("SELECT 1 FROM user_account LIMIT 1").fetchone()
            )
    except sqlite3.Error:
        return False
