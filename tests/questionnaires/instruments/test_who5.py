"""WHO-5: raw sum times four; low is what to look at."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Direction


@pytest.mark.parametrize(
    ("raw", "poor", "depressed"),
    [(0, True, True), (6, True, True), (7, True, True), (8, True, False), (12, True, False), (13, False, False)],
)
def test_cut_offs_hold_at_and_below(score_of, answers_for, raw, poor, depressed):
    result = score_of("who5", answers_for("who5", raw))
    assert result.total == raw * 4
    assert result.cutoffs == {"poor_well_being": poor, "likely_depression": depressed}


def test_best_is_100_and_higher_is_better(score_of, all_at):
    assert score_of("who5", all_at("who5", 5)).total == 100
    assert registry.instrument("who5").direction is Direction.BETTER


def test_all_five_are_needed(score_of):
    assert score_of("who5", {"1": 5, "2": 5, "3": 5, "4": 5}).total is None
