"""A form for somebody. It belongs to a care room: who may do what there is the room's and the policy's to say."""

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import Conflict, NotFound
from telekat.patients.access import refuse
from telekat.policy import Action, Principal, allow
from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument, Respondent
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.rooms.access import relations_to
from telekat.rooms.models import Room


def response_for(who: Principal, action: Action, questionnaire_id: str) -> QuestionnaireResponse:
    """The form when `who` may do `action` to it.

    Raises NotFound for a stranger, and for a patient where the form is a clinician's rating of them; Conflict when
    the room is closed.
    """
    response = db().get(QuestionnaireResponse, questionnaire_id) if ids.is_id(questionnaire_id) else None
    room = db().get(Room, response.room_id) if response is not None else None
    if response is None or room is None:
        raise NotFound
    decision = allow(who, action, relations_to(who, room), room.state)
    if decision.reason == "state":
        raise Conflict("This room is closed. You can still read the form.")
    if not decision.allowed:
        refuse(action, "questionnaire", questionnaire_id, decision.reason, patient_id=room.patient_id)
    if who.is_patient and not is_for_patient(registry.of(response)):
        refuse(action, "questionnaire", questionnaire_id, "clinician_rated", patient_id=room.patient_id)
    return response


def is_for_patient(instrument: Instrument) -> bool:
    """Whether the patient fills it in or may look on: not what a clinician notes down about them."""
    return instrument.answered_by is not Respondent.CLINICIAN
