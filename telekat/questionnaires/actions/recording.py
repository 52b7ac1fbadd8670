"""How an act on a form stands in the trail: ids, items and states, never a value."""

from typing import Any

from telekat.audit import trail
from telekat.policy import Action, Principal
from telekat.questionnaires.models import QuestionnaireResponse


def record(who: Principal, action: Action, response: QuestionnaireResponse, **facts: Any) -> None:
    """Inside the act's own transaction."""
    trail.record(who, action, "questionnaire", response.id, patient_id=response.patient_id, detail=facts)
