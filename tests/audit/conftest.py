"""A trail of some entries, and somebody who goes around the program to change it."""

import sqlite3
from contextlib import closing

import pytest

from telekat.audit import trail
from telekat.core.database import forget_snapshot
from telekat.policy import Action


@pytest.fixture
def entries(cast, practice_copy) -> int:
    """Twenty entries after those that the practice began with; returns the number of the newest."""
    for number in range(20):
        trail.record_alone(
            cast.ben.principal,
            Action.MESSAGE_READ,
            "room",
            cast.care,
            patient_id=cast.ada.id,
            detail={"seq": number},
        )
    forget_snapshot()
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        return connection.execute("SELECT max(seq) FROM audit_event").fetchone()[0]


@pytest.fixture
def tamper(practice_copy):
    """tamper(sql, …): run on the database file by hand, after taking the triggers away."""

    def run(*statements):
        with closing(sqlite3.connect(practice_copy.database)) as connection:
            connection.execute("DROP TRIGGER IF EXISTS audit_event_no_update")
            connection.execute("DROP TRIGGER IF EXISTS audit_event_no_delete")
            for statement in statements:
                connection.execute(statement)
            connection.commit()

    return run
