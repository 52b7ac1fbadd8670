"""Patients' words that nobody has answered: how many, and since when. Numbers and times, never the words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from telekat.chat.models import Message
from telekat.core.database import db
from telekat.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Waiting:
    """count: messages of the patient after the last answer of a person. since: when the first of them came."""

    count: int
    since: datetime


def waiting_by_room(room_ids: Iterable[str]) -> dict[str, Waiting]:
    """By room id; rooms where nothing waits are left out. Who asks has the right to the rooms' counts."""
    wanted = list(room_ids)
    answered = (
        select(Message.room_id, func.max(Message.seq).label("seq"))
        .join(Room, Room.id == Message.room_id)
        .where(Message.room_id.in_(wanted), Message.kind == "text", Message.author_id != Room.patient_id)
        .group_by(Message.room_id)
        .subquery()
    )
    rows = db().execute(
        select(Message.room_id, func.count(), func.min(Message.sent_at))
        .join(Room, Room.id == Message.room_id)
        .outerjoin(answered, answered.c.room_id == Message.room_id)
        .where(
            Message.room_id.in_(wanted),
            Message.kind == "text",
            Message.author_id == Room.patient_id,
            Message.seq > func.coalesce(answered.c.seq, 0),
        )
        .group_by(Message.room_id)
    )
    return {room_id: Waiting(count, since) for room_id, count, since in rows}
