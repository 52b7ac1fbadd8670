"""Raising the alert of a dangerous answer or total, in the transaction of the answer that caused it."""

from collections.abc import Mapping

from telekat.policy import Principal
from telekat.questionnaires import registry, scoring, words
from telekat.questionnaires.definition import CRISIS_FLAGS, Answers, Number, RedFlag
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.safety import actions as safety
from telekat.safety.actions import Cause
from telekat.safety.outcomes import Level

OTHER = "questionnaire_other"
"""Kind of a cause that is no danger to life: who takes that alert has not for that seen a risk answer, and the
patient must not be told so."""


def watch_answer(who: Principal, response: QuestionnaireResponse, item: str, value: Number | None) -> bool | None:
    """Also an answer that lost to another's was given. Returns whether a clinician was told of danger to life."""
    instrument = registry.of(response)
    flags = scoring.raised_flags(instrument, {item: value})
    if value is None or not flags:
        return None
    worst = max(flags, key=_weight)
    is_crisis = words.is_crisis(instrument, item, value)
    cause = words.cause_words(instrument, instrument.item_by_id[item], value)
    raised = safety.raise_alert(
        who,
        patient_id=response.patient_id,
        room_id=response.room_id,
        cause=Cause("questionnaire" if is_crisis else OTHER, response.id, item, worst.code, cause),
        level=Level.HIGH if worst.urgent or worst.code in CRISIS_FLAGS else Level.MODERATE,
    )
    return raised.told if is_crisis else None


def _weight(flag: RedFlag) -> tuple[bool, bool]:
    return flag.urgent, flag.code in CRISIS_FLAGS


def watch_total(
    who: Principal, response: QuestionnaireResponse, before: Answers, after: Answers, limits: Mapping[str, int]
) -> None:
    """A total that the practice wants looked at on the same day is told when an answer brings it there.

    limits: by instrument.
    """
    instrument = registry.of(response)
    limit = limits.get(instrument.id)
    if limit is None or not _is_at(scoring.reached(instrument, after), limit):
        return
    if _is_at(scoring.reached(instrument, before), limit):
        return
    what = f"{instrument.short_title}: the answers so far add up to {limit} or more"
    safety.raise_alert(
        who,
        patient_id=response.patient_id,
        room_id=response.room_id,
        cause=Cause(OTHER, response.id, "", "total", what),
        level=Level.MODERATE,
    )


def _is_at(total: Number | None, limit: int) -> bool:
    return total is not None and total >= limit
