"""Everything a consult shows on its one screen: the record, the rooms, the note of the day, and who else waits."""

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.queries import person
from telekat.core import clock, ids
from telekat.core.errors import NotFound
from telekat.eligibility.queries import choices, consult_view
from telekat.home.queries.day import day_lines, is_queued, line_json
from telekat.home.queries.record import record_of, staff_notes
from telekat.home.queries.room_page import RoomPage, room_page
from telekat.home.queries.viewer import viewer_data
from telekat.notes.queries import for_programs, notes
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal


def consult_of(who: Principal, patient_id: str, on_date: str) -> dict[str, Any]:
    """on_date: of the note that stands open, "" for today's. Raises NotFound."""
    patient_for(who, Action.CONSULT_READ, patient_id)
    record = record_of(who, patient_id)
    care = room_page(who, record["room_id"]) if record["room_id"] else None
    day = _note_day(who, on_date)
    page = dict(care.context["page"]) if care else viewer_data(who)
    return record | {
        "care": care,
        "staff": staff_notes(who, patient_id),
        "eligibility": consult_view(who, patient_id),
        "choices": choices(),
        "queue": [line_json(line) for line in day_lines(who) if line.id != patient_id and is_queued(line)],
        "note": _note(who, patient_id, day),
        "earlier_notes": [
            one for one in notes.notes_of(who, patient_id) if not (one.is_own and one.on_date == day)
        ],
        "addendum_client_id": ids.new_id(),
        "page": page | {"patient_id": patient_id},
    }


def _note_day(who: Principal, on_date: str) -> str:
    """Today where the clinician is, unless another day is asked for."""
    if not on_date:
        return clock.now().astimezone(ZoneInfo(person(who.id).time_zone)).date().isoformat()
    try:
        day = date.fromisoformat(on_date)
    except ValueError:
        raise NotFound from None
    if day > clock.now().date() + timedelta(days=1):
        raise NotFound
    return day.isoformat()


def _note(who: Principal, patient_id: str, day: str) -> dict[str, Any]:
    """One's own note of the day; begun or not, signed or not. `view` is None before it is begun."""
    view = notes.own_note(who, patient_id, day)
    return {
        "on_date": day,
        "day_words": notes.day_words(day).removesuffix(f" {clock.now().year}"),
        "address": f"/api/v1/patients/{patient_id}/notes/{day}",
        "is_signed": view is not None and view.status == "signed",
        "view": view,
        "initial": for_programs.note_json(view)
        if view
        else {"rev": 0, "body": "", "sentences": [], "updated_at": None},
    }


def rooms_read(consult: dict[str, Any]) -> list[RoomPage]:
    """The rooms whose words this page shows."""
    return [one for one in (consult["care"], consult["staff"]) if one is not None]
