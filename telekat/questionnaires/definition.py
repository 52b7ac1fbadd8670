"""The shapes an instrument is written in: frozen data, no arithmetic, no person and no record.

Owns what an item, an option, a band, a cut-off and a red flag are. Leaves what a score consists of to `score`, the
checking of answers and the adding up to `scoring`, and every clinical number to the instrument's own file.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Answers: TypeAlias = Mapping[str, Any]
Number: TypeAlias = int | float
Counted: TypeAlias = Mapping[str, Any]

GENERAL_KNOWLEDGE = "general knowledge, to be confirmed by the practice's medical lead"
OWN_CHOICE = "product choice, to be confirmed by the practice's medical lead"
ALL_NEEDED = "Every item shown has to be answered; while one is open there is no total."

LOINC_NOTICE = (
    "This material contains content from LOINC® (http://loinc.org). LOINC is copyright © Regenstrief Institute, "
    "Inc. and the LOINC Committee, and is available at no cost under the license at http://loinc.org/license."
)

SUICIDAL_IDEATION = "suicidal-ideation"
SUICIDAL_BEHAVIOUR = "suicidal-behaviour"
HIGH_SUICIDE_RISK = "high-suicide-risk"
# Whoever gives an answer with one of these is shown help at once, before any clinician has looked.
CRISIS_FLAGS = frozenset({SUICIDAL_IDEATION, SUICIDAL_BEHAVIOUR, HIGH_SUICIDE_RISK})


class Kind(StrEnum):
    """Whether the product shows the published wording or only takes the numbers."""

    FORM = "form"
    SCORE_ENTRY = "score_entry"


class Direction(StrEnum):
    """What a higher number means."""

    WORSE = "higher_is_worse"
    BETTER = "higher_is_better"
    MORE = "higher_is_more"


class Respondent(StrEnum):
    """Who gives the rating; who types it in is kept with the response."""

    PATIENT = "patient"
    CLINICIAN = "clinician"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Option:
    """One permitted answer. `loinc` is its LOINC answer code where one is confirmed.

    points: what it counts where that is not its value, as when two answers count the same.
    """

    value: int
    label: str
    loinc: str | None = None
    points: float | None = None


YES_NO = (Option(1, "Yes", "LA33-6"), Option(0, "No", "LA32-8"))


@dataclass(frozen=True, slots=True)
class Scale:
    """A range of numbers with words at its ends, for items without a label on each number.

    unit is set where the number is a measurement and is typed rather than chosen. decimals: how many digits may
    follow the point; 0 for whole numbers.
    """

    minimum: int
    maximum: int
    low_label: str = ""
    high_label: str = ""
    unit: str = ""
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class ShownWhen:
    """Skip rule: the item is asked while the sum of the named earlier items lies within the bounds.

    An unanswered or hidden item adds nothing to the sum. answered: every one of them has to have an answer, too.
    values: the sum has to be one of these.
    """

    items: tuple[str, ...]
    at_least: float | None = None
    at_most: float | None = None
    answered: bool = False
    values: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A single answer that has to reach a clinician at once, whatever the rest of the form says."""

    code: str
    source: str
    at_least: int | None = None
    at_most: int | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. It takes the values of `options`, or any whole number of `scale`.

    An item that is not `required` may stay open in a complete form; one that is not `scored` adds nothing.
    All rules of `shown_when` have to hold for the item to be asked; with `shown_any` one of them is enough.
    link_id: its id in the file that it was imported from.
    """

    id: str
    text: str
    options: tuple[Option, ...] = ()
    scale: Scale | None = None
    scored: bool = True
    required: bool = True
    shown_when: tuple[ShownWhen, ...] = ()
    red_flags: tuple[RedFlag, ...] = ()
    loinc: str | None = None
    section: str = ""
    shown_any: bool = False
    link_id: str = ""

    def takes(self, value: object) -> bool:
        """Whether the value is one of the item's own. True is no number of a form, 2.0 only where decimals are."""
        if type(value) is float and self.scale is not None and self.scale.decimals:
            is_exact = math.isfinite(value) and round(value, self.scale.decimals) == value
            return is_exact and self.scale.minimum <= value <= self.scale.maximum
        if type(value) is not int:
            return False
        if self.scale is not None:
            return self.scale.minimum <= value <= self.scale.maximum
        return any(option.value == value for option in self.options)

    def as_json(self) -> dict[str, Any]:
        """The item in plain values; `scale` is null where it has options."""
        return {
            "id": self.id,
            "section": self.section,
            "text": self.text,
            "options": [{"value": option.value, "label": option.label} for option in self.options],
            "scale": None if self.scale is None else asdict(self.scale),
            "scored": self.scored,
            "required": self.required,
            "shown_when": [asdict(rule) for rule in self.shown_when],
            "shown_any": self.shown_any,
            "loinc": self.loinc,
        }


@dataclass(frozen=True, slots=True)
class Band:
    """A named severity that begins at `starts_at` and ends where the next one begins."""

    name: str
    starts_at: int
    source: str


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A published screening threshold on the total; a hint for a clinician and never a diagnosis."""

    name: str
    source: str
    at_least: int | None = None
    at_most: int | None = None


@dataclass(frozen=True, slots=True)
class Subscale:
    """Part of the form with a number of its own. `any_item` says that one answer is enough for it."""

    name: str
    items: tuple[str, ...]
    total: Callable[[Counted], Number] | None = None
    any_item: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule that is not a sum; asked only once the form is complete."""

    name: str
    holds: Callable[[Counted], bool]
    source: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on the answers for whoever reads the result, by code."""

    code: str
    holds: Callable[[Counted], bool]


@dataclass(frozen=True, slots=True)
class Progress:
    """What counts as change between two complete scores of the same instrument and version.

    response_percent is the fall (or rise, where higher is better) from baseline; remission_at_most a total, a
    default where a practice may set its own. The points are the least that count: meaningful to the person,
    reliable beyond the scale's own error, moderate where the authors give that step a number.
    """

    response_percent: int | None = None
    remission_at_most: int | None = None
    meaningful_points: int | None = None
    reliable_points: int | None = None
    moderate_points: float | None = None
    source: str = GENERAL_KNOWLEDGE


def add_up(counted: Counted) -> Number:
    """The sum of the counted answers, which is what most instruments call their total."""
    return sum(counted.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringRule:
    """How answers become a score.

    total: from the counted answers (shown, scored, reversed where named) of a complete form; None for an
        instrument that has no number.
    reversed_items: yes/no items where "no" scores the point.
    complete_when: replaces "every shown and required item is answered".
    prorate_up_to: how many missing items the published rule forgives, 0 for none.
    level: for instruments whose result is the highest level reached; asked of all answers, also the hidden
        ones, because a dangerous answer in the wrong place is still an answer.
    maximum: the highest total possible for these answers, where it is not always the instrument's.
    """

    total: Callable[[Counted], Number] | None = add_up
    reversed_items: frozenset[str] = frozenset()
    complete_when: Callable[[Counted], bool] | None = None
    prorate_up_to: int = 0
    subscales: tuple[Subscale, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    level: Callable[[Counted], str] | None = None
    severity: Callable[[Counted], str] | None = None
    maximum: Callable[[Counted], int] | None = None
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """All that is known about one questionnaire.

    introduction is read once, before the items; instruction is the stem that belongs to every item.
    version is ours and changes with any text, option, band or rule, so that an old score keeps its meaning.
    licence_needed names what a practice must hold before it may show the text; None when it needs nothing.
    source says where the wording, or for score entry the numbering, comes from.
    loinc_total: the code of the result, which for instruments without a number is the level.
    """

    id: str
    version: str
    title: str
    short_title: str
    kind: Kind
    answered_by: Respondent
    recall_period: str
    instruction: str
    items: tuple[Item, ...]
    minimum: int | None
    maximum: int | None
    direction: Direction
    licence: str
    attribution: str
    source: str
    rule: ScoringRule = field(default_factory=ScoringRule)
    bands: tuple[Band, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    progress: Progress = Progress()
    introduction: str = ""
    missing_rule: str = ALL_NEEDED
    licence_needed: str | None = None
    language: str = "en"
    loinc_panel: str | None = None
    loinc_total: str | None = None
    item_by_id: Mapping[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "item_by_id", {item.id: item for item in self.items})

    def as_json(self) -> dict[str, Any]:
        """What a program or a page needs to show the form; how it is scored stays on the server."""
        return {
            "id": self.id,
            "version": self.version,
            "language": self.language,
            "title": self.title,
            "short_title": self.short_title,
            "kind": self.kind.value,
            "answered_by": self.answered_by.value,
            "recall_period": self.recall_period,
            "introduction": self.introduction,
            "instruction": self.instruction,
            "items": [item.as_json() for item in self.items],
            "minimum": self.minimum,
            "maximum": self.maximum,
            "direction": self.direction.value,
            "bands": [{"name": band.name, "starts_at": band.starts_at} for band in self.bands],
            "missing_rule": self.missing_rule,
            "licence": self.licence,
            "licence_needed": self.licence_needed,
            "attribution": self.attribution,
            "source": self.source,
            "loinc_panel": self.loinc_panel,
            "loinc_total": self.loinc_total,
            "notice": LOINC_NOTICE if any((self.loinc_panel, *(item.loinc for item in self.items))) else "",
        }


def numbered(item_id: str, maximum: int, **more: Any) -> Item:
    """An item of a score-entry instrument: its published number, its values from 0, and no wording."""
    options = tuple(Option(value, str(value)) for value in range(maximum + 1))
    return Item(id=item_id, text=f"Item {item_id}", options=options, **more)


def item_ids(first: int, last: int) -> tuple[str, ...]:
    """The ids "first" to "last" inclusive, as items are numbered on the published form."""
    return tuple(str(number) for number in range(first, last + 1))
