"""`/rooms/<id>`: one room for whoever sits in it; for clinicians with the patient's record beside it."""

from typing import Any

from flask import render_template

from telekat.audit import looks, trail
from telekat.core.errors import NotFound
from telekat.home.queries import record
from telekat.home.queries.office_record import office_record
from telekat.home.queries.room_page import RoomPage, room_page
from telekat.home.queries.viewer import viewer_data
from telekat.policy import Action, Principal, Role
from telekat.rooms.queries import has_left
from telekat.web import gate
from telekat.web.http import Doors, principal

pages = Doors("room")


@pages.page("/rooms/<room_id>", may=Action.MESSAGE_READ)
def show_room(room_id: str) -> Any:
    """The room, its newest messages, and what belongs beside them for this role.

    Whoever sat in it once is told that they no longer do, and finds their own unsent words; a stranger learns nothing.
    """
    who = principal()
    try:
        page = room_page(who, room_id)
    except NotFound as refused:
        if not has_left(who, room_id):
            raise
        gate.keep_refusal(who, refused, Action.MESSAGE_READ, "room.show_room")
        return render_template("chat/gone.html", page=viewer_data(who) | {"room_id": room_id}), NotFound.status
    _record_reading(who, page)
    if who.is_patient:
        return render_template("chat/room.html", **page.context)
    if who.role is Role.COORDINATOR:
        desk = office_record(who, page.patient_id)
        return render_template("coordination/front_desk.html", record=desk, **page.context)
    return render_template("home/room.html", back=f"/rooms/{room_id}", **_beside(who, page), **page.context)


def _beside(who: Principal, page: RoomPage) -> dict[str, Any]:
    """The record in tabs; looking at it is an act of its own, and so is looking at the team's notes."""
    beside = record.record_beside(who, page)
    trail.record_alone(who, Action.PATIENT_SUMMARY, "patient", page.patient_id, patient_id=page.patient_id)
    if beside["notes"] is not None:
        _record_reading(who, beside["notes"])
    return beside


def _record_reading(who: Principal, page: RoomPage) -> None:
    """Once for each load of the page; what comes in while it stands open belongs to the same look."""
    room_id = page.context["room"]["id"]
    looks.note(who, Action.MESSAGE_READ, "room", [(room_id, page.patient_id)], anew=True)
