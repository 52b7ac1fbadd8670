"""AUDIT-C: cut-offs by sex, and points from the first item alone."""

import pytest


@pytest.mark.parametrize(
    ("total", "men", "women"),
    [(2, False, False), (3, False, True), (4, True, True), (5, True, True), (12, True, True)],
)
def test_cut_offs_differ_for_men_and_women(score_of, answers_for, total, men, women):
    result = score_of("audit_c", answers_for("audit_c", total))
    assert (result.total, result.severity) == (total, None)
    assert result.criteria == {"positive_men": men, "positive_women": women}


def test_who_never_drinks_still_answers_all_three(score_of):
    assert score_of("audit_c", {"1": 0}).total is None
    assert score_of("audit_c", {"1": 0, "2": 0, "3": 0}).total == 0


@pytest.mark.parametrize(
    ("answers", "noted"),
    [
        ({"1": 4, "2": 0, "3": 0}, True),
        ({"1": 4, "2": 1, "3": 0}, False),
        ({"1": 0, "2": 0, "3": 0}, False),
        ({"1": 4}, False),
    ],
)
def test_points_from_item_1_alone_are_noted(score_of, answers, noted):
    assert ("all-points-from-item-1" in score_of("audit_c", answers).notes) is noted
