"""The trail only grows, and without it nothing happens."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from telekat.audit import trail
from telekat.audit.models import AuditEvent
from telekat.audit.verifying import verify
from telekat.chat.models import Message
from telekat.core.database import db, forget_snapshot
from telekat.core.writer import write
from telekat.policy import Action


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET outcome = 'ok'",
        "DELETE FROM audit_event",
        "UPDATE audit_event SET seq = 99 WHERE seq = 1",
    ],
)
def test_database_refuses_to_change_or_delete(entries, practice_copy, statement):
    refused = pytest.raises(sqlite3.DatabaseError, match="only grows")
    with closing(sqlite3.connect(practice_copy.database)) as connection, refused:
        connection.execute(statement)
    assert verify().count == entries


@pytest.mark.parametrize("how", ["INSERT OR REPLACE", "INSERT"])
def test_plain_connection_cannot_put_an_entry_in_anothers_place(entries, practice_copy, how):
    refused = pytest.raises(sqlite3.DatabaseError, match="only grows")
    with closing(sqlite3.connect(practice_copy.database)) as connection, refused:
        connection.execute(f"{how} INTO audit_event SELECT * FROM audit_event WHERE seq = 5")
    assert verify().count == entries


def test_program_itself_cannot_change_it_either(entries):
    @write
    def change(work):
        work.db.execute(text("UPDATE audit_event SET outcome = 'ok'"))

    with pytest.raises(DatabaseError, match="only grows"):
        change()
    assert verify().count == entries


def test_act_does_not_happen_when_the_trail_cannot_be_written(cast, practice_copy, socket_of):
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no trail today'); END"
        )
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    answer = ada.call("message:send", {"room": cast.care, "client_id": "c1", "body": "hello"})
    assert answer["ok"] is False
    assert db().scalar(select(Message)) is None
    assert ada.heard == ben.heard == []


def test_reading_does_not_happen_when_the_trail_cannot_be_written(cast, practice_copy, browser_of):
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        connection.execute(
            "CREATE TRIGGER full BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no trail today'); END"
        )
    answer = browser_of(cast.theo).get(f"/api/v1/patients/{cast.ada.id}/sessions")
    assert answer.status_code >= 500 and "sessions" not in (answer.json or {})


def test_act_that_is_undone_leaves_no_entry_and_no_gap(entries, cast):
    @write
    def fail_after_recording(work):
        trail.record(cast.ben.principal, Action.MESSAGE_READ, "room", cast.care)
        raise LookupError

    with pytest.raises(LookupError):
        fail_after_recording()
    trail.record_alone(cast.ben.principal, Action.MESSAGE_READ, "room", cast.care)
    forget_snapshot()
    verdict = verify()
    assert (verdict.holds, verdict.count) == (True, entries + 1)


def test_chain_goes_on_after_another_process_has_written(entries, cast, practice_copy):
    """The writer remembers the head; whoever writes from elsewhere must not make it fork."""
    from telekat.audit.trail import chain_hash

    newest = db().scalar(select(AuditEvent).order_by(AuditEvent.seq.desc()).limit(1))
    names = [column.name for column in AuditEvent.__table__.columns if column.name != "hash"]
    event = {name: getattr(newest, name) for name in names} | {"seq": entries + 1}
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        marks = ", ".join("?" for _ in range(12))
        connection.execute(
            f"INSERT INTO audit_event ({', '.join([*event, 'hash'])}) VALUES ({marks})",
            [*event.values(), chain_hash(newest.hash, event)],
        )
        connection.commit()
    trail.record_alone(cast.ben.principal, Action.MESSAGE_READ, "room", cast.care)
    forget_snapshot()
    verdict = verify()
    assert (verdict.holds, verdict.count) == (True, entries + 2)


def test_recording_outside_an_action_is_refused(cast, practice_copy):
    with pytest.raises(RuntimeError):
        trail.record(cast.ben.principal, Action.MESSAGE_READ, "room", cast.care)
