"""What has to be done again or asked after, in words short enough for a list of patients."""

from telekat.eligibility.queries.clearances import late_count
from telekat.eligibility.queries.decisions import decisions_of, stale_reasons
from telekat.eligibility.queries.matrix import matrix_of
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal


def overdue_words(who: Principal, patient_id: str) -> str:
    """Such as: "Decision out of date, clearance late"; "" where all holds. Raises NotFound.

    It says that, never why: whoever opens the decision reads the reasons, and the trail keeps that they looked.
    """
    patient_for(who, Action.ELIGIBILITY_STANDING, patient_id)
    parts = [*_decision(patient_id), *_clearances(patient_id)]
    return _sentence(", ".join(parts))


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
