"""enableWhen as our skip rules, where they can say the same."""

from typing import Any

from telekat.questionnaires.definition import Item, Number, ShownWhen
from telekat.questionnaires.from_fhir.findings import Findings, listed

_COMPARES = {
    "=": lambda value, wanted: value == wanted,
    "!=": lambda value, wanted: value != wanted,
    ">": lambda value, wanted: value > wanted,
    "<": lambda value, wanted: value < wanted,
    ">=": lambda value, wanted: value >= wanted,
    "<=": lambda value, wanted: value <= wanted,
}
Coded = dict[str, dict[tuple[str, str], Number]]
"""By linkId, each answer's value by its (system, code)."""


def rules_of(
    node: dict[str, Any], path: str, earlier: dict[str, Item], coded: Coded, found: Findings
) -> tuple[tuple[ShownWhen, ...], bool]:
    """(rules, whether one is enough). What cannot be said is named; the item is then asked always."""
    conditions = listed(node, "enableWhen", path)
    rules = [
        _rule(one, f"{path}.enableWhen[{place}]", earlier, coded, found) for place, one in enumerate(conditions)
    ]
    if any(rule is None for rule in rules):
        return (), False
    if len(rules) > 1 and node.get("enableBehavior") not in ("all", "any"):
        found.refuse(f"{path}.enableBehavior", "several conditions need it to be all or any")
    return tuple(rule for rule in rules if rule is not None), len(rules) > 1 and node.get("enableBehavior") == "any"


def _rule(
    one: dict[str, Any], path: str, earlier: dict[str, Item], coded: Coded, found: Findings
) -> ShownWhen | None:
    link, operator = one.get("question"), one.get("operator")
    item = earlier.get(link) if isinstance(link, str) else None
    if item is None:
        found.lose(path, "depends on something that is no earlier question here: it is always asked")
        return None
    wanted = next((value for name, value in one.items() if name.startswith("answer")), None)
    if operator == "exists":
        if wanted is True:
            return ShownWhen((item.id,), answered=True)
        found.lose(path, "asked while another is unanswered: that cannot be said here, so it is always asked")
        return None
    value = _value(wanted, coded.get(str(link), {}))
    if operator not in _COMPARES or value is None:
        found.lose(path, "compares with something that is no answer of that question: it is always asked")
        return None
    if item.scale is not None:
        return _on_scale(item, str(operator), value, path, found)
    values = tuple(each.value for each in item.options if _COMPARES[str(operator)](each.value, value))
    if not values:
        found.lose(path, "holds for no answer of that question: it is always asked")
        return None
    return ShownWhen((item.id,), answered=True, values=values)


def _value(wanted: Any, coded: dict[tuple[str, str], Number]) -> Number | None:
    if isinstance(wanted, bool):
        return int(wanted)
    if isinstance(wanted, int | float):
        return wanted
    if isinstance(wanted, dict):
        return coded.get((str(wanted.get("system", "")), str(wanted.get("code", ""))))
    return coded.get(("", wanted)) if isinstance(wanted, str) else None


def _on_scale(item: Item, operator: str, value: Number, path: str, found: Findings) -> ShownWhen | None:
    step = 10 ** -(item.scale.decimals if item.scale else 0)
    if operator == "=":
        return ShownWhen((item.id,), answered=True, values=(value,))
    if operator in (">", ">="):
        return ShownWhen((item.id,), at_least=value + (step if operator == ">" else 0), answered=True)
    if operator in ("<", "<="):
        return ShownWhen((item.id,), at_most=value - (step if operator == "<" else 0), answered=True)
    found.lose(path, "any number but one: that cannot be said here, so it is always asked")
    return None
