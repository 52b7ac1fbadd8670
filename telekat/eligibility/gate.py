"""Which outcome the matrix allows, and what is missing for the others. Pure.

"Eligible" asks that nothing is open. "With conditions" takes what is present as long as each has its condition, but
nothing unknown, contradictory, unreviewed or waiting for a clearance. "Needs clearance" asks for one that was asked
for. "Not now" is never locked: to wait is always allowed, with a reason.
"""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from telekat.eligibility.matrix import Open, Standing


class Outcome(StrEnum):
    ELIGIBLE = "eligible"
    WITH_CONDITIONS = "with_conditions"
    NEEDS_CLEARANCE = "needs_clearance"
    NOT_NOW = "not_now"


OUTCOME_WORDS: dict[Outcome, str] = {
    Outcome.ELIGIBLE: "Eligible",
    Outcome.WITH_CONDITIONS: "With conditions",
    Outcome.NEEDS_CLEARANCE: "Needs clearance",
    Outcome.NOT_NOW: "Not now",
}
MAY_TREAT = frozenset({Outcome.ELIGIBLE, Outcome.WITH_CONDITIONS})


def blocking(outcome: Outcome, standings: Sequence[Standing]) -> list[Standing]:
    """The criteria that keep this outcome locked."""
    found = [one for one in standings if one.open_because is not None]
    if outcome is Outcome.ELIGIBLE:
        return found
    if outcome is Outcome.WITH_CONDITIONS:
        return [one for one in found if one.open_because is not Open.PRESENT]
    return []


def locks(standings: Sequence[Standing], *, clearance_pending: bool) -> dict[Outcome, str]:
    """By outcome, why it is locked in one sentence; "" for one that can be chosen."""
    found = {outcome: _lock(outcome, len(blocking(outcome, standings))) for outcome in Outcome}
    if not clearance_pending:
        found[Outcome.NEEDS_CLEARANCE] = "Needs clearance is locked: no clearance is asked for."
    return found


def _lock(outcome: Outcome, count: int) -> str:
    if not count:
        return ""
    what = "1 criterion" if count == 1 else f"{count} criteria"
    return f"{OUTCOME_WORDS[outcome]} is locked: {what} open."


def to_condition(standings: Sequence[Standing]) -> list[Standing]:
    """What is present and looked at: each needs a condition where treatment goes on in spite of it."""
    return [one for one in standings if one.open_because is Open.PRESENT]


def missing(
    outcome: Outcome,
    standings: Sequence[Standing],
    *,
    clearance_pending: bool,
    conditions: Mapping[str, str],
    reasons: str,
) -> dict[str, str]:
    """What stands against signing this outcome, by field; empty when it can be signed.

    conditions: words by criterion; under "" what concerns no single one.
    """
    lock = locks(standings, clearance_pending=clearance_pending)[outcome]
    if lock:
        return {"outcome": lock}
    found: dict[str, str] = {}
    if outcome is Outcome.WITH_CONDITIONS:
        found |= _unconditioned(to_condition(standings), conditions)
    elif conditions:
        found["conditions"] = "only where the outcome is with conditions"
    if outcome is Outcome.NOT_NOW and not reasons:
        found["reasons"] = "the team has to read why"
    return found


def _unconditioned(present: Collection[Standing], conditions: Mapping[str, str]) -> dict[str, str]:
    without = [one.criterion.name for one in present if not conditions.get(one.criterion.id)]
    if without:
        return {"conditions": f"a condition is missing for: {', '.join(without)}"}
    return {} if conditions else {"conditions": "at least one condition"}
