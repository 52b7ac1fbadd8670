"""The front-desk rooms as their coordinators list them: the one place where coordination reads words."""

from typing import Any

from telekat.accounts.queries import person
from telekat.chat.queries import newest_lines, unread_by_room
from telekat.policy import Principal
from telekat.rooms.models import Room
from telekat.rooms.queries import rooms_of

LINE = 120  # characters of the newest message


def front_desks(who: Principal) -> list[dict[str, Any]]:
    """Rooms with something unread first, then the newest."""
    unread = unread_by_room(who)
    rooms = [line.room for line in rooms_of(who) if line.room.kind == "front_desk"]
    newest = newest_lines(who, rooms)
    rows = [_row(who, room, unread.get(room.id, 0), newest.get(room.id)) for room in rooms]
    return sorted(rows, key=lambda row: not row["unread"])


def _row(who: Principal, room: Room, unread: int, newest: dict[str, Any] | None) -> dict[str, Any]:
    patient = person(room.patient_id)
    by = "" if newest is None else "You: " if newest["author"]["id"] == who.id else f"{newest['author']['name']}: "
    words = "No messages yet" if newest is None else f"{by}{' '.join(newest['body'].split())}"
    return {
        "id": room.id,
        "patient_id": room.patient_id,
        "name": patient.name,
        "initials": patient.initials,
        "tint": patient.tint,
        "line": words if len(words) <= LINE else f"{words[:LINE].rstrip()} …",
        "at": newest["at"] if newest else None,
        "unread": unread,
        "closed": room.state == "closed",
    }
