"""Which forms there are, how far each is, and who hears of a change."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.policy import Action, Principal, Relation, allow
from telekat.questionnaires import registry, scoring
from telekat.questionnaires.access import is_for_patient, response_for
from telekat.questionnaires.definition import Instrument, Number
from telekat.questionnaires.models import AnswerVersion, ItemAnswer, QuestionnaireResponse
from telekat.questionnaires.sealed import open_value
from telekat.rooms.access import room_for
from telekat.rooms.queries import member_ids

SECONDS_PER_ITEM = 8  # product choice: what a question takes on a phone, for "about 2 minutes left"


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """The answer to one item that holds now; value None when it was taken back."""

    value: Number | None
    rev: int
    by: str
    at: datetime

    def as_json(self) -> dict[str, Any]:
        return {"value": self.value, "rev": self.rev, "by": self.by, "at": stamp(self.at)}


@dataclass(frozen=True, slots=True)
class OpenForm:
    """A form that waits for its patient: how far it is, in the questions that are asked of them."""

    id: str
    room_id: str
    instrument: str
    title: str
    short_title: str
    assigned_at: datetime
    answered_count: int
    item_count: int
    set_id: str | None = None

    @property
    def minutes_left(self) -> int:
        """Rounded up, at least one."""
        return max(1, -(-(self.item_count - self.answered_count) * SECONDS_PER_ITEM // 60))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many forms a patient was given to fill in, and how many are done. Counts only."""

    assigned_count: int
    completed_count: int

    @property
    def missing_count(self) -> int:
        return self.assigned_count - self.completed_count


def given_answers(response: QuestionnaireResponse) -> dict[str, GivenAnswer]:
    """Every item that was ever answered, with what holds now."""
    rows = db().scalars(select(ItemAnswer).where(ItemAnswer.response_id == response.id))
    return {row.item: _given(response.patient_id, row) for row in rows}


def _given(patient_id: str, row: ItemAnswer) -> GivenAnswer:
    row_id = answer_row_id(row.response_id, row.item)
    value = open_value(patient_id, "item_answer", row_id, row.value_sealed)
    return GivenAnswer(value, row.rev, row.answered_by, row.answered_at)


def answer_row_id(response_id: str, item: str) -> str:
    """What an answer is bound to when it is sealed."""
    return f"{response_id}:{item}"


def values_of(answers: dict[str, GivenAnswer]) -> dict[str, Number]:
    """Only the values that hold, as scoring takes them."""
    return {item: given.value for item, given in answers.items() if given.value is not None}


def response_json(who: Principal, questionnaire_id: str) -> dict[str, Any]:
    """The form as the contract shows it. Raises NotFound."""
    response = response_for(who, Action.QUESTIONNAIRE_OPEN, questionnaire_id)
    answers = given_answers(response)
    return {
        "id": response.id,
        "room": response.room_id,
        "instrument": response.instrument,
        "status": response.status,
        "answers": {item: given.as_json() for item, given in answers.items()},
        "rev": response.rev,
        "filled_by": sorted(_hands(response)),
        "assigned_by": response.assigned_by,
        "assigned_at": stamp(response.assigned_at),
        "completed_by": response.completed_by,
        "completed_at": stamp(response.completed_at) if response.completed_at else None,
        "mode": response.mode,
        "language": response.language,
        "replaces": response.replaces,
        "set": response.set_id,
    }


def _hands(response: QuestionnaireResponse) -> set[str]:
    """Everybody who has entered something that was kept, also what another changed later."""
    rows = db().scalars(
        select(AnswerVersion.answered_by)
        .where(AnswerVersion.response_id == response.id, AnswerVersion.fate == "kept")
        .distinct()
    )
    return set(rows)


@dataclass(frozen=True, slots=True)
class Hand:
    """That somebody entered something into a form that was kept."""

    response_id: str
    instrument: str
    user_id: str


def hands_between(patient_id: str, begin: datetime, end: datetime) -> list[Hand]:
    """Who filled in which of a patient's forms from `begin` until before `end`. The caller has asked for the right."""
    rows = db().execute(
        select(QuestionnaireResponse.id, QuestionnaireResponse.instrument, AnswerVersion.answered_by)
        .join(AnswerVersion, AnswerVersion.response_id == QuestionnaireResponse.id)
        .where(
            QuestionnaireResponse.patient_id == patient_id,
            AnswerVersion.fate == "kept",
            AnswerVersion.answered_at >= begin,
            AnswerVersion.answered_at < end,
        )
        .group_by(QuestionnaireResponse.id, QuestionnaireResponse.instrument, AnswerVersion.answered_by)
        .order_by(QuestionnaireResponse.id)
    )
    return [Hand(*row) for row in rows]


def history_of(who: Principal, questionnaire_id: str, item: str) -> list[dict[str, Any]]:
    """Every value ever given to one item, oldest first, for clinicians. Raises NotFound."""
    response = response_for(who, Action.QUESTIONNAIRE_SCORE, questionnaire_id)
    rows = list(
        db().scalars(
            select(AnswerVersion)
            .where(AnswerVersion.response_id == response.id, AnswerVersion.item == item)
            .order_by(AnswerVersion.rev, AnswerVersion.answered_at, AnswerVersion.id)
        )
    )
    newest = max((row.rev for row in rows if row.fate == "kept"), default=0)
    return [
        {
            "value": open_value(response.patient_id, "answer_version", row.id, row.value_sealed),
            "fate": "superseded" if row.fate == "kept" and row.rev < newest else row.fate,
            "rev": row.rev,
            "by": row.answered_by,
            "at": stamp(row.answered_at),
        }
        for row in rows
    ]


def in_room(who: Principal, room_id: str) -> list[dict[str, Any]]:
    """The forms of a care room, the newest first; a patient does not learn of ratings made about them."""
    room = room_for(who, Action.QUESTIONNAIRE_LIST, room_id)
    rows = db().scalars(
        select(QuestionnaireResponse)
        .where(QuestionnaireResponse.room_id == room.id)
        .order_by(QuestionnaireResponse.assigned_at.desc(), QuestionnaireResponse.set_place)
    )
    return [
        {
            "id": row.id,
            "room": row.room_id,
            "instrument": row.instrument,
            "title": instrument.title,
            "short_title": instrument.short_title,
            "status": row.status,
            "assigned_at": stamp(row.assigned_at),
            "completed_at": stamp(row.completed_at) if row.completed_at else None,
            "mode": row.mode,
            "replaces": row.replaces,
            "set": row.set_id,
        }
        for row, instrument in ((row, registry.of(row)) for row in rows)
        if not who.is_patient or is_for_patient(instrument)
    ]


def _waited_for(patient_ids: Collection[str]) -> tuple[ColumnElement[bool], ...]:
    return (
        QuestionnaireResponse.patient_id.in_(list(patient_ids)),
        QuestionnaireResponse.status == "in_progress",
        QuestionnaireResponse.replaces.is_(None),  # a correction is made with the patient, not waited for
    )


def open_counts(patient_ids: Collection[str]) -> Counter[str]:
    """Patient id to how many forms wait for them. The caller has asked for the right."""
    given = QuestionnaireResponse
    rows = db().execute(
        select(given.patient_id, given.instrument, given.instrument_version).where(*_waited_for(patient_ids))
    )
    return Counter(row.patient_id for row in rows if is_for_patient(registry.of(row)))


def open_for_patient(patient_id: str) -> list[OpenForm]:
    """The forms that wait for this patient, the oldest first. The caller has asked for the right."""
    rows = db().scalars(
        select(QuestionnaireResponse)
        .where(*_waited_for([patient_id]))
        .order_by(QuestionnaireResponse.assigned_at, QuestionnaireResponse.set_place)
    )
    forms = [(row, registry.of(row)) for row in rows]
    return [open_form(row, instrument) for row, instrument in forms if is_for_patient(instrument)]


def open_form(row: QuestionnaireResponse, instrument: Instrument) -> OpenForm:
    """How far a form that is not handed in is."""
    values = values_of(given_answers(row))
    asked = scoring.visible_items(instrument, values)
    answered = sum(1 for item in asked if item.id in values)
    return OpenForm(
        row.id,
        row.room_id,
        instrument.id,
        instrument.title,
        instrument.short_title,
        row.assigned_at,
        answered,
        len(asked),
        row.set_id,
    )


def progress_of(who: Principal, patient_ids: Iterable[str]) -> dict[str, Progress]:
    """By patient, how many forms they were given and have handed in. For coordinators: no names, no answers.

    Patients without a form are left out.
    """
    wanted = set(patient_ids)
    if not wanted or not allow(who, Action.QUESTIONNAIRE_PROGRESS, (Relation.PRACTICE,)).allowed:
        return {}
    rows = db().execute(
        select(
            QuestionnaireResponse.patient_id,
            QuestionnaireResponse.instrument,
            QuestionnaireResponse.status,
            func.count(),
        )
        .where(QuestionnaireResponse.patient_id.in_(wanted), QuestionnaireResponse.replaces.is_(None))
        .group_by(QuestionnaireResponse.patient_id, QuestionnaireResponse.instrument, QuestionnaireResponse.status)
    )
    assigned: Counter[str] = Counter()
    completed: Counter[str] = Counter()
    for patient_id, instrument_id, status, count in rows:
        if is_for_patient(registry.instrument(instrument_id)):
            assigned[patient_id] += count
            completed[patient_id] += count if status == "completed" else 0
    return {patient_id: Progress(assigned[patient_id], completed[patient_id]) for patient_id in assigned}


def hearers_of(response: QuestionnaireResponse) -> list[str]:
    """Who hears of this form's changes: the room's members, without the patient where it is a rating of them."""
    hears_patient = is_for_patient(registry.of(response))
    return [user_id for user_id in member_ids(response.room_id) if hears_patient or user_id != response.patient_id]
