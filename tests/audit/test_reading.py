"""Who looked at a patient stands in the trail, by whichever door; one look that repeats is one entry."""

import sqlite3
from contextlib import closing

import pytest

from telekat.audit import reading
from telekat.core import clock
from telekat.core.database import forget_snapshot

DOORS = {
    "messages": ("/api/v1/rooms/{room}/messages", "message:read"),
    "older_messages": ("/api/v1/rooms/{room}/messages?before_seq=9", "message:read"),
    "forms": ("/api/v1/rooms/{room}/questionnaires", "questionnaire:list"),
    "day": ("/api/v1/day", "day:read"),
    "day_page": ("/day", "day:read"),
}


@pytest.fixture
def looks(practice_copy):
    """looks(action): who looked at whom and how often, as (actor, patient)."""

    def read(action):
        forget_snapshot()
        with closing(sqlite3.connect(practice_copy.database)) as connection:
            return connection.execute(
                "SELECT actor_id, patient_id FROM audit_event WHERE action = ? AND outcome = 'ok'", (action,)
            ).fetchall()

    return read


@pytest.mark.parametrize("name", DOORS)
def test_each_list_of_a_patients_content_names_who_looked_and_at_whom(cast, browser_of, looks, name):
    address, action = DOORS[name]
    before = len(looks(action))
    assert browser_of(cast.ben).get(address.format(room=cast.care)).status_code == 200
    assert (cast.ben.id, cast.ada.id) in looks(action)[before:]


def test_catching_up_is_one_look_however_often_it_is_asked(cast, socket_of, looks):
    before = len(looks("message:read"))
    socket = socket_of(cast.ben)
    for _ in range(5):
        assert socket.call("message:since", {"room": cast.care, "after_seq": 0})["ok"]
    assert looks("message:read")[before:] == [(cast.ben.id, cast.ada.id)]


def test_after_five_minutes_it_is_another_look(cast, socket_of, looks, monkeypatch):
    socket = socket_of(cast.ben)
    socket.call("message:since", {"room": cast.care, "after_seq": 0})
    before, now = len(looks("message:read")), clock.monotonic()
    monkeypatch.setattr(reading.clock, "monotonic", lambda: now + reading.SAME_LOOK_SECONDS + 1)
    assert socket.call("message:since", {"room": cast.care, "after_seq": 0})["ok"]
    assert len(looks("message:read")) == before + 1


def test_a_refused_read_is_no_look(cast, socket_of, looks):
    before = looks("message:read")
    assert not socket_of(cast.eve).call("message:since", {"room": cast.care, "after_seq": 0})["ok"]
    assert looks("message:read") == before
