"""`questionnaire:*`: parse, call one action or query, answer. Focus is never stored."""

from typing import Any

from telekat.audit import trail
from telekat.live.announcing import tell_now
from telekat.policy import Action, Principal
from telekat.questionnaires import actions, answers, events
from telekat.questionnaires.access import response_for
from telekat.questionnaires.queries import responses
from telekat.safety.queries import help_state
from telekat.web import rates
from telekat.web.schemas import ClientId, Id, Schema, Seq
from telekat.web.sockets import socket_event

FOCUS: rates.Rate = (4, 10)  # moving with Next and Back through a form is quicker than typing


class AssignQuestionnaire(Schema):
    room: Id
    instrument: Id
    client_id: ClientId


class AssignSet(Schema):
    """set: its name in the practice's settings."""

    room: Id
    set: Id
    client_id: ClientId


class OneQuestionnaire(Schema):
    questionnaire: Id


class AnswerItem(Schema):
    """value: checked against the instrument, not here, so that the refusal names the item."""

    numbers_elsewhere = frozenset({"value"})

    questionnaire: Id
    item: Id
    value: Any
    base_rev: Seq | None = None


class ChooseMode(Schema):
    questionnaire: Id
    mode: Id


class AmendQuestionnaire(Schema):
    questionnaire: Id
    reason: str
    client_id: ClientId


class FocusItem(Schema):
    questionnaire: Id
    item: Id | None


@socket_event("questionnaire:assign", may=Action.QUESTIONNAIRE_ASSIGN, schema=AssignQuestionnaire, activity=True)
def assign(user: Principal, sent: AssignQuestionnaire) -> dict[str, Any]:
    questionnaire_id, is_new = actions.assign(user, sent.room, sent.instrument, sent.client_id)
    return {"questionnaire": questionnaire_id, "duplicate": not is_new}


@socket_event("questionnaire:assign_set", may=Action.QUESTIONNAIRE_ASSIGN, schema=AssignSet, activity=True)
def assign_set(user: Principal, sent: AssignSet) -> dict[str, Any]:
    return answers.set_json(actions.assign_set(user, sent.room, sent.set, sent.client_id))


@socket_event("questionnaire:open", may=Action.QUESTIONNAIRE_OPEN, schema=OneQuestionnaire, rate=rates.ENTER)
def open_(user: Principal, sent: OneQuestionnaire) -> dict[str, Any]:
    found = responses.response_json(user, sent.questionnaire)
    patient_id = response_for(user, Action.QUESTIONNAIRE_OPEN, sent.questionnaire).patient_id
    trail.record_alone(user, Action.QUESTIONNAIRE_OPEN, "questionnaire", sent.questionnaire, patient_id=patient_id)
    answer: dict[str, Any] = {"questionnaire": found}
    if user.is_patient:
        answer["help"] = help_state(sent.questionnaire).as_json()
    return answer


@socket_event("questionnaire:answer", may=Action.QUESTIONNAIRE_ANSWER, schema=AnswerItem, activity=True)
def answer(user: Principal, sent: AnswerItem) -> dict[str, Any]:
    return answers.answered_json(actions.answer(user, sent.questionnaire, sent.item, sent.value, sent.base_rev))


@socket_event("questionnaire:mode", may=Action.QUESTIONNAIRE_MODE, schema=ChooseMode, activity=True)
def mode(user: Principal, sent: ChooseMode) -> dict[str, Any]:
    return {"mode": actions.set_mode(user, sent.questionnaire, sent.mode)}


@socket_event("questionnaire:focus", may=Action.QUESTIONNAIRE_OPEN, schema=FocusItem, rate=FOCUS)
def focus(user: Principal, sent: FocusItem) -> dict[str, Any]:
    response = response_for(user, Action.QUESTIONNAIRE_OPEN, sent.questionnaire)
    others = [user_id for user_id in responses.hearers_of(response) if user_id != user.id]
    tell_now(events.focus(response.id, sent.item, user.id), to=others)
    return {}


@socket_event("questionnaire:submit", may=Action.QUESTIONNAIRE_SUBMIT, schema=OneQuestionnaire, activity=True)
def submit(user: Principal, sent: OneQuestionnaire) -> dict[str, Any]:
    return answers.submitted_json(actions.submit(user, sent.questionnaire), user)


@socket_event("questionnaire:amend", may=Action.QUESTIONNAIRE_AMEND, schema=AmendQuestionnaire, activity=True)
def amend(user: Principal, sent: AmendQuestionnaire) -> dict[str, Any]:
    questionnaire_id, is_new = actions.amend(user, sent.questionnaire, sent.reason, sent.client_id)
    return {"questionnaire": questionnaire_id, "duplicate": not is_new}
