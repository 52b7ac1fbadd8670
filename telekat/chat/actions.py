"""Sending, reading marks, drafts. `send_message` is the hottest path of the house: compiled statements only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.chat import events, membership_lines, queries
from telekat.chat.models import Draft
from telekat.chat.sealed import open_body, subject_of
from telekat.core import ballast, clock, ids
from telekat.core.errors import Conflict, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.patients.access import refuse
from telekat.policy import Action, Principal, allow
from telekat.rooms.access import RELATION_BY_KIND, room_for
from telekat.rooms.queries import rooms_of_patients
from telekat.safety.actions.wording import surface_wording
from telekat.safety.screening import crisis_wording
from telekat.vault import sealing
from telekat.web.schemas import clean_text

MOST = 8000  # code points in a message (contract)
MOST_DRAFT = 8000

_ROOM = text(
    "SELECT r.kind, r.state, r.patient_id, m.user_id FROM room r"
    " LEFT JOIN room_member m ON m.room_id = r.id AND m.left_at IS NULL WHERE r.id = :room_id"
)
_TWIN = text(
    "SELECT id, seq, sent_at, body_sealed, reply_to FROM message"
    " WHERE room_id = :room_id AND author_id = :user_id AND client_id = :client_id"
)
_NEXT_SEQ = text("UPDATE room SET last_seq = last_seq + 1, last_at = :at WHERE id = :room_id RETURNING last_seq")
_INSERT = text(
    "INSERT INTO message (id, room_id, seq, author_id, client_id, kind, body_sealed, sent_at, reply_to)"
    " VALUES (:id, :room_id, :seq, :author_id, :client_id, :kind, :body_sealed, :sent_at, :reply_to)"
)
_IN_ROOM = text("SELECT 1 FROM message WHERE id = :id AND room_id = :room_id")
_OWN_MARK = text(
    "SELECT r.last_seq, m.read_seq FROM room r JOIN room_member m ON m.room_id = r.id"
    " WHERE r.id = :room_id AND m.user_id = :user_id"
)
_MARK = text(
    "UPDATE room_member SET read_seq = :seq, read_at = :at WHERE room_id = :room_id AND user_id = :user_id"
)
_OWN_RECEIPT = text(
    "SELECT r.last_seq, m.received_seq FROM room r JOIN room_member m ON m.room_id = r.id"
    " WHERE r.id = :room_id AND m.user_id = :user_id"
)
_RECEIPT = text(
    "UPDATE room_member SET received_seq = :seq, received_at = :at WHERE room_id = :room_id AND user_id = :user_id"
)


@dataclass(frozen=True, slots=True)
class _Seats:
    """What sending asks of a room, recalled from one message to the next: who sits there now, and how it stands."""

    kind: str
    state: str
    patient_id: str
    member_ids: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sent:
    """duplicate: the same client id had come before, and nothing new was stored."""

    id: str
    seq: int
    at: str
    duplicate: bool


@write
def send_message(
    work: Work, who: Principal, room_id: str, client_id: str, body: str, reply_to: str | None = None
) -> Sent:
    """Keep a message and tell the room's members.

    Raises Invalid (text, reply_to of another room), NotFound for a stranger, Conflict when the room is closed or the
    client id came before with another body, Unavailable while the disk is nearly full.
    """
    body = clean_text(body, most=MOST)
    ballast.pass_chat()
    seats = _seats(work, room_id)
    _pass(who, Action.MESSAGE_SEND, room_id, seats)
    subject = subject_of(seats.kind, room_id, seats.patient_id)
    twins = work.sql(_TWIN, room_id=room_id, user_id=who.id, client_id=client_id)
    if twins:
        return _same_again(subject, twins[0], body, reply_to)
    if reply_to is not None and not work.sql(_IN_ROOM, id=reply_to, room_id=room_id):
        raise Invalid("The message you answer is not in this room.", {"reply_to": "not in this room"})
    sent = _store(work, seats, subject, room_id, who.id, client_id, "text", body, reply_to)
    trail.record(who, Action.MESSAGE_SEND, "message", sent.id, patient_id=seats.patient_id)
    if who.is_patient and (words := crisis_wording(body)):
        surface_wording(who, seats.patient_id, _care_room(seats.patient_id) or room_id, sent.id, words)
    return sent


def _care_room(patient_id: str) -> str:
    """Where the patient's clinicians are, also when the words stood at the front desk; "" before there are any."""
    room = rooms_of_patients([patient_id])[patient_id].get("care")
    return room.id if room else ""


def _seats(work: Work, room_id: str) -> _Seats:
    """Raises NotFound."""
    seats = work.recall(("seats", room_id), lambda: _read_seats(work, room_id))
    if seats is None:
        raise NotFound
    return seats


def _read_seats(work: Work, room_id: str) -> _Seats | None:
    rows = work.sql(_ROOM, room_id=room_id)
    if not rows:
        return None
    kind, state, patient_id, _ = rows[0]
    return _Seats(kind, state, patient_id, frozenset(row[3] for row in rows if row[3] is not None))


def _pass(who: Principal, action: Action, room_id: str, seats: _Seats) -> None:
    relations = (RELATION_BY_KIND[seats.kind],) if who.id in seats.member_ids else ()
    decision = allow(who, action, relations, seats.state)
    if decision.reason == "state":
        raise Conflict("This room is closed. You can still read it.")
    if not decision.allowed:
        refuse(action, "room", room_id, decision.reason, patient_id=seats.patient_id)


def _same_again(subject: str, twin: Sequence[Any], body: str, reply_to: str | None) -> Sent:
    message_id, seq, sent_at, body_sealed, first_reply_to = twin
    first, opened = open_body(subject, message_id, body_sealed)
    if not opened or first != body or first_reply_to != reply_to:
        raise Conflict("Another message was sent under this client id.", {"client_id": "used before"})
    return Sent(message_id, seq, sent_at, True)


def _store(
    work: Work,
    seats: _Seats,
    subject: str,
    room_id: str,
    author_id: str,
    client_id: str,
    kind: str,
    body: str,
    reply_to: str | None,
) -> Sent:
    message_id, at = ids.new_id(), clock.stamp_now()
    seq = work.sql(_NEXT_SEQ, room_id=room_id, at=at)[0][0]
    facts = {"seq": seq, "client_id": client_id, "author_id": author_id, "kind": kind, "reply_to": reply_to}
    sealed = sealing.seal(subject, "message", "body", message_id, body)
    work.sql(_INSERT, id=message_id, room_id=room_id, body_sealed=sealed, sent_at=at, **facts)
    for hearers, for_patient in _hearers(seats, kind):
        facts["kind"], words = membership_lines.shown(kind, body, for_patient=for_patient)
        told = queries.message_json(room_id=room_id, message_id=message_id, body=words, at=at, **facts)
        work.announce(events.message_new(told), to=hearers)
    return Sent(message_id, seq, at, False)


def _hearers(seats: _Seats, kind: str) -> list[tuple[frozenset[str], bool]]:
    """Who hears of a message of this kind, and whether in the patient's words: most are the same for everybody."""
    if kind not in (membership_lines.JOINED, membership_lines.LEFT):
        return [(seats.member_ids, True)]
    patient = seats.member_ids & {seats.patient_id}
    return [(each, own) for each, own in ((patient, True), (seats.member_ids - patient, False)) if each]


@write
def say_of_member(work: Work, who: Principal, room_id: str, change: str, user_id: str) -> None:
    """Put a line into a room that somebody has come or gone. change: joined | left. `who` has done it."""
    seats = _seats(work, room_id)
    subject = subject_of(seats.kind, room_id, seats.patient_id)
    one = person(user_id)
    line = membership_lines.kept(one.role.value, one.name)
    _store(work, seats, subject, room_id, who.id, ids.new_id(), change, line, None)


@write
def say_in_room(work: Work, who: Principal, room_id: str, sentence: str) -> None:
    """Put a system line into a room, because of something that `who` did; they need not be a member."""
    seats = _seats(work, room_id)
    subject = subject_of(seats.kind, room_id, seats.patient_id)
    _store(work, seats, subject, room_id, who.id, ids.new_id(), "system", sentence, None)


@write
def mark_read(work: Work, who: Principal, room_id: str, seq: int) -> int:
    """Move the read mark to `seq` (never back, never past the newest); returns where it stands."""
    seats = _seats(work, room_id)
    _pass(who, Action.MESSAGE_READ, room_id, seats)
    last_seq, read_seq = work.sql(_OWN_MARK, room_id=room_id, user_id=who.id)[0]
    new_seq: int = max(read_seq, min(seq, last_seq))
    if new_seq > read_seq:
        at = clock.stamp_now()
        work.sql(_MARK, seq=new_seq, at=at, room_id=room_id, user_id=who.id)
        trail.record(
            who, Action.MESSAGE_READ, "room", room_id, patient_id=seats.patient_id, detail={"seq": new_seq}
        )
        work.announce(events.message_read(room_id, who.id, new_seq, at), to=seats.member_ids)
    return new_seq


@write
def mark_received(work: Work, who: Principal, room_id: str, seq: int) -> int:
    """Note that a browser of `who` holds every message up to `seq` (never back, never past the newest); returns where
    that stands. No reading, so no entry in the trail; the others hear of it."""
    seats = _seats(work, room_id)
    _pass(who, Action.MESSAGE_READ, room_id, seats)
    last_seq, received_seq = work.sql(_OWN_RECEIPT, room_id=room_id, user_id=who.id)[0]
    new_seq: int = max(received_seq, min(seq, last_seq))
    if new_seq > received_seq:
        at = clock.stamp_now()
        work.sql(_RECEIPT, seq=new_seq, at=at, room_id=room_id, user_id=who.id)
        work.announce(events.message_received(room_id, who.id, new_seq, at), to=seats.member_ids - {who.id})
    return new_seq


@write
def keep_draft(work: Work, who: Principal, room_id: str, body: str, base_rev: int) -> int:
    """Keep what somebody has begun to write; returns its new rev.

    Raises Conflict in a closed room, and with the other text and its rev when another device has written since
    `base_rev`.
    """
    room = room_for(who, Action.DRAFT_WRITE, room_id)
    body = clean_text(body, most=MOST_DRAFT, least=0)
    draft = work.db.get(Draft, (room_id, who.id))
    if draft is not None and draft.rev != base_rev:
        other = queries.draft_of(who, room_id)
        if other.body and other.body != body:
            raise Conflict("You wrote something here on another device.", body=other.body, rev=other.rev)
    subject = subject_of(room.kind, room.id, room.patient_id)
    sealed = sealing.seal(subject, "draft", "body", f"{room_id}:{who.id}", body)
    if draft is None:
        draft = Draft(room_id=room_id, user_id=who.id, rev=0)
        work.db.add(draft)
    draft.body_sealed, draft.rev, draft.updated_at = sealed, draft.rev + 1, clock.now()
    return draft.rev
