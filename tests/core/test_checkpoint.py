"""The write-ahead log: copied beside the writer's work, begun anew, and never in the way of what is written."""

import sqlite3
import time

import pytest
from sqlalchemy import text

from telekat.core import checkpoint, database
from telekat.core.writer import write

_INSERT = text("INSERT INTO note (body) VALUES (:body)")


@write
def make_table(work):
    work.sql(text("CREATE TABLE note (body TEXT PRIMARY KEY)"))


@write
def put(work, body):
    work.sql(_INSERT, body=body)


def log_bytes_after(practice, actions: int) -> int:
    for number in range(actions):
        put(f"{number} " + "x" * 500)
        time.sleep(0.0005)  # as people write: the thread gets a turn
    return practice.database.with_name(practice.database.name + "-wal").stat().st_size


@pytest.mark.parametrize(("every", "is_bounded"), [(20, True), (10**9, False)])
def test_log_begins_anew_instead_of_growing(practice_copy, monkeypatch, every, is_bounded):
    monkeypatch.setattr(checkpoint, "EVERY_ACTIONS", every)
    make_table()
    assert (log_bytes_after(practice_copy, 400) < 1_500_000) is is_bounded
    assert database.db().scalar(text("SELECT count(*) FROM note")) == 400


def test_a_copy_that_fails_stops_no_writing(practice_copy, monkeypatch, caplog):
    def broken(file):
        raise sqlite3.OperationalError("disk I/O error")

    monkeypatch.setattr(checkpoint, "EVERY_ACTIONS", 5)
    monkeypatch.setattr(checkpoint, "_checkpoint", broken)
    make_table()
    log_bytes_after(practice_copy, 40)
    assert database.db().scalar(text("SELECT count(*) FROM note")) == 40
    assert "the log was not copied" in caplog.text
