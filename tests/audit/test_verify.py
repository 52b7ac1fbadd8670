"""The chain tells where it was first touched, whatever was done to it."""

import time

import orjson
import pytest

from telekat.audit import heads, trail
from telekat.audit.trail import NOBODY_YET, chain_hash
from telekat.audit.verifying import verify, verify_rows
from telekat.core.database import forget_snapshot
from telekat.policy import Action

COPY = "INSERT INTO audit_event SELECT {new}, at, actor_id, actor_role, login_id, action, subject_kind, subject_id, patient_id, outcome, detail, hash FROM audit_event WHERE seq = {old}"


def test_untouched_trail_holds(entries):
    verdict = verify()
    assert (verdict.holds, verdict.count, verdict.last_seq) == (True, entries, entries)


def test_empty_trail_holds():
    assert verify_rows([]).holds


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at", "'2020-01-01T00:00:00.000Z'"),
        ("actor_id", "'somebody else'"),
        ("actor_role", "'patient'"),
        ("login_id", "''"),
        ("action", "'message:send'"),
        ("subject_kind", "'message'"),
        ("subject_id", "'another'"),
        ("patient_id", "''"),
        ("outcome", "'refused'"),
        ("detail", "''"),
        ("detail", "'{}'"),
        ("detail", "x'00ff'"),
        ("hash", f"'{'0' * 64}'"),
    ],
)
def test_edited_entry_is_named(entries, tamper, column, value):
    seq = entries - 7
    tamper(f"UPDATE audit_event SET {column} = {value} WHERE seq = {seq}")
    assert verify().bad_seq == seq


def test_edited_entry_with_a_hash_of_its_own_shows_at_the_next(entries, tamper, practice_copy):
    """Without the key no hash that fits can be made; one taken from elsewhere does not fit."""
    tamper(
        f"UPDATE audit_event SET outcome = 'refused', hash = (SELECT hash FROM audit_event WHERE seq = {entries - 6})"
        f" WHERE seq = {entries - 7}"
    )
    assert verify().bad_seq == entries - 7


@pytest.mark.parametrize("back", [0, 1, 12])
def test_entry_taken_out_of_the_middle_is_named(entries, tamper, back):
    seq = entries - 1 - back
    tamper(f"DELETE FROM audit_event WHERE seq = {seq}")
    verdict = verify()
    assert verdict.bad_seq == seq and "missing" in verdict.why


def test_first_entry_taken_out_is_named(entries, tamper):
    tamper("DELETE FROM audit_event WHERE seq = 1")
    assert verify().bad_seq == 1


def test_entry_taken_out_and_the_rest_moved_up_is_named(entries, tamper):
    seq = entries - 5
    tamper(
        f"DELETE FROM audit_event WHERE seq = {seq}",
        f"UPDATE audit_event SET seq = -seq WHERE seq > {seq}",
        "UPDATE audit_event SET seq = -seq - 1 WHERE seq < 0",
    )
    assert verify().bad_seq == seq


def test_entry_put_in_at_the_end_is_named(entries, tamper):
    tamper(COPY.format(new=entries + 1, old=entries))
    assert verify().bad_seq == entries + 1


def test_entry_put_in_before_all_is_named(entries, tamper):
    tamper(COPY.format(new=0, old=1))
    verdict = verify()
    assert verdict.bad_seq == 0 and "put in" in verdict.why


def test_entry_put_in_the_middle_is_named(entries, tamper):
    seq = entries - 5
    tamper(
        f"UPDATE audit_event SET seq = -seq WHERE seq >= {seq}",
        "UPDATE audit_event SET seq = -seq + 1 WHERE seq < 0",
        COPY.format(new=seq, old=seq - 1),
    )
    assert verify().bad_seq == seq


def test_two_entries_changing_places_are_named(entries, tamper):
    first, second = entries - 6, entries - 3
    tamper(
        f"UPDATE audit_event SET seq = -1 WHERE seq = {first}",
        f"UPDATE audit_event SET seq = {first} WHERE seq = {second}",
        f"UPDATE audit_event SET seq = {second} WHERE seq = -1",
    )
    assert verify().bad_seq == first


# --- Cutting off the end ---


def kept(practice):
    return heads.kept_heads(practice.database.parent)


def test_cut_off_end_is_seen_by_the_kept_head_and_only_by_it(entries, tamper, practice_copy):
    heads.keep_head(practice_copy.database.parent)
    tamper(f"DELETE FROM audit_event WHERE seq > {entries - 4}")
    assert verify().holds, "the chain itself cannot tell"
    verdict = verify(kept(practice_copy))
    assert verdict.bad_seq == entries - 3 and f"went on to {entries}" in verdict.why


def test_trail_emptied_altogether_is_seen(entries, tamper, practice_copy):
    heads.keep_head(practice_copy.database.parent)
    tamper("DELETE FROM audit_event")
    assert verify(kept(practice_copy)).bad_seq == 1


def test_end_cut_off_and_written_anew_is_seen(entries, tamper, practice_copy, cast):
    heads.keep_head(practice_copy.database.parent)
    tamper(f"DELETE FROM audit_event WHERE seq > {entries - 2}")
    for _ in range(5):
        trail.record_alone(cast.ben.principal, Action.MESSAGE_READ, "room", cast.finns_care)
    forget_snapshot()
    assert verify().holds
    verdict = verify(kept(practice_copy))
    assert verdict.bad_seq == entries and "written anew" in verdict.why


def test_trail_that_went_on_after_the_kept_head_holds(entries, practice_copy, cast):
    heads.keep_head(practice_copy.database.parent)
    trail.record_alone(cast.ben.principal, Action.MESSAGE_READ, "room", cast.care)
    forget_snapshot()
    verdict = verify(kept(practice_copy))
    assert verdict.holds and verdict.count == entries + 1


# --- Speed ---


def synthetic(count):
    previous = NOBODY_YET
    for seq in range(1, count + 1):
        event = {
            "seq": seq,
            "at": "2026-11-24T10:00:00.000Z",
            "actor_id": "01890000-0000-7000-8000-000000000000",
            "actor_role": "psychiatrist",
            "login_id": "01890000-0000-7000-8000-000000000001",
            "action": "message:read",
            "subject_kind": "room",
            "subject_id": "01890000-0000-7000-8000-000000000002",
            "patient_id": "01890000-0000-7000-8000-000000000003",
            "outcome": "ok",
            "detail": orjson.dumps({"seq": seq}).decode(),
        }
        previous = chain_hash(previous, event)
        yield (*event.values(), previous)


def test_a_million_entries_are_checked_within_a_minute(practice_copy):
    rows = list(synthetic(20_000))
    started = time.process_time()
    assert verify_rows(rows).holds
    assert (time.process_time() - started) * 50 < 60


def test_rows_are_read_in_pages(entries, monkeypatch):
    from telekat.audit import verifying

    monkeypatch.setattr(verifying, "PAGE", 7)
    assert verify().count == entries
    monkeypatch.setattr(verifying, "PAGE", entries)
    assert verify().count == entries
