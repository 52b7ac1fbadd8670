"""Correcting a handed-in form: it stays as it is, and a new version with a reason takes its place once handed in."""

from sqlalchemy import select

from telekat.core import clock, ids
from telekat.core.errors import Conflict
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.questionnaires import events, registry
from telekat.questionnaires.access import response_for
from telekat.questionnaires.actions.recording import record
from telekat.questionnaires.models import AnswerVersion, ItemAnswer, QuestionnaireResponse
from telekat.questionnaires.queries import responses, versions
from telekat.questionnaires.sealed import seal_reason, seal_value
from telekat.web.schemas import clean_text

MOST_REASON = 1000  # characters


@write
def amend(work: Work, who: Principal, questionnaire_id: str, reason: str, client_id: str) -> tuple[str, bool]:
    """Begin a corrected version with the answers of this one; returns its id and whether it is new.

    It is filled in and handed in as any form, and must differ. Raises NotFound; Invalid without a reason of 1 to
    1,000 characters; Conflict while the form is open, for one that has a newer version already (its id stands in
    `questionnaire`), and for a client id that was used for something else.
    """
    response = response_for(who, Action.QUESTIONNAIRE_AMEND, questionnaire_id)
    words = clean_text(reason, most=MOST_REASON, name="reason")
    twin = work.db.scalar(
        select(QuestionnaireResponse).filter_by(room_id=response.room_id, assigned_by=who.id, client_id=client_id)
    )
    if twin is not None:
        if twin.replaces != response.id:
            raise Conflict("Something else was done under this client id.", {"client_id": "used before"})
        return twin.id, False
    _check(work, response)
    corrected = _new_version(work, who, response, words, client_id)
    _copy_answers(work, response, corrected)
    record(who, Action.QUESTIONNAIRE_AMEND, corrected, replaces=response.id)
    work.announce(events.amended(corrected), to=responses.hearers_of(corrected))
    return corrected.id, True


def _check(work: Work, response: QuestionnaireResponse) -> None:
    work.db.refresh(response, with_for_update=True)
    if response.status != "completed":
        raise Conflict("This form is still open. Change the answers themselves.")
    newer = versions.replacement_of(response)
    if newer is not None:
        done = newer.status == "completed"
        sentence = "A newer version was handed in." if done else "Somebody is correcting this form already."
        raise Conflict(sentence, questionnaire=newer.id, status=newer.status)


def _new_version(
    work: Work, who: Principal, response: QuestionnaireResponse, reason: str, client_id: str
) -> QuestionnaireResponse:
    corrected = QuestionnaireResponse(
        id=ids.new_id(),
        room_id=response.room_id,
        patient_id=response.patient_id,
        instrument=response.instrument,
        instrument_version=registry.of(response).version,
        status="in_progress",
        assigned_by=who.id,
        assigned_at=clock.now(),
        client_id=client_id,
        rev=0,
        mode=response.mode,
        language=response.language,
        replaces=response.id,
    )
    corrected.reason_sealed = seal_reason(response.patient_id, corrected.id, reason)
    work.db.add(corrected)
    work.db.flush()
    return corrected


def _copy_answers(work: Work, response: QuestionnaireResponse, corrected: QuestionnaireResponse) -> None:
    """Each with who gave it and when: who corrects the form has not for that given them."""
    for item, given in responses.given_answers(response).items():
        if given.value is None:
            continue
        version = AnswerVersion(
            id=ids.new_id(),
            response_id=corrected.id,
            item=item,
            fate="kept",
            rev=1,
            answered_by=given.by,
            answered_at=given.at,
        )
        version.value_sealed = seal_value(corrected.patient_id, "answer_version", version.id, given.value)
        row_id = responses.answer_row_id(corrected.id, item)
        answer = ItemAnswer(response_id=corrected.id, item=item, rev=1, answered_by=given.by, answered_at=given.at)
        answer.value_sealed = seal_value(corrected.patient_id, "item_answer", row_id, given.value)
        work.db.add_all([version, answer])
        corrected.rev += 1
    work.db.flush()
