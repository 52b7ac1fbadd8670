"""`/board`: every patient by stage, for coordinators, and what they change from a card."""

from typing import Any

from flask import render_template, request

from telekat.audit import looks
from telekat.home import actions
from telekat.home.board_rules import FILTERS
from telekat.home.queries.board import board_json
from telekat.home.queries.desk import front_desks
from telekat.policy import Action
from telekat.rooms import actions as rooms
from telekat.web.http import Doors, principal
from telekat.web.schemas import Id, Schema

pages = Doors("board")
api = Doors("board_api", "/api/v1")


class Assign(Schema):
    """seen: ids of the team as the coordinator saw it."""

    user: Id
    seen: list[Id] = []


class RoomState(Schema):
    closed: bool


@pages.page("/board", may=Action.BOARD_READ)
def board_page() -> Any:
    """The board."""
    who = principal()
    show = request.args.get("show", "")
    return render_template(
        "coordination/board.html",
        board=board_json(who),
        show=show if show in FILTERS else "",
    )


@pages.page("/messages", may=Action.BOARD_READ)
def messages_page() -> Any:
    """The front-desk rooms, unread first."""
    who = principal()
    rows = front_desks(who)
    looks.note(who, Action.MESSAGE_READ, "room", [(row["id"], row["patient_id"]) for row in rows if row["at"]])
    return render_template("coordination/messages.html", rooms=rows)


@api.api("/board", may=Action.BOARD_READ, activity=False)
def read_board() -> dict[str, Any]:
    """The board again, after news: stages, waits and counts, never text."""
    return board_json(principal())


@api.api("/patients/<patient_id>/team", may=Action.PATIENT_UPDATE, method="POST", schema=Assign)
def assign_clinician(patient_id: str, sent: Assign) -> dict[str, Any]:
    """Give a patient to a clinician. A conflict tells who was assigned meanwhile."""
    room_id = actions.assign(principal(), patient_id, sent.user, sent.seen[:50])
    return {"ok": True, "room": room_id}


@api.api("/patients/<patient_id>/team/<user_id>", may=Action.PATIENT_UPDATE, method="DELETE")
def unassign_clinician(patient_id: str, user_id: str) -> dict[str, Any]:
    """Take a patient from a clinician."""
    actions.unassign(principal(), patient_id, user_id)
    return {"ok": True}


@api.api("/rooms/<room_id>/state", may=Action.ROOM_CLOSE, method="PUT", schema=RoomState)
def change_state(room_id: str, sent: RoomState) -> dict[str, Any]:
    """Close a room for writing, or open it again."""
    rooms.close_room(principal(), room_id, closed=sent.closed)
    return {"ok": True, "state": "closed" if sent.closed else "open"}
