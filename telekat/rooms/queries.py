"""Which rooms, who is in them, what is unread."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from telekat.accounts.queries import Person, person
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.live import connections
from telekat.policy import Principal
from telekat.rooms.models import Room, RoomMember


def has_left(who: Principal, room_id: str) -> bool:
    """Whether somebody sat in this room once and does so no longer."""
    query = select(RoomMember.left_at).where(RoomMember.room_id == room_id, RoomMember.user_id == who.id)
    return db().scalar(query) is not None


Promise = Callable[[Principal, Room], dict[str, Any] | None]
_promise: Promise | None = None


def start(promise: Promise) -> None:
    """promise(who, room) says who answers by when, {words, holds_seconds} or None: the practice's hours lie above."""
    global _promise
    _promise = promise


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room in somebody's list, with their read mark. What is unread is counted by chat."""

    room: Room
    title: str
    read_seq: int


def members(room_id: str) -> list[Person]:
    """Who is in the room now, the patient first, then in the order they joined."""
    people = [person(user_id) for user_id in member_ids(room_id)]
    return sorted(people, key=lambda one: one.role != "patient")


def member_ids(room_id: str) -> list[str]:
    return list(
        db().scalars(
            select(RoomMember.user_id)
            .where(RoomMember.room_id == room_id, RoomMember.left_at.is_(None))
            .order_by(RoomMember.joined_at)
        )
    )


def entered_json(who: Principal, room: Room) -> dict[str, Any]:
    """What a member learns when they enter: the newest number, everybody's marks, and who answers by when."""
    told = _promise(who, room) if _promise is not None else None
    return {"last_seq": room.last_seq, **marks_json(room.id), "promise": told}


def marks_json(room_id: str) -> dict[str, dict[str, Any]]:
    """How far each member has read and holds the room: `read` and `received` by user, and since when, None before the
    first time."""
    rows = list(
        db().execute(
            select(
                RoomMember.user_id,
                RoomMember.read_seq,
                RoomMember.read_at,
                RoomMember.received_seq,
                RoomMember.received_at,
            ).where(RoomMember.room_id == room_id, RoomMember.left_at.is_(None))
        )
    )
    return {
        "read": {row.user_id: row.read_seq for row in rows},
        "read_at": {row.user_id: stamp(row.read_at) if row.read_at else None for row in rows},
        "received": {row.user_id: row.received_seq for row in rows},
        "received_at": {row.user_id: stamp(row.received_at) if row.received_at else None for row in rows},
    }


def rooms_of(who: Principal) -> list[RoomLine]:
    """The rooms somebody sits in, the one with the newest message first."""
    rows = db().execute(
        select(Room, RoomMember.read_seq)
        .join(RoomMember, RoomMember.room_id == Room.id)
        .where(RoomMember.user_id == who.id, RoomMember.left_at.is_(None))
        .order_by(Room.last_at.desc().nulls_last(), Room.created_at.desc())
    )
    return [RoomLine(room, title_for(who, room), read) for room, read in rows]


def rooms_of_patients(patient_ids: Iterable[str]) -> dict[str, dict[str, Room]]:
    """Patient id to room by kind."""
    found: dict[str, dict[str, Room]] = defaultdict(dict)
    for room in db().scalars(select(Room).where(Room.patient_id.in_(list(patient_ids)))):
        found[room.patient_id][room.kind] = room
    return found


def rooms_with_others(user_id: str) -> dict[str, list[str]]:
    """Room id to the others in it, for each room this person sits in: who learns that they are here."""
    own = select(RoomMember.room_id).where(RoomMember.user_id == user_id, RoomMember.left_at.is_(None))
    rows = db().execute(
        select(RoomMember.room_id, RoomMember.user_id).where(
            RoomMember.room_id.in_(own), RoomMember.left_at.is_(None), RoomMember.user_id != user_id
        )
    )
    others: dict[str, list[str]] = defaultdict(list)
    for room_id, other_id in rows:
        others[room_id].append(other_id)
    return others


def title_for(who: Principal, room: Room) -> str:
    """What the room is called for this person: a patient writes to people, staff look for a patient."""
    if who.is_patient:
        return "Your care team" if room.kind == "care" else "Front desk"
    name = person(room.patient_id).name
    return {"care": name, "front_desk": f"{name}, front desk", "staff": f"{name}, staff notes"}[room.kind]


def room_json(who: Principal, room: Room) -> dict[str, Any]:
    """The room as the contract shows it."""
    return {
        "id": room.id,
        "kind": room.kind,
        "title": title_for(who, room),
        "stage": room.stage,
        "state": room.state,
        "patient": room.patient_id,
        "members": [member_json(one) for one in members(room.id)],
    }


def member_json(one: Person) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "role": one.role.value, "online": connections.is_online(one.id)}
