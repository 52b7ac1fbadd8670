"""Wording in a patient's message becomes an alert for a look: moderate, marked as not verified, never a verdict."""

from telekat.policy import Principal
from telekat.safety.actions.alerts import Cause, raise_alert
from telekat.safety.outcomes import Level
from telekat.safety.queries import WORDING

CODE = "crisis-wording"


def surface_wording(who: Principal, patient_id: str, room_id: str, message_id: str, sentence: str) -> None:
    """Call the care team to look at a message, in its transaction. While that stands open, the newest words join it."""
    what = f"Wording in a message, not verified: “{sentence}”"
    cause = Cause(WORDING, message_id, "", CODE, what, same=patient_id)
    raise_alert(who, patient_id=patient_id, room_id=room_id, cause=cause, level=Level.MODERATE)
