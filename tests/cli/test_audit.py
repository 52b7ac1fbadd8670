"""`telekat audit verify`: exit 0 while the trail holds, 1 with the first entry that does not."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from telekat.audit import heads


def newest(house):
    with closing(sqlite3.connect(house.database)) as connection:
        return connection.execute("SELECT max(seq) FROM audit_event").fetchone()[0]


def tamper(house, statement):
    with closing(sqlite3.connect(house.database)) as connection:
        connection.execute("DROP TRIGGER audit_event_no_update")
        connection.execute("DROP TRIGGER audit_event_no_delete")
        connection.execute(statement)
        connection.commit()


def keep_head(house):
    from telekat.cli.opened import opened_house

    with opened_house() as config:
        heads.keep_head(config.data_dir)


def test_trail_that_holds_is_told_with_its_length(lived_in):
    ran = lived_in.telekat("audit", "verify")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{newest(lived_in)} entries hold")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE audit_event SET outcome = 'refused' WHERE seq = 5", "DELETE FROM audit_event WHERE seq = 5"],
)
def test_first_bad_entry_is_named(lived_in, statement):
    tamper(lived_in, statement)
    ran = lived_in.telekat("audit", "verify")
    assert ran.code == 1
    assert "entry 5:" in ran.err and ran.err.count("\n") == 1


def test_trail_cut_off_is_told_by_the_kept_head(lived_in):
    keep_head(lived_in)
    count = newest(lived_in)
    tamper(lived_in, f"DELETE FROM audit_event WHERE seq > {count - 3}")
    ran = lived_in.telekat("audit", "verify")
    assert ran.code == 1 and f"entry {count - 2}:" in ran.err and "cut off" in ran.err


def test_trail_without_its_heads_does_not_pass(lived_in):
    path = lived_in.folder / heads.FILE
    path.unlink()
    tamper(lived_in, f"DELETE FROM audit_event WHERE seq > {newest(lived_in) - 3}")
    for _ in range(2):  # looking does not write the heads anew
        ran = lived_in.telekat("audit", "verify")
        assert (ran.code, ran.out) == (1, "") and "no heads to compare" in ran.err
    assert not path.exists()


def test_empty_trail_needs_no_head(house):
    assert house.telekat("db", "upgrade").code == 0
    assert house.telekat("audit", "verify").code == 0


def test_a_server_that_dies_in_its_first_hour_leaves_a_head(lived_in):
    """The first head is that of the empty trail, so that a crash is not taken for a theft."""
    path = lived_in.folder / heads.FILE
    first, _, _ = path.read_bytes().partition(b"\n")
    path.write_bytes(first + b"\n")
    assert b'"seq":0,' in first
    assert lived_in.telekat("audit", "verify").code == 0


def test_replacing_an_entry_is_refused_as_changing_it_is(lived_in):
    from telekat.cli.opened import opened_house
    from telekat.core.database import engine

    with opened_house(), engine().connect() as connection, pytest.raises(DatabaseError, match="only grows|append"):
        connection.execute(text("INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 5"))


def test_changed_heads_are_told(lived_in):
    keep_head(lived_in)
    path = lived_in.folder / heads.FILE
    path.write_bytes(path.read_bytes().replace(b'"seq":', b'"seq":1'))
    ran = lived_in.telekat("audit", "verify")
    assert ran.code == 1 and "kept heads" in ran.err


def test_trail_of_another_secret_does_not_hold(lived_in):
    lived_in.set(SECRET_KEY="another secret, as long as it has to be")
    ran = lived_in.telekat("audit", "verify")
    assert ran.code == 1 and "kept heads do not hold" in ran.err
    (lived_in.folder / heads.FILE).unlink()
    ran = lived_in.telekat("audit", "verify")
    assert ran.code == 1 and "entry 1:" in ran.err


def test_help_shows_an_example_and_wrong_usage_exits_2(house):
    assert "telekat audit verify" in house.telekat("audit", "verify", "--help").out
    assert house.telekat("audit", "verify", "--everything").code == 2
