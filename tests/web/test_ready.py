"""`GET /readyz`: 503 as soon as this process could not open what another one wraps."""

import sqlite3
from contextlib import closing

from telekat.core.database import forget_snapshot
from telekat.web import health


def test_server_without_a_key_in_use_is_not_ready_and_says_why(cast, practice_copy, browser_of, monkeypatch):
    monkeypatch.setattr(health, "PROVEN_SECONDS", -1.0)
    visitor = browser_of(cast.ada)
    assert visitor.get("/readyz").status_code == 200
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        connection.execute("INSERT INTO master_key VALUES ('next', x'00')")
        connection.execute("UPDATE data_key SET master_key_id = 'next' WHERE id = (SELECT min(id) FROM data_key)")
        connection.commit()
    forget_snapshot()
    answer = visitor.get("/readyz")
    assert answer.status_code == 503
    assert "data is sealed under a master key that this server does not hold" in answer.text
