"""What the page of one room is made from: the room, its newest messages, and what the writer is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from telekat.accounts.queries import Person, person
from telekat.chat.queries import draft_of, messages_before, unread_by_room
from telekat.core import clock
from telekat.home import readers, reply_time
from telekat.home.queries.viewer import viewer_data
from telekat.policy import CLINICIANS, Action, Principal, Role
from telekat.practice.queries import practice
from telekat.rooms import queries as rooms
from telekat.rooms.access import room_for
from telekat.rooms.models import Room
from telekat.rooms.stages import label

FIRST_MESSAGES = 60  # the page is read from its end; the rest comes while scrolling up


@dataclass(frozen=True, slots=True)
class RoomPage:
    """The context of chat/_room.html, and the room's patient."""

    patient_id: str
    context: Mapping[str, Any]


def room_page(who: Principal, room_id: str) -> RoomPage:
    """Everything the page of a room shows. Raises NotFound."""
    room = room_for(who, Action.MESSAGE_READ, room_id)
    members = [rooms.member_json(one) for one in rooms.members(room.id)]
    shown = messages_before(who, room.id, room.last_seq + 1, FIRST_MESSAGES)
    draft = draft_of(who, room.id)
    page = viewer_data(who) | {
        "room_id": room.id,
        "patient_id": room.patient_id,
        "members": members,
        "last_seq": shown.last_seq,
        **rooms.marks_json(room.id),
        "draft": {"body": draft.body, "rev": draft.rev},
        "promise": promise(who, room),
        "unread": dict(unread_by_room(who)),
    }
    context = {
        "room": _room_facts(who, room),
        "members": members,
        "messages": shown.messages,
        "page": page,
        "promise": page["promise"],
        "urgent_phone": practice().desk_phone,
        "seen_by": _seen_by(who, room),
    }
    return RoomPage(room.patient_id, context)


def _room_facts(who: Principal, room: Room) -> dict[str, Any]:
    return {
        "id": room.id,
        "kind": room.kind,
        "title": rooms.title_for(who, room),
        "stage_label": "" if who.is_patient or room.kind == "staff" else label(room.stage),
        "patient_name": person(room.patient_id).name,
        "closed": room.state == "closed",
    }


def promise(who: Principal, room: Room) -> dict[str, Any] | None:
    """Who answers by when, in the reader's zone, and how long that is true: {words, holds_seconds}.

    None for a closed room, for the team's own notes, and where nobody has promised anything.
    """
    if room.kind == "staff" or room.state == "closed":
        return None
    house, zone, now = practice(), person(who.id).time_zone, clock.now()
    name = answerer(room)
    if name:
        words = reply_time.answers_by(name, now, house.answer_by, house.time_zone, zone)
    elif who.is_patient:
        words = reply_time.named_by(now, house.answer_by, house.time_zone, zone)
    else:
        return None
    return {"words": words, "holds_seconds": reply_time.holds_seconds(now, house.answer_by, house.time_zone, zone)}


def answerer(room: Room) -> str:
    """Who answers a patient here: the front desk; in a care room the therapist, else who joined first; "" for nobody."""
    if room.kind == "front_desk":
        return "The front desk"
    team = [one for one in rooms.members(room.id) if one.active and one.role in CLINICIANS]
    return min(team, key=_answers_first).name if team else ""


def _answers_first(one: Person) -> bool:
    return one.role is not Role.THERAPIST


def _seen_by(who: Principal, room: Room) -> str:
    return readers.seen_by(room.kind, for_patient=who.is_patient, patient_name=person(room.patient_id).name)
