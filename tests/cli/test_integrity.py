"""`telekat integrity`: exit 0 while everything stored is what was written, 1 naming the first thing that is not."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from telekat.audit import heads
from telekat.chat.actions import send_message
from telekat.cli.opened import opened_house


@pytest.fixture
def talked_in(lived_in):
    """The practice with three rooms, twelve messages in the first, the third an answer to the second."""
    with closing(sqlite3.connect(lived_in.database)) as connection:
        room, patient, login = connection.execute(
            "SELECT r.id, r.patient_id, l.id FROM room r JOIN login l ON l.user_id = r.patient_id"
            " WHERE r.kind = 'care' ORDER BY r.id"
        ).fetchone()
    with opened_house():
        from telekat.policy import Principal, Role

        who, second = Principal(patient, Role.PATIENT, login), None
        for number in range(1, 13):
            sent = send_message(who, room, str(number), f"words {number} " * 40, second if number == 3 else None)
            second = sent.id if number == 2 else second
    lived_in.room = room
    return lived_in


def change(house, *statements):
    with closing(sqlite3.connect(house.database)) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def fault(house, *words):
    ran = house.telekat("integrity")
    assert ran.code == 1 and ran.err.count("\n") == 1, ran.err
    for word in words:
        assert word in ran.err, ran.err


def test_whole_practice_is_told_in_four_lines_and_nothing_is_written(talked_in):
    before = talked_in.database.read_bytes()
    ran = talked_in.telekat("integrity")
    assert (ran.code, ran.err, ran.out.count("\n")) == (0, "", 4)
    assert talked_in.database.read_bytes() == before


def test_every_page_with_flipped_bytes_is_told(talked_in):
    """In a copy, page by page: wherever a whole page is overwritten, the command does not say that all is well."""
    with closing(sqlite3.connect(talked_in.database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = connection.execute("PRAGMA page_size").fetchone()[0]
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'message'").fetchone()[0]
    whole = talked_in.folder / "whole.db"
    shutil.copy(talked_in.database, whole)
    for page in (1, 2, root):
        stored = bytearray(whole.read_bytes())
        start = (page - 1) * size
        stored[start : start + size] = bytes(byte ^ 0xFF for byte in stored[start : start + size])
        talked_in.database.write_bytes(stored)
        fault(talked_in, "damaged")


def test_single_flipped_bit_of_a_sealed_text_is_told(talked_in):
    with closing(sqlite3.connect(talked_in.database)) as connection:
        row_id, body = connection.execute("SELECT id, body_sealed FROM message WHERE seq = 7").fetchone()
    change(
        talked_in,
        f"UPDATE message SET body_sealed = x'{(body[:-1] + bytes([body[-1] ^ 1])).hex()}' WHERE id = '{row_id}'",
    )
    fault(talked_in, "message.body_sealed", row_id)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM message WHERE seq = 5", ("message 5 of 12 is missing",)),
        ("DELETE FROM message WHERE seq = 12", ("message 12 of 12 is missing",)),
        ("UPDATE message SET seq = 40 WHERE seq = 12", ("message 12 of 12 is missing",)),
        ("UPDATE room SET last_seq = 11 WHERE last_seq = 12", ("message 12 is beyond the last number 11",)),
        ("UPDATE message SET reply_to = 'nothing' WHERE seq = 3", ("message 3 answers one that is not there",)),
        ("DELETE FROM patient", ("points to a row of patient",)),
        ("UPDATE room_member SET user_id = 'nobody' WHERE rowid = 1", ("room_member", "user_account")),
        ("DELETE FROM data_key", ("does not open",)),
    ],
)
def test_first_fault_is_named(talked_in, statement, words):
    change(talked_in, statement)
    fault(talked_in, *words)


def test_changed_entry_of_the_trail_is_named(talked_in):
    change(
        talked_in,
        "DROP TRIGGER audit_event_no_update",
        "UPDATE audit_event SET outcome = 'refused' WHERE seq = 5",
    )
    fault(talked_in, "the trail at entry 5")


def test_trail_without_its_kept_heads_does_not_pass(talked_in):
    (talked_in.folder / heads.FILE).unlink()
    ran = talked_in.telekat("integrity")
    assert ran.code == 1 and ran.err == talked_in.telekat("audit", "verify").err
    assert "no heads to compare" in ran.err and ran.err.count("\n") == 1


def test_practice_without_any_entry_needs_no_head(house):
    assert house.telekat("db", "upgrade").code == 0
    assert house.telekat("integrity").code == 0


def test_text_moved_to_another_row_does_not_open(talked_in):
    change(
        talked_in,
        "UPDATE message SET body_sealed = (SELECT body_sealed FROM message WHERE seq = 1) WHERE seq = 2",
    )
    fault(talked_in, "message.body_sealed")


def test_database_that_is_not_there_is_told(house):
    ran = house.telekat("integrity")
    assert ran.code == 1 and "There is no database" in ran.err and not house.database.exists()


def test_help_shows_an_example_and_wrong_usage_exits_2(house):
    assert "telekat integrity" in house.telekat("integrity", "--help").out
    assert house.telekat("integrity", "--sample", "0").code == 2
