"""Filling a form in together: one answer kept, who gave it, and what a dangerous one sets going at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.practice.queries import practice
from telekat.questionnaires import events, registry, scoring, words
from telekat.questionnaires.access import response_for
from telekat.questionnaires.actions.recording import record
from telekat.questionnaires.actions.watching import watch_answer, watch_total
from telekat.questionnaires.definition import Instrument, Number
from telekat.questionnaires.models import AnswerVersion, ItemAnswer, QuestionnaireResponse
from telekat.questionnaires.queries import responses
from telekat.questionnaires.queries.responses import GivenAnswer
from telekat.questionnaires.sealed import seal_value
from telekat.safety import queries as alerts


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of an answer.

    rev: the item's, now. told: for an answer that speaks of danger, whether a clinician was told; else None.
    fate: kept | conflicting | late. standing: the answer that holds instead of a conflicting one.
    """

    rev: int
    told: bool | None
    fate: str = "kept"
    standing: GivenAnswer | None = None


def answer(
    who: Principal, questionnaire_id: str, item: str, value: Number | None, base_rev: int | None = None
) -> Answered:
    """Keep an answer; None takes it back. base_rev: the item's rev that the caller saw, 0 for unanswered.

    Raises NotFound; Invalid, naming the item, for one that the form does not have or does not ask, and for a value
    that it does not take; Conflict when another changed the item after `base_rev` (with `value`, `rev`, `by`), or
    the form was submitted. What is refused by a conflict is kept in the history, and a clinician is told of it
    where it speaks of danger.
    """
    limits = practice().forms.review_totals  # out here it is remembered; an action would read it anew each time
    answered = _answer(who, questionnaire_id, item, value, base_rev, limits)
    if answered.fate == "late":
        raise Conflict("This form was handed in. It can't be changed any more.", told=answered.told)
    if answered.standing is not None:
        standing = answered.standing
        raise Conflict(
            "Somebody changed this answer meanwhile.",
            {item: "changed meanwhile"},
            value=standing.value,
            rev=standing.rev,
            by=standing.by,
            told=answered.told,
        )
    return answered


@write
def _answer(
    work: Work,
    who: Principal,
    questionnaire_id: str,
    item: str,
    value: Number | None,
    base_rev: int | None,
    limits: Mapping[str, int],
) -> Answered:
    response = response_for(who, Action.QUESTIONNAIRE_ANSWER, questionnaire_id)
    work.db.refresh(response, with_for_update=True)
    instrument = registry.of(response)
    answers = responses.given_answers(response)
    values = responses.values_of(answers)
    _check(instrument, values, item, value)
    standing = answers.get(item)
    fate = _fate(work, who, response, item, standing, base_rev)
    if (standing.value if standing else None) == value:
        return Answered(standing.rev if standing else 0, _told_before(response, item, value), fate)
    answered = _keep(work, who, response, item, value, fate=fate, standing=standing)
    if fate == "kept":
        watch_total(who, response, values, {**values, item: value}, limits)
    return answered


def _check(instrument: Instrument, values: dict[str, Number], item: str, value: Number | None) -> None:
    """A hidden item takes no answer, but one it still has may be taken back."""
    if value is not None:
        scoring.validate(instrument, item, value)
    elif item not in instrument.item_by_id:
        raise Invalid("This form has no such item.", {item[:40]: "unknown item"})
    if value is not None and all(shown.id != item for shown in scoring.visible_items(instrument, values)):
        raise Invalid(f"Item {item} is not asked here.", {item: "not asked, by an earlier answer"})


def _fate(
    work: Work,
    who: Principal,
    response: QuestionnaireResponse,
    item: str,
    standing: GivenAnswer | None,
    base_rev: int | None,
) -> str:
    if response.status == "completed":
        return "late"
    rev = standing.rev if standing else 0
    if base_rev is not None and base_rev > rev:
        raise Invalid("This answer was never given.", {"base_rev": f"at most {rev}"})
    if base_rev is None or base_rev == rev:
        return "kept"
    others = select(AnswerVersion.id).where(
        AnswerVersion.response_id == response.id,
        AnswerVersion.item == item,
        AnswerVersion.fate == "kept",
        AnswerVersion.rev > base_rev,
        AnswerVersion.answered_by != who.id,
    )
    return "conflicting" if work.db.scalar(others.limit(1)) is not None else "kept"


def _told_before(response: QuestionnaireResponse, item: str, value: Number | None) -> bool | None:
    """The same answer again, such as one resent, makes nothing new, but gets the same truth."""
    if not words.is_crisis(registry.of(response), item, value):
        return None
    return alerts.help_state(response.id).told


def _keep(
    work: Work,
    who: Principal,
    response: QuestionnaireResponse,
    item: str,
    value: Number | None,
    *,
    fate: str,
    standing: GivenAnswer | None,
) -> Answered:
    rev = (standing.rev if standing else 0) + (1 if fate == "kept" else 0)
    version = AnswerVersion(
        id=ids.new_id(),
        response_id=response.id,
        item=item,
        fate=fate,
        rev=rev,
        answered_by=who.id,
        answered_at=clock.now(),
    )
    version.value_sealed = seal_value(response.patient_id, "answer_version", version.id, value)
    work.db.add(version)
    if fate == "kept":
        _put(work, response, version, value)
        news = events.changed(response.id, item, value, rev, who.id)
        work.announce(news, to=responses.hearers_of(response))
    record(who, Action.QUESTIONNAIRE_ANSWER, response, item=item, fate=fate)
    told = watch_answer(who, response, item, value)
    return Answered(rev, told, fate, standing if fate == "conflicting" else None)


def _put(work: Work, response: QuestionnaireResponse, version: AnswerVersion, value: Number | None) -> None:
    row_id = responses.answer_row_id(response.id, version.item)
    sealed = seal_value(response.patient_id, "item_answer", row_id, value)
    row = work.db.get(ItemAnswer, (response.id, version.item))
    if row is None:
        row = ItemAnswer(response_id=response.id, item=version.item)
    row.value_sealed, row.rev = sealed, version.rev
    row.answered_by, row.answered_at = version.answered_by, version.answered_at
    work.db.add(row)
    response.rev += 1
    work.db.flush()
