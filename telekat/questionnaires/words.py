"""How a question, an answer and a severity are named in a sentence for clinicians. Pure."""

import re
from collections.abc import Mapping

from telekat.questionnaires.change import Change
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


_LEVEL_WORDS = {
    "absolute": "Names an absolute contraindication",
    "exclude": "Names an exclusion criterion",
    "unknown": "Has answers of “I don’t know”",
    "caution": "Names what needs care",
}
"""Of the medical history, whose levels are codes."""


def severity_words(severity: str | None) -> str:
    """A band's name as the start of a sentence."""
    if not severity:
        return ""
    return _LEVEL_WORDS.get(severity) or severity.replace("-", " ").capitalize()


def meaning_words(severity: str | None, reached: Mapping[str, bool | None]) -> str:
    """What a number stands for: its published band, else what its thresholds say."""
    return severity_words(severity) or threshold_words(reached)


_POSITIVE = "positive"
_AT = {
    "positive_men": "for men",
    "positive_women": "for women",
    "positive_3": "from 3",
    "positive_4": "from 4",
    "positive_sensitive": "at the sensitive threshold",
}
_REACHED = {
    "total_31": "31 or more",
    "total_33": "33 or more",
    "above_4": "above 4",
    "provisional_ptsd": "provisional PTSD criteria met",
}
_SAID_ELSEWHERE = "positive_unspecified"  # the lowest of those beside it


def threshold_words(held: Mapping[str, bool | None]) -> str:
    """What a form without published bands says by its thresholds, by name: "Screens positive for women only".

    "" while it is not complete, and where it has none.
    """
    asked = {name: holds for name, holds in held.items() if holds is not None and name != _SAID_ELSEWHERE}
    screens = {name: holds for name, holds in asked.items() if name.startswith(_POSITIVE)}
    reached = [_REACHED.get(name, name.replace("_", " ")) for name in asked if asked[name] and name not in screens]
    said = ", ".join([_screen_words(screens), *reached] if screens else reached)
    return f"{said[:1].upper()}{said[1:]}"


def _screen_words(screens: Mapping[str, bool]) -> str:
    if not any(screens.values()):
        return "screens negative"
    if all(screens.values()):
        return "screens positive"
    where = ", ".join(_AT.get(name, "at its usual threshold") for name, holds in screens.items() if holds)
    return f"screens positive {where} only"


def course_words(change: Change) -> str:
    """What the published numbers say of a change: "61 % lower: response, in remission, a meaningful change." """
    if not change.points:
        return "No change."
    if change.points < 0:
        size = _size(change, "worsening")
        return f"Worse{': ' + size if size else ''}."
    said = [
        {True: "response", False: "no response yet"}.get(change.response) if change.response is not None else None,
        "in remission" if change.remission else None,
        _size(change, "change"),
    ]
    better = "Better" if change.percent is None else f"{change.percent:.0f} % lower"
    parts = ", ".join(one for one in said if one)
    return f"{better}{': ' + parts if parts else ''}."


def _size(change: Change, noun: str) -> str | None:
    """The strongest thing that may be said of its size, or that it may be nothing."""
    if change.reliable is False or (change.reliable is None and change.meaningful is False):
        return f"too small to call a {'reliable' if change.reliable is False else 'meaningful'} {noun}"
    kinds = {"reliable": change.reliable, "meaningful": change.meaningful, "moderate": change.moderate}
    true = [kind for kind, holds in kinds.items() if holds]
    return f"a {' and '.join(true)} {noun}" if true else None


def course_rule(instrument: Instrument, remission_at_most: int | None) -> str:
    """The rules behind `course_words`, with their source; "" for an instrument without any."""
    known = instrument.progress
    rules = [
        f"response from {known.response_percent} % lower" if known.response_percent is not None else "",
        f"remission up to {remission_at_most}" if remission_at_most is not None else "",
        f"reliable from {known.reliable_points} points" if known.reliable_points is not None else "",
        f"meaningful from {known.meaningful_points}" if known.meaningful_points is not None else "",
        f"moderate from {known.moderate_points:g}" if known.moderate_points is not None else "",
    ]
    said = ", ".join(rule for rule in rules if rule)
    return f"{said[:1].upper()}{said[1:]}. Source: {known.source}." if said else ""


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
