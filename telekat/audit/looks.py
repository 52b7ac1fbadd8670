"""Reading as an act: who saw what of whose, once for each login, thing and five minutes.

A page asks again after every piece of news, and a row for each would bury the one that matters (SECURITY-REQUIREMENTS
L-01 lets reads be grouped). What is remembered here only saves rows: after a restart there is one more.

While nothing can be stored reading goes on (R-06): a clinician without the room is the greater harm. Looks are owed
then, and written with the next one that can be. What may not be read without its entry (emergency access) writes it
with `trail`.
"""

import logging
from collections import deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from telekat.audit import trail
from telekat.core import clock, edge
from telekat.core.errors import Unavailable
from telekat.core.refusals import as_refusal
from telekat.core.writer import Work, write, write_then
from telekat.policy import Action, Principal

TOGETHER_SECONDS = 300  # product choice: a look and what follows it on the same page
PATIENCE_SECONDS = 0.5  # for the commit of a look; it stays queued when another process holds the lock
RETRY_SECONDS = 5.0  # how long nobody waits for a store that has just failed
MOST_OWED = 10_000
_SWEEP_AT = 20_000


@dataclass(frozen=True, slots=True)
class _Look:
    """seen_at: "" unless it is written later than it was."""

    who: Principal
    action: Action
    kind: str
    thing_id: str
    patient_id: str
    seen_at: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return (self.who.login_id or self.who.id, self.action.value, self.thing_id)


log = logging.getLogger("telekat.audit")
_seen: dict[tuple[str, str, str], float] = {}
_owed: deque[_Look] = deque(maxlen=MOST_OWED)
_failed_at = float("-inf")


def note(
    who: Principal, action: Action, kind: str, things: Collection[tuple[str, str]], *, anew: bool = False
) -> None:
    """Write down that `who` is shown these things, before they are. Those seen just now are passed over.

    things: (id, patient_id). anew: a page was opened, which is a look of its own.
    """
    now = clock.monotonic()
    looks = [_Look(who, action, kind, *thing) for thing in things]
    fresh = [one for one in looks if anew or now - _seen.get(one.key, float("-inf")) > TOGETHER_SECONDS]
    if not fresh:
        return
    _keep(fresh, now)
    if len(_seen) >= _SWEEP_AT:
        _sweep(now)
    _seen.update({one.key: now for one in fresh})


def _keep(fresh: list[_Look], now: float) -> None:
    """Write them and what is owed. Waits for the commit, but not for a lock: reading is never held up by writing."""
    global _failed_at
    if now - _failed_at < RETRY_SECONDS:
        _owe(fresh)
        return
    looks = [*_owed, *fresh]
    _owed.clear()
    done, failed = edge.Handover(), list[BaseException]()

    def then(_result: Any, error: BaseException | None) -> None:
        if error is not None:
            failed.append(error)
            if isinstance(as_refusal(error), Unavailable):  # else it would fail for ever
                _owe(looks)
        done.give()

    try:
        write_then(then, _record, looks)
    except Unavailable as error:
        then(None, error)
    if not done.wait(PATIENCE_SECONDS) or failed:
        _failed_at = clock.monotonic()
        if failed and not isinstance(as_refusal(failed[0]), Unavailable):
            raise failed[0]


def _owe(looks: Iterable[_Look]) -> None:
    at = clock.stamp_now()
    _owed.extend(replace(one, seen_at=one.seen_at or at) for one in looks)
    log.error("looks could not be recorded yet", extra={"owed_count": len(_owed)})


def forget() -> None:
    """Another practice is served from now on."""
    global _failed_at
    _seen.clear()
    _owed.clear()
    _failed_at = float("-inf")


@write
def _record(work: Work, looks: Collection[_Look]) -> None:
    for one in looks:
        detail = {"seen_at": one.seen_at} if one.seen_at else None
        trail.record(one.who, one.action, one.kind, one.thing_id, patient_id=one.patient_id, detail=detail)


def _sweep(now: float) -> None:
    for look in [look for look, at in _seen.items() if now - at > TOGETHER_SECONDS]:
        del _seen[look]
    if len(_seen) >= _SWEEP_AT:
        _seen.clear()
