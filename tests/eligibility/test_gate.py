"""The truth table: which state of the matrix allows which outcome."""

import itertools

import pytest

from telekat.eligibility import gate
from telekat.eligibility.gate import Outcome
from tests.eligibility.test_matrix import A, C, P, U, X, standing

STATES = (A, C, P, U, X)
SETTLED = {A, C}


@pytest.mark.parametrize(
    ("state", "reviewed", "overridden", "pending"),
    list(itertools.product(STATES, (True, False), (True, False), (True, False))),
)
def test_truth_table(state, reviewed, overridden, pending):
    older = "older" if overridden else ""  # an override of what no longer holds is none
    reviewed_on = "b" if reviewed else older
    one = standing(state, reviewed=reviewed_on, override="why" if overridden else "", pending=pending)
    valid_override = overridden and reviewed
    eligible = valid_override or (state in SETTLED and reviewed and not pending)
    conditions = valid_override or (state in {*SETTLED, P} and reviewed and not pending)
    locks = gate.locks([one], clearance_pending=pending)
    assert (not locks[Outcome.ELIGIBLE]) is eligible
    assert (not locks[Outcome.WITH_CONDITIONS]) is conditions
    assert (not locks[Outcome.NEEDS_CLEARANCE]) is pending
    assert not locks[Outcome.NOT_NOW]


def against(outcome, standings, *, conditions=None, reasons="", pending=False):
    return gate.missing(outcome, standings, clearance_pending=pending, conditions=conditions or {}, reasons=reasons)


def test_lock_counts_what_is_open():
    assert against(Outcome.ELIGIBLE, [standing(U), standing(X), standing(A)]) == {
        "outcome": "Eligible is locked: 2 criteria open."
    }
    assert against(Outcome.ELIGIBLE, [standing(P)]) == {"outcome": "Eligible is locked: 1 criterion open."}


def test_each_present_criterion_needs_its_own_condition():
    present = [standing(P), standing(P, criterion="glaucoma")]
    without = against(Outcome.WITH_CONDITIONS, present, conditions={"liver": "bloods first"})
    assert without == {"conditions": "a condition is missing for: Glaucoma"}
    both = {"liver": "bloods first", "glaucoma": "eye clinic first"}
    assert against(Outcome.WITH_CONDITIONS, present, conditions=both) == {}


def test_with_conditions_needs_one_even_where_nothing_is_present():
    assert against(Outcome.WITH_CONDITIONS, [standing(A)]) == {"conditions": "at least one condition"}
    assert against(Outcome.WITH_CONDITIONS, [standing(A)], conditions={"": "a friend stays"}) == {}


def test_conditions_belong_to_no_other_outcome():
    assert "conditions" in against(Outcome.ELIGIBLE, [standing(A)], conditions={"": "rest"})


def test_not_now_is_never_locked_and_needs_a_reason():
    assert against(Outcome.NOT_NOW, [standing(U)]) == {"reasons": "the team has to read why"}
    assert against(Outcome.NOT_NOW, [standing(U)], reasons="blood pressure") == {}


def test_needs_clearance_asks_for_one_that_was_asked_for():
    assert "outcome" in against(Outcome.NEEDS_CLEARANCE, [standing(U)])
    assert against(Outcome.NEEDS_CLEARANCE, [standing(U)], pending=True) == {}
