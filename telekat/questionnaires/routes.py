"""Instruments and forms for programs, and the page of one form."""

from typing import Any

from flask import render_template

from telekat.audit import looks, trail
from telekat.core.clock import stamp
from telekat.core.errors import NotFound
from telekat.policy import Action, Principal
from telekat.questionnaires import actions, answers, registry
from telekat.questionnaires.access import response_for
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.queries import panels, responses, scores, versions
from telekat.questionnaires.queries.form_panel import form_panel
from telekat.questionnaires.queries.shown import as_shown
from telekat.rooms.access import room_for
from telekat.web.http import Doors, principal
from telekat.web.schemas import ClientId, Id, Schema, Seq

api = Doors("questionnaires_api", "/api/v1")
pages = Doors("questionnaires")


class AssignInstrument(Schema):
    instrument: Id
    client_id: ClientId


class AssignSet(Schema):
    """set: its name in the practice's settings."""

    set: Id
    client_id: ClientId


class GiveAnswer(Schema):
    """value: checked against the instrument, not here, so that the refusal names the item."""

    numbers_elsewhere = frozenset({"value"})

    item: Id
    value: Any
    base_rev: Seq | None = None


class BeginCorrection(Schema):
    reason: str
    client_id: ClientId


class Nothing(Schema):
    """No field: a score or a time from a client is refused."""


@api.api("/instruments", may=Action.INSTRUMENT_READ)
def list_instruments() -> dict[str, Any]:
    """Every instrument: its id, names, how it is answered and under which licence."""
    return {"instruments": [panels.instrument_line(one) for one in registry.all_instruments()]}


@api.api("/instruments/<instrument_id>", may=Action.INSTRUMENT_READ)
def read_instrument(instrument_id: str) -> dict[str, Any]:
    """One instrument: its items, what each takes and when it is asked."""
    found = registry.find(instrument_id)
    if found is None:
        raise NotFound
    return {"instrument": as_shown(found).as_json()}


@api.api("/rooms/<room_id>/questionnaires", may=Action.QUESTIONNAIRE_LIST)
def list_questionnaires(room_id: str) -> dict[str, Any]:
    """The forms of a care room, the newest first."""
    who = principal()
    found = responses.in_room(who, room_id)
    patient_id = room_for(who, Action.QUESTIONNAIRE_LIST, room_id).patient_id
    looks.note(who, Action.QUESTIONNAIRE_LIST, "room", [(room_id, patient_id)])
    return {"questionnaires": found}


@api.api(
    "/rooms/<room_id>/questionnaires",
    may=Action.QUESTIONNAIRE_ASSIGN,
    method="POST",
    schema=AssignInstrument,
)
def assign_questionnaire(room_id: str, sent: AssignInstrument) -> tuple[dict[str, Any], int]:
    """Give the room's patient an instrument to fill in."""
    questionnaire_id, is_new = actions.assign(principal(), room_id, sent.instrument, sent.client_id)
    return {"questionnaire": questionnaire_id, "duplicate": not is_new}, 201 if is_new else 200


@api.api("/rooms/<room_id>/questionnaire-sets", may=Action.QUESTIONNAIRE_ASSIGN, method="POST", schema=AssignSet)
def assign_set(room_id: str, sent: AssignSet) -> tuple[dict[str, Any], int]:
    """Give the room's patient all forms of one of the practice's sets."""
    given = actions.assign_set(principal(), room_id, sent.set, sent.client_id)
    return answers.set_json(given), 201 if given.is_new else 200


@api.api(
    "/questionnaires/<questionnaire_id>/answers", may=Action.QUESTIONNAIRE_ANSWER, method="POST", schema=GiveAnswer
)
def give_answer(questionnaire_id: str, sent: GiveAnswer) -> dict[str, Any]:
    """Answer one item where sockets are blocked: the same rules, the same acknowledgement."""
    return answers.answered_json(
        actions.answer(principal(), questionnaire_id, sent.item, sent.value, sent.base_rev)
    )


@api.api(
    "/questionnaires/<questionnaire_id>/submission",
    may=Action.QUESTIONNAIRE_SUBMIT,
    method="POST",
    schema=Nothing,
)
def submit_questionnaire(questionnaire_id: str, sent: Nothing) -> dict[str, Any]:
    """Hand a form in where sockets are blocked; a second time answers the same."""
    who = principal()
    return answers.submitted_json(actions.submit(who, questionnaire_id), who)


@api.api(
    "/questionnaires/<questionnaire_id>/amendments",
    may=Action.QUESTIONNAIRE_AMEND,
    method="POST",
    schema=BeginCorrection,
)
def amend_questionnaire(questionnaire_id: str, sent: BeginCorrection) -> tuple[dict[str, Any], int]:
    """Begin a corrected version of a handed-in form, which itself stays as it is."""
    corrected, is_new = actions.amend(principal(), questionnaire_id, sent.reason, sent.client_id)
    return {"questionnaire": corrected, "duplicate": not is_new}, 201 if is_new else 200


@api.api("/questionnaires/<questionnaire_id>", may=Action.QUESTIONNAIRE_OPEN)
def read_questionnaire(questionnaire_id: str) -> dict[str, Any]:
    """One form with its answers; clinicians get its score too."""
    who = principal()
    answer: dict[str, Any] = {"questionnaire": responses.response_json(who, questionnaire_id)}
    response = _read(who, questionnaire_id)
    if who.is_clinician:
        answer["last_time"] = _last_time_json(response)
        answer["versions"] = [one.as_json() for one in versions.lines_of(who, response)]
        if response.status == "completed":
            answer["score"] = scores.score_of(response)
    return answer


def _last_time_json(response: QuestionnaireResponse) -> dict[str, Any] | None:
    """What was answered the last time, to see what has changed."""
    earlier = versions.last_time(response)
    if earlier is None:
        return None
    return {"questionnaire": earlier.id, "at": stamp(earlier.at), "answers": earlier.values}


@api.api("/questionnaires/<questionnaire_id>/items/<item>/history", may=Action.QUESTIONNAIRE_SCORE)
def read_history(questionnaire_id: str, item: str) -> dict[str, Any]:
    """Every value that anybody gave to one item, for clinicians."""
    who = principal()
    history = responses.history_of(who, questionnaire_id, item)
    _read(who, questionnaire_id)
    return {"versions": history}


@pages.page("/forms/<questionnaire_id>", may=Action.QUESTIONNAIRE_OPEN)
def form_page(questionnaire_id: str) -> Any:
    """A form: one question a screen for its patient, all of it with the scores for a clinician."""
    who = principal()
    panel = form_panel(who, questionnaire_id)
    _read(who, questionnaire_id)
    if who.is_patient:
        return render_template("questionnaires/form.html", panel=panel, page=panel.as_json())
    cards = panels.score_cards(who, panel.patient.id)
    return render_template("questionnaires/shared.html", panel=panel, cards=cards, page=panel.as_json())


def _read(who: Principal, questionnaire_id: str) -> QuestionnaireResponse:
    """Reading a record is an act of its own: once for a page or a call."""
    response = response_for(who, Action.QUESTIONNAIRE_OPEN, questionnaire_id)
    trail.record_alone(who, Action.QUESTIONNAIRE_OPEN, "questionnaire", response.id, patient_id=response.patient_id)
    return response
