"""The sealed words of each row: their shapes, sealing, opening. A row that does not open is left out, never guessed."""

import logging
from typing import TypeVar

import msgspec

from telekat.vault import sealing

log = logging.getLogger("telekat.eligibility")

B = TypeVar("B", bound="Body")


class Body(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of what is sealed."""

    def as_text(self) -> str:
        """The JSON that is sealed, and signed where there is a signature."""
        return msgspec.json.encode(self).decode()


class FactBody(Body, frozen=True):
    """on_date: when it was established, 2026-11-24, "" where that is not known."""

    criterion: str
    state: str
    evidence: str
    on_date: str
    note: str


class MedicineBody(Body, frozen=True):
    """details: as told, amounts included. heard_from: a value of criteria.Evidence. group: chosen by hand, else ""."""

    name: str
    details: str
    heard_from: str
    group: str
    is_taken: bool


class ReviewBody(Body, frozen=True):
    criterion: str
    state: str
    basis: str
    override: str


class ClearanceBody(Body, frozen=True):
    """asked_of: whom, such as "Cardiology, Dr Lane"."""

    criterion: str
    asked_of: str
    question: str


class DecisionBody(Body, frozen=True):
    """conditions: words by criterion, under "" what concerns no single one. message: the patient's."""

    outcome: str
    conditions: dict[str, str]
    reasons: str
    message: str


def seal(patient_id: str, table: str, column: str, row_id: str, text: str) -> bytes:
    """`text` for this column of this row. Only inside an action."""
    return sealing.seal(sealing.patient(patient_id), table, column, row_id, text)


def seal_body(patient_id: str, table: str, row_id: str, body: Body) -> bytes:
    return seal(patient_id, table, "body", row_id, body.as_text())


def open_text(patient_id: str, table: str, column: str, row_id: str, stored: bytes) -> str | None:
    """The text, None when it does not open."""
    try:
        return sealing.unseal(sealing.patient(patient_id), table, column, row_id, stored)
    except sealing.SealBroken:
        log.error("an eligibility row does not open", extra={"subject_id": row_id})
        return None


def open_body(shape: type[B], patient_id: str, table: str, row_id: str, stored: bytes) -> B | None:
    """What was sealed as the row's body, None when it does not open."""
    text = open_text(patient_id, table, "body", row_id, stored)
    return msgspec.json.decode(text, type=shape) if text is not None else None
