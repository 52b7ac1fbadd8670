"""Forms that were given together: their order, how far the patient is with them, and which comes next."""

from dataclasses import dataclass

from sqlalchemy import select

from telekat.core import ids
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.policy import Action, Principal
from telekat.practice.queries import practice
from telekat.questionnaires import registry
from telekat.questionnaires.access import is_for_patient
from telekat.questionnaires.definition import Instrument
from telekat.questionnaires.models import QuestionnaireResponse, QuestionnaireSet
from telekat.questionnaires.queries.responses import OpenForm, open_form
from telekat.rooms.access import room_for


@dataclass(frozen=True, slots=True)
class SetForm:
    """One form of a set. place: from 1, among those that the patient fills in."""

    id: str
    instrument: str
    title: str
    short_title: str
    place: int
    is_done: bool
    open: OpenForm | None


@dataclass(frozen=True, slots=True)
class FormSet:
    """A set as its patient sees it, in order."""

    id: str
    room_id: str
    name: str
    forms: list[SetForm]

    @property
    def done_count(self) -> int:
        return sum(1 for form in self.forms if form.is_done)

    @property
    def next(self) -> SetForm | None:
        """The first that is not handed in."""
        return next((form for form in self.forms if not form.is_done), None)

    @property
    def minutes_left(self) -> int:
        return sum(form.open.minutes_left for form in self.forms if form.open)


def response_ids(set_id: str) -> list[str]:
    """The forms of a set in its order. For actions."""
    return [row.id for row in _rows(set_id)]


def _rows(set_id: str) -> list[QuestionnaireResponse]:
    query = select(QuestionnaireResponse).where(QuestionnaireResponse.set_id == set_id)
    return list(db().scalars(query.order_by(QuestionnaireResponse.set_place)))


def set_for(who: Principal, set_id: str) -> FormSet:
    """A set of a care room that `who` may list. Raises NotFound."""
    given = db().get(QuestionnaireSet, set_id) if ids.is_id(set_id) else None
    if given is None:
        raise NotFound
    room_for(who, Action.QUESTIONNAIRE_LIST, given.room_id)
    return _set(given)


def _set(given: QuestionnaireSet) -> FormSet:
    rows = [(row, registry.of(row)) for row in _rows(given.id)]
    asked = [(row, instrument) for row, instrument in rows if is_for_patient(instrument)]
    forms = [_form(number, row, instrument) for number, (row, instrument) in enumerate(asked, start=1)]
    return FormSet(given.id, given.room_id, given.name, forms)


def _form(number: int, row: QuestionnaireResponse, instrument: Instrument) -> SetForm:
    is_done = row.status == "completed"
    return SetForm(
        row.id,
        instrument.id,
        instrument.title,
        instrument.short_title,
        number,
        is_done,
        None if is_done else open_form(row, instrument),
    )


def open_sets(patient_id: str) -> list[FormSet]:
    """The sets of which this patient still has something to fill in, the oldest first. The caller has asked."""
    rows = db().scalars(
        select(QuestionnaireSet)
        .where(QuestionnaireSet.patient_id == patient_id)
        .order_by(QuestionnaireSet.assigned_at)
    )
    return [found for found in map(_set, rows) if found.next is not None]


def offered() -> list[tuple[str, int]]:
    """The practice's sets that can be given: name, and how many forms. One with an unknown instrument cannot."""
    return [
        (one.name, len(one.instruments))
        for one in practice().forms.sets
        if all(registry.find(instrument) for instrument in one.instruments)
    ]
