"""What the care team hears: that the matrix or the decision changed, never what."""

from telekat.live.announcing import Announcement
from telekat.policy import Action


def eligibility_changed(patient_id: str) -> Announcement:
    """Ask for it again."""
    return Announcement("eligibility:changed", {"patient": patient_id}, Action.ELIGIBILITY_READ)
