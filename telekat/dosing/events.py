"""What the care team hears of sessions: ids only."""

from telekat.live.announcing import Announcement
from telekat.policy import Action


def dosing_recorded(patient_id: str, session_id: str) -> Announcement:
    """A session was recorded, or what was recorded of it corrected."""
    return Announcement("dosing:recorded", {"patient": patient_id, "session": session_id}, Action.DOSING_READ)
