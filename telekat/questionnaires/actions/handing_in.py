"""Handing a form in: once, from anywhere. Scores are computed here and nowhere else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from telekat.core import clock
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.core.errors import Invalid
from telekat.core.writer import Work, write
from telekat.patients import actions as patients
from telekat.policy import Action, Principal
from telekat.questionnaires import events, registry, scoring
from telekat.questionnaires.access import response_for
from telekat.questionnaires.actions.recording import record
from telekat.questionnaires.models import QuestionnaireResponse, StoredScore
from telekat.questionnaires.queries import responses, scores
from telekat.questionnaires.sealed import seal_value


@dataclass(frozen=True, slots=True)
class Submitted:
    """score: `definition.Score` in plain values, for clinicians."""

    at: datetime
    by: str
    score: dict[str, Any]


@write
def submit(work: Work, who: Principal, questionnaire_id: str) -> Submitted:
    """Hand a form in and compute its score; whoever comes second gets the same answer.

    Raises NotFound; Conflict when the room is closed; Invalid for a correction that changes nothing.
    """
    response = response_for(who, Action.QUESTIONNAIRE_SUBMIT, questionnaire_id)
    work.db.refresh(response, with_for_update=True)
    if response.completed_at is not None:
        known = scores.score_of(response) or {}
        return Submitted(response.completed_at, response.completed_by or "", known)
    _check_correction(response)
    instrument = registry.of(response)
    answers = responses.values_of(responses.given_answers(response))
    score = scoring.score(instrument, answers).as_json()
    now = clock.now()
    response.status, response.completed_by, response.completed_at = "completed", who.id, now
    response.rev += 1
    sealed = seal_value(response.patient_id, "questionnaire_score", response.id, score)
    work.db.add(StoredScore(response_id=response.id, score_sealed=sealed, scored_at=now))
    work.db.flush()
    record(who, Action.QUESTIONNAIRE_SUBMIT, response)
    news = events.submitted(response.id, stamp(now), who.id, score, response.replaces)
    work.announce(news, to=responses.hearers_of(response))
    patients.note_change(response.patient_id)
    return Submitted(now, who.id, score)


def _check_correction(response: QuestionnaireResponse) -> None:
    """A version that says the same as the one before corrects nothing."""
    older = db().get(QuestionnaireResponse, response.replaces) if response.replaces else None
    if older is None:
        return
    now, before = (responses.values_of(responses.given_answers(one)) for one in (response, older))
    if now == before:
        raise Invalid("Nothing was changed yet.", {"answers": "the same as in the version before"})
