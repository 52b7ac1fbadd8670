"""Entering a fact or a medicine. A newer entry holds instead of the older one, which stays as it was."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.eligibility.actions.changes import tell_changed
from telekat.eligibility.criteria import ENTERED_STATES, Evidence, criterion_of
from telekat.eligibility.medicines import GROUP_BY_ID, NO_GROUP
from telekat.eligibility.models import EligibilityFact, EligibilityMedicine
from telekat.eligibility.queries.clearances import today
from telekat.eligibility.queries.facts import facts_of, medicines_of
from telekat.eligibility.sealed import Body, FactBody, MedicineBody, open_body, seal_body
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal
from telekat.web.schemas import clean_line, clean_text

MOST_NOTE = 2000  # characters


@dataclass(frozen=True, slots=True)
class Kept:
    """duplicate: the same had come before, and nothing new was stored."""

    id: str
    duplicate: bool


@dataclass(frozen=True, slots=True)
class NewFact:
    """As typed. on_date: when it was established, "" where that is not known."""

    criterion: str
    state: str
    evidence: str
    note: str
    on_date: str = ""


@dataclass(frozen=True, slots=True)
class NewMedicine:
    """As typed. replaces: the entry that this one corrects or ends, "" for a new medicine."""

    name: str
    details: str = ""
    heard_from: str = Evidence.SELF_REPORT.value
    group: str = ""
    is_taken: bool = True
    replaces: str = ""


@write
def enter_fact(work: Work, who: Principal, patient_id: str, *, client_id: str, given: NewFact) -> Kept:
    """Keep what a clinician knows of one criterion; it holds from now on, until a newer source says otherwise.

    Raises NotFound, Invalid naming the field, Conflict: client id used before for something else.
    """
    patient_for(who, Action.ELIGIBILITY_ENTER, patient_id)
    body = _fact_body(given)
    twin = work.db.scalar(
        select(EligibilityFact).filter_by(patient_id=patient_id, entered_by=who.id, client_id=client_id)
    )
    if twin is not None:
        known = open_body(FactBody, patient_id, "eligibility_fact", twin.id, twin.body_sealed)
        return _same_again(twin.id, known, body)
    before = facts_of(patient_id).get(body.criterion, [])
    row = EligibilityFact(
        id=ids.new_id(),
        patient_id=patient_id,
        client_id=client_id,
        entered_by=who.id,
        entered_at=clock.now(),
        replaces=before[-1].id if before else None,
    )
    row.body_sealed = seal_body(patient_id, "eligibility_fact", row.id, body)
    work.db.add(row)
    _entered(work, who, patient_id, "eligibility_fact", row.id)
    return Kept(row.id, False)


def _fact_body(given: NewFact) -> FactBody:
    criterion = criterion_of(given.criterion)
    if given.state not in ENTERED_STATES:
        raise Invalid("Choose what holds.", {"state": f"one of {', '.join(ENTERED_STATES)}"})
    return FactBody(
        criterion.id,
        given.state,
        _evidence(given.evidence, "evidence"),
        _day(given.on_date),
        clean_text(given.note, most=MOST_NOTE, name="note"),
    )


def _evidence(text: str, name: str) -> str:
    if text not in set(Evidence):
        raise Invalid("Choose where this comes from.", {name: f"one of {', '.join(Evidence)}"})
    return text


def _day(text: str) -> str:
    if not text:
        return ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Invalid("This is not a date.", {"on_date": "such as 2026-11-24"}) from None
    if day > today():
        raise Invalid("This day is still to come.", {"on_date": "in the future"})
    return day.isoformat()


@write
def enter_medicine(work: Work, who: Principal, patient_id: str, *, client_id: str, given: NewMedicine) -> Kept:
    """Put a medicine on the list, or correct or end one that stands there. Raises as `enter_fact`."""
    patient_for(who, Action.ELIGIBILITY_ENTER, patient_id)
    body = _medicine_body(given)
    twin = work.db.scalar(
        select(EligibilityMedicine).filter_by(patient_id=patient_id, entered_by=who.id, client_id=client_id)
    )
    if twin is not None:
        known = open_body(MedicineBody, patient_id, "eligibility_medicine", twin.id, twin.body_sealed)
        return _same_again(twin.id, known, body)
    if given.replaces and given.replaces not in {one.id for one in medicines_of(patient_id)}:
        raise Conflict("Somebody changed this entry meanwhile. Look at theirs first.")
    row = EligibilityMedicine(
        id=ids.new_id(),
        patient_id=patient_id,
        client_id=client_id,
        entered_by=who.id,
        entered_at=clock.now(),
        replaces=given.replaces or None,
    )
    row.body_sealed = seal_body(patient_id, "eligibility_medicine", row.id, body)
    work.db.add(row)
    _entered(work, who, patient_id, "eligibility_medicine", row.id)
    return Kept(row.id, False)


def _medicine_body(given: NewMedicine) -> MedicineBody:
    if given.group and given.group != NO_GROUP and given.group not in GROUP_BY_ID:
        raise Invalid("There is no such group.", {"group": f"one of {', '.join((NO_GROUP, *GROUP_BY_ID))}"})
    return MedicineBody(
        clean_line(given.name, name="name"),
        clean_line(given.details, name="details") if given.details.strip() else "",
        _evidence(given.heard_from, "heard_from"),
        given.group,
        given.is_taken,
    )


def _same_again(row_id: str, known: Body | None, body: Body) -> Kept:
    if known != body:
        raise Conflict("Something else was entered under this client id.", {"client_id": "used before"})
    return Kept(row_id, True)


def _entered(work: Work, who: Principal, patient_id: str, kind: str, row_id: str) -> None:
    work.db.flush()
    trail.record(who, Action.ELIGIBILITY_ENTER, kind, row_id, patient_id=patient_id)
    tell_changed(patient_id)
