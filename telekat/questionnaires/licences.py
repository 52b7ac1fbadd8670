"""Which wording a practice may show: an instrument behind a licence is score entry until the licence is held."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from telekat.questionnaires.definition import Instrument, Item, Kind, Option

NONE_HELD: Mapping[str, str] = MappingProxyType({})


def shown_to(instrument: Instrument, held: Mapping[str, str] = NONE_HELD) -> Instrument:
    """The instrument as a practice that holds these licences may show it: with its text, or as score entry.

    held: by instrument, what the practice declared to hold. It counts only in the very words of `licence_needed`:
    where the terms change, it has to be declared anew.
    """
    if instrument.licence_needed is None or held.get(instrument.id) == instrument.licence_needed:
        return instrument
    return replace(
        instrument,
        kind=Kind.SCORE_ENTRY,
        introduction="",
        instruction="",
        items=tuple(without_wording(item) for item in instrument.items),
    )


def without_wording(item: Item) -> Item:
    """The same item labelled by its number, each answer by its value."""
    options = tuple(Option(option.value, str(option.value), option.loinc) for option in item.options)
    scale = None if item.scale is None else replace(item.scale, low_label="", high_label="")
    return replace(item, text=f"Item {item.id}", section="", options=options, scale=scale)
