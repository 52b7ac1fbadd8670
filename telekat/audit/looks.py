"""Reading as an act: who saw what of whose, once for each login, thing and five minutes.

A page asks again after every piece of news, and a row for each would bury the one that matters (SECURITY-REQUIREMENTS
L-01 lets reads be grouped). What is remembered here only saves rows: after a restart there is one more.
"""

from collections.abc import Collection

from telekat.audit import trail
from telekat.core import clock
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal

TOGETHER_SECONDS = 300  # product choice: a look and what follows it on the same page
_SWEEP_AT = 20_000

_Look = tuple[str, str, str]
_seen: dict[_Look, float] = {}


def note(
    who: Principal, action: Action, kind: str, things: Collection[tuple[str, str]], *, anew: bool = False
) -> None:
    """Write down that `who` is shown these things, before they are. Those seen just now are passed over.

    things: (id, patient_id). anew: a page was opened, which is a look of its own. Raises like any action; then
    nothing may be shown.
    """
    now = clock.monotonic()
    fresh = [one for one in things if anew or now - _seen.get(_look(who, action, one[0]), -1e9) > TOGETHER_SECONDS]
    if not fresh:
        return
    _record(who, action, kind, fresh)
    if len(_seen) >= _SWEEP_AT:
        _sweep(now)
    _seen.update({_look(who, action, thing_id): now for thing_id, _ in fresh})


def forget() -> None:
    """Another practice is served from now on."""
    _seen.clear()


@write
def _record(work: Work, who: Principal, action: Action, kind: str, things: Collection[tuple[str, str]]) -> None:
    for thing_id, patient_id in things:
        trail.record(who, action, kind, thing_id, patient_id=patient_id)


def _look(who: Principal, action: Action, thing_id: str) -> _Look:
    return (who.login_id or who.id, action.value, thing_id)


def _sweep(now: float) -> None:
    for look in [look for look, at in _seen.items() if now - at > TOGETHER_SECONDS]:
        del _seen[look]
    if len(_seen) >= _SWEEP_AT:
        _seen.clear()
