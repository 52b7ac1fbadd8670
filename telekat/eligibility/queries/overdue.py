"""What has to be done again or asked after, in words short enough for a list of patients.

A list asks for all its patients at every piece of news, and the matrix behind the answer is the dearest reading of the
house: so the words are remembered for a minute, or until something that they stand on is written here. Another node may
show them so much later; nothing that presses rests on them.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from telekat.core import clock, edge
from telekat.eligibility.queries.clearances import late_count
from telekat.eligibility.queries.decisions import decisions_of, stale_reasons
from telekat.eligibility.queries.matrix import matrix_of
from telekat.patients.access import pass_each
from telekat.policy import Action, Principal

REMEMBERED = timedelta(minutes=1)
_known: dict[str, tuple[datetime, str]] = {}
_forgotten_count = [0]


def overdue_words(who: Principal, patient_ids: Collection[str]) -> dict[str, str]:
    """Patient id to such as: "Decision out of date, clearance late"; "" where all holds. Raises NotFound.

    It says that, never why: whoever opens the decision reads the reasons, and the trail keeps that they looked.
    """
    pass_each(who, Action.ELIGIBILITY_STANDING, patient_ids)
    return {patient_id: _words(patient_id) for patient_id in patient_ids}


def _words(patient_id: str) -> str:
    known = _known.get(patient_id)
    if known is not None and known[0] <= clock.now() < known[0] + REMEMBERED:
        return known[1]
    edge.sleep(0)  # reading a matrix takes some ten milliseconds, in which nobody else is served
    before = _forgotten_count[0]
    words = _sentence(", ".join([*_decision(patient_id), *_clearances(patient_id)]))
    if before == _forgotten_count[0]:  # else it may have been read from before the change
        _known[patient_id] = (clock.now(), words)
    return words


def forget(patient_id: str) -> None:
    """Read this patient's anew next time; "" for everybody's."""
    _forgotten_count[0] += 1
    if patient_id:
        _known.pop(patient_id, None)
    else:
        _known.clear()


def _decision(patient_id: str) -> list[str]:
    newest = next(iter(decisions_of(patient_id)), None)
    if newest is None or not stale_reasons(newest, matrix_of(patient_id)):
        return []
    return ["decision out of date"]


def _clearances(patient_id: str) -> list[str]:
    late = late_count(patient_id)
    if not late:
        return []
    return ["clearance late" if late == 1 else f"{late} clearances late"]


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
