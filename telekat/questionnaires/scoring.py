"""Answers in, score out: checking, skip rules, red flags and totals, the same for every instrument.

Pure. Knows no instrument by name: what is particular to one stands in its own file as data and small rules.
Answers are whole numbers by item id; None or an absent id means "not answered", which is never 0.
"""

from collections.abc import Callable, Mapping

from telekat.core.errors import Invalid
from telekat.questionnaires.definition import (
    Answers,
    Band,
    Counted,
    Criterion,
    Cutoff,
    Instrument,
    Item,
    Number,
    RedFlag,
    ShownWhen,
    Subscale,
    add_up,
)
from telekat.questionnaires.score import Score

CONTRADICTORY = "contradictory-answers"


def validate(instrument: Instrument, item_id: object, value: object) -> None:
    """Raises Invalid, naming the item, unless the instrument has the item and the item takes the value.

    The message never repeats the value: it may be logged, and it is somebody's answer.
    """
    item = instrument.item_by_id.get(item_id) if isinstance(item_id, str) else None
    if item is None:
        raise Invalid("This form has no such item.", fields={str(item_id)[:40]: "unknown item"})
    if not item.takes(value):
        wanted = _domain_in_words(item)
        raise Invalid(f"Item {item.id} takes {wanted}.", fields={item.id: f"takes {wanted}"})


def _domain_in_words(item: Item) -> str:
    if item.scale is not None and item.scale.decimals:
        digits = f"at most {item.scale.decimals} digits after the point"
        return f"a number from {item.scale.minimum} to {item.scale.maximum} with {digits}"
    if item.scale is not None:
        return f"a whole number from {item.scale.minimum} to {item.scale.maximum}"
    values = [str(value) for value in sorted(option.value for option in item.options)]
    return f"{', '.join(values[:-1])} or {values[-1]}"


def visible_items(instrument: Instrument, answers: Answers) -> tuple[Item, ...]:
    """The items to ask, given what is answered so far, in the form's order.

    An answer given to an item that is hidden meanwhile does not open further items.
    """
    seen: dict[str, Number] = {}
    visible = []
    for item in instrument.items:
        if item.shown_when and not (any if item.shown_any else all)(_holds(rule, seen) for rule in item.shown_when):
            continue
        visible.append(item)
        value = answers.get(item.id)
        if value is not None:
            seen[item.id] = value
    return tuple(visible)


def _holds(rule: ShownWhen, seen: Counted) -> bool:
    if rule.answered and not all(item_id in seen for item_id in rule.items):
        return False
    total = sum(seen.get(item_id, 0) for item_id in rule.items)
    if rule.values and total not in rule.values:
        return False
    return (rule.at_least is None or total >= rule.at_least) and (rule.at_most is None or total <= rule.at_most)


def missing_items(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Ids of the shown and required items without an answer, in the form's order.

    Where one answer is enough for a part of the form, the part's other items are not missing.
    """
    enough = {
        item_id
        for part in instrument.rule.subscales
        if part.any_item and any(answers.get(item_id) is not None for item_id in part.items)
        for item_id in part.items
    }
    return tuple(
        item.id
        for item in visible_items(instrument, answers)
        if item.required and answers.get(item.id) is None and item.id not in enough
    )


def red_flags(instrument: Instrument, answers: Answers) -> tuple[str, ...]:
    """Codes of the red flags that hold by what is answered so far, complete or not, each once.

    Also answers to hidden items count: a dangerous answer in the wrong place is still an answer.
    """
    return tuple(dict.fromkeys(flag.code for flag in raised_flags(instrument, answers)))


def raised_flags(instrument: Instrument, answers: Answers) -> tuple[RedFlag, ...]:
    """The red flags that hold, whole, for whoever needs to know whether one is urgent."""
    return tuple(
        flag
        for item in instrument.items
        if item.red_flags and item.takes(answers.get(item.id))
        for flag in item.red_flags
        if _within(answers[item.id], flag.at_least, flag.at_most)
    )


def _within(number: Number, at_least: float | None, at_most: float | None) -> bool:
    return (at_least is None or number >= at_least) and (at_most is None or number <= at_most)


def score(instrument: Instrument, answers: Answers) -> Score:
    """What the answers add up to. Raises Invalid, naming the item, for an unknown item or a wrong value."""
    given = checked(instrument, answers)
    rule = instrument.rule
    shown = {item.id: item for item in visible_items(instrument, given)}
    seen = {item_id: given[item_id] for item_id in shown if item_id in given}
    counted = {item_id: _points(instrument, shown[item_id], seen[item_id]) for item_id in seen}
    counted = {item_id: points for item_id, points in counted.items() if shown[item_id].scored}
    missing = missing_items(instrument, given)
    complete = rule.complete_when(seen) if rule.complete_when else not missing
    total = rule.total(counted) if complete and rule.total else None
    maximum = rule.maximum(seen) if rule.maximum else instrument.maximum
    level = rule.level(given) if rule.level else None
    return Score(
        instrument=instrument.id,
        version=instrument.version,
        total=total,
        prorated_total=None if complete else _prorated(instrument, shown, counted, missing),
        subscales={part.name: _subscale(part, shown, counted) for part in rule.subscales},
        severity=_severity(instrument, counted, total, maximum, level) if complete else None,
        complete=complete,
        flags=red_flags(instrument, given),
        criteria={c.name: _criterion(c, seen) if complete else None for c in rule.criteria},
        cutoffs={c.name: _cutoff(c, total) for c in instrument.cutoffs},
        at_least=None if complete else level,
        maximum=maximum,
        missing=() if complete else missing,
        notes=_notes(instrument, given, seen),
    )


def reached(instrument: Instrument, answers: Answers) -> Number | None:
    """What the answers come to already: the total, or while a plain sum is incomplete the least it can become."""
    if instrument.rule.total is not add_up:
        return score(instrument, answers).total
    shown = {item.id: item for item in visible_items(instrument, answers)}
    given = {item_id: item for item_id, item in shown.items() if item.scored and answers.get(item_id) is not None}
    return sum(_points(instrument, item, answers[item_id]) for item_id, item in given.items())


def checked(instrument: Instrument, answers: Answers) -> dict[str, Number]:
    """The answers that were given, each one checked. Raises Invalid for the first that is wrong."""
    if not isinstance(answers, Mapping):
        raise Invalid("Answers are an object of values by item.", fields={"answers": "not an object"})
    given = {}
    for item_id, value in answers.items():
        if value is None and item_id in instrument.item_by_id:
            continue
        validate(instrument, item_id, value)
        given[item_id] = value
    return given


def _points(instrument: Instrument, item: Item, value: Number) -> Number:
    for option in item.options:
        if option.points is not None and option.value == value:
            return option.points
    return 1 - value if item.id in instrument.rule.reversed_items else value


def _prorated(
    instrument: Instrument, shown: Mapping[str, Item], counted: Counted, missing: tuple[str, ...]
) -> Number | None:
    """Sum x items / answered, halves upward, where the instrument's own rule forgives what is missing."""
    if not counted or len(missing) > instrument.rule.prorate_up_to:
        return None
    items = sum(1 for item in shown.values() if item.scored)
    return rounded_half_up(sum(counted.values()) * items, len(counted))


def rounded_half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, halves upward, as paper forms round; Python's own rounds 2.5 to 2."""
    return (2 * numerator + denominator) // (2 * denominator)


def mean(decimals: int = 1) -> Callable[[Counted], Number]:
    """A total that is the mean of the answers, rounded half upward."""
    power = 10**decimals

    def total(counted: Counted) -> Number:
        return rounded_half_up(sum(counted.values()) * power, len(counted)) / power

    return total


def percent_of(maximum: int) -> Callable[[Counted], Number]:
    """A total that is the sum as a percentage of the highest possible sum, to one decimal."""

    def total(counted: Counted) -> Number:
        return rounded_half_up(sum(counted.values()) * 1000, maximum) / 10

    return total


def highest(counted: Counted) -> Number:
    """A total that is the highest single answer."""
    return max(counted.values(), default=0)


def count_at_least(threshold: int) -> Callable[[Counted], Number]:
    """A total that counts the answers of at least this value."""

    def total(counted: Counted) -> Number:
        return sum(1 for value in counted.values() if value >= threshold)

    return total


def _subscale(part: Subscale, shown: Mapping[str, Item], counted: Counted) -> Number | None:
    """The part's number, or None while it is open: every shown item is needed unless one is enough."""
    asked = [item_id for item_id in part.items if item_id in shown]
    answered = {item_id: counted[item_id] for item_id in asked if item_id in counted}
    open_count = sum(1 for item_id in asked if shown[item_id].required and item_id not in counted)
    if (not answered) if part.any_item else open_count:
        return None
    return part.total(answered) if part.total else sum(answered.values())


def _severity(
    instrument: Instrument, counted: Counted, total: Number | None, maximum: int | None, level: str | None
) -> str | None:
    if level is not None:
        return level
    if instrument.rule.severity is not None:
        return instrument.rule.severity(counted)
    # Bands were published for the full range: a shortened form's total must not be read against them.
    if total is None or maximum != instrument.maximum:
        return None
    return band_for(instrument.bands, total)


def band_for(bands: tuple[Band, ...], total: Number) -> str | None:
    """Name of the last band that begins at or below the total."""
    reached = [band.name for band in bands if total >= band.starts_at]
    return reached[-1] if reached else None


def _criterion(criterion: Criterion, seen: Counted) -> bool:
    return criterion.holds(seen)


def _cutoff(cutoff: Cutoff, total: Number | None) -> bool | None:
    return None if total is None else _within(total, cutoff.at_least, cutoff.at_most)


def _notes(instrument: Instrument, given: Counted, seen: Counted) -> tuple[str, ...]:
    own = [note.code for note in instrument.rule.notes if note.holds(given)]
    contradictory = any(value for item_id, value in given.items() if item_id not in seen)
    return tuple([*own, CONTRADICTORY] if contradictory else own)
