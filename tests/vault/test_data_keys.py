"""Data keys: made at first use, used so often and no more, wrapped under master keys that are the right ones."""

import hashlib
from dataclasses import replace

import pytest
from sqlalchemy import select

from telekat import app as house
from telekat.core.database import db, forget_snapshot
from telekat.core.writer import write
from telekat.vault import keys, sealing
from telekat.vault.keys import VaultError
from telekat.vault.models import DataKey, MasterKey

NEW = sealing.patient("somebody new")
PLACE = (NEW, "message", "body")


def data_keys(subject):
    forget_snapshot()
    return db().scalars(select(DataKey).where(DataKey.subject == subject).order_by(DataKey.number)).all()


def test_each_patient_has_a_key_of_their_own(cast, practice_copy):
    ada, finn = (data_keys(sealing.patient(one.id)) for one in (cast.ada, cast.finn))
    assert ada and finn and not {key.id for key in ada} & {key.id for key in finn}
    assert {keys.unwrap(key) for key in ada}.isdisjoint({keys.unwrap(key) for key in finn})


def test_spent_key_is_followed_by_a_new_one_and_all_stays_readable(seal, monkeypatch):
    monkeypatch.setattr(keys, "MOST_USES", 3)
    stored = [seal(*PLACE, f"row-{number}", f"words {number}") for number in range(10)]
    found = data_keys(NEW)
    assert [key.number for key in found] == [1, 2, 3, 4]
    used = [sum(text[1:17] == _bytes(key) for text in stored) for key in found]
    assert used == [3, 3, 3, 1]
    keys.forget()
    for number, text in enumerate(stored):
        assert sealing.unseal(*PLACE, f"row-{number}", text) == f"words {number}"


def _bytes(key):
    from uuid import UUID

    return UUID(key.id).bytes


def test_uses_are_reserved_before_they_are_spent(seal, monkeypatch):
    monkeypatch.setattr(keys, "_BLOCK", 2)
    for number in range(5):
        seal(*PLACE, f"row-{number}", "words")
    assert data_keys(NEW)[0].reserved_uses == 6


def test_restart_loses_reserved_uses_and_never_gains_any(seal, monkeypatch):
    monkeypatch.setattr(keys, "_BLOCK", 2)
    monkeypatch.setattr(keys, "MOST_USES", 6)
    for number in range(3):
        seal(*PLACE, f"row-{number}", "words")
        keys.forget()
    assert [key.reserved_uses for key in data_keys(NEW)] == [6]
    seal(*PLACE, "row-3", "words")
    assert [key.number for key in data_keys(NEW)] == [1, 2]


def test_key_made_in_an_action_that_is_undone_is_not_remembered(seal):
    class Undone(Exception):
        pass

    @write
    def seal_and_fail(work):
        sealing.seal(*PLACE, "row-1", "never kept")
        raise Undone

    with pytest.raises(Undone):
        seal_and_fail()
    assert data_keys(NEW) == []
    stored = seal(*PLACE, "row-1", "kept")
    keys.forget()
    assert sealing.unseal(*PLACE, "row-1", stored) == "kept"
    assert len(data_keys(NEW)) == 1


def test_two_actions_of_one_batch_share_a_new_key_or_make_two_that_both_last(seal):
    @write
    def twice(work):
        return [sealing.seal(*PLACE, f"row-{number}", f"words {number}") for number in range(2)]

    stored = twice()
    forget_snapshot()
    keys.forget()
    assert [sealing.unseal(*PLACE, f"row-{number}", text) for number, text in enumerate(stored)] == [
        "words 0",
        "words 1",
    ]


@pytest.mark.parametrize("column", ["id", "subject", "number"])
def test_wrapped_key_moved_to_another_row_does_not_open(cast, practice_copy, column):
    first = data_keys(sealing.patient(cast.ada.id))[0]
    facts = {name: getattr(first, name) for name in ("id", "subject", "number", "wrapped", "master_key_id")}
    facts[column] = {"id": "another", "subject": sealing.patient(cast.finn.id), "number": 99}[column]
    with pytest.raises(VaultError) as refused:
        keys.unwrap(DataKey(**facts))
    assert "does not open" in str(refused.value)


def test_changed_wrapped_key_does_not_open(cast, practice_copy):
    row = data_keys(sealing.patient(cast.ada.id))[0]
    for at in range(len(row.wrapped)):
        changed = row.wrapped[:at] + bytes((row.wrapped[at] ^ 1,)) + row.wrapped[at + 1 :]
        with pytest.raises(VaultError):
            keys.unwrap(
                DataKey(id=row.id, subject=row.subject, number=1, wrapped=changed, master_key_id="development")
            )


def test_database_holds_no_key_in_the_clear(cast, practice_copy):
    content = practice_copy.database.read_bytes()
    wal = practice_copy.database.with_name("telekat.db-wal")
    content += wal.read_bytes() if wal.exists() else b""
    master = dict(practice_copy.app.config["TELEKAT"].master_keys)["development"]
    assert master not in content
    for row in db().scalars(select(DataKey)):
        assert keys.unwrap(row) not in content


# --- The start ---


def start_with(practice, *master_keys):
    """Start the house on this practice with these master keys, as `serve` does."""
    config = replace(practice.app.config["TELEKAT"], master_keys=master_keys)
    app = house.create_app(config)
    house.start_writer(app)


def fingerprint(practice):
    """What the database's files hold; a log that is only opened, and empty, is nothing."""
    files = [file for end in ("", "-wal") if (file := practice.database.with_name(f"telekat.db{end}")).exists()]
    return {file.name: hashlib.sha256(content).hexdigest() for file in files if (content := file.read_bytes())}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ((("development", b"\1" * 32),), "development is not the one"),
        ((("other", b"\1" * 32),), "development is missing"),
        ((("new", b"\2" * 32), ("development", b"\1" * 32)), "development is not the one"),
    ],
    ids=["same id, other key", "only another key", "new key before a wrong one"],
)
def test_wrong_master_key_refuses_the_start_and_writes_nothing(practice_copy, wrong, says):
    before = fingerprint(practice_copy)
    with pytest.raises(VaultError) as refused:
        start_with(practice_copy, *wrong)
    assert says in str(refused.value)
    assert "TELEKAT_MASTER_KEYS" in str(refused.value)
    assert fingerprint(practice_copy) == before


def test_master_key_that_wraps_nothing_may_be_left_out(cast, practice_copy):
    @write
    def know_an_old_one(work):
        work.db.add(MasterKey(id="old", check_value=b"\0" * 32))

    know_an_old_one()
    forget_snapshot()
    keys.verify_master_keys()


def test_key_that_another_process_replaced_seals_for_some_seconds_only(seal, monkeypatch):
    old = seal(*PLACE, "row-1", "words")
    remembered = keys._sealers[NEW]

    @write
    def renew_elsewhere(work):
        keys.make_key(NEW)

    renew_elsewhere()
    assert keys._sealers[NEW] is remembered
    remembered.newest_until = 0.0
    assert seal(*PLACE, "row-2", "words")[1:17] == _bytes(data_keys(NEW)[-1]) != old[1:17]
