"""Sending, reading marks, drafts. `send_message` is the hottest path of the house: compiled statements only."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from telekat.audit import trail
from telekat.chat import events, queries
from telekat.chat.models import Draft
from telekat.chat.sealed import open_body, subject_of
from telekat.core import ballast, clock, ids
from telekat.core.errors import Conflict, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.patients.access import refuse
from telekat.policy import Action, Principal, allow
from telekat.rooms.access import RELATION_BY_KIND, room_for
from telekat.vault import sealing
from telekat.web.schemas import clean_text

MOST = 8000  # code points in a message (contract)
MOST_DRAFT = 8000

_ROOM_AND_TWIN = text(
    "SELECT r.kind, r.state, r.patient_id, m.user_id, x.id, x.seq, x.sent_at, x.body_sealed, x.reply_to FROM room r"
    " LEFT JOIN room_member m ON m.room_id = r.id AND m.user_id = :user_id AND m.left_at IS NULL"
    " LEFT JOIN message x ON x.room_id = r.id AND x.author_id = :user_id AND x.client_id = :client_id"
    " WHERE r.id = :room_id"
)
_NEXT_SEQ = text("UPDATE room SET last_seq = last_seq + 1, last_at = :at WHERE id = :room_id RETURNING last_seq")
_INSERT = text(
    "INSERT INTO message (id, room_id, seq, author_id, client_id, kind, body_sealed, sent_at, reply_to)"
    " VALUES (:id, :room_id, :seq, :author_id, :client_id, :kind, :body_sealed, :sent_at, :reply_to)"
)
_MEMBERS = text("SELECT user_id FROM room_member WHERE room_id = :room_id AND left_at IS NULL")
_IN_ROOM = text("SELECT 1 FROM message WHERE id = :id AND room_id = :room_id")
_OWN_MARK = text(
    "SELECT r.kind, r.state, r.last_seq, m.read_seq, r.patient_id FROM room r LEFT JOIN room_member m"
    " ON m.room_id = r.id AND m.user_id = :user_id AND m.left_at IS NULL WHERE r.id = :room_id"
)
_MARK = text(
    "UPDATE room_member SET read_seq = :seq, read_at = :at WHERE room_id = :room_id AND user_id = :user_id"
)
_OWN_RECEIPT = text(
    "SELECT r.kind, r.state, r.last_seq, m.received_seq FROM room r LEFT JOIN room_member m"
    " ON m.room_id = r.id AND m.user_id = :user_id AND m.left_at IS NULL WHERE r.id = :room_id"
)
_RECEIPT = text(
    "UPDATE room_member SET received_seq = :seq, received_at = :at WHERE room_id = :room_id AND user_id = :user_id"
)


@dataclass(frozen=True, slots=True)
class Sent:
    """duplicate: the same client id had come before, and nothing new was stored."""

    id: str
    seq: int
    at: str
    duplicate: bool


def send_message(who: Principal, room_id: str, client_id: str, body: str, reply_to: str | None = None) -> Sent:
    """Keep a message and tell the room's members.

    Raises Invalid (text, reply_to of another room), NotFound for a stranger, Conflict when the room is closed or the
    client id came before with another body, Unavailable while the disk is nearly full.
    """
    text_body = clean_text(body, most=MOST)
    ballast.pass_chat()
    return _send(who, room_id, client_id, text_body, reply_to)


@write
def _send(work: Work, who: Principal, room_id: str, client_id: str, body: str, reply_to: str | None) -> Sent:
    rows = work.sql(_ROOM_AND_TWIN, room_id=room_id, user_id=who.id, client_id=client_id)
    if not rows:
        raise NotFound
    kind, state, patient_id, member_id, *twin = rows[0]
    _pass(who, Action.MESSAGE_SEND, room_id, kind, state, is_member=member_id is not None)
    subject = subject_of(kind, room_id, patient_id)
    if twin[0] is not None:
        return _same_again(subject, twin, body, reply_to)
    if reply_to is not None and not work.sql(_IN_ROOM, id=reply_to, room_id=room_id):
        raise Invalid("The message you answer is not in this room.", {"reply_to": "not in this room"})
    sent = _store(work, subject, room_id, who.id, client_id, "text", body, reply_to)
    trail.record(who, Action.MESSAGE_SEND, "message", sent.id, patient_id=patient_id)
    return sent


def _pass(who: Principal, action: Action, room_id: str, kind: str, state: str, *, is_member: bool) -> None:
    decision = allow(who, action, (RELATION_BY_KIND[kind],) if is_member else (), state)
    if decision.reason == "state":
        raise Conflict("This room is closed. You can still read it.")
    if not decision.allowed:
        refuse(action, "room", room_id, decision.reason)


def _same_again(subject: str, twin: Sequence[Any], body: str, reply_to: str | None) -> Sent:
    message_id, seq, sent_at, body_sealed, first_reply_to = twin
    first, opened = open_body(subject, message_id, body_sealed)
    if not opened or first != body or first_reply_to != reply_to:
        raise Conflict("Another message was sent under this client id.", {"client_id": "used before"})
    return Sent(message_id, seq, sent_at, True)


def _store(
    work: Work,
    subject: str,
    room_id: str,
    author_id: str,
    client_id: str,
    kind: str,
    body: str,
    reply_to: str | None,
) -> Sent:
    message_id, at = ids.new_id(), clock.stamp(clock.now())
    seq = work.sql(_NEXT_SEQ, room_id=room_id, at=at)[0][0]
    facts = {"seq": seq, "client_id": client_id, "author_id": author_id, "kind": kind, "reply_to": reply_to}
    sealed = sealing.seal(subject, "message", "body", message_id, body)
    work.sql(_INSERT, id=message_id, room_id=room_id, body_sealed=sealed, sent_at=at, **facts)
    hearers = [row[0] for row in work.sql(_MEMBERS, room_id=room_id)]
    told = queries.message_json(room_id=room_id, message_id=message_id, body=body, at=at, **facts)
    work.announce(events.message_new(told), to=hearers)
    return Sent(message_id, seq, at, False)


@write
def say_in_room(work: Work, who: Principal, room_id: str, sentence: str) -> None:
    """Put a system line into a room, because of something that `who` did; they need not be a member."""
    rows = work.sql(_OWN_MARK, room_id=room_id, user_id="")
    if not rows:
        raise NotFound
    kind, _state, _last_seq, _read, patient_id = rows[0]
    _store(work, subject_of(kind, room_id, patient_id), room_id, who.id, ids.new_id(), "system", sentence, None)


@write
def mark_read(work: Work, who: Principal, room_id: str, seq: int) -> int:
    """Move the read mark to `seq` (never back, never past the newest); returns where it stands."""
    rows = work.sql(_OWN_MARK, room_id=room_id, user_id=who.id)
    if not rows:
        raise NotFound
    kind, state, last_seq, read_seq, patient_id = rows[0]
    _pass(who, Action.MESSAGE_READ, room_id, kind, state, is_member=read_seq is not None)
    new_seq: int = max(read_seq, min(seq, last_seq))
    if new_seq > read_seq:
        at = clock.stamp(clock.now())
        work.sql(_MARK, seq=new_seq, at=at, room_id=room_id, user_id=who.id)
        trail.record(who, Action.MESSAGE_READ, "room", room_id, patient_id=patient_id, detail={"seq": new_seq})
        hearers = [row[0] for row in work.sql(_MEMBERS, room_id=room_id)]
        work.announce(events.message_read(room_id, who.id, new_seq, at), to=hearers)
    return new_seq


@write
def mark_received(work: Work, who: Principal, room_id: str, seq: int) -> int:
    """Note that a browser of `who` holds every message up to `seq` (never back, never past the newest); returns where
    that stands. No reading, so no entry in the trail; the others hear of it."""
    rows = work.sql(_OWN_RECEIPT, room_id=room_id, user_id=who.id)
    if not rows:
        raise NotFound
    kind, state, last_seq, received_seq = rows[0]
    _pass(who, Action.MESSAGE_READ, room_id, kind, state, is_member=received_seq is not None)
    new_seq: int = max(received_seq, min(seq, last_seq))
    if new_seq > received_seq:
        at = clock.stamp(clock.now())
        work.sql(_RECEIPT, seq=new_seq, at=at, room_id=room_id, user_id=who.id)
        hearers = [row[0] for row in work.sql(_MEMBERS, room_id=room_id) if row[0] != who.id]
        work.announce(events.message_received(room_id, who.id, new_seq, at), to=hearers)
    return new_seq


@write
def keep_draft(work: Work, who: Principal, room_id: str, body: str, base_rev: int) -> int:
    """Keep what somebody has begun to write; returns its new rev.

    Raises Conflict with the other text and its rev when another device has written since `base_rev`.
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
