"""Sealing and opening what a check-in holds, so that one broken row never breaks a page."""

import json
import logging

from telekat.checkins.questions import Answers, Progress
from telekat.vault import sealing

log = logging.getLogger("telekat.checkins")


def seal(patient_id: str, column: str, checkin_id: str, text: str) -> bytes:
    """`text` for this column of this check-in. Only inside an action."""
    return sealing.seal(sealing.patient(patient_id), "checkin", column, checkin_id, text)


def unseal(patient_id: str, column: str, checkin_id: str, stored: bytes | None) -> str | None:
    """The text, None when nothing is stored or it does not open."""
    if stored is None:
        return None
    try:
        return sealing.unseal(sealing.patient(patient_id), "checkin", column, checkin_id, stored)
    except sealing.SealBroken:
        log.error("a check-in does not open", extra={"subject_id": checkin_id})
        return None


def answers_text(answers: Answers) -> str:
    """Answers as JSON to seal."""
    return json.dumps(
        {
            "mood": answers.mood,
            "anxiety": answers.anxiety,
            "safe": answers.safe,
            "effects": dict(answers.effects),
            "signs": list(answers.signs),
        }
    )


def answers_from(text: str | None) -> Answers | None:
    """The inverse of `answers_text`."""
    if text is None:
        return None
    kept = json.loads(text)
    return Answers(kept["mood"], kept["anxiety"], kept["safe"], kept["effects"], tuple(kept["signs"]))


def progress_text(progress: Progress, text: str, *, shared: bool) -> str:
    """What has been filled in so far, as JSON to seal."""
    return json.dumps(
        {
            "mood": progress.mood,
            "anxiety": progress.anxiety,
            "safe": progress.safe,
            "effects": dict(progress.effects or {}),
            "signs": list(progress.signs),
            "text": text,
            "shared": shared,
        }
    )


def progress_from(text: str | None) -> tuple[Progress, str, bool]:
    """The inverse of `progress_text`; nothing filled in and private when there is none."""
    if text is None:
        return Progress(), "", False
    kept = json.loads(text)
    progress = Progress(kept["mood"], kept["anxiety"], kept["safe"], kept["effects"], tuple(kept["signs"]))
    return progress, kept["text"], kept["shared"]
