"""What both doors acknowledge: an answer kept, a form handed in. The score only to who may see it."""

from typing import Any

from telekat.core.clock import stamp
from telekat.policy import Principal
from telekat.questionnaires.actions import Answered, GivenSet, Submitted


def answered_json(kept: Answered) -> dict[str, Any]:
    """told only where the answer speaks of danger to life."""
    return {"rev": kept.rev} if kept.told is None else {"rev": kept.rev, "told": kept.told}


def submitted_json(done: Submitted, who: Principal) -> dict[str, Any]:
    answer: dict[str, Any] = {"status": "completed", "at": stamp(done.at)}
    return {**answer, "score": done.score} if who.is_clinician else answer


def set_json(given: GivenSet) -> dict[str, Any]:
    return {"set": given.id, "questionnaires": given.questionnaires, "duplicate": not given.is_new}
