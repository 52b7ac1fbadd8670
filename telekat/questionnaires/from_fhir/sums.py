"""Whether an expression is a plain sum of answers' weights, and of which items. Nothing else is understood."""

import re
from collections.abc import Mapping

_ROOT = r"(?:(?:%resource|%context|QuestionnaireResponse)\.)?"
_NODES = r"(?:item|repeat\(item\)|descendants\(\)|descendants\(\)\.item)"
_VALUE = (
    r"answer\.value(?:Coding|Integer|Decimal|Boolean)?(?:\.ofType\(\w+\))?"
    r"(?:\.(?:ordinal|weight)\(\)|\.extension(?:\('[^']*'\)|\.where\(url='[^']*'\))\.value(?:Decimal|Integer)?)?"
)
_LINKS = r"'(?:[^'\\]|\\.)*'"
_ALL = re.compile(rf"{_ROOT}(?P<nodes>{_NODES})\.{_VALUE}\.sum\(\)")
_ONE = re.compile(rf"{_ROOT}{_NODES}\.where\(linkId=(?P<link>{_LINKS})\)\.{_VALUE}(?:\.(?:sum|first|single)\(\))?")
_SOME = re.compile(
    rf"{_ROOT}{_NODES}\.where\((?:linkIdin\((?P<list>{_LINKS}(?:\|{_LINKS})*)\)"
    rf"|(?P<ors>linkId={_LINKS}(?:orlinkId={_LINKS})+))\)\.{_VALUE}\.sum\(\)"
)
_VARIABLE = re.compile(r"%([A-Za-z_]\w*)")
_RESERVED = frozenset(("resource", "context", "questionnaire", "qitem", "ucum", "loinc", "sct"))
MOST_DEPTH = 20


class NotASum(Exception):
    """The expression says something else, or something that is not understood here."""


def summed(expression: str, variables: Mapping[str, str], top: list[str], everywhere: list[str]) -> list[str]:
    """The linkIds whose answers are added up, each once.

    top: linkIds directly under the form; everywhere: all. Raises NotASum with what stands in the way.
    """
    links: list[str] = []
    for term in _terms(_expanded(_tight(expression), variables, 0)):
        links += _links(term, top, everywhere)
    twice = {link for link in links if links.count(link) > 1}
    if twice:
        raise NotASum(f"counts {min(twice)} twice")
    return links


def _tight(expression: str) -> str:
    """Without white space outside quotes."""
    return "".join(
        part if part.startswith("'") else re.sub(r"\s+", "", part) for part in re.split(r"('[^']*')", expression)
    )


def _expanded(expression: str, variables: Mapping[str, str], depth: int) -> str:
    if depth > MOST_DEPTH or len(expression) > 20_000:
        raise NotASum("its variables go round in a circle")

    def put(match: re.Match[str]) -> str:
        name = match[1]
        if name in _RESERVED or name not in variables:
            return match[0]
        return f"({_expanded(_tight(variables[name]), variables, depth + 1)})"

    return _VARIABLE.sub(put, expression)


def _terms(expression: str) -> list[str]:
    """The parts between plus signs outside brackets and quotes; brackets around a whole part are taken off."""
    parts, depth, start, quoted = [], 0, 0, False
    for at, char in enumerate(expression):
        if char == "'":
            quoted = not quoted
        elif not quoted:
            depth += (char == "(") - (char == ")")
            if char == "+" and depth == 0:
                parts.append(expression[start:at])
                start = at + 1
    parts.append(expression[start:])
    if len(parts) > 1:
        return [term for part in parts for term in _terms(part)]
    (only,) = parts
    return _terms(only[1:-1]) if _is_bracketed(only) else [only]


def _is_bracketed(text: str) -> bool:
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for at, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return at == len(text) - 1
    return False


def _links(term: str, top: list[str], everywhere: list[str]) -> list[str]:
    if match := _ALL.fullmatch(term):
        return top if match["nodes"] == "item" else everywhere
    if match := _ONE.fullmatch(term):
        return [match["link"][1:-1]]
    if match := _SOME.fullmatch(term):
        return [link[1:-1] for link in re.findall(_LINKS, match["list"] or match["ors"])]
    raise NotASum(f"is no plain sum of answers: {term[:80]}")
