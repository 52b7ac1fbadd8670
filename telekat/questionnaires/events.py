"""What the members of a care room hear of its forms. Scores go to clinicians only."""

from collections.abc import Mapping
from typing import Any

from telekat.core.clock import stamp
from telekat.live.announcing import Announcement
from telekat.policy import CLINICIANS, Action
from telekat.questionnaires.models import QuestionnaireResponse


def assigned(response: QuestionnaireResponse) -> Announcement:
    facts = {
        "questionnaire": response.id,
        "room": response.room_id,
        "instrument": response.instrument,
        "by": response.assigned_by,
        "at": stamp(response.assigned_at),
    }
    return Announcement("questionnaire:assigned", facts, Action.QUESTIONNAIRE_OPEN)


def changed(questionnaire_id: str, item: str, value: int | None, rev: int, by: str) -> Announcement:
    facts = {"questionnaire": questionnaire_id, "item": item, "value": value, "rev": rev, "by": by}
    return Announcement("questionnaire:changed", facts, Action.QUESTIONNAIRE_OPEN)


def focus(questionnaire_id: str, item: str | None, user_id: str) -> Announcement:
    """item None: they look at no item any more."""
    facts = {"questionnaire": questionnaire_id, "item": item, "user": user_id}
    return Announcement("questionnaire:focus", facts, Action.QUESTIONNAIRE_OPEN)


def submitted(questionnaire_id: str, at: str, by: str, score: Mapping[str, Any]) -> Announcement:
    facts = {"questionnaire": questionnaire_id, "at": at, "by": by}
    with_score = {**facts, "score": score}
    return Announcement(
        "questionnaire:submitted", facts, Action.QUESTIONNAIRE_OPEN, dict.fromkeys(CLINICIANS, with_score)
    )
