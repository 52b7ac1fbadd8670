"""LOINC codes against the instruments that ship: does a code belong to the question beside which it stands?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument, Item, Kind, RedFlag

LOINC = "http://loinc.org"
ALIKE = 0.6  # share of the shorter text's words that two wordings of one question have in common
_IDLE = frozenset(
    ("a", "an", "the", "of", "or", "and", "to", "in", "on", "for", "you", "your", "have", "has", "that")
)
_AROUND = re.compile(
    r"\[[^\]]*\]|\b(?:in|over|during) (?:the )?(?:last|past) [\w ]*?(?:weeks?|months?|days?|year)\b"
)
DANGER = re.compile(
    r"suicid|kill(?:ing)? (?:your|my)self|end(?:ing)? (?:your|my) life|better off dead|self.?harm"
    r"|(?:hurt|harm)(?:ing)? (?:your|my)self|wish(?:ed)? (?:you|i) were dead",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Known:
    """A question of an instrument that ships."""

    instrument: Instrument
    item: Item

    @property
    def name(self) -> str:
        return f"{self.instrument.short_title} question {self.item.id}"

    @property
    def labels(self) -> list[str]:
        return [plain(option.label) for option in self.item.options]

    @property
    def flags(self) -> tuple[RedFlag, ...]:
        return self.item.red_flags


def plain(text: str) -> str:
    """Lower case, without punctuation, brackets and the time that a question speaks of."""
    return " ".join(re.findall(r"[\w']+", _AROUND.sub(" ", text.lower())))


def same_question(one: str, other: str) -> bool:
    """Whether two wordings ask the same: most words of the shorter stand in the longer."""
    first, second = (set(plain(text).split()) - _IDLE for text in (one, other))
    if not first or not second:
        return plain(one) == plain(other)
    return len(first & second) / min(len(first), len(second)) >= ALIKE


@cache
def _shipped() -> tuple[Known, ...]:
    """The longest form first: a short one borrows its questions from it."""
    forms = sorted(registry.built_in(), key=lambda one: -len(one.items))
    return tuple(Known(one, item) for one in forms if one.kind is Kind.FORM for item in one.items)


def with_code(code: str) -> list[Known]:
    """Every known question that bears this code; one question may stand in two instruments."""
    return [known for known in _shipped() if known.item.loinc == code]


def with_text(text: str) -> list[Known]:
    """Every known question that reads just so."""
    wanted = plain(text)
    return [known for known in _shipped() if wanted and plain(known.item.text) == wanted]


def panels() -> dict[str, Instrument]:
    return {one.loinc_panel: one for one in registry.built_in() if one.loinc_panel}


def totals() -> dict[str, Instrument]:
    return {one.loinc_total: one for one in registry.built_in() if one.loinc_total}


def best(candidates: Iterable[Known], text: str) -> Known | None:
    """The one that asks the same as the text, if any."""
    return next((known for known in candidates if same_question(known.item.text, text)), None)
