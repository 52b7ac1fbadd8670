"""The matrix of one patient as it stands now: every criterion with all that any source says of it.

The caller has asked for the right. Inside an action it reads what that action has just written.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import select

from telekat.core import clock
from telekat.core.database import db
from telekat.eligibility import medicines, sources
from telekat.eligibility.criteria import CRITERIA
from telekat.eligibility.matrix import Standing, Statement, basis_text, settle
from telekat.eligibility.medicines import Flag
from telekat.eligibility.models import EligibilityDecision
from telekat.eligibility.queries.clearances import Clearance, clearances_of
from telekat.eligibility.queries.facts import Fact, Medicine, facts_of, medicines_of, reviews_of
from telekat.eligibility.queries.forms import newest_forms
from telekat.eligibility.sources import Form
from telekat.eligibility.staleness import Marks
from telekat.patients.models import Patient
from telekat.patients.queries import card
from telekat.safety.models import Alert
from telekat.safety.outcomes import Level
from telekat.vault import hashing, sealing


@dataclass(frozen=True, slots=True)
class Matrix:
    """standings: in the order of the list. token: names exactly this state, for whoever acts on what they saw."""

    standings: tuple[Standing, ...]
    flags: tuple[Flag, ...]
    medicines: tuple[Medicine, ...]
    clearances: tuple[Clearance, ...]
    facts: dict[str, list[Fact]]
    marks: Marks
    alerts_at: tuple[datetime, ...]
    newest_version: int
    token: str

    @property
    def clearance_pending(self) -> bool:
        return any(one.is_pending for one in self.clearances)


def matrix_of(patient_id: str) -> Matrix:
    """Reads everything anew."""
    forms = newest_forms(patient_id)
    facts, listed = facts_of(patient_id), medicines_of(patient_id)
    clearances = clearances_of(patient_id)
    alerts = _high_alerts(patient_id)
    medical = forms.get(sources.MEDICAL)
    on_list = [one.as_listed() for one in listed]
    flags = medicines.flags(sources.yes_to_medicines(medical), [one.medicine for one in on_list])
    said = [
        *(sources.from_medical(medical) if medical else ()),
        *sources.from_screenings(forms),
        *(sources.from_alert(row.id, _cause(row), row.cause_at) for row in alerts if row.state != "closed"),
        *_age(patient_id),
        *sources.from_medicines(on_list, flags),
        *(entered[-1].as_statement() for entered in facts.values()),
    ]
    standings = _standings(patient_id, said, clearances)
    version = _newest_version(patient_id)
    marks = _marks(forms, facts, listed, standings, clearances)
    return Matrix(
        standings=standings,
        flags=flags,
        medicines=tuple(listed),
        clearances=tuple(clearances),
        facts=facts,
        marks=marks,
        alerts_at=tuple(row.cause_at for row in alerts),
        newest_version=version,
        token=_token(version, standings),
    )


def _high_alerts(patient_id: str) -> list[Alert]:
    rows = db().scalars(
        select(Alert)
        .where(Alert.patient_id == patient_id, Alert.level == Level.HIGH.value)
        .order_by(Alert.cause_at)
    )
    return list(rows)


def _cause(row: Alert) -> str:
    try:
        cause = orjson.loads(
            sealing.unseal(sealing.patient(row.patient_id), "alert", "cause", row.id, row.cause_sealed)
        )
    except sealing.SealBroken:
        return "The cause cannot be shown."
    return str(cause.get("what", ""))


def _age(patient_id: str) -> list[Statement]:
    patient = db().get_one(Patient, patient_id)
    years = card(patient).age_on(clock.now().date())
    return sources.from_age(years, patient_id, patient.created_at)


def _standings(patient_id: str, said: list[Statement], clearances: list[Clearance]) -> tuple[Standing, ...]:
    by_criterion: dict[str, list[Statement]] = defaultdict(list)
    for one in said:
        by_criterion[one.criterion].append(one)
    reviews = reviews_of(patient_id)
    asked: dict[str, list[Clearance]] = defaultdict(list)
    for clearance in clearances:
        asked[clearance.body.criterion].append(clearance)
    return tuple(
        Standing(
            criterion=criterion,
            state=settle(by_criterion[criterion.id]),
            statements=tuple(sorted(by_criterion[criterion.id], key=lambda one: one.at)),
            basis=_basis(criterion.id, by_criterion[criterion.id], asked[criterion.id]),
            review=reviews.get(criterion.id),
            clearance_pending=any(one.is_pending for one in asked[criterion.id]),
        )
        for criterion in CRITERIA
    )


def _basis(criterion_id: str, statements: list[Statement], asked: list[Clearance]) -> str:
    """An answered clearance asks for another look as any new source does."""
    answered = sorted(f"clearance|{one.id}|{one.state}" for one in asked if not one.is_pending)
    text = "\n".join([criterion_id, basis_text(statements), *answered])
    return hashing.keyed_hash("eligibility basis", text)


def _token(version: int, standings: tuple[Standing, ...]) -> str:
    parts = [f"{one.basis}:{one.review.id if one.review else ''}:{one.clearance_pending}" for one in standings]
    return hashing.keyed_hash("eligibility basis", "\n".join([str(version), *parts]))


def _newest_version(patient_id: str) -> int:
    query = select(EligibilityDecision.version).where(EligibilityDecision.patient_id == patient_id)
    return db().scalar(query.order_by(EligibilityDecision.version.desc()).limit(1)) or 0


def _marks(
    forms: dict[str, Form],
    facts: dict[str, list[Fact]],
    listed: list[Medicine],
    standings: tuple[Standing, ...],
    clearances: list[Clearance],
) -> Marks:
    medical = forms.get(sources.MEDICAL)
    return Marks(
        medical=medical.id if medical else "",
        cssrs=sources.risk_level(sources.newest_cssrs(forms)),
        facts={criterion_id: entered[-1].id for criterion_id, entered in facts.items()},
        medicines=tuple(one.id for one in listed),
        states={one.criterion.id: one.state.value for one in standings},
        pending=tuple(one.id for one in clearances if one.is_pending),
    )
