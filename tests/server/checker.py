"""Holds what people lived through against what is stored: lost, doubled, missing, and the audit trail's chain."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tests.server.clients import Json
from tests.server.correspondents import Correspondent
from tests.server.process import Server

SECRET = b"telekat-development-only"
AUDIT_COLUMNS = (
    *("seq", "at", "actor_id", "actor_role", "login_id", "action"),
    *("subject_kind", "subject_id", "patient_id", "outcome", "detail"),
)


class Stored(NamedTuple):
    """A message as the database has it."""

    id: str
    room: str
    seq: int
    author: str
    client_id: str


class Lived(NamedTuple):
    """What one person was told: acknowledgements by client id, the room's messages by seq, and contradictions."""

    user: str
    room: str
    sent: Mapping[str, str]
    acknowledged: Mapping[str, tuple[str, int]]
    history: Mapping[int, Json]
    contradictions: Sequence[str] = ()


@dataclass
class Faults:
    """Each list names the broken promises of one kind; all empty is what we want."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    audit: list[str] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {name: len(found) for name, found in vars(self).items()}

    def __bool__(self) -> bool:
        return any(vars(self).values())


def faults_of(server: Server, people: Iterable[Correspondent], *, complete: bool = True) -> Faults:
    """Compare everybody's story with the database. complete: they have seen everything, so their histories are whole."""
    lived = [
        Lived(one.user, one.room, one.sent, one.acknowledged, one.history, one.contradictions) for one in people
    ]
    stored = [Stored(*row) for row in server.rows("SELECT id, room_id, seq, author_id, client_id FROM message")]
    heads = dict(server.rows("SELECT id, last_seq FROM room"))
    found = compare(lived, stored, heads, complete=complete)
    found.audit += broken_chain(server) + unaudited(server, stored)
    if (answer := server.rows("PRAGMA integrity_check")) != [("ok",)]:
        found.changed.append(f"integrity_check: {answer}")
    return found


def compare(
    lived: Sequence[Lived], stored: Sequence[Stored], heads: Mapping[str, int], *, complete: bool = True
) -> Faults:
    """heads: each room's last_seq."""
    faults = Faults()
    by_id = {message.id: message for message in stored}
    _check_rooms(faults, stored, heads)
    for one in lived:
        faults.changed += one.contradictions
        for client_id, (message_id, seq) in one.acknowledged.items():
            kept = by_id.get(message_id)
            if kept is None or (kept.author, kept.client_id, kept.room) != (one.user, client_id, one.room):
                faults.lost.append(f"{client_id} of {one.user}, acknowledged as {message_id}")
            elif kept.seq != seq:
                faults.changed.append(f"{message_id} was acknowledged as {seq}, stored as {kept.seq}")
        _check_history(faults, one, {m.seq: m for m in stored if m.room == one.room}, complete=complete)
    _check_bodies(faults, lived)
    return faults


def _check_rooms(faults: Faults, stored: Sequence[Stored], heads: Mapping[str, int]) -> None:
    times = Counter((message.room, message.author, message.client_id) for message in stored)
    faults.doubled += [f"{key} stored {count} times" for key, count in times.items() if count > 1]
    for room, head in heads.items():
        seqs = sorted(message.seq for message in stored if message.room == room)
        faults.gaps += [f"seq {seq} of {room} is not stored" for seq in set(range(1, head + 1)) - set(seqs)]
        faults.changed += [f"seq {seq} of {room} lies beyond its head" for seq in seqs if seq > head]


def _check_history(faults: Faults, one: Lived, room: Mapping[int, Stored], *, complete: bool) -> None:
    for seq, message in one.history.items():
        if seq not in room or room[seq].id != message["id"]:
            faults.changed.append(f"{one.user} was told {message['id']} as {seq}, which is not stored so")
    times = Counter((message["author"]["id"], message["client_id"]) for message in one.history.values())
    faults.doubled += [f"{one.user} was told {key} {count} times" for key, count in times.items() if count > 1]
    if complete:
        faults.gaps += [f"{one.user} was never told seq {seq}" for seq in room if seq not in one.history]


def _check_bodies(faults: Faults, lived: Sequence[Lived]) -> None:
    written = {(one.user, client_id): body for one in lived for client_id, body in one.sent.items()}
    for one in lived:
        for message in one.history.values():
            key = (message["author"]["id"], message["client_id"])
            if message["kind"] == "text" and written.get(key, message["body"]) != message["body"]:
                faults.changed.append(f"{key} reads differently")


def broken_chain(server: Server) -> list[str]:
    """Events whose hash does not follow from the one before (HMAC-SHA-256 over that hash and canonical JSON)."""
    key = HKDF(hashes.SHA256(), 32, salt=None, info=b"telekat audit chain").derive(SECRET)
    previous, expected_seq, broken = "0" * 64, 1, []
    for row in server.rows(f"SELECT {', '.join(AUDIT_COLUMNS)}, hash FROM audit_event ORDER BY seq"):
        event: dict[str, Any] = dict(zip(AUDIT_COLUMNS, row[:-1], strict=True))
        canonical = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        if (
            row[0] != expected_seq
            or hmac.new(key, previous.encode() + canonical, hashlib.sha256).hexdigest() != row[-1]
        ):
            broken.append(f"the trail breaks at {row[0]}, expected {expected_seq}")
        previous, expected_seq = row[-1], row[0] + 1
    return broken


def unaudited(server: Server, stored: Sequence[Stored]) -> list[str]:
    """Messages without exactly one event that tells of them, and events that tell of no message."""
    told = Counter(
        row[0] for row in server.rows("SELECT subject_id FROM audit_event WHERE action = 'message:send'")
    )
    known = {message.id for message in stored}
    wrong = [f"{message_id} has {told[message_id]} audit events" for message_id in known if told[message_id] != 1]
    return wrong + [f"{message_id} is audited but not stored" for message_id in told if message_id not in known]
