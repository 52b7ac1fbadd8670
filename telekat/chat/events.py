"""The shape of what a room's members hear about messages."""

from collections.abc import Mapping
from typing import Any

from telekat.live.announcing import Announcement
from telekat.policy import Action


def message_new(message: Mapping[str, Any]) -> Announcement:
    """message: as `queries.message_json` makes it."""
    return Announcement("message:new", message, Action.MESSAGE_READ)


def message_read(room_id: str, user_id: str, seq: int, at: str) -> Announcement:
    return Announcement("message:read", _mark(room_id, user_id, seq, at), Action.MESSAGE_READ)


def message_received(room_id: str, user_id: str, seq: int, at: str) -> Announcement:
    """A browser of theirs holds every message up to this one; whether anybody has looked is `message:read`."""
    return Announcement("message:received", _mark(room_id, user_id, seq, at), Action.MESSAGE_READ)


def _mark(room_id: str, user_id: str, seq: int, at: str) -> dict[str, Any]:
    return {"room": room_id, "user": user_id, "seq": seq, "at": at}


def typing(room_id: str, user_id: str, *, on: bool) -> Announcement:
    return Announcement("typing", {"room": room_id, "user": user_id, "on": on}, Action.MESSAGE_READ)
