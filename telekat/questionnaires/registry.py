"""Finds the instruments: every file in `instruments/` holds one, under the name INSTRUMENT.

A new questionnaire is a new file there and nothing else; this file does not change.
"""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol

from telekat.core.errors import Invalid
from telekat.questionnaires import instruments
from telekat.questionnaires.definition import Instrument


def instrument(instrument_id: object) -> Instrument:
    """The instrument with this id. Raises Invalid when there is none."""
    found = find(instrument_id)
    if found is None:
        raise Invalid("There is no such instrument.", fields={"instrument": "unknown instrument"})
    return found


class Given(Protocol):
    """A response, as far as its instrument goes."""

    instrument: Any
    instrument_version: Any


def of(response: Given) -> Instrument:
    """The instrument of a response. Raises Invalid when there is none."""
    return instrument(response.instrument)


def find(instrument_id: object) -> Instrument | None:
    """The instrument with this id, or None."""
    return _by_id().get(instrument_id) if isinstance(instrument_id, str) else None


def all_instruments() -> tuple[Instrument, ...]:
    """Every instrument, by id."""
    return tuple(_by_id().values())


@cache
def _by_id() -> MappingProxyType[str, Instrument]:
    names = sorted(module.name for module in pkgutil.iter_modules(instruments.__path__))
    found = [import_module(f"{instruments.__name__}.{name}").INSTRUMENT for name in names]
    return MappingProxyType({each.id: each for each in sorted(found, key=lambda each: each.id)})
