"""Where sealed words lie follows one convention in every package, so that keys can be changed without a list."""

from sqlalchemy import LargeBinary, select

from telekat.core.database import Base, db
from telekat.vault import places, sealing
from telekat.vault.models import DataKey

KEYS = {"data_key.wrapped", "master_key.check_value"}
"""Bytes that are keys and not words."""


def subjects():
    return {key.id: key.subject for key in db().scalars(select(DataKey))}


def test_every_column_of_bytes_is_named_as_sealed():
    bytes_columns = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {f"{one.table.name}.{one.column.name}" for one in places.sealed_columns()}
    assert bytes_columns - KEYS == sealed


def test_everything_sealed_in_a_lived_in_practice_opens_in_its_place(lived_in):
    opened = set()
    for key_id, subject in subjects().items():
        for place in places.places_under([key_id]):
            stored = db().execute(select(place.at.column).where(*places._is(place))).scalar_one()
            sealing.unseal(subject, place.at.table.name, place.at.name, place.row_id, stored)
            opened.add(f"{place.at.table.name}.{place.at.column.name}")
    assert {
        "user_account.name_sealed",
        "patient.phone_sealed",
        "message.body_sealed",
        "draft.body_sealed",
        "item_answer.value_sealed",
        "answer_version.value_sealed",
        "questionnaire_score.score_sealed",
        "alert.note_sealed",
        "dosing_version.facts_sealed",
        "checkin.answers_sealed",
        "checkin.text_sealed",
        "checkin.progress_sealed",
    } <= opened


def test_no_sealed_text_is_missed(lived_in):
    """As many places as there are sealed values in the database."""
    count = 0
    for one in places.sealed_columns():
        count += len(db().execute(select(one.column).where(one.column.is_not(None))).all())
    assert len(list(places.places_under(list(subjects())))) == count > 50
