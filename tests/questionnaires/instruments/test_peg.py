"""PEG: the mean of three numbers, to one decimal."""

import pytest


@pytest.mark.parametrize(
    ("answers", "total"), [((0, 0, 0), 0), ((10, 10, 10), 10), ((7, 8, 6), 7), ((1, 0, 0), 0.3), ((1, 1, 0), 0.7)]
)
def test_score_is_the_mean(score_of, answers, total):
    assert score_of("peg", dict(zip("123", answers, strict=True))).total == total


def test_all_three_are_needed(score_of):
    assert score_of("peg", {"1": 5, "2": 5}).total is None
