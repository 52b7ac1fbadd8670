"""What was signed, whether it is genuine, whether it still holds; and the little that others may know of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core import clock
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.eligibility import sealed, signing
from telekat.eligibility.criteria import CRITERION_BY_ID
from telekat.eligibility.gate import OUTCOME_WORDS, Outcome
from telekat.eligibility.messages import PATIENT_WORDS
from telekat.eligibility.models import EligibilityDecision
from telekat.eligibility.queries.matrix import Matrix, matrix_of
from telekat.eligibility.sealed import DecisionBody
from telekat.eligibility.staleness import Situation, ends_at, marks_from, stale_because
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal
from telekat.practice.queries import practice

PENDING, DECIDED, STALE = "pending", "decided", "stale"
STANDING_WORDS = {PENDING: "Pending", DECIDED: "Decided", STALE: "Out of date"}


@dataclass(frozen=True, slots=True)
class Decision:
    """A signed decision. body, snapshot: None when the row does not open. genuine: whether its signature holds."""

    id: str
    version: int
    by: str
    at: datetime
    body: DecisionBody | None
    snapshot: dict[str, Any] | None
    signature: str
    genuine: bool

    @property
    def outcome(self) -> Outcome | None:
        """None for what nobody may rely on."""
        return Outcome(self.body.outcome) if self.body is not None and self.genuine else None


def decisions_of(patient_id: str) -> list[Decision]:
    """Every decision, the newest first. The caller has asked for the right."""
    rows = db().scalars(
        select(EligibilityDecision)
        .where(EligibilityDecision.patient_id == patient_id)
        .order_by(EligibilityDecision.version)
    )
    found: list[Decision] = []
    previous = signing.NONE_YET
    for row in rows:
        found.append(_decision(row, previous))
        previous = row.signature
    return found[::-1]


def _decision(row: EligibilityDecision, previous: str) -> Decision:
    table = "eligibility_decision"
    body_text = sealed.open_text(row.patient_id, table, "body", row.id, row.body_sealed)
    snapshot_text = sealed.open_text(row.patient_id, table, "snapshot", row.id, row.snapshot_sealed)
    body = sealed.open_body(DecisionBody, row.patient_id, table, row.id, row.body_sealed)
    facts = signed_facts(row, body_text or "", snapshot_text or "")
    return Decision(
        id=row.id,
        version=row.version,
        by=row.signed_by,
        at=row.signed_at,
        body=body,
        snapshot=orjson.loads(snapshot_text) if snapshot_text else None,
        signature=row.signature,
        genuine=signing.is_genuine(facts, previous, row.signature),
    )


def signed_facts(row: EligibilityDecision, body: str, snapshot: str) -> dict[str, Any]:
    """All that a signature stands for. body, snapshot: the sealed texts as they were written."""
    return {
        "id": row.id,
        "patient": row.patient_id,
        "version": row.version,
        "by": row.signed_by,
        "at": stamp(row.signed_at),
        "body": body,
        "snapshot": snapshot,
    }


def stale_reasons(decision: Decision, now: Matrix) -> list[str]:
    """Why it has to be renewed, in sentences for clinicians; empty while it holds."""
    if decision.outcome is None or decision.snapshot is None:
        return ["Its signature does not hold: what is stored is not what was signed."]
    situation = Situation(
        signed_at=decision.at,
        now=clock.now(),
        valid_days=practice().decision_days,
        alerts_at=now.alerts_at,
        then=marks_from(decision.snapshot["marks"]),
        today=now.marks,
    )
    return stale_because(situation)


def standing_of(who: Principal, patient_id: str) -> str:
    """decided | pending | stale: what scheduling needs, and nothing of why. Raises NotFound.

    A clearance that is still waited for leaves the decision pending.
    """
    patient_for(who, Action.ELIGIBILITY_STANDING, patient_id)
    decisions = decisions_of(patient_id)
    if not decisions:
        return PENDING
    if stale_reasons(decisions[0], matrix_of(patient_id)):
        return STALE
    return PENDING if decisions[0].outcome is Outcome.NEEDS_CLEARANCE else DECIDED


@dataclass(frozen=True, slots=True)
class Told:
    """All that a patient sees of a decision."""

    title: str
    message: str
    by_name: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        return {"title": self.title, "message": self.message, "by": self.by_name, "at": stamp(self.at)}


def told_to(who: Principal, patient_id: str) -> Told | None:
    """The newest decision as its patient reads it, None while there is none. Raises NotFound."""
    patient_for(who, Action.ELIGIBILITY_OUTCOME, patient_id)
    newest = next(iter(decisions_of(patient_id)), None)
    if newest is None or newest.outcome is None or newest.body is None:
        return None
    return told(newest.outcome, newest.body.message, person(newest.by).name, newest.at)


def told(outcome: Outcome, message: str, by_name: str, at: datetime) -> Told:
    """The same for a preview: one shape, so that the two cannot drift."""
    return Told(PATIENT_WORDS[outcome], message, by_name, at)


def decision_json(
    decision: Decision, stale: list[str] | None = None, *, with_snapshot: bool = False
) -> dict[str, Any]:
    """For clinicians. stale: None for one that another has followed."""
    body = decision.body
    answer: dict[str, Any] = {
        "id": decision.id,
        "version": decision.version,
        "outcome": decision.outcome.value if decision.outcome else None,
        "outcome_words": OUTCOME_WORDS[decision.outcome] if decision.outcome else "Cannot be relied on",
        "genuine": decision.genuine,
        "by": {"id": decision.by, "name": person(decision.by).name},
        "at": stamp(decision.at),
        "holds_until": stamp(ends_at(decision.at, practice().decision_days)),
        "superseded": stale is None,
        "stale": stale or [],
        "conditions": [
            {"criterion": one, "name": CRITERION_BY_ID[one].name if one else "", "words": words}
            for one, words in (body.conditions.items() if body else ())
        ],
        "reasons": body.reasons if body else "",
        "message": body.message if body else "",
    }
    return answer | ({"snapshot": decision.snapshot} if with_snapshot else {})
