"""The risk mark beside a patient's name: from open alerts, what a clinician has set, and screenings since.

Only staff lower it: by setting the mark, by closing the alert, by a later screening with a clinician. Plain values only.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

LEVELS = ("none", "low", "moderate", "high")
STANDING = ("none", "low", "unverified", "moderate", "high")  # what nobody has looked at yet outweighs a low mark


@dataclass(frozen=True, slots=True)
class Screened:
    """One answered screening. level: one of LEVELS. is_whole: asked for all of it (C-SSRS), not one item of a form."""

    level: str
    at: datetime
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Risk:
    """level: one of STANDING, or "unscreened" where nobody has asked. since: when it was last asked, raised or set."""

    level: str
    since: datetime | None


def risk_of(
    open_alert_levels: Iterable[tuple[str, datetime]],
    screened: Iterable[Screened],
    marked: tuple[str, datetime] | None = None,
) -> Risk:
    """The worst of what stands: every open alert, the last whole screening, and single items answered after it.

    marked: the level that a clinician has set, and when. It stands until the next one, and what was screened before it
    is part of it.
    """
    if marked is not None:
        screened = [one for one in screened if one.at > marked[1]]
    standing = [Risk(level, at) for level, at in (*open_alert_levels, *([marked] if marked else []))]
    standing += _standing_screenings(list(screened))
    if not standing:
        return Risk("unscreened", None)
    return max(standing, key=lambda one: (STANDING.index(one.level), one.since.timestamp() if one.since else 0.0))


def _standing_screenings(screened: list[Screened]) -> list[Risk]:
    whole = max((one for one in screened if one.is_whole), key=lambda one: one.at, default=None)
    single = max((one for one in screened if not one.is_whole), key=lambda one: one.at, default=None)
    found = [Risk(whole.level, whole.at)] if whole else []
    if single and (whole is None or single.at > whole.at):
        found.append(Risk(single.level, single.at))
    return found
