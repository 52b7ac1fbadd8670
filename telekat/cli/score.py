"""`telekat score`: JSON lines of answers in, JSON lines of scores out, for programs and for checking by hand.

Reads no setting and opens no database, and does not import the web framework, so that it starts at once.
A line that is wrong is answered in its place; the next ones are scored all the same.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from telekat.core.errors import Invalid
from telekat.questionnaires import registry, scoring

EXAMPLE = """\b
Example:
  echo '{"instrument": "gad2", "answers": {"1": 2, "2": 1}}' | telekat score
"""
CALL_FIELDS = frozenset({"instrument", "answers"})


@click.command("score", epilog=EXAMPLE)
def score() -> None:
    """Score questionnaires: one JSON object per line in, one per line out.

    A line that cannot be scored is answered with an error in its place. Blank lines are passed over.
    """
    for line in sys.stdin.buffer:
        if line.strip():
            sys.stdout.buffer.write(answer(line) + b"\n")
            sys.stdout.buffer.flush()


def answer(line: bytes) -> bytes:
    """One answer line, without its newline, for one line of input, whatever stands in it."""
    try:
        result = _scored(line)
    except Invalid as error:
        result = {"error": _error(error)}
    return json.dumps(result, ensure_ascii=False).encode("utf-8", "replace")


def _error(error: Invalid) -> dict[str, Any]:
    told: dict[str, Any] = {"code": error.code, "message": error.message}
    items = [name for name in error.fields if name not in CALL_FIELDS]
    return told | ({"item": items[0]} if items else {})


def _scored(line: bytes) -> dict[str, Any]:
    call = _parsed(line)
    if not isinstance(call, dict):
        raise Invalid("The line is not a JSON object.")
    instrument = registry.instrument(call.get("instrument"))
    answers: Any = call.get("answers")
    return scoring.score(instrument, answers).as_json()


def _parsed(line: bytes) -> Any:
    """ValueError covers bad UTF-8, bad JSON and a number of too many digits; RecursionError deep nesting."""
    try:
        return json.loads(line.decode("utf-8-sig"), object_pairs_hook=_each_name_once)
    except (ValueError, RecursionError):
        raise Invalid("The line is not valid JSON.") from None


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two answers to one item contradict each other, and taking the last would hide the first."""
    unique = dict(pairs)
    if len(unique) == len(pairs):
        return unique
    raise Invalid("A name stands twice in one object.", fields=dict.fromkeys(_repeated(pairs), "twice"))


def _repeated(pairs: list[tuple[str, Any]]) -> Iterator[str]:
    seen: set[str] = set()
    for name, _ in pairs:
        if name in seen:
            yield name[:40]
        seen.add(name)
