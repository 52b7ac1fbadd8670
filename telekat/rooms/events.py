"""What the browsers of a room's members are told about the room itself."""

from telekat.live.announcing import Announcement
from telekat.policy import Action
from telekat.rooms.models import Room


def room_updated(room: Room, change: str) -> Announcement:
    """change: members | stage | state. Carries ids only; the page asks for what it shows."""
    return Announcement("room:updated", {"room": room.id, "change": change, "stage": room.stage}, Action.ROOM_READ)


def presence(user_id: str, room_id: str, *, online: bool) -> Announcement:
    return Announcement("presence", {"room": room_id, "user": user_id, "online": online}, Action.ROOM_ENTER)
