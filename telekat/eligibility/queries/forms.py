"""The newest submitted form of each instrument that the criteria read. The caller has asked for the right."""

from sqlalchemy import select

from telekat.core.database import db
from telekat.eligibility.sources import READ_FORMS, Form
from telekat.questionnaires.models import QuestionnaireResponse
from telekat.questionnaires.queries.responses import given_answers, values_of
from telekat.questionnaires.queries.scores import score_of
from telekat.questionnaires.queries.versions import measured_at, stands


def newest_forms(patient_id: str) -> dict[str, Form]:
    """By instrument, in the version that stands: a correction of an older form makes that one no newer."""
    rows = db().scalars(
        select(QuestionnaireResponse).where(
            QuestionnaireResponse.patient_id == patient_id,
            QuestionnaireResponse.status == "completed",
            QuestionnaireResponse.instrument.in_(READ_FORMS),
            stands(),
        )
    )
    newest = {
        row.instrument: row for row in sorted(rows, key=lambda row: (measured_at(row) or row.assigned_at, row.id))
    }
    return {name: _form(row) for name, row in newest.items()}


def _form(row: QuestionnaireResponse) -> Form:
    return Form(
        id=row.id,
        instrument=row.instrument,
        at=row.completed_at or row.assigned_at,
        by=row.completed_by or row.assigned_by,
        answers={item: int(value) for item, value in values_of(given_answers(row)).items()},  # all whole numbers
        score=score_of(row) or {},
    )
