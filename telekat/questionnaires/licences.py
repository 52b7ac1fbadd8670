"""Which wording a practice may show: an instrument behind a licence is score entry until the licence is held."""

from dataclasses import replace

from telekat.questionnaires.definition import Instrument, Item, Kind, Option


def shown_to(instrument: Instrument, licences: frozenset[str] = frozenset()) -> Instrument:
    """The instrument as a practice with these licences may show it: with its text, or as score entry.

    licences: ids of instruments for which the practice declares that it holds what `licence_needed` names.
    """
    if instrument.licence_needed is None or instrument.id in licences:
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
