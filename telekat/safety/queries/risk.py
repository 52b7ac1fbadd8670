"""The marks that clinicians have set: the newest holds, the older ones are its story."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from telekat.accounts.queries import person
from telekat.core.database import db
from telekat.patients.access import patient_for
from telekat.patients.queries import patients_visible_to
from telekat.policy import Action, Principal
from telekat.safety.models import RiskMark
from telekat.vault import sealing

SHOWN = 50  # newest marks on the page


@dataclass(frozen=True, slots=True)
class MarkView:
    """level: a value of `outcomes.Mark`. reason "" where it cannot be opened."""

    level: str
    set_at: datetime
    by: str
    reason: str


def marks_of(who: Principal, patient_ids: Collection[str]) -> dict[str, tuple[str, datetime]]:
    """By patient: level and when it was set, of this clinician's own patients only."""
    own = {one.id for one in patients_visible_to(who)} if who.is_clinician else set()
    wanted = own & set(patient_ids)
    if not wanted:
        return {}
    newest = (
        select(RiskMark.patient_id, func.max(RiskMark.id).label("id"))  # ids sort by the time they were made
        .where(RiskMark.patient_id.in_(wanted))
        .group_by(RiskMark.patient_id)
        .subquery()
    )
    rows = db().execute(select(RiskMark).join(newest, newest.c.id == RiskMark.id)).scalars()
    return {row.patient_id: (row.level, row.set_at) for row in rows}


def mark_history(who: Principal, patient_id: str) -> list[MarkView]:
    """Every mark, the newest first. Raises NotFound outside the care team."""
    patient_for(who, Action.RISK_READ, patient_id)
    rows = db().scalars(
        select(RiskMark).where(RiskMark.patient_id == patient_id).order_by(RiskMark.id.desc()).limit(SHOWN)
    )
    return [MarkView(row.level, row.set_at, person(row.set_by).name, _reason(row)) for row in rows]


def _reason(row: RiskMark) -> str:
    try:
        return sealing.unseal(sealing.patient(row.patient_id), "risk_mark", "reason", row.id, row.reason_sealed)
    except sealing.SealBroken:
        return ""
