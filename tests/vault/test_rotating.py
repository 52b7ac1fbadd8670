"""Changing keys: everything stays readable before, in the middle and after."""

import pytest
from sqlalchemy import select

from telekat.chat.models import Message
from telekat.core.database import db, forget_snapshot
from telekat.core.writer import write
from telekat.vault import keys, places, rotating, sealing
from telekat.vault.keys import VaultError
from telekat.vault.models import DataKey
from telekat.vault.places import sealed_columns

NEW = ("next", b"\5" * 32)


@pytest.fixture
def two_masters(practice_copy):
    """The process restarted with a new master key before the old one."""
    old = practice_copy.app.config["TELEKAT"].master_keys[0]
    keys.start((NEW, old))
    return old


@write
def rewrap_after(work, limit, after):
    return rotating.rewrap_some(limit, after)


def rewrap(limit=200):
    return rewrap_after(limit, "").count


@write
def renew(work, subject):
    rotating.renew(subject)


@write
def move(work, subject, some):
    return rotating.move(subject, some)


def read_everything():
    """Each sealed text of the practice by its place; raises when one does not open."""
    forget_snapshot()
    subjects = {key.id: key.subject for key in db().scalars(select(DataKey))}
    found = {}
    for key_id, subject in subjects.items():
        for place in places.places_under([key_id]):
            stored = db().execute(select(place.at.column).where(*places._is(place))).scalar_one()
            name = place.at.table.name
            found[(name, place.at.name, place.row_id)] = sealing.unseal(
                subject, name, place.at.name, place.row_id, stored
            )
    return found


def counts():
    forget_snapshot()
    return {one.key_id: one.data_keys for one in rotating.status()}


def test_status_counts_the_data_keys_of_each_master_key(two_masters, practice_copy):
    total = len(db().scalars(select(DataKey)).all())
    assert counts() == {"next": 0, "development": total}
    current = {one.key_id: (one.current, one.configured) for one in rotating.status()}
    assert current == {"next": (True, True), "development": (False, True)}


def test_all_data_keys_come_under_the_first_master_key_and_everything_opens(lived_in, two_masters):
    before = read_everything()
    total = sum(counts().values())
    assert rewrap() == total
    assert counts() == {"next": total, "development": 0}
    keys.start((NEW,))
    keys.verify_master_keys()
    assert read_everything() == before


def test_second_turn_changes_nothing(lived_in, two_masters):
    rewrap()
    wrapped = {row.id: row.wrapped for row in db().scalars(select(DataKey))}
    assert rewrap() == 0
    forget_snapshot()
    assert {row.id: row.wrapped for row in db().scalars(select(DataKey))} == wrapped


def test_halfway_both_master_keys_are_needed_and_everything_opens(lived_in, two_masters):
    before = read_everything()
    assert rewrap(3) == 3
    assert set(counts().values()) == {3, sum(counts().values()) - 3}
    keys.forget()
    assert read_everything() == before
    keys.start((NEW,))
    with pytest.raises(VaultError, match="development is missing and still in use"):
        keys.verify_master_keys()


def test_broken_data_key_is_left_and_counted_and_all_others_are_wrapped(lived_in, two_masters, spoil):
    total = sum(counts().values())
    spoil("UPDATE data_key SET wrapped = zeroblob(60) WHERE id = (SELECT min(id) FROM data_key)")
    done, turns = rewrap_after(1, ""), []
    while done.last:
        turns.append(done)
        done = rewrap_after(1, done.last)
    assert [one.broken for one in turns] == [1] + [0] * (total - 1)
    assert counts() == {"next": total - 1, "development": 1}


def test_data_keys_that_do_not_open_are_counted(lived_in, spoil):
    assert rotating.try_every_key() == 0
    spoil("UPDATE data_key SET wrapped = x'00' WHERE id = (SELECT min(id) FROM data_key)")
    assert rotating.try_every_key() == 1


def test_running_process_reads_and_seals_on_while_keys_are_wrapped_anew(lived_in, two_masters, socket_of):
    ada = socket_of(lived_in.ada)
    for number in range(5):
        assert ada.call(
            "message:send", {"room": lived_in.care, "client_id": f"r{number}", "body": f"meanwhile {number}"}
        )["ok"]
        rewrap(2)
    assert "meanwhile 4" in read_everything().values()


# --- A patient's data key ---


def test_all_of_a_patient_comes_under_a_new_key_and_nothing_of_others(lived_in):
    subject, before = sealing.patient(lived_in.ada.id), read_everything()
    others = {key.id for key in db().scalars(select(DataKey).where(DataKey.subject != subject))}
    under_others = sum(1 for _ in places.places_under(others))
    renew(subject)
    forget_snapshot()
    waiting = rotating.places_to_move(subject)
    assert len(waiting) > 20
    assert move(subject, waiting) == rotating.Moved(len(waiting), 0)
    forget_snapshot()
    assert rotating.places_to_move(subject) == []
    assert sum(1 for _ in places.places_under(others)) == under_others
    assert read_everything() == before


def test_interrupted_move_leaves_all_readable_and_is_finished_later(lived_in):
    subject, before = sealing.patient(lived_in.ada.id), read_everything()
    renew(subject)
    forget_snapshot()
    waiting = rotating.places_to_move(subject)
    move(subject, waiting[:5])
    assert read_everything() == before
    rest = rotating.places_to_move(subject)
    assert len(rest) == len(waiting) - 5
    move(subject, waiting)
    forget_snapshot()
    assert rotating.places_to_move(subject) == []
    assert read_everything() == before


def test_what_is_sealed_after_the_change_is_under_the_new_key(lived_in, socket_of):
    subject = sealing.patient(lived_in.ada.id)
    renew(subject)
    socket_of(lived_in.ada).call("message:send", {"room": lived_in.care, "client_id": "after", "body": "after"})
    forget_snapshot()
    newest = db().scalar(select(DataKey).where(DataKey.subject == subject).order_by(DataKey.number.desc()).limit(1))
    under_newest = {place.row_id for place in places.places_under([newest.id])}
    after = db().scalar(select(Message.id).where(Message.client_id == "after"))
    assert under_newest == {after}


def test_text_that_does_not_open_is_left_and_counted(lived_in):
    subject = sealing.patient(lived_in.ada.id)

    @write
    def break_one(work):
        row = work.db.query(Message).filter_by(room_id=lived_in.care, seq=1).one()
        row.body_sealed = row.body_sealed[:-1] + bytes((row.body_sealed[-1] ^ 1,))
        return row.body_sealed

    broken = break_one()
    renew(subject)
    forget_snapshot()
    waiting = rotating.places_to_move(subject)
    assert move(subject, waiting) == rotating.Moved(len(waiting) - 1, 1)
    forget_snapshot()
    kept = db().scalar(select(Message.body_sealed).where(Message.room_id == lived_in.care, Message.seq == 1))
    assert kept == broken


def test_text_changed_between_finding_and_moving_keeps_its_newer_words(lived_in, browser_of):
    subject = sealing.patient(lived_in.ada.id)
    renew(subject)
    forget_snapshot()
    waiting = rotating.places_to_move(subject)
    path = f"/api/v1/rooms/{lived_in.care}/draft"
    assert browser_of(lived_in.ada).put(path, {"body": "begun anew", "base_rev": 1}).status_code == 200
    assert move(subject, waiting).count == len(waiting) - 1
    forget_snapshot()
    assert browser_of(lived_in.ada).get(path).json["body"] == "begun anew"


def test_every_table_of_words_is_walked():
    assert len(sealed_columns()) > 15
