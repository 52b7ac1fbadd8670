"""Saying whether the patient fills a form in or a clinician reads it aloud and enters what they hear."""

from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal
from telekat.questionnaires import events
from telekat.questionnaires.access import response_for
from telekat.questionnaires.actions.recording import record
from telekat.questionnaires.modes import CHOICES, Mode
from telekat.questionnaires.queries import responses


@write
def set_mode(work: Work, who: Principal, questionnaire_id: str, mode: str) -> str:
    """Returns the mode. Raises NotFound; Invalid for no such mode; Conflict for a rating and for a handed-in form."""
    response = response_for(who, Action.QUESTIONNAIRE_MODE, questionnaire_id)
    if mode not in CHOICES:
        raise Invalid("Choose who reads the questions.", {"mode": f"one of {', '.join(CHOICES)}"})
    work.db.refresh(response, with_for_update=True)
    if response.status == "completed":
        raise Conflict("This form was handed in. It can't be changed any more.")
    if response.mode == Mode.RATED:
        raise Conflict("This is a clinician's own rating.")
    if response.mode == mode:
        return mode
    response.mode = mode
    work.db.flush()
    record(who, Action.QUESTIONNAIRE_MODE, response, mode=mode)
    work.announce(events.mode(response.id, mode, who.id), to=responses.hearers_of(response))
    return mode
