"""Answers and scores as bytes under the patient's key. One that does not open never breaks the form around it."""

import logging
from typing import Any

import orjson

from telekat.vault import sealing

log = logging.getLogger("telekat.questionnaires")


def seal_value(patient_id: str, table: str, row_id: str, value: Any) -> bytes:
    """value: a number, None, or a score's plain values. Only inside an action."""
    return sealing.seal(sealing.patient(patient_id), table, "value", row_id, orjson.dumps(value).decode())


def open_value(patient_id: str, table: str, row_id: str, stored: bytes) -> Any:
    """What was sealed in this place; None when it does not open, which counts as not answered."""
    try:
        return orjson.loads(sealing.unseal(sealing.patient(patient_id), table, "value", row_id, stored))
    except sealing.SealBroken:
        log.error("a form's value does not open", extra={"subject_id": row_id})
        return None


def seal_reason(patient_id: str, row_id: str, reason: str) -> bytes:
    """Why a form was corrected. Only inside an action."""
    return sealing.seal(sealing.patient(patient_id), "questionnaire_response", "reason", row_id, reason)


def open_reason(patient_id: str, row_id: str, stored: bytes | None) -> str:
    """The words; empty where there are none or they do not open."""
    if stored is None:
        return ""
    try:
        return sealing.unseal(sealing.patient(patient_id), "questionnaire_response", "reason", row_id, stored)
    except sealing.SealBroken:
        log.error("a form's reason does not open", extra={"subject_id": row_id})
        return ""
