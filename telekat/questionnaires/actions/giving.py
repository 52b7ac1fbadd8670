"""Giving a patient a form, or several as a set."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.practice.queries import practice
from telekat.questionnaires import events, registry
from telekat.questionnaires.actions.recording import record
from telekat.questionnaires.definition import Instrument
from telekat.questionnaires.models import QuestionnaireResponse, QuestionnaireSet
from telekat.questionnaires.modes import first_mode
from telekat.questionnaires.queries import responses, sets
from telekat.rooms.access import room_for
from telekat.rooms.models import Room


@dataclass(frozen=True, slots=True)
class Place:
    """Where a form stands in a set; number from 1. at: when the set was given, the same for all."""

    set_id: str
    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class GivenSet:
    """questionnaires: their ids in the set's order."""

    id: str
    questionnaires: list[str]
    is_new: bool


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
    response = _give(work, who, room, instrument, client_id)
    return response.id, True


def _give(
    work: Work, who: Principal, room: Room, instrument: Instrument, client_id: str, place: Place | None = None
) -> QuestionnaireResponse:
    response = QuestionnaireResponse(
        id=ids.new_id(),
        room_id=room.id,
        patient_id=room.patient_id,
        instrument=instrument.id,
        instrument_version=instrument.version,
        status="in_progress",
        assigned_by=who.id,
        assigned_at=place.at if place else clock.now(),
        client_id=client_id,
        rev=0,
        mode=first_mode(instrument).value,
        language=instrument.language,
        set_id=place.set_id if place else None,
        set_place=place.number if place else None,
    )
    work.db.add(response)
    work.db.flush()
    record(who, Action.QUESTIONNAIRE_ASSIGN, response, **({"set": place.set_id} if place else {}))
    work.announce(events.assigned(response), to=responses.hearers_of(response))
    return response


@write
def assign_set(work: Work, who: Principal, room_id: str, set_name: str, client_id: str) -> GivenSet:
    """Give a patient all instruments of one of the practice's sets, in its order, in one go.

    Raises NotFound; Invalid (no such set, or it names an instrument that is not there); Conflict: client id used
    before for another set, or the room is closed. Nothing is given when one of them cannot be.
    """
    room = room_for(who, Action.QUESTIONNAIRE_ASSIGN, room_id)
    chosen = next((one for one in practice().forms.sets if one.name == set_name), None)
    twin = work.db.scalar(
        select(QuestionnaireSet).filter_by(room_id=room.id, assigned_by=who.id, client_id=client_id)
    )
    if twin is not None:
        if twin.name != set_name:
            raise Conflict("Another set was given under this client id.", {"client_id": "used before"})
        return GivenSet(twin.id, sets.response_ids(twin.id), False)
    if chosen is None:
        raise Invalid("The practice has no such set.", {"set": "unknown set"})
    instruments = [registry.instrument(one) for one in chosen.instruments]
    given = QuestionnaireSet(
        id=ids.new_id(),
        room_id=room.id,
        patient_id=room.patient_id,
        name=chosen.name,
        assigned_by=who.id,
        assigned_at=clock.now(),
        client_id=client_id,
    )
    work.db.add(given)
    work.db.flush()
    made = [
        _give(work, who, room, instrument, f"{given.id}:{number}", Place(given.id, number, given.assigned_at)).id
        for number, instrument in enumerate(instruments, start=1)
    ]
    return GivenSet(given.id, made, True)
