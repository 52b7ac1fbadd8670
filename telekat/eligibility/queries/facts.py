"""What clinicians entered and looked at, opened. The caller has asked for the right."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.eligibility.criteria import EVIDENCE_WORDS, Evidence, State
from telekat.eligibility.matrix import Kind, Review, Statement
from telekat.eligibility.medicines import Listed
from telekat.eligibility.models import EligibilityFact, EligibilityMedicine, EligibilityReview
from telekat.eligibility.sealed import FactBody, MedicineBody, ReviewBody, open_body
from telekat.eligibility.sources import ListedNow


@dataclass(frozen=True, slots=True)
class Fact:
    """One entry, with the one that it holds instead of ("" for none)."""

    id: str
    body: FactBody
    by: str
    at: datetime
    replaces: str

    def as_statement(self) -> Statement:
        evidence = EVIDENCE_WORDS[Evidence(self.body.evidence)]
        dated = f"{evidence}, {self.body.on_date}" if self.body.on_date else evidence
        title = f"{dated}, entered by {person(self.by).name}"
        return Statement(
            self.body.criterion,
            Kind.FACT,
            self.id,
            State(self.body.state),
            title,
            self.body.note,
            self.at,
            self.by,
        )


def facts_of(patient_id: str) -> dict[str, list[Fact]]:
    """By criterion, every fact ever entered, the newest last."""
    rows = db().scalars(
        select(EligibilityFact)
        .where(EligibilityFact.patient_id == patient_id)
        .order_by(EligibilityFact.entered_at, EligibilityFact.id)
    )
    found: dict[str, list[Fact]] = defaultdict(list)
    for row in rows:
        body = open_body(FactBody, patient_id, "eligibility_fact", row.id, row.body_sealed)
        if body is not None:
            found[body.criterion].append(Fact(row.id, body, row.entered_by, row.entered_at, row.replaces or ""))
    return found


@dataclass(frozen=True, slots=True)
class Medicine:
    """An entry of the medicine list that holds now."""

    id: str
    body: MedicineBody
    by: str
    at: datetime

    def as_listed(self) -> ListedNow:
        return ListedNow(Listed(self.id, self.body.name, self.body.group, self.body.is_taken), self.by, self.at)


def medicines_of(patient_id: str) -> list[Medicine]:
    """The entries that nothing has replaced, in the order they were first entered."""
    rows = list(
        db().scalars(
            select(EligibilityMedicine)
            .where(EligibilityMedicine.patient_id == patient_id)
            .order_by(EligibilityMedicine.entered_at, EligibilityMedicine.id)
        )
    )
    replaced = {row.replaces for row in rows if row.replaces}
    found = []
    for row in rows:
        body = open_body(MedicineBody, patient_id, "eligibility_medicine", row.id, row.body_sealed)
        if body is not None and row.id not in replaced:
            found.append(Medicine(row.id, body, row.entered_by, row.entered_at))
    return found


def reviews_of(patient_id: str) -> dict[str, Review]:
    """By criterion, the newest review."""
    rows = db().scalars(
        select(EligibilityReview)
        .where(EligibilityReview.patient_id == patient_id)
        .order_by(EligibilityReview.reviewed_at, EligibilityReview.id)
    )
    found: dict[str, Review] = {}
    for row in rows:
        body = open_body(ReviewBody, patient_id, "eligibility_review", row.id, row.body_sealed)
        if body is not None:
            found[body.criterion] = Review(
                row.id,
                body.criterion,
                State(body.state),
                body.basis,
                body.override,
                row.reviewed_by,
                row.reviewed_at,
            )
    return found


def fact_json(fact: Fact) -> dict[str, Any]:
    return {
        "id": fact.id,
        "criterion": fact.body.criterion,
        "state": fact.body.state,
        "evidence": fact.body.evidence,
        "on_date": fact.body.on_date,
        "note": fact.body.note,
        "by": {"id": fact.by, "name": person(fact.by).name},
        "at": stamp(fact.at),
        "replaces": fact.replaces or None,
    }
