"""Where linked sentences stand in a note's text. Plain values only.

A sentence is in the note while its words are there, unchanged; a clinician who rewrites it takes it as their own, and
the link falls away.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text. sentence: place of the linked sentence that it is, None for free words."""

    text: str
    sentence: int | None


def parts(body: str, sentences: Sequence[str]) -> list[Part]:
    """The body cut at its linked sentences; together the parts are exactly the body."""
    found: list[Part] = []
    at = 0
    for begin, end, place in sorted(_cuts(body, sentences)):
        if begin > at:
            found.append(Part(body[at:begin], None))
        found.append(Part(body[begin:end], place))
        at = end
    if at < len(body):
        found.append(Part(body[at:], None))
    return found


def _cuts(body: str, sentences: Sequence[str]) -> list[tuple[int, int, int]]:
    """Begin, end and place of each sentence that is there; of two that overlap the longer, of two alike the later."""
    longest_first = sorted(enumerate(sentences), key=lambda pair: (-len(pair[1]), -pair[0]))
    taken: list[tuple[int, int, int]] = []
    for place, text in longest_first:
        begin = body.find(text) if text else -1
        if begin >= 0 and not any(begin < end and start < begin + len(text) for start, end, _ in taken):
            taken.append((begin, begin + len(text), place))
    return taken


def linked(body: str, sentences: Sequence[str]) -> list[int]:
    """Places of the sentences that are in the note, in the order of the text."""
    return [part.sentence for part in parts(body, sentences) if part.sentence is not None]


def appended(body: str, sentences: Sequence[str]) -> str:
    """The body with the sentences behind it, each on a line of its own, but for those it holds already."""
    new = [text for text in sentences if text not in body]
    if not new:
        return body
    return "\n".join([body.rstrip(), *new]).lstrip("\n")
