"""What a question of the file means: which known question it is, whether its code is its own, and whether it is dangerous."""

from typing import Any

from telekat.questionnaires.definition import CRISIS_FLAGS, RedFlag
from telekat.questionnaires.from_fhir.answers import Domain
from telekat.questionnaires.from_fhir.codes import (
    DANGER,
    LOINC,
    Known,
    best,
    panels,
    plain,
    same_question,
    totals,
    with_code,
    with_text,
)
from telekat.questionnaires.from_fhir.findings import Findings, listed, text_of


def loinc_codings(node: dict[str, Any], path: str) -> list[dict[str, Any]]:
    return [
        one for one in listed(node, "code", path) if one.get("system") == LOINC and isinstance(one.get("code"), str)
    ]


def code_of(node: dict[str, Any], path: str, text: str, labels: list[str], found: Findings) -> str | None:
    """The LOINC code, where it belongs to this very question; else None, and why."""
    codings = loinc_codings(node, path)
    if not codings:
        return None
    if len(codings) > 1:
        found.note(f"{path}.code", "has several LOINC codes: the first is used")
    code, display = codings[0]["code"], text_of(codings[0], "display")
    wrong = _why_not(code, display, text, labels, f"{path}.code", found)
    if wrong:
        found.lose(f"{path}.code", f"{wrong}: the code is not kept")
        return None
    return str(code)


def _why_not(code: str, display: str, text: str, labels: list[str], path: str, found: Findings) -> str:
    if code in totals() or code in panels():
        return f"{code} is the code of a score or a whole form, not of a question"
    known = with_code(code)
    own = best(known, text)
    if known and own is None:
        return f"{code} belongs to {known[0].name}, which asks something else"
    if own is None:
        for other in with_text(text):
            if other.item.loinc is not None:
                return f"this is the text of {other.name}, whose code is {other.item.loinc} and not {code}"
        if display and not same_question(display, text):
            return f"{code} is called “{display[:80]}”, which is not what the question asks"
        return ""
    if sorted(plain(label) for label in labels) != sorted(own.labels):
        return f"{code} belongs to {own.name}, which has other answers"
    if plain(own.item.text) != plain(text):
        found.note(path, f"reads otherwise than {own.name}, whose code it bears")
    return ""


def known_question(node: dict[str, Any], path: str, text: str) -> Known | None:
    """The shipped question that this is, by code and words, or by its very words."""
    for coding in loinc_codings(node, path):
        own = best(with_code(coding["code"]), text)
        if own is not None:
            return own
    return next(iter(with_text(text)), None)


def flags_of(known: Known | None, domain: Domain, path: str, text: str, found: Findings) -> tuple[RedFlag, ...]:
    """The red flags of the known question on this one's answers. Refused where a danger to life would go unheard."""
    if known is None or not known.flags:
        if DANGER.search(text):
            found.lose(path, "speaks of harming oneself and is no question that is known here: it raises no alert")
        return ()
    value_by_label = {plain(option.label): option.value for option in domain.options}
    if set(value_by_label) != set(known.labels):
        tell = found.refuse if any(flag.code in CRISIS_FLAGS for flag in known.flags) else found.lose
        tell(path, f"asks what {known.name} asks, with other answers: no alert could be raised by it")
        return ()
    flags = [_flag(flag, known, value_by_label) for flag in known.flags]
    if any(flag is None for flag in flags):
        found.refuse(path, f"orders its answers otherwise than {known.name}: no alert could be raised by it")
        return ()
    found.note(path, f"raises an alert as {known.name} does")
    return tuple(flag for flag in flags if flag is not None)


def _flag(flag: RedFlag, known: Known, value_by_label: dict[str, int]) -> RedFlag | None:
    """The same flag on the file's values, where those that raise it lie at one end."""
    raising = {
        value_by_label[plain(option.label)]
        for option in known.item.options
        if (flag.at_least is None or option.value >= flag.at_least)
        and (flag.at_most is None or option.value <= flag.at_most)
    }
    others = set(value_by_label.values()) - raising
    if raising and all(value < min(raising) for value in others):
        return RedFlag(flag.code, flag.source, at_least=min(raising), urgent=flag.urgent)
    if raising and all(value > max(raising) for value in others):
        return RedFlag(flag.code, flag.source, at_most=max(raising), urgent=flag.urgent)
    return None
