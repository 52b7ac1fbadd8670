"""Reading messages: pages by seq, unread counts, drafts; and whether a room still holds all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from telekat.accounts.queries import person
from telekat.chat import membership_lines
from telekat.chat.models import Draft, Message
from telekat.chat.sealed import open_body, subject_of
from telekat.core.clock import stamp
from telekat.core.database import db, once
from telekat.policy import Action, Principal
from telekat.rooms.access import pass_each, room_for
from telekat.rooms.models import Room, RoomMember
from telekat.vault import sealing

PAGE = 200  # messages in one answer, at most (contract)


@dataclass(frozen=True, slots=True)
class Page:
    """messages ascending by seq, without a gap; last_seq is the room's newest at the same moment. patient_id: whose
    room it is."""

    messages: list[dict[str, Any]]
    last_seq: int
    patient_id: str


@dataclass(frozen=True, slots=True)
class DraftText:
    """rev 0 and "" when there is none."""

    body: str
    rev: int


def messages_after(who: Principal, room_id: str, after_seq: int, limit: int = PAGE) -> Page:
    """What came after `after_seq`, oldest first. Raises NotFound."""
    room = room_for(who, Action.MESSAGE_READ, room_id)
    rows = db().execute(
        _messages(room).where(Message.seq > after_seq).order_by(Message.seq).limit(min(limit, PAGE))
    )
    return Page([_json(who, room, row) for row in rows.all()], room.last_seq, room.patient_id)


def messages_before(who: Principal, room_id: str, before_seq: int, limit: int = PAGE) -> Page:
    """The newest `limit` messages below `before_seq`, oldest first. Raises NotFound."""
    room = room_for(who, Action.MESSAGE_READ, room_id)
    rows = db().execute(
        _messages(room).where(Message.seq < before_seq).order_by(Message.seq.desc()).limit(min(limit, PAGE))
    )
    return Page([_json(who, room, row) for row in rows.all()][::-1], room.last_seq, room.patient_id)


def _messages(room: Room) -> Any:
    """Read whole before any is opened: noting down a broken one ends the snapshot that they are read in."""
    return select(Message.__table__).where(Message.room_id == room.id)


def _json(who: Principal, room: Room, row: Any) -> dict[str, Any]:
    body, opened = open_body(subject_of(room.kind, room.id, room.patient_id), row.id, row.body_sealed)
    kind, body = membership_lines.shown(row.kind if opened else "unreadable", body, for_patient=who.is_patient)
    return message_json(
        room_id=room.id,
        message_id=row.id,
        seq=row.seq,
        client_id=row.client_id,
        author_id=row.author_id,
        kind=kind,
        body=body,
        at=stamp(row.sent_at),
        reply_to=row.reply_to,
    )


def message_json(
    *,
    room_id: str,
    message_id: str,
    seq: int,
    client_id: str,
    author_id: str,
    kind: str,
    body: str,
    at: str,
    reply_to: str | None,
) -> dict[str, Any]:
    """A message as the contract shows it. at: RFC 3339 text."""
    author = person(author_id)
    return {
        "room": room_id,
        "id": message_id,
        "seq": seq,
        "client_id": client_id,
        "author": {"id": author.id, "name": author.name, "role": author.role.value},
        "kind": kind,
        "body": body,
        "at": at,
        "reply_to": reply_to,
    }


def unread_by_room(who: Principal) -> Mapping[str, int]:
    """Room id to the number of others' messages after this person's read mark; rooms without any are left out."""
    return once(("unread", who.id), lambda: _count_unread(who))


def _count_unread(who: Principal) -> Mapping[str, int]:
    rows = db().execute(
        select(Message.room_id, func.count())
        .join(RoomMember, RoomMember.room_id == Message.room_id)
        .where(
            RoomMember.user_id == who.id,
            RoomMember.left_at.is_(None),
            Message.seq > RoomMember.read_seq,
            Message.author_id != who.id,
        )
        .group_by(Message.room_id)
    )
    return {row[0]: row[1] for row in rows}


def first_unread_seq(who: Principal, room_id: str) -> int | None:
    """The first message of somebody else after the read mark, None when all is read."""
    return db().scalar(
        select(func.min(Message.seq))
        .join(RoomMember, RoomMember.room_id == Message.room_id)
        .where(
            RoomMember.user_id == who.id,
            Message.room_id == room_id,
            Message.seq > RoomMember.read_seq,
            Message.author_id != who.id,
        )
    )


def newest_lines(who: Principal, rooms: Collection[Room]) -> dict[str, dict[str, Any]]:
    """Room id to its newest message; empty rooms are left out. Raises NotFound."""
    pass_each(who, Action.MESSAGE_READ, rooms)
    by_id = {room.id: room for room in rooms}
    newest = select(Message.__table__).join(Room, (Room.id == Message.room_id) & (Room.last_seq == Message.seq))
    rows = db().execute(newest.where(Room.id.in_(list(by_id))))
    return {row.room_id: _json(who, by_id[row.room_id], row) for row in rows}


@dataclass(frozen=True, slots=True)
class Spoke:
    """That somebody wrote in a room: their first message within a span."""

    room_id: str
    author_id: str
    message_id: str
    seq: int
    at: datetime


def spoke_between(room_id: str, begin: datetime, end: datetime) -> list[Spoke]:
    """Who wrote from `begin` until before `end`, whoever began first. No words; the caller has asked for the right."""
    firsts = (
        select(func.min(Message.seq))
        .where(Message.room_id == room_id, Message.kind == "text", Message.sent_at >= begin, Message.sent_at < end)
        .group_by(Message.author_id)
    )
    rows = db().execute(
        select(Message.room_id, Message.author_id, Message.id, Message.seq, Message.sent_at)
        .where(Message.room_id == room_id, Message.seq.in_(firsts))
        .order_by(Message.seq)
    )
    return [Spoke(*row) for row in rows]


def draft_of(who: Principal, room_id: str) -> DraftText:
    """One's own draft in a room, which may be closed by now. Raises NotFound."""
    room = room_for(who, Action.MESSAGE_READ, room_id)
    row = db().get(Draft, (room_id, who.id))
    if row is None:
        return DraftText("", 0)
    try:
        subject = subject_of(room.kind, room.id, room.patient_id)
        return DraftText(sealing.unseal(subject, "draft", "body", f"{room_id}:{who.id}", row.body_sealed), row.rev)
    except sealing.SealBroken:
        return DraftText("", row.rev)


# --- Whether every room holds what it was told ---


@dataclass(frozen=True, slots=True)
class RoomsVerdict:
    """room_id: the first room that does not hold, "" for none; why: a part of a sentence."""

    room_count: int
    room_id: str = ""
    why: str = ""


def check_rooms() -> RoomsVerdict:
    """Look at all of them, room by room in one question."""
    counted = (
        select(Message.room_id, func.count().label("count"), func.max(Message.seq).label("last"))
        .group_by(Message.room_id)
        .subquery()
    )
    rooms = db().execute(
        select(Room.id, Room.last_seq, counted.c.count, counted.c.last)
        .outerjoin(counted, counted.c.room_id == Room.id)
        .order_by(Room.id)
    )
    room_count = 0
    for room_id, last_seq, count, last in rooms:
        room_count += 1
        if (count or 0) != last_seq or (last or 0) != last_seq:
            return RoomsVerdict(room_count, room_id, _gap_words(room_id, last_seq))
    return _check_answers(room_count)


def _gap_words(room_id: str, last_seq: int) -> str:
    seqs = list(db().scalars(select(Message.seq).where(Message.room_id == room_id).order_by(Message.seq)))
    missing = next((seq for seq in range(1, last_seq + 1) if seq not in set(seqs)), None)
    if missing is None:
        return f"message {seqs[-1]} is beyond the last number {last_seq}"
    return f"message {missing} of {last_seq} is missing"


def _check_answers(room_count: int) -> RoomsVerdict:
    first = aliased(Message)
    lost = db().execute(
        select(Message.room_id, Message.seq)
        .outerjoin(first, (first.id == Message.reply_to) & (first.room_id == Message.room_id))
        .where(Message.reply_to.is_not(None), first.id.is_(None))
        .limit(1)
    )
    for room_id, seq in lost:
        return RoomsVerdict(room_count, room_id, f"message {seq} answers one that is not there")
    return RoomsVerdict(room_count)
