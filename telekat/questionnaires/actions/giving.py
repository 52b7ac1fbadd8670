"""Giving a patient a form."""

from sqlalchemy import select

from telekat.core import clock, ids
from telekat.core.errors import Conflict
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.questionnaires import events, registry
from telekat.questionnaires.actions.recording import record
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.modes import first_mode
from telekat.questionnaires.queries import responses
from telekat.rooms.access import room_for


@write
def assign(work: Work, who: Principal, room_id: str, instrument_id: str, client_id: str) -> tuple[str, bool]:
    """Give a patient an instrument to fill in; returns the form's id and whether it is new.

    Raises NotFound, Invalid (no such instrument), Conflict: client id used before for another instrument, or the
    room is closed.
    """
    room = room_for(who, Action.QUESTIONNAIRE_ASSIGN, room_id)
    instrument = registry.instrument(instrument_id)
    twin = work.db.scalar(
        select(QuestionnaireResponse).filter_by(room_id=room.id, assigned_by=who.id, client_id=client_id)
    )
    if twin is not None:
        if twin.instrument != instrument.id:
            raise Conflict("Another form was given under this client id.", {"client_id": "used before"})
        return twin.id, False
    response = QuestionnaireResponse(
        id=ids.new_id(),
        room_id=room.id,
        patient_id=room.patient_id,
        instrument=instrument.id,
        instrument_version=instrument.version,
        status="in_progress",
        assigned_by=who.id,
        assigned_at=clock.now(),
        client_id=client_id,
        rev=0,
        mode=first_mode(instrument).value,
        language=instrument.language,
    )
    work.db.add(response)
    work.db.flush()
    record(who, Action.QUESTIONNAIRE_ASSIGN, response)
    work.announce(events.assigned(response), to=responses.hearers_of(response))
    return response.id, True
