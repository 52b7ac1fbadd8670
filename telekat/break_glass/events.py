"""What is heard of an opened record: that it was opened or looked at, by whom and of whom. Never why in words."""

from telekat.live.announcing import Announcement
from telekat.policy import Action


def opened(glass_id: str, patient_id: str, user_id: str, at: str) -> Announcement:
    """To the care team and the administrators, at once."""
    facts = {"id": glass_id, "patient": patient_id, "by": user_id, "at": at}
    return Announcement("break_glass:opened", facts, Action.BREAK_GLASS_REVIEW)


def reviewed(glass_id: str, user_id: str, at: str) -> Announcement:
    """To the same: somebody has looked at it."""
    return Announcement(
        "break_glass:reviewed", {"id": glass_id, "by": user_id, "at": at}, Action.BREAK_GLASS_REVIEW
    )
