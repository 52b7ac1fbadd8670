"""`kill -9` under load, again and again: what was acknowledged is there, once, in order, and in the audit trail.

TELEKAT_TEST_CRASHES sets the number of rounds (20 in `make test`).
"""

from __future__ import annotations

import os
import random

import pytest

from tests.server.checker import Faults, Lived, Stored, compare, faults_of
from tests.server.correspondents import Story
from tests.server.process import MODES, Server, Servers

pytestmark = pytest.mark.server
ROUNDS = int(os.environ.get("TELEKAT_TEST_CRASHES", "20"))
FEWEST, MOST = 20, 400  # acknowledgements in one round before the kill


def crash(server: Server, told: Story, mode: str, fewest: int, most: int) -> None:
    """Start, let everybody write, kill at a random moment."""
    server.start(mode)
    told.goes_on(random.randint(fewest, most))
    server.kill9()


@pytest.mark.alone
def test_kill_9_under_load_loses_doubles_and_skips_nothing(servers: Servers, story, capsys):
    server = servers.prepare()
    told = story(server)
    for number in range(ROUNDS):
        crash(server, told, MODES[number % len(MODES)], FEWEST, MOST)
    server.start("eventlet")
    told.finish()
    faults = faults_of(server, told.people)
    with capsys.disabled():
        print(f"\n{ROUNDS} crashes, {told.acknowledged} acknowledged, {told.duplicates} again: {faults.counts()}")
    assert not faults, faults
    assert told.acknowledged == sum(len(one.sent) for one in told.people) > ROUNDS * FEWEST
    assert all(one.connections > ROUNDS // 2 for one in told.people), "somebody did not come back"


def test_acknowledging_before_the_commit_would_be_found_out(servers: Servers, story):
    server = servers.prepare(sabotage="early_ack")
    told = story(server)
    for _ in range(2):
        crash(server, told, "eventlet", 20, 40)
    told.stop()
    faults = faults_of(server, told.people, complete=False)
    assert faults.lost, faults.counts()
    assert not faults.audit


# --- The check itself can fail ---


def message(seq: int) -> Stored:
    return Stored(f"m{seq}", "r", seq, "ada", f"c{seq}")


def ada(stored: list[Stored], **other: object) -> Lived:
    history = {
        m.seq: {
            "id": m.id,
            "client_id": m.client_id,
            "author": {"id": m.author},
            "kind": "text",
            "body": m.client_id,
        }
        for m in stored
    }
    facts = {
        "user": "ada",
        "room": "r",
        "sent": {m.client_id: m.client_id for m in stored},
        "acknowledged": {m.client_id: (m.id, m.seq) for m in stored},
        "history": history,
    }
    return Lived(**{**facts, **other})  # type: ignore[arg-type]


THREE = [message(1), message(2), message(3)]


def test_whole_story_has_no_fault():
    assert not compare([ada(THREE)], THREE, {"r": 3})


@pytest.mark.parametrize(
    ("kind", "lived", "stored", "head"),
    [
        ("lost", ada(THREE), THREE[:2], 2),
        ("lost", ada(THREE), [*THREE[:2], message(3)._replace(author="ben")], 3),
        ("doubled", ada(THREE), [*THREE, message(4)._replace(client_id="c1")], 4),
        ("doubled", ada([*THREE, message(4)._replace(client_id="c1")]), THREE, 3),
        ("gaps", ada(THREE), [THREE[0], THREE[2]], 3),
        ("gaps", ada(THREE[:2]), THREE, 3),
        ("gaps", ada(THREE), THREE, 4),
        ("changed", ada(THREE), [*THREE[:2], message(3)._replace(seq=4)], 4),
        ("changed", ada(THREE), [*THREE[:2], message(3)._replace(id="other")], 3),
        ("changed", ada(THREE), THREE, 2),
        ("changed", ada(THREE, sent={"c1": "other words"}), THREE, 3),
        ("changed", ada(THREE, contradictions=["two answers"]), THREE, 3),
    ],
)
def test_each_kind_of_fault_is_found(kind: str, lived: Lived, stored: list[Stored], head: int):
    found: Faults = compare([lived], stored, {"r": head})
    assert found.counts()[kind], found


def test_changed_and_removed_audit_events_are_found(servers: Servers):
    server = servers.prepare()
    assert not faults_of(server, []).audit
    server.change("DROP TRIGGER audit_event_no_update")
    server.change("UPDATE audit_event SET outcome = 'refused' WHERE seq = 3")
    assert [one.split(",")[0] for one in faults_of(server, []).audit] == ["the trail breaks at 3"]
