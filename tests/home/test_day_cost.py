"""A clinician's day is read anew at every piece of news: it must not ask the database for each patient apart."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from telekat.accounts.actions import people
from telekat.core import clock, database
from telekat.eligibility.queries import overdue
from telekat.home.queries.day import day_json
from telekat.patients import actions as patients
from telekat.policy import Role
from telekat.rooms import actions as rooms
from tests.eligibility.acting import NO_TO_ALL, hand_in, make_ready, sign


@pytest.fixture
def take_on(cast):
    """take_on(3): so many more patients of Ben's, each with a care room."""
    pattern = people.prepare_user(
        email="x@example.org", name="Somebody New", role=Role.PATIENT, password="a password of some length"
    )

    def make(count):
        for number in range(count):
            new = replace(pattern, email=f"new{number}-{count}@example.org")
            patient_id = patients.store_patient(cast.cora.principal, new)
            rooms.open_room(cast.cora.principal, patient_id, "care", (cast.ben.id,), welcome=False)

    return make


def statements(act):
    """How many statements `act` sends to the database."""
    sent = []

    def note(connection, cursor, statement, *rest):
        sent.append(statement)

    event.listen(database.engine(), "before_cursor_execute", note)
    try:
        database.forget_snapshot()
        act()
    finally:
        event.remove(database.engine(), "before_cursor_execute", note)
    return len(sent)


def test_day_asks_as_often_for_many_patients_as_for_few(cast, take_on):
    def read():
        return day_json(cast.ben.principal)

    take_on(2)
    assert len(read()["patients"]) == 3
    few = statements(read)
    take_on(5)
    assert len(read()["patients"]) == 8
    assert statements(read) == few


def test_what_is_overdue_is_remembered_for_a_minute_and_until_something_changes(cast, browser_of, monkeypatch):
    asked = []
    real = overdue._decision
    monkeypatch.setattr(overdue, "_decision", lambda patient_id: (asked.append(patient_id), real(patient_id))[1])

    def words():
        (line,) = day_json(cast.ben.principal)["patients"]
        return line["overdue_words"]

    ben = browser_of(cast.ben)
    make_ready(cast, ben)
    assert sign(ben, cast.ada).status_code == 201
    words()
    asked.clear()
    assert (words(), asked) == ("", [])
    with clock.set_to(clock.now() + timedelta(seconds=61)):
        assert (words(), asked) == ("", [cast.ada.id])
    hand_in(cast, "kat_medical", NO_TO_ALL, "again")
    assert words() == "Decision out of date"
