"""When a signed decision no longer holds: after the practice's time, or when risk data has changed since. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from telekat.eligibility.criteria import CRITERION_BY_ID


@dataclass(frozen=True, slots=True)
class Marks:
    """What a decision stands on, as far as a change of it makes the decision stale.

    medical: the newest medical history's id. cssrs: the level of the newest screener. facts: newest fact's id by
    criterion. medicines: ids of the list's entries. states: state by criterion. pending: clearances still waited for.
    """

    medical: str = ""
    cssrs: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    medicines: Sequence[str] = ()
    states: Mapping[str, str] = field(default_factory=dict)
    pending: Sequence[str] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "medical": self.medical,
            "cssrs": self.cssrs,
            "facts": dict(self.facts),
            "medicines": list(self.medicines),
            "states": dict(self.states),
            "pending": list(self.pending),
        }


def marks_from(kept: Mapping[str, Any]) -> Marks:
    """The inverse of `as_json`."""
    return Marks(
        kept["medical"],
        kept["cssrs"],
        kept["facts"],
        tuple(kept["medicines"]),
        kept["states"],
        tuple(kept["pending"]),
    )


@dataclass(frozen=True, slots=True)
class Situation:
    """now against then. valid_days: the practice's setting. alerts_at: when high alerts came."""

    signed_at: datetime
    now: datetime
    valid_days: int
    alerts_at: Sequence[datetime]
    then: Marks
    today: Marks


def stale_because(at: Situation) -> list[str]:
    """Why the decision has to be renewed, each in a sentence for clinicians; empty while it holds."""
    return [*_time(at), *_alerts(at), *_forms(at), *_changed(at)]


def ends_at(signed_at: datetime, valid_days: int) -> datetime:
    """From then on it is stale by time alone."""
    return signed_at + timedelta(days=valid_days)


def _time(at: Situation) -> list[str]:
    if at.now < ends_at(at.signed_at, at.valid_days):
        return []
    return [f"It holds for {at.valid_days} days, and they are over."]


def _alerts(at: Situation) -> list[str]:
    return (
        ["A high alert came after it was signed."] if any(moment > at.signed_at for moment in at.alerts_at) else []
    )


def _forms(at: Situation) -> list[str]:
    found = []
    if at.today.medical != at.then.medical:
        found.append("There is a new medical history.")
    if at.today.cssrs != at.then.cssrs:
        found.append("The C-SSRS level has changed.")
    return found


def _changed(at: Situation) -> list[str]:
    found = []
    if set(at.today.medicines) != set(at.then.medicines):
        found.append("The medicine list has changed.")
    if set(at.then.pending) - set(at.today.pending):
        found.append("A clearance that was waited for has been answered.")
    newer = {one for one, fact in at.today.facts.items() if at.then.facts.get(one) != fact}
    other = {one for one, state in at.today.states.items() if at.then.states.get(one) != state}
    for criterion_id in (one for one in CRITERION_BY_ID if one in newer | other):
        what = "a new fact" if criterion_id in newer else "reads otherwise now"
        found.append(f"{CRITERION_BY_ID[criterion_id].name}: {what}.")
    return found
