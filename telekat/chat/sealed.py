"""Under whose key a room's words are sealed, and reading them so that one broken message never breaks a page."""

import logging

from telekat.audit import trail
from telekat.core.errors import TeleKATError
from telekat.policy import Action
from telekat.vault import sealing

CANNOT_SHOW = "This message cannot be shown."

log = logging.getLogger("telekat.chat")
_told: set[str] = set()


def subject_of(room_kind: str, room_id: str, patient_id: str) -> str:
    """The patient's key; the care team's own notes have a key for the room."""
    return sealing.staff_room(room_id) if room_kind == "staff" else sealing.patient(patient_id)


def open_body(subject: str, message_id: str, stored: bytes) -> tuple[str, bool]:
    """The text and whether it opened; else a sentence in its place."""
    try:
        return sealing.unseal(subject, "message", "body", message_id, stored), True
    except sealing.SealBroken:
        _tell(message_id)
        return CANNOT_SHOW, False


def _tell(message_id: str) -> None:
    """Log it, and record it once in each process: a page that is looked at often must not fill the trail."""
    log.error("a message does not open", extra={"subject_id": message_id})
    if message_id in _told:
        return
    try:
        trail.record_alone(None, Action.SEAL_BREAK, "message", message_id)
    except TeleKATError as error:  # nothing can be stored just now: the others are still shown, the next look tells
        log.error("a broken message was not recorded", extra={"error_class": type(error).__name__})
    else:
        _told.add(message_id)
