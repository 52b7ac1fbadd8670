"""Telling one patient from another: when born, and whether somebody else has the same name."""

from telekat.patients.queries import card, patients_visible_to
from telekat.policy import Principal

UNKNOWN = "Date of birth not known"


def namesake(who: Principal, patient_id: str, name: str) -> str:
    """A warning where another patient that the viewer knows has the same name; else ""."""
    for patient in patients_visible_to(who):
        other = card(patient)
        if other.id != patient_id and other.name.casefold() == name.casefold():
            return (
                f"Another {other.name}, born {other.born_words or UNKNOWN}"
                if other.birth_date
                else f"Another {other.name}"
            )
    return ""
