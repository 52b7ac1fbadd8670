"""A record that was opened in an emergency, to be read and nothing else."""

from dataclasses import dataclass
from typing import Any

from telekat.break_glass.access import opened_record
from telekat.break_glass.models import BrokenGlass
from telekat.chat.queries import messages_before
from telekat.checkins.queries import checkins_panel
from telekat.core.errors import NotFound
from telekat.dosing.queries import sessions_panel
from telekat.home.queries.record import band
from telekat.patients.access import patient_for
from telekat.patients.queries import care_team
from telekat.policy import Action, Principal
from telekat.questionnaires.queries import panels, responses
from telekat.questionnaires.queries.form_panel import FormPanel, form_panel
from telekat.rooms.models import Room
from telekat.rooms.queries import rooms_of_patients
from telekat.safety.queries import open_alerts_of

PAGE = 100  # messages shown at once


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages of a room, oldest first. older: the seq to go on below, None at the beginning."""

    kind: str
    title: str
    messages: list[dict[str, Any]]
    older: int | None


def read_record(who: Principal, glass_id: str, before: dict[str, int]) -> dict[str, Any]:
    """Everything the page shows; the look is recorded first. before: by kind of room, the seq to read below.

    Raises NotFound when it is not open (any more), Unavailable when the look cannot be recorded.
    """
    with opened_record(who, glass_id) as glass:
        patient_for(who, Action.PATIENT_SUMMARY, glass.patient_id)
        rooms = rooms_of_patients([glass.patient_id]).get(glass.patient_id, {})
        care = rooms.get("care")
        return {
            "glass": glass,
            "band": band(who, glass.patient_id),
            "team": care_team(glass.patient_id),
            "alerts": open_alerts_of(who, glass.patient_id),
            "cards": panels.score_cards(who, glass.patient_id),
            "forms": responses.in_room(who, care.id) if care else [],
            "sessions_panel": sessions_panel(who, glass.patient_id),
            "checkins_panel": checkins_panel(who, glass.patient_id),
            "conversations": [
                _conversation(who, rooms[kind], title, before.get(kind))
                for kind, title in (("care", "Messages"), ("staff", "Staff notes"))
                if kind in rooms
            ],
        }


def _conversation(who: Principal, room: Room, title: str, before: int | None) -> Conversation:
    shown = messages_before(who, room.id, before or room.last_seq + 1, PAGE).messages
    first = shown[0]["seq"] if shown else 1
    return Conversation(room.kind, title, shown, first if first > 1 else None)


def read_form(who: Principal, glass_id: str, questionnaire_id: str) -> tuple[BrokenGlass, FormPanel]:
    """One form of the opened record with its answers. Raises as `read_record`, and NotFound for another's form."""
    with opened_record(who, glass_id) as glass:
        panel = form_panel(who, questionnaire_id)
        if panel.patient.id != glass.patient_id:
            raise NotFound
        return glass, panel
