"""Questionnaires by the names that people use ("PHQ-9"), in what an administrator reads and types. Plain values only."""

from collections import Counter

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument

_APART = frozenset(",:;\n")  # what stands between names in the settings


def form_name(instrument_id: str) -> str:
    """The short name; the id for one that is not known, or whose name does not tell it from another."""
    found = registry.find(instrument_id)
    if found is None or _APART & set(found.short_title) or not _tells(found):
        return instrument_id
    return found.short_title


def _tells(one: Instrument) -> bool:
    names = Counter(_plain(each.short_title) for each in registry.all_instruments())
    return names[_plain(one.short_title)] < 2


def find_form(text: str) -> Instrument | None:
    """The form with this name, however it is written ("phq-9", "PHQ 9"), or with this id; else None."""
    wanted = _plain(text)
    by_name = (one for one in registry.all_instruments() if _plain(form_name(one.id)) == wanted)
    return registry.find(text.strip()) or next(by_name, None)


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


def reached_at(href: str) -> str:
    """How a crisis line is reached, such as "telephone 116123", of `tel:116123`, `sms:85258?body=SHOUT` or a web page."""
    kind, _, rest = href.partition(":")
    number, _, body = rest.partition("?body=")
    if kind == "tel":
        return f"telephone {number}"
    if kind == "sms":
        return f"text message{f' “{body}”' if body else ''} to {number}"
    return href.removeprefix("https://")
