"""One patient's page for coordination: identity, contact, stage, team and rooms. Nothing clinical is read for it."""

from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.models import User
from telekat.accounts.queries import email_of
from telekat.core import clock
from telekat.core.database import db
from telekat.eligibility.queries import STANDING_WORDS, standing_of
from telekat.home.board_rules import BoardLine
from telekat.home.queries.board import board_line, line_json
from telekat.home.queries.identity import UNKNOWN, namesake
from telekat.patients.access import patient_for
from telekat.patients.queries import card
from telekat.policy import Action, Principal
from telekat.practice.queries import practice
from telekat.rooms.models import Room
from telekat.rooms.queries import rooms_of_patients
from telekat.rooms.stages import LABELS

ROOM_WORDS = {"front_desk": "Front desk", "care": "Care room", "staff": "Staff notes"}


def office_record(who: Principal, patient_id: str) -> dict[str, Any]:
    """Raises NotFound."""
    patient = patient_for(who, Action.PATIENT_UPDATE, patient_id)
    known = card(patient)
    line = board_line(who, patient)
    today = clock.now().astimezone(ZoneInfo(practice().time_zone)).date()
    return {
        "id": known.id,
        "name": known.name,
        "initials": known.initials,
        "tint": known.tint,
        "born": known.born_words or UNKNOWN,
        "age": known.age_on(today),
        "email": email_of(db().get_one(User, known.id)),
        "phone": known.phone,
        "emergency_contact": known.emergency_contact,
        "zone": known.time_zone,
        "since": patient.created_at,
        "namesake": namesake(who, known.id, known.name),
        "line": line_json(line),
        "stages": [(stage.value, words) for stage, words in LABELS.items()],
        "decision": STANDING_WORDS[standing_of(who, known.id)],
        "rooms": _rooms(line, rooms_of_patients([known.id]).get(known.id, {})),
    }


def _rooms(line: BoardLine, rooms: dict[str, Room]) -> list[dict[str, Any]]:
    """The staff room is the care team's own: coordination neither opens nor closes it."""
    return [
        {
            "id": room.id,
            "kind": room.kind,
            "title": ROOM_WORDS[room.kind],
            "closed": room.state == "closed",
            "since": room.created_at,
            "last_at": room.last_at,
            "unread": line.unread if room.kind == "front_desk" else 0,
        }
        for room in sorted(rooms.values(), key=lambda one: one.kind != "front_desk")
        if room.kind != "staff"
    ]
