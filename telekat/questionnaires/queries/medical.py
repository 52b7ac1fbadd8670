"""What the newest medical form says, answer by answer, for the care team. Listed, never judged."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from telekat.core.database import db
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal
from telekat.questionnaires import registry, words
from telekat.questionnaires.definition import Number
from telekat.questionnaires.instruments.kat_medical import INSTRUMENT, UNKNOWN, is_present
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.queries.responses import given_answers, values_of

PRESENT, NOT_KNOWN, ABSENT, OPEN = "present", "unknown", "absent", "open"


@dataclass(frozen=True, slots=True)
class MedicalAnswer:
    """One criterion. state: present | unknown | absent | open (not answered). answer: the option's own words."""

    item: str
    number: str
    short: str
    answer: str
    state: str


@dataclass(frozen=True, slots=True)
class MedicalAnswers:
    """The newest form. completed_at: None while it is being filled in. answers: in the form's order."""

    response_id: str
    title: str
    completed_at: datetime | None
    answers: tuple[MedicalAnswer, ...]


def medical_answers(who: Principal, patient_id: str) -> MedicalAnswers | None:
    """The newest medical form that was handed in, else the one being filled in; None without any. Raises NotFound."""
    patient_for(who, Action.QUESTIONNAIRE_SCORE, patient_id)
    rows = list(
        db().scalars(
            select(QuestionnaireResponse)
            .where(
                QuestionnaireResponse.patient_id == patient_id, QuestionnaireResponse.instrument == INSTRUMENT.id
            )
            .order_by(QuestionnaireResponse.completed_at.desc().nulls_last(), QuestionnaireResponse.id.desc())
        )
    )
    if not rows:
        return None
    response, instrument = rows[0], registry.instrument(INSTRUMENT.id)
    values = values_of(given_answers(response))
    answers = tuple(
        MedicalAnswer(
            item=item.id,
            number=words.item_number(instrument, item),
            short=words.short_text(item),
            answer=words.answer_words(item, values[item.id]) if item.id in values else "",
            state=_state(values.get(item.id)),
        )
        for item in instrument.items
    )
    return MedicalAnswers(response.id, instrument.short_title, response.completed_at, answers)


def _state(value: Number | None) -> str:
    if value is None:
        return OPEN
    if is_present(int(value)):
        return PRESENT
    return NOT_KNOWN if value == UNKNOWN else ABSENT
