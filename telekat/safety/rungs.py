"""Whom an alert that nobody takes is told to, and after how many minutes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Rung(StrEnum):
    """team: the care team, at once. again: everybody who has been told, and who is on call or leads by then."""

    TEAM = "team"
    ON_CALL = "on_call"
    LEAD = "lead"
    AGAIN = "again"


FALLS_THROUGH = frozenset({Rung.TEAM, Rung.ON_CALL})
"""Rungs that hand on at once when nobody stands on them: waiting for nobody helps nobody."""


@dataclass(frozen=True, slots=True)
class Planned:
    """after: since the alert was raised."""

    rung: Rung
    after: timedelta


def plan(ladder_minutes: Sequence[int]) -> list[Planned]:
    """The whole ladder. ladder_minutes: the practice's setting, one to four numbers counted from the alert.

    The first is for who is on call, the second for who leads (without one: both together), further ones tell
    everybody again.
    """
    first, *others = sorted(ladder_minutes)
    second, *again = others or [first]
    climb = [(Rung.TEAM, 0), (Rung.ON_CALL, first), (Rung.LEAD, second), *((Rung.AGAIN, one) for one in again)]
    return [Planned(rung, timedelta(minutes=minutes)) for rung, minutes in climb]
