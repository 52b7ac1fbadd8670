"""A room for somebody. Nothing fetches a room by id alone."""

from collections.abc import Collection

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import Conflict, NotFound
from telekat.patients.access import is_opened, refuse
from telekat.policy import Action, Principal, Relation, allow
from telekat.rooms.models import Room, RoomMember

RELATION_BY_KIND = {
    "care": Relation.CARE_ROOM,
    "front_desk": Relation.FRONT_DESK_ROOM,
    "staff": Relation.STAFF_ROOM,
}
_SEATS = (
    select(Room.kind, Room.state, Room.patient_id, RoomMember.user_id)
    .join(RoomMember)
    .where(RoomMember.left_at.is_(None))
)


def room_for(who: Principal, action: Action, room_id: str) -> Room:
    """The room when `who` may do `action` in it.

    Raises NotFound for a stranger, Conflict when only the room's state forbids it.
    """
    room = db().get(Room, room_id) if ids.is_id(room_id) else None
    if room is None:
        raise NotFound
    decision = allow(who, action, relations_to(who, room), room.state)
    if decision.reason == "state":
        raise Conflict("This room is closed. You can still read it.")
    if not decision.allowed:
        refuse(action, "room", room_id, decision.reason, patient_id=room.patient_id)
    return room


def pass_each(who: Principal, action: Action, rooms: Collection[Room]) -> None:
    """`who` may do `action` in each of these rooms; else raises NotFound. One look at the seats."""
    query = select(RoomMember.room_id).where(RoomMember.user_id == who.id, RoomMember.left_at.is_(None))
    seated = set(db().scalars(query.where(RoomMember.room_id.in_([room.id for room in rooms]))))
    for room in rooms:
        decision = allow(who, action, _relations(who, room, is_seated=room.id in seated), room.state)
        if not decision.allowed:
            refuse(action, "room", room.id, decision.reason, patient_id=room.patient_id)


def others_for(who: Principal, action: Action, room_id: str) -> list[str]:
    """Ids of the room's other members, when `who` is one and may do `action`: one light query for what comes often
    and is never stored. Raises as `room_for`."""
    rows = db().execute(_SEATS.where(Room.id == room_id)).all()
    seated = {row.user_id for row in rows}
    if not rows:
        raise NotFound
    relations = (RELATION_BY_KIND[rows[0].kind],) if who.id in seated else ()
    decision = allow(who, action, relations, rows[0].state)
    if decision.reason == "state":
        raise Conflict("This room is closed. You can still read it.")
    if not decision.allowed:
        refuse(action, "room", room_id, decision.reason, patient_id=rows[0].patient_id)
    return sorted(seated - {who.id})


def relations_to(who: Principal, room: Room) -> set[Relation]:
    """How `who` stands to this room."""
    return _relations(who, room, is_seated=is_member(who.id, room.id))


def _relations(who: Principal, room: Room, *, is_seated: bool) -> set[Relation]:
    relations: set[Relation] = set()
    if is_seated:
        relations.add(RELATION_BY_KIND[room.kind])
    if room.kind != "front_desk" and is_opened(who, room.patient_id):
        relations.add(Relation.BREAK_GLASS)
    if not who.is_patient and person(who.id).active:
        relations.add(Relation.PRACTICE)
    return relations


def is_member(user_id: str, room_id: str) -> bool:
    """Whether somebody sits in the room now."""
    member = db().get(RoomMember, (room_id, user_id))
    return member is not None and member.left_at is None
