"""Instruments as this practice may show them."""

from telekat.practice.queries import practice
from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument
from telekat.questionnaires.licences import shown_to


def as_shown(instrument: Instrument) -> Instrument:
    """With its wording where the practice holds what that needs, else as score entry."""
    return shown_to(instrument, practice().forms.licences)


def licensed() -> list[Instrument]:
    """The instruments whose wording needs something that a practice may hold."""
    return [one for one in registry.all_instruments() if one.licence_needed is not None]
