"""What submitted forms added up to, over time. Item 9 and its like stand apart from the total."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select

from telekat.core.database import db, once
from telekat.patients.access import pass_each, patient_for
from telekat.policy import Action, Principal
from telekat.questionnaires import registry
from telekat.questionnaires.definition import CRISIS_FLAGS, Direction, Instrument, Item, Number
from telekat.questionnaires.models import ItemAnswer, QuestionnaireResponse, StoredScore
from telekat.questionnaires.queries.responses import answer_row_id
from telekat.questionnaires.queries.versions import measured_at, stands
from telekat.questionnaires.sealed import open_value


@dataclass(frozen=True, slots=True)
class ScorePoint:
    """One submitted form in the version that stands, at the time of its first; corrected_at: when that version came.

    total None while items are missing. reached: by name, whether each threshold and criterion holds. apart: the answer to the risk item, by item id.
    """

    questionnaire_id: str
    version: str
    at: datetime
    total: Number | None
    prorated_total: Number | None
    severity: str | None
    reached: Mapping[str, bool | None]
    complete: bool
    missing_count: int
    flags: tuple[str, ...]
    apart: dict[str, Number]
    by: str
    mode: str
    corrected_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trend:
    """All submitted forms of one instrument, the oldest first; never empty."""

    instrument: Instrument
    points: tuple[ScorePoint, ...]

    @property
    def newest(self) -> ScorePoint:
        return self.points[-1]

    @property
    def before(self) -> ScorePoint | None:
        """The last complete one before the newest: what a change is measured against."""
        return next((point for point in reversed(self.points[:-1]) if point.total is not None), None)

    @property
    def change(self) -> Number | None:
        """Newest total less the one before; None where either is missing."""
        if self.newest.total is None or self.before is None or self.before.total is None:
            return None
        return self.newest.total - self.before.total

    @property
    def change_word(self) -> str:
        """better | worse | more | less | no change, or "" where there is nothing to compare."""
        if self.change is None:
            return ""
        if not self.change:
            return "no change"
        up = self.change > 0
        if self.instrument.direction is Direction.MORE:
            return "more" if up else "less"
        return "worse" if up is (self.instrument.direction is Direction.WORSE) else "better"


def apart_items(instrument: Instrument) -> tuple[Item, ...]:
    """Items that speak of danger within a form that also has a total: shown beside it, never only in it."""
    if instrument.rule.total is None:
        return ()
    return tuple(item for item in instrument.items if any(flag.code in CRISIS_FLAGS for flag in item.red_flags))


def scores_of(who: Principal, patient_id: str) -> list[Trend]:
    """The trends of a patient's instruments, the most recently submitted first. Raises NotFound."""
    patient_for(who, Action.QUESTIONNAIRE_SCORE, patient_id)
    return list(once(("scores", patient_id), lambda: _trends([patient_id])[patient_id]))


def scores_of_each(who: Principal, patient_ids: Collection[str]) -> dict[str, list[Trend]]:
    """The same for several patients who exist, by their ids. Raises NotFound."""
    pass_each(who, Action.QUESTIONNAIRE_SCORE, patient_ids)
    return _trends(patient_ids)


def _trends(patient_ids: Collection[str]) -> dict[str, list[Trend]]:
    rows = (
        db()
        .execute(
            select(QuestionnaireResponse, StoredScore)
            .join(StoredScore, StoredScore.response_id == QuestionnaireResponse.id)
            .where(QuestionnaireResponse.patient_id.in_(list(patient_ids)), stands())
            .order_by(QuestionnaireResponse.patient_id, QuestionnaireResponse.instrument)
        )
        .all()
    )
    found: dict[str, list[Trend]] = {patient_id: [] for patient_id in patient_ids}
    answers = _apart_answers([response for response, _ in rows])
    for (patient_id, name), group in groupby(rows, key=lambda row: (row[0].patient_id, row[0].instrument)):
        points = _in_time(_point(response, stored, answers) for response, stored in group)
        found[patient_id].append(Trend(registry.instrument(name), points))
    for trends in found.values():
        trends.sort(key=lambda trend: trend.newest.at, reverse=True)
    return found


def _in_time(points: Iterable[ScorePoint]) -> tuple[ScorePoint, ...]:
    return tuple(sorted(points, key=lambda point: point.at))


def _apart_answers(responses: Collection[QuestionnaireResponse]) -> dict[tuple[str, str], bytes]:
    """(response id, item) to what is stored, of those items alone that stand beside a total."""
    asked = {response.id: apart_items(registry.of(response)) for response in responses}
    wanted = [response_id for response_id, items in asked.items() if items]
    names = {item.id for items in asked.values() for item in items}
    rows = db().execute(
        select(ItemAnswer.response_id, ItemAnswer.item, ItemAnswer.value_sealed).where(
            ItemAnswer.response_id.in_(wanted), ItemAnswer.item.in_(sorted(names))
        )
    )
    return {(row.response_id, row.item): row.value_sealed for row in rows}


def _point(
    response: QuestionnaireResponse, stored: StoredScore, answers: Mapping[tuple[str, str], bytes]
) -> ScorePoint:
    score = stored_score(response, stored) or {}
    apart = {
        item.id: value
        for item in apart_items(registry.of(response))
        if (value := _answer(response, item.id, answers)) is not None
    }
    return ScorePoint(
        questionnaire_id=response.id,
        version=response.instrument_version,
        at=measured_at(response) or stored.scored_at,
        total=score.get("total"),
        prorated_total=score.get("prorated_total"),
        severity=score.get("severity"),
        reached={**score.get("criteria", {}), **score.get("cutoffs", {})},
        complete=bool(score.get("complete")),
        missing_count=len(score.get("missing", ())),
        flags=tuple(score.get("flags", ())),
        apart=apart,
        by=response.completed_by or response.assigned_by,
        mode=response.mode,
        corrected_at=response.completed_at if response.replaces else None,
    )


def _answer(
    response: QuestionnaireResponse, item_id: str, answers: Mapping[tuple[str, str], bytes]
) -> Number | None:
    if (response.id, item_id) not in answers:
        return None
    row_id, stored = answer_row_id(response.id, item_id), answers[response.id, item_id]
    value: Number | None = open_value(response.patient_id, "item_answer", row_id, stored)
    return value


def score_of(response: QuestionnaireResponse) -> dict[str, Any] | None:
    """The stored score in plain values; None before submission. The caller has asked for the right."""
    stored = db().get(StoredScore, response.id)
    return stored_score(response, stored) if stored is not None else None


def stored_score(response: QuestionnaireResponse, stored: StoredScore) -> dict[str, Any] | None:
    """None where its bytes do not open."""
    score: dict[str, Any] | None = open_value(
        response.patient_id, "questionnaire_score", response.id, stored.score_sealed
    )
    return score
