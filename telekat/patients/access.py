"""A patient for somebody: find the record, ask the policy, answer or raise NotFound."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NoReturn

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core.database import db, once
from telekat.core.errors import NotFound, Refusal
from telekat.patients.models import CareTeamMember, Patient
from telekat.policy import Action, Principal, Relation, allow

_opened: ContextVar[tuple[str, str]] = ContextVar("opened_record", default=("", ""))
"""Who reads whose record in an emergency, just now."""


def patient_for(who: Principal, action: Action, patient_id: str, *, state: str = "open") -> Patient:
    """The patient's row when `who` may do `action` to it. Raises NotFound."""
    patient = db().get(Patient, patient_id)
    if patient is None:
        raise NotFound
    decision = allow(who, action, relations_to(who, patient_id), state)
    if not decision.allowed:
        refuse(action, "patient", patient_id, decision.reason, patient_id=patient_id)
    return patient


def pass_each(who: Principal, action: Action, patient_ids: Collection[str]) -> None:
    """`who` may do `action` to each of these patients, who exist; else raises NotFound. One look at the care teams."""
    treated = _treated(who, patient_ids)
    for patient_id in patient_ids:
        decision = allow(who, action, _relations(who, patient_id, is_treated=patient_id in treated), "open")
        if not decision.allowed:
            refuse(action, "patient", patient_id, decision.reason, patient_id=patient_id)


def relations_to(who: Principal, patient_id: str) -> set[Relation]:
    """How `who` stands to this patient."""
    return _relations(who, patient_id, is_treated=bool(_treated(who, [patient_id])))


def _relations(who: Principal, patient_id: str, *, is_treated: bool) -> set[Relation]:
    relations: set[Relation] = set()
    if who.id == patient_id:
        relations.add(Relation.SELF)
    if is_treated:
        relations.add(Relation.CARE_TEAM)
    if is_opened(who, patient_id):
        relations.add(Relation.BREAK_GLASS)
    if not who.is_patient and person(who.id).active:
        relations.add(Relation.PRACTICE)
    return relations


@contextmanager
def reading_opened(who: Principal, patient_id: str) -> Iterator[None]:
    """Within, `who` stands to this patient by emergency access. Only `break_glass.access` has checked and recorded that."""
    mark = _opened.set((who.id, patient_id))
    try:
        yield
    finally:
        _opened.reset(mark)


def is_opened(who: Principal, patient_id: str) -> bool:
    """Whether `who` reads this patient's record by emergency access just now."""
    return bool(patient_id) and _opened.get() == (who.id, patient_id)


def refuse(action: Action, kind: str, thing_id: str, reason: str, *, patient_id: str = "") -> NoReturn:
    """Raise NotFound, with what the gate keeps in the audit trail: a stranger must not learn that it exists."""
    error = NotFound()
    error.refusal = Refusal(action.value, kind, thing_id, reason, patient_id)
    raise error


def is_on_care_team(user_id: str, patient_id: str) -> bool:
    """Whether this clinician is assigned to this patient now."""
    return bool(_assigned(user_id, [patient_id]))


def _treated(who: Principal, patient_ids: Collection[str]) -> frozenset[str]:
    return _assigned(who.id, patient_ids) if who.is_clinician else frozenset()


def _assigned(user_id: str, patient_ids: Collection[str]) -> frozenset[str]:
    wanted = tuple(patient_ids)
    return once(("assigned", user_id, wanted), lambda: _find_assigned(user_id, wanted))


def _find_assigned(user_id: str, patient_ids: Collection[str]) -> frozenset[str]:
    rows = db().scalars(
        select(CareTeamMember.patient_id).where(
            CareTeamMember.patient_id.in_(list(patient_ids)),
            CareTeamMember.user_id == user_id,
            CareTeamMember.until.is_(None),
        )
    )
    return frozenset(rows)
