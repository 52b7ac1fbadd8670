"""Step 0009: no entry of the audit trail is put in another's place, by a plain shell either."""

import sqlite3
from contextlib import closing

import pytest

REPLACING = [
    "INSERT OR REPLACE INTO audit_event SELECT * FROM entry",
    "REPLACE INTO audit_event SELECT * FROM entry",
    "INSERT OR REPLACE INTO audit_event (rowid, {columns}) SELECT 1, {columns} FROM entry",
    "INSERT OR IGNORE INTO audit_event SELECT * FROM entry",
    "INSERT INTO audit_event SELECT * FROM entry",
    "INSERT INTO audit_event SELECT * FROM entry WHERE true ON CONFLICT DO UPDATE SET outcome = 'refused'",
    "UPDATE OR REPLACE audit_event SET seq = 1 WHERE seq = 2",
]


@pytest.fixture
def trail(old_at):
    """Two entries of before, at this step."""
    old = old_at("0008")
    for seq in (1, 2):
        old.put("audit_event", seq=seq, action="patient:read", outcome="ok")
    old.bring_to("0009")
    return old


def plain_shell(old, *statements):
    """As a shell would: nothing is set on the connection. `entry` is the first one, changed."""
    with closing(sqlite3.connect(old.engine.url.database, isolation_level=None)) as shell:
        shell.execute("CREATE TEMP TABLE entry AS SELECT * FROM audit_event WHERE seq = 1")
        shell.execute("UPDATE entry SET outcome = 'refused'")
        for statement in statements:
            columns = ", ".join(
                row[1] for row in shell.execute("PRAGMA table_info(audit_event)") if row[1] != "seq"
            )
            shell.execute(statement.format(columns=columns))


@pytest.mark.parametrize("statement", REPLACING)
def test_plain_shell_cannot_put_an_entry_in_anothers_place(trail, statement):
    before = trail.rows("SELECT * FROM audit_event ORDER BY seq")
    with pytest.raises(sqlite3.IntegrityError, match="only grows"):
        plain_shell(trail, statement)
    assert trail.rows("SELECT * FROM audit_event ORDER BY seq") == before


def test_trail_of_before_stays_and_goes_on(trail):
    plain_shell(trail, "UPDATE entry SET seq = 3", "INSERT INTO audit_event SELECT * FROM entry")
    rows = trail.rows("SELECT seq, outcome FROM audit_event ORDER BY seq")
    assert [tuple(row.values()) for row in rows] == [(1, "ok"), (2, "ok"), (3, "refused")]


def test_number_is_looked_up_by_the_primary_key(trail):
    (plan,) = trail.rows("EXPLAIN QUERY PLAN SELECT 1 FROM audit_event WHERE seq = 2")
    assert "INTEGER PRIMARY KEY" in str(plan["detail"])
