"""What the care team hears of check-ins: ids only, the answers are asked for by whoever may read them."""

from telekat.live.announcing import Announcement
from telekat.policy import Action


def checkin_answered(patient_id: str, checkin_id: str) -> Announcement:
    return Announcement("checkin:answered", {"patient": patient_id, "checkin": checkin_id}, Action.CHECKIN_REVIEW)


def checkin_changed(patient_id: str, checkin_id: str) -> Announcement:
    """Its words were shared or taken back, or somebody has read it."""
    return Announcement("checkin:changed", {"patient": patient_id, "checkin": checkin_id}, Action.CHECKIN_REVIEW)
