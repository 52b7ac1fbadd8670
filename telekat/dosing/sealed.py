"""Sealing and opening what was recorded of a session."""

import json
import logging
from decimal import Decimal

from telekat.dosing.doses import Route
from telekat.vault import sealing

log = logging.getLogger("telekat.dosing")


def row_id(session_id: str, version: int) -> str:
    """The place of one version, as the vault binds it: the primary key."""
    return f"{session_id}:{version}"


def seal(patient_id: str, column: str, session_id: str, version: int, text: str) -> bytes:
    """`text` for this column of this version. Only inside an action."""
    return sealing.seal(sealing.patient(patient_id), "dosing_version", column, row_id(session_id, version), text)


def unseal(patient_id: str, column: str, session_id: str, version: int, stored: bytes) -> str | None:
    """The text, None when it does not open."""
    try:
        place = row_id(session_id, version)
        return sealing.unseal(sealing.patient(patient_id), "dosing_version", column, place, stored)
    except sealing.SealBroken:
        log.error("a recorded session does not open", extra={"subject_id": session_id})
        return None


def facts_text(route: Route, dose_mg: Decimal) -> str:
    """Route and dose as JSON to seal; the dose as text, because a float would round it."""
    return json.dumps({"route": route.value, "dose_mg": str(dose_mg)})


def facts_from(text: str | None) -> tuple[Route | None, Decimal | None]:
    """The inverse; nothing for what does not open."""
    if text is None:
        return None, None
    kept = json.loads(text)
    return Route(kept["route"]), Decimal(kept["dose_mg"])
