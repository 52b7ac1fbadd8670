"""Rooms for programs: the caller's list, opening, members."""

from typing import Any

from telekat.policy import Action
from telekat.rooms import actions, queries
from telekat.rooms.access import is_member, room_for
from telekat.web.http import Doors, principal
from telekat.web.schemas import Id, Line, Schema

api = Doors("rooms_api", "/api/v1/rooms")


class OpenRoom(Schema):
    patient: Id
    kind: Line = "care"
    members: list[Id] = []


class AddMember(Schema):
    user: Id


class MoveRoom(Schema):
    stage: Line


@api.api("", may=Action.ROOM_LIST)
def list_rooms() -> dict[str, Any]:
    """The rooms that the caller sits in."""
    who = principal()
    return {
        "rooms": [
            {**queries.room_json(who, line.room), "last_seq": line.room.last_seq, "read_seq": line.read_seq}
            for line in queries.rooms_of(who)
        ]
    }


@api.api("", may=Action.ROOM_CREATE, method="POST", schema=OpenRoom)
def create_room(sent: OpenRoom) -> tuple[dict[str, Any], int]:
    """Open a room of a patient."""
    who = principal()
    room = actions.open_room(who, sent.patient, sent.kind, tuple(sent.members[:50]))
    return {"room": queries.room_json(who, room)}, 201


@api.api("/<room_id>", may=Action.ROOM_READ)
def read_room(room_id: str) -> dict[str, Any]:
    """One room: title, stage, members; for a member also the marks and `promise`, who answers by when."""
    who = principal()
    room = room_for(who, Action.ROOM_READ, room_id)
    answer: dict[str, Any] = {"room": queries.room_json(who, room)}
    if is_member(who.id, room_id):
        answer |= queries.entered_json(who, room)
    return answer


@api.api("/<room_id>/members", may=Action.MEMBER_ADD, method="POST", schema=AddMember)
def add_member(room_id: str, sent: AddMember) -> dict[str, Any]:
    """Bring somebody into a room."""
    who = principal()
    added = actions.add_member(who, room_id, sent.user)
    return {"room": queries.room_json(who, room_for(who, Action.ROOM_READ, room_id)), "added": added}


@api.api("/<room_id>/members/<user_id>", may=Action.MEMBER_REMOVE, method="DELETE")
def remove_member(room_id: str, user_id: str) -> dict[str, Any]:
    """Take somebody out of a room."""
    actions.remove_member(principal(), room_id, user_id)
    return {"ok": True}


@api.api("/<room_id>/stage", may=Action.ROOM_MOVE, method="PUT", schema=MoveRoom)
def move_room(room_id: str, sent: MoveRoom) -> dict[str, Any]:
    """Move a patient to another stage."""
    actions.move_stage(principal(), room_id, sent.stage)
    return {"ok": True, "stage": sent.stage}
