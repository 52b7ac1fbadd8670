"""`room:enter`, and presence when somebody's first socket comes or their last one goes."""

from typing import Any

from telekat.core import edge
from telekat.core.database import read_scope
from telekat.live import connections
from telekat.live.announcing import tell_now
from telekat.policy import Action, Principal
from telekat.rooms import events, queries
from telekat.rooms.access import room_for
from telekat.web import rates
from telekat.web.schemas import Id, Schema
from telekat.web.sockets import socket_event

GRACE_SECONDS = 4.0  # a page that reloads must not flicker away and back


class EnterRoom(Schema):
    room: Id


@socket_event("room:enter", may=Action.ROOM_ENTER, schema=EnterRoom, rate=rates.ENTER)
def enter_room(user: Principal, sent: EnterRoom) -> dict[str, Any]:
    room = room_for(user, Action.ROOM_ENTER, sent.room)
    return {"room": queries.room_json(user, room), **queries.entered_json(user, room)}


def came(user: Principal) -> None:
    """Somebody's first socket is here: tell those who share a room."""
    _tell(user.id, online=True)


def went(user: Principal) -> None:
    """Somebody's last socket is gone: tell so unless they are back within the grace."""
    edge.spawn(_tell_if_still_gone, user.id)


def _tell_if_still_gone(user_id: str) -> None:
    edge.sleep(GRACE_SECONDS)
    if not connections.is_online(user_id):
        _tell(user_id, online=False)


def _tell(user_id: str, *, online: bool) -> None:
    with read_scope():
        for room_id, hearers in queries.rooms_with_others(user_id).items():
            tell_now(events.presence(user_id, room_id, online=online), to=hearers)
