"""Under whose key a room's words are sealed, and reading them so that one broken message never breaks a page."""

import logging

from telekat.vault import sealing

CANNOT_SHOW = "This message cannot be shown."

log = logging.getLogger("telekat.chat")


def subject_of(room_kind: str, room_id: str, patient_id: str) -> str:
    """The patient's key; the care team's own notes have a key for the room."""
    return sealing.staff_room(room_id) if room_kind == "staff" else sealing.patient(patient_id)


def open_body(subject: str, message_id: str, stored: bytes) -> tuple[str, bool]:
    """The text and whether it opened; else a sentence in its place."""
    try:
        return sealing.unseal(subject, "message", "body", message_id, stored), True
    except sealing.SealBroken:
        log.error("a message does not open", extra={"subject_id": message_id})
        return CANNOT_SHOW, False
