"""How a question, an answer and a severity are named in a sentence for clinicians. Pure."""

import re

from telekat.questionnaires.definition import CRISIS_FLAGS, Instrument, Item, Number
from telekat.questionnaires.scoring import raised_flags

_NUMBERED = re.compile(r"\d+[a-z]?")


def item_number(instrument: Instrument, item: Item) -> str:
    """The number on the published form, else the place in ours."""
    return item.id if _NUMBERED.fullmatch(item.id) else str(instrument.items.index(item) + 1)


def answer_words(item: Item, value: Number) -> str:
    """The chosen option's own words; on a scale the number and how far it goes."""
    for option in item.options:
        if option.value == value:
            return option.label
    unit = f" {item.scale.unit}" if item.scale and item.scale.unit else ""
    highest = f" of {item.scale.maximum}" if item.scale and not unit else ""
    return f"{value}{unit or highest}"


def cause_words(instrument: Instrument, item: Item, value: Number) -> str:
    """Such as: PHQ-9 question 9: “More than half the days”."""
    number = item_number(instrument, item)
    return f"{instrument.short_title} question {number}: “{answer_words(item, value)}”"


def severity_words(severity: str | None) -> str:
    """A band's name as the start of a sentence."""
    return severity.replace("-", " ").capitalize() if severity else ""


def crisis_values(instrument: Instrument) -> dict[str, list[int]]:
    """By item, the answers after which the person is shown help at once."""
    found: dict[str, list[int]] = {}
    for item in instrument.items:
        values = [value for value in values_of(item) if is_crisis(instrument, item.id, value)]
        if values:
            found[item.id] = values
    return found


def values_of(item: Item) -> list[int]:
    """Every value that the item takes, in its order."""
    if item.scale is not None and item.scale.decimals:
        return []
    if item.scale is not None:
        return list(range(item.scale.minimum, item.scale.maximum + 1))
    return [option.value for option in item.options]


def is_crisis(instrument: Instrument, item_id: str, value: Number | None) -> bool:
    """Whether this one answer speaks of danger to the person's life."""
    return any(flag.code in CRISIS_FLAGS for flag in raised_flags(instrument, {item_id: value}))


MOST_SHORT = 110  # characters of a question in a dense row: two lines
_CUT = re.compile(r" — |, such as|\. | \(|; |: ")


def short_text(item: Item) -> str:
    """The beginning of a question, up to its first explanation: for rows that clinicians know by heart."""
    text = _CUT.split(item.text, maxsplit=1)[0].rstrip(".?")
    return text if len(text) <= MOST_SHORT else f"{text[:MOST_SHORT].rsplit(' ', 1)[0]} …"


MOST_LABEL = 12  # characters that still fit a segment
MOST_SEGMENTS = 6  # more answers than this are a list to choose from


def words_fit(item: Item) -> bool:
    """Whether the answers' own words can stand on segments."""
    return bool(item.options) and all(len(option.label) <= MOST_LABEL for option in item.options)


def is_listed(instrument: Instrument, item: Item) -> bool:
    """Whether the answers are chosen from a list: too many for segments, or numbers that would mean nothing.

    Where answers add up, clinicians know the numbers; where they do not, a number is only a code.
    """
    return len(values_of(item)) > MOST_SEGMENTS or (instrument.rule.total is None and not words_fit(item))


def segment_words(item: Item) -> list[tuple[int, str, str]]:
    """For each value: itself, what stands on its segment, and what it means. Words where all of them are short."""
    if item.options:
        return [(one.value, one.label if words_fit(item) else str(one.value), one.label) for one in item.options]
    return [(value, str(value), answer_words(item, value)) for value in values_of(item)]
