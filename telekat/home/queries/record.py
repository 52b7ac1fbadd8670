"""What clinicians see of a patient, beside the care room and in a consult: who they are, and their record in panels."""

from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.queries import person
from telekat.checkins.queries import checkins_panel
from telekat.core import clock
from telekat.dosing.queries import sessions_of, sessions_panel
from telekat.home.day_words import date_words
from telekat.home.queries.identity import UNKNOWN, namesake
from telekat.home.queries.risk_marks import risk_mark
from telekat.home.queries.room_page import RoomPage, room_page
from telekat.patients.access import patient_for
from telekat.patients.queries import card
from telekat.policy import Action, Principal
from telekat.questionnaires.queries import panels, responses, sets
from telekat.questionnaires.queries.form_panel import form_panel
from telekat.rooms.access import is_member
from telekat.rooms.queries import rooms_of_patients


def record_beside(who: Principal, page: RoomPage) -> dict[str, Any]:
    """Band, panels and the team's own notes. Raises NotFound for whoever is not on the care team."""
    record = record_of(who, page.patient_id)
    is_notes = page.context["room"]["kind"] == "staff"
    return record | {"notes": None if is_notes else staff_notes(who, page.patient_id)}


def record_of(who: Principal, patient_id: str) -> dict[str, Any]:
    """Who the patient is, and their record panel by panel. Raises NotFound."""
    patient_for(who, Action.PATIENT_SUMMARY, patient_id)
    care = rooms_of_patients([patient_id])[patient_id].get("care")
    forms = responses.in_room(who, care.id) if care and is_member(who.id, care.id) else []
    shared = next((one["id"] for one in forms if one["status"] == "in_progress"), "")
    sessions = [one.now.took_place_at for one in sessions_of(who, patient_id)]
    return {
        "band": band(who, patient_id),
        "room_id": care.id if care and is_member(who.id, care.id) else "",
        "patient_name": person(patient_id).name,
        "cards": panels.score_cards(who, patient_id, sessions),
        "forms": forms,
        "panel": form_panel(who, shared) if shared else None,
        "assignable": panels.assignable(),
        "sets": sets.offered(),
        "sessions_panel": sessions_panel(who, patient_id),
        "checkins_panel": checkins_panel(who, patient_id),
    }


def staff_notes(who: Principal, patient_id: str) -> RoomPage | None:
    """The care team's own room, for whoever sits in it."""
    staff = rooms_of_patients([patient_id])[patient_id].get("staff")
    return room_page(who, staff.id) if staff and is_member(who.id, staff.id) else None


def band(who: Principal, patient_id: str) -> dict[str, Any]:
    """The facts over every page of one patient."""
    known = card(patient_for(who, Action.PATIENT_READ, patient_id))
    zone = ZoneInfo(person(who.id).time_zone)
    today = clock.now().astimezone(zone).date()
    risk = risk_mark(who, patient_id)
    return {
        "id": known.id,
        "name": known.name,
        "born": known.born_words or UNKNOWN,
        "age": known.age_on(today),
        "phone": known.phone,
        "contact": known.emergency_contact,
        "zone": known.time_zone,
        "risk": risk.level,
        "risk_since": f"since {date_words(risk.since.astimezone(zone).date(), today)}" if risk.since else "",
        "namesake": namesake(who, known.id, known.name),
    }
