"""Turning input into plain values with stated bounds. Unknown fields are refused; a string is never a number.

msgspec does the parsing (typed, strict, a microsecond a message); what JSON types cannot say stands here.
"""

import unicodedata
from collections.abc import Mapping
from math import isfinite
from typing import Annotated, Any, ClassVar, TypeVar

import msgspec
from msgspec import Meta

from telekat.core.errors import Invalid

Id = Annotated[str, Meta(min_length=1, max_length=64)]
ClientId = Annotated[str, Meta(min_length=1, max_length=64, pattern=r"^[^\x00]*$")]  # PostgreSQL keeps no NUL
Seq = Annotated[int, Meta(ge=0, le=2**53)]
Limit = Annotated[int, Meta(ge=1, le=200)]
Line = Annotated[str, Meta(min_length=1, max_length=200)]

MOST_DEPTH, MOST_KEYS, MOST_ITEMS = 16, 64, 500  # SECURITY-REQUIREMENTS G-03
MOST_BYTES = 32 * 1024  # SECURITY-REQUIREMENTS P-05


class Schema(msgspec.Struct, forbid_unknown_fields=True):
    """Base of every input shape. numbers_elsewhere: fields whose number is judged by whoever can name what it is for."""

    numbers_elsewhere: ClassVar[frozenset[str]] = frozenset()


S = TypeVar("S", bound=Schema)


def parse(schema: type[S], sent: Any) -> S:
    """`sent` (decoded JSON) as `schema`. Raises Invalid naming the field."""
    _pass_shape(sent, "payload", 1, schema.numbers_elsewhere)
    try:
        return msgspec.convert(sent, schema, strict=True)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _pass_shape(sent: Any, name: str, depth: int, elsewhere: frozenset[str] = frozenset()) -> None:
    """Raises Invalid for what is too deep, too wide, or no number. Most payloads are flat: one look at each value."""
    if isinstance(sent, dict):
        if depth > MOST_DEPTH or len(sent) > MOST_KEYS:
            raise Invalid(TOO_BIG, {name: f"at most {MOST_DEPTH} deep, {MOST_KEYS} keys"})
        for key, value in sent.items():
            if not isinstance(value, str) and not (key in elsewhere and isinstance(value, float)):
                _pass_shape(value, key if depth == 1 else name, depth + 1)
    elif isinstance(sent, list):
        if depth > MOST_DEPTH or len(sent) > MOST_ITEMS:
            raise Invalid(TOO_BIG, {name: f"at most {MOST_DEPTH} deep, {MOST_ITEMS} items"})
        for value in sent:
            _pass_shape(value, name, depth + 1)
    elif isinstance(sent, float) and not isfinite(sent):
        raise Invalid("Some of this is not right.", {name: "not a number"})


TOO_BIG = "This holds more than belongs here."


def parse_form(schema: type[S], fields: Mapping[str, str]) -> S:
    """A form's text fields as `schema`: here text may become a number or a yes; empty fields are absent."""
    filled = {name: value for name, value in fields.items() if name != "csrf_token" and value != ""}
    try:
        return msgspec.convert(filled, schema, strict=False)
    except msgspec.ValidationError as error:
        raise _invalid(error) from None


def _invalid(error: msgspec.ValidationError) -> Invalid:
    # msgspec's own sentence names types and places, never values.
    sentence, _, place = str(error).partition(" - at ")
    name = place.strip("`").removeprefix("$").strip(".") or _named_field(sentence) or "payload"
    return Invalid("Some of this is not right.", {name: sentence})


def _named_field(sentence: str) -> str:
    parts = sentence.split("`")
    return parts[1] if "field" in sentence and len(parts) > 2 else ""


def clean_text(text: str, *, most: int, name: str = "body", least: int = 1) -> str:
    """`text` in NFC, trimmed, within `least`..`most` code points.

    Raises Invalid for control characters other than newline and tab, and for lone surrogates.
    """
    try:
        if len(text.encode()) > MOST_BYTES:
            raise Invalid("This text is too long.", {name: f"at most {most} characters"})
    except UnicodeEncodeError:
        raise Invalid("This text holds half a character.", {name: "not valid Unicode"}) from None
    cleaned = unicodedata.normalize("NFC", text).strip()
    if not least <= len(cleaned) <= most:
        raise Invalid(
            "This text is empty." if not cleaned else "This text is too long.",
            {name: f"{least} to {most} characters"},
        )
    if not cleaned.isprintable() and any(_is_control(char) for char in cleaned):
        raise Invalid("This text holds characters that can't be shown.", {name: "control characters"})
    return cleaned


def _is_control(char: str) -> bool:
    return unicodedata.category(char) == "Cc" and char not in "\n\t"


def clean_line(text: str, *, most: int = 200, name: str = "name") -> str:
    """One line: as `clean_text`, without newlines, tabs and characters that turn the writing direction."""
    cleaned = " ".join(clean_text(text, most=most, name=name).split())
    return "".join(char for char in cleaned if char not in _DIRECTION)


_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
