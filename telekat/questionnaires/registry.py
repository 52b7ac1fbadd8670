"""Finds the instruments: every file in `instruments/` holds one, and a practice may have imported its own.

A new shipped questionnaire is a new file there and nothing else; this file does not change. What the practice has
imported comes from `queries.imported`, which the app hands in at start; without it there are only the shipped ones.
"""

import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Any, Protocol

from telekat.core.errors import Invalid
from telekat.questionnaires import instruments
from telekat.questionnaires.definition import Instrument

Imported = Mapping[str, Mapping[str, Instrument]]
"""By id, then by version; the last version is the one that is given from now on."""

_imported: Callable[[], Imported] = dict


def start(imported: Callable[[], Imported]) -> None:
    """imported: what the practice has of its own at this moment."""
    global _imported
    _imported = imported


class Given(Protocol):
    """A response, as far as its instrument goes."""

    instrument: Any
    instrument_version: Any


def of(response: Given) -> Instrument:
    """The instrument of a response, in its version where it is an imported one. Raises Invalid when there is none."""
    shipped = _by_id().get(response.instrument)
    if shipped is not None:
        return shipped
    known = _imported().get(response.instrument, {})
    return known.get(response.instrument_version) or instrument(response.instrument)


def instrument(instrument_id: object) -> Instrument:
    """The instrument with this id. Raises Invalid when there is none."""
    found = find(instrument_id)
    if found is None:
        raise Invalid("There is no such instrument.", fields={"instrument": "unknown instrument"})
    return found


def find(instrument_id: object) -> Instrument | None:
    """The instrument with this id in its newest version, or None."""
    if not isinstance(instrument_id, str):
        return None
    return _by_id().get(instrument_id) or _newest(_imported().get(instrument_id, {}))


def _newest(versions: Mapping[str, Instrument]) -> Instrument | None:
    return versions[next(reversed(list(versions)))] if versions else None


def all_instruments() -> tuple[Instrument, ...]:
    """Every instrument that can be given, by id."""
    own = [found for versions in _imported().values() if (found := _newest(versions)) is not None]
    return tuple(sorted((*built_in(), *own), key=lambda each: each.id))


def built_in() -> tuple[Instrument, ...]:
    """Those that ship, by id."""
    return tuple(_by_id().values())


@cache
def _by_id() -> MappingProxyType[str, Instrument]:
    names = sorted(module.name for module in pkgutil.iter_modules(instruments.__path__))
    found = [import_module(f"{instruments.__name__}.{name}").INSTRUMENT for name in names]
    return MappingProxyType({each.id: each for each in sorted(found, key=lambda each: each.id)})
