"""Who reads a room, as the policy's table says it."""

import pytest

from telekat.home.readers import readers, seen_by
from telekat.policy import Role


@pytest.mark.parametrize(
    ("kind", "roles"),
    [
        ("care", {Role.PATIENT, Role.PSYCHIATRIST, Role.THERAPIST}),
        ("front_desk", {Role.PATIENT, Role.COORDINATOR}),
        ("staff", {Role.PSYCHIATRIST, Role.THERAPIST}),
    ],
)
def test_readers_are_those_of_the_table(kind, roles):
    assert readers(kind) == roles


@pytest.mark.parametrize(
    ("kind", "for_patient", "words"),
    [
        ("care", True, "Seen by you and your care team only"),
        ("front_desk", True, "Seen by you and the front desk only"),
        ("care", False, "Seen by Ada Byron and the care team only"),
        ("staff", False, "Seen by the care team only. Ada Byron never sees this"),
    ],
)
def test_sentence_names_every_reader(kind, for_patient, words):
    assert seen_by(kind, for_patient=for_patient, patient_name="Ada Byron") == words
