"""What the care team hears of notes: ids only."""

from telekat.live.announcing import Announcement
from telekat.policy import Action


def note_signed(patient_id: str, note_id: str, by: str) -> Announcement:
    return Announcement("note:signed", {"patient": patient_id, "note": note_id, "by": by}, Action.NOTE_LIST)


def note_added(patient_id: str, note_id: str, by: str) -> Announcement:
    return Announcement("note:added", {"patient": patient_id, "note": note_id, "by": by}, Action.NOTE_LIST)
