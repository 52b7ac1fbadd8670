"""What one question of the file takes: its answers with their weights, or its range of numbers."""

import math
from dataclasses import dataclass
from typing import Any

from telekat.questionnaires.definition import YES_NO, Number, Option, Scale
from telekat.questionnaires.from_fhir.codes import LOINC, plain
from telekat.questionnaires.from_fhir.findings import Findings, extensions, listed, text_of, value_of

WIDEST = 9_999  # product choice: a number without bounds in the file goes no further
MOST_CHOSEN = 10  # a longer range is typed in rather than chosen
DECIMALS = 2  # product choice: digits after the point of a decimal


@dataclass(frozen=True, slots=True)
class Domain:
    """options or scale. weighted: every answer counts something. coded: values by (system, code) for conditions."""

    options: tuple[Option, ...]
    scale: Scale | None
    weighted: bool
    coded: dict[tuple[str, str], Number]


def domain_of(node: dict[str, Any], path: str, found: Findings) -> Domain | None:
    """None where the question cannot be taken; why is said."""
    kind = node.get("type")
    if kind == "boolean":
        return Domain(YES_NO, None, True, {})
    if kind in ("integer", "decimal"):
        return Domain((), _scale(node, path, kind == "decimal", found), True, {})
    if kind == "choice":
        return _chosen(node, path, found)
    found.lose(path, f"a question of the type {str(kind)[:40]} cannot be asked here: it is left out")
    return None


def _scale(node: dict[str, Any], path: str, is_decimal: bool, found: Findings) -> Scale:
    bounds = []
    for name, usual, outward in (("minValue", 0, math.floor), ("maxValue", WIDEST, math.ceil)):
        given = [value_of(one) for one in extensions(node, path, name)]
        if given and _is_number(given[0]):
            bounds.append(int(outward(given[0])))
            if bounds[-1] != given[0]:
                found.lose(path, f"{name} {given[0]} becomes {bounds[-1]}: bounds are whole numbers here")
        else:
            bounds.append(usual)
            found.note(path, f"has no {name}: {usual} is used")
    low, high = min(bounds), max(bounds)
    units = [value_of(one) for one in extensions(node, path, "questionnaire-unit")]
    unit = text_of(units[0], "display") or text_of(units[0], "code") if units and isinstance(units[0], dict) else ""
    typed = is_decimal or high - low > MOST_CHOSEN
    return Scale(low, high, unit=unit or ("as a number" if typed else ""), decimals=DECIMALS if is_decimal else 0)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _chosen(node: dict[str, Any], path: str, found: Findings) -> Domain | None:
    if "answerValueSet" in node:
        found.lose(path, "its answers lie in a list elsewhere (answerValueSet): the question is left out")
        return None
    nodes = listed(node, "answerOption", path)
    if len(nodes) < 2:
        found.lose(path, "has fewer than two answers to choose from: it is left out")
        return None
    if node.get("repeats") is True:
        found.lose(path, "may have several answers in the file: here it takes one")
    read = [_option(one, f"{path}.answerOption[{place}]", found) for place, one in enumerate(nodes)]
    labels = [plain(label) or label for label, *_ in read]
    if len(set(labels)) < len(labels) or not all(label for label, *_ in read):
        found.refuse(path, "two of its answers read the same, or one has no words")
        return None
    weights = [weight for _, weight, _, _ in read]
    if any(weight is None for weight in weights):
        if any(weight is not None for weight in weights):
            found.lose(path, "some of its answers have a weight and some have none: it counts nothing")
        return _domain(read, list(range(len(read))), [None] * len(read))
    whole = all(isinstance(weight, int) for weight in weights) and len(set(weights)) == len(weights)
    values: list[Any] = weights if whole else list(range(len(read)))
    return _domain(read, values, [None] * len(read) if whole else weights, weighted=True)


Read = tuple[str, Number | None, str | None, list[tuple[str, str]]]


def _domain(read: list[Read], values: list[int], points: list[Any], weighted: bool = False) -> Domain:
    options = tuple(
        Option(value, label, loinc, count)
        for (label, _, loinc, _), value, count in zip(read, values, points, strict=True)
    )
    coded: dict[tuple[str, str], Number] = {
        name: value for (*_, names), value in zip(read, values, strict=True) for name in names
    }
    return Domain(options, None, weighted, coded)


def _option(node: dict[str, Any], path: str, found: Findings) -> Read:
    """(label, weight or None, LOINC answer code or None, names by which conditions may call it)."""
    coding = node.get("valueCoding")
    weight = _weight(node, coding if isinstance(coding, dict) else {}, path, found)
    if "initialSelected" in node:
        found.note(f"{path}.initialSelected", "no answer is chosen beforehand")
    if isinstance(coding, dict):
        code, system = text_of(coding, "code"), text_of(coding, "system")
        label = text_of(coding, "display") or code
        return label, weight, code if system == LOINC else None, [(system, code), ("", code)]
    if _is_number(node.get("valueInteger")):
        number = int(node["valueInteger"])
        return str(number), number if weight is None else weight, None, [("", str(number))]
    label = text_of(node, "valueString")
    return label, weight, None, [("", label)]


def _weight(node: dict[str, Any], coding: dict[str, Any], path: str, found: Findings) -> Number | None:
    given = {
        value_of(one)
        for holder in (node, coding)
        for one in extensions(holder, path, "ordinalValue", "itemWeight")
        if _is_number(value_of(one))
    }
    if len(given) > 1:
        found.refuse(path, "has two weights that differ")
    if not given:
        return None
    (number, *_) = sorted(given)
    return int(number) if number == int(number) else number
