"""The form that takes a patient in: whole sentences beside its fields, and a question where a slip is likely."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.patients.models import Patient

FIELDS = {"name": "Ifeoma Bello", "email": "ifeoma@example.org"}


def _count():
    forget_snapshot()
    return db().scalar(select(func.count()).select_from(Patient))


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("phone", "abc!!", "Write the phone number in digits"),
        ("phone", "123", "Write the phone number in digits"),
        ("birth_date", "1066-01-01", "Look at the year of birth again"),
        ("birth_date", "spring", "Give the date of birth as year, month and day"),
        ("email", "ben", "Write an e-mail address, such as"),
    ],
)
def test_bad_field_keeps_nothing_and_says_what_to_do(cast, browser_of, field, typed, sentence):
    before = _count()
    answer = browser_of(cast.cora).form("/patients/new", FIELDS | {field: typed})
    assert answer.status_code == 422 and sentence in answer.text
    assert _count() == before


@pytest.mark.parametrize("typed", ["+44 20 7946 0312", "(020) 7946-0312", ""])
def test_numbers_as_people_write_them_are_kept(cast, browser_of, typed):
    assert browser_of(cast.cora).form("/patients/new", FIELDS | {"phone": typed}).status_code == 200


def test_contact_refuses_what_cannot_be_called_and_stays_on_the_page(cast, browser_of):
    answer = browser_of(cast.cora).form(f"/patients/{cast.ada.id}/contact", {"phone": "abc!!"})
    assert answer.status_code == 422 and "Write the phone number in digits" in answer.text


def test_child_is_taken_in_only_after_the_question(cast, browser_of):
    before, cora = _count(), browser_of(cast.cora)
    fields = FIELDS | {"birth_date": (clock.now() - timedelta(days=2 * 366)).date().isoformat()}
    asked = cora.form("/patients/new", fields)
    assert asked.status_code == 422 and "would be 2 years old" in asked.text
    assert 'name="minor"' in asked.text and _count() == before
    assert cora.form("/patients/new", fields | {"minor": "yes"}).status_code == 200
    assert _count() == before + 1
