"""What the members of a care room hear of its forms. Scores go to clinicians only."""

from collections.abc import Mapping
from typing import Any

from telekat.core.clock import stamp
from telekat.live.announcing import Announcement
from telekat.policy import CLINICIANS, Action
from telekat.questionnaires.definition import Number
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


def changed(questionnaire_id: str, item: str, value: Number | None, rev: int, by: str) -> Announcement:
    facts = {"questionnaire": questionnaire_id, "item": item, "value": value, "rev": rev, "by": by}
    return Announcement("questionnaire:changed", facts, Action.QUESTIONNAIRE_OPEN)


def amended(corrected: QuestionnaireResponse) -> Announcement:
    """Somebody has begun to correct a handed-in form; why is read in the record, not heard."""
    facts = {
        "questionnaire": corrected.id,
        "replaces": corrected.replaces,
        "by": corrected.assigned_by,
        "at": stamp(corrected.assigned_at),
    }
    return Announcement("questionnaire:amended", facts, Action.QUESTIONNAIRE_OPEN)


def mode(questionnaire_id: str, chosen: str, by: str) -> Announcement:
    facts = {"questionnaire": questionnaire_id, "mode": chosen, "by": by}
    return Announcement("questionnaire:mode", facts, Action.QUESTIONNAIRE_OPEN)


def focus(questionnaire_id: str, item: str | None, user_id: str) -> Announcement:
    """item None: they look at no item any more."""
    facts = {"questionnaire": questionnaire_id, "item": item, "user": user_id}
    return Announcement("questionnaire:focus", facts, Action.QUESTIONNAIRE_OPEN)


def submitted(
    questionnaire_id: str, at: str, by: str, score: Mapping[str, Any], replaces: str | None
) -> Announcement:
    """replaces: the version that this one corrects."""
    facts = {"questionnaire": questionnaire_id, "at": at, "by": by}
    if replaces is not None:
        facts["replaces"] = replaces
    with_score = {**facts, "score": score}
    return Announcement(
        "questionnaire:submitted", facts, Action.QUESTIONNAIRE_OPEN, dict.fromkeys(CLINICIANS, with_score)
    )
