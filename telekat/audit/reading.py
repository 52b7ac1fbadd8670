"""Reads that repeat: a page that asks again after news, a socket that catches up. One entry stands for one look.

What is the same for five minutes is one look: the same login, action, object and patient. The question: an entry for
each call? Refused: every reconnect and every news would write to the disk, and who looked would drown in how often.
"""

from collections.abc import Iterable

from telekat.audit import trail
from telekat.core import clock
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal

SAME_LOOK_SECONDS = 300
MOST_KEPT = 50_000  # looks remembered at once; an entry too many is the price beyond it

Look = tuple[str, str]
"""The object's id, and the patient whom it is about."""

_looked: dict[tuple[str, ...], float] = {}


def note(who: Principal, action: Action, kind: str, looks: Iterable[Look]) -> None:
    """Record each look that is not going on already, all in one act. Raises what the writer raises: no entry, no look."""
    now = clock.monotonic()
    by_key = {(who.login_id, who.id, action.value, kind, *look): look for look in looks}
    fresh = {
        key: look for key, look in by_key.items() if now - _looked.get(key, -SAME_LOOK_SECONDS) >= SAME_LOOK_SECONDS
    }
    if not fresh:
        return
    _record(who, action, kind, tuple(fresh.values()))
    if len(_looked) + len(fresh) > MOST_KEPT:
        forget()
    _looked.update(dict.fromkeys(fresh, now))


def forget() -> None:
    """Every look from now on is a new one."""
    _looked.clear()


@write
def _record(work: Work, who: Principal, action: Action, kind: str, looks: tuple[Look, ...]) -> None:
    for subject_id, patient_id in looks:
        trail.record(who, action, kind, subject_id, patient_id=patient_id)
