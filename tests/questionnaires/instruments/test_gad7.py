"""GAD-7: a plain sum that needs all seven items."""

import pytest


def test_total_spans_0_to_21(score_of, all_at):
    assert score_of("gad7", all_at("gad7", 0)).total == 0
    assert score_of("gad7", all_at("gad7", 3)).total == 21


@pytest.mark.parametrize("missing", [str(number) for number in range(1, 8)])
def test_one_open_item_leaves_no_total(score_of, all_at, missing):
    result = score_of("gad7", all_at("gad7", 2) | {missing: None})
    assert (result.total, result.prorated_total, result.complete) == (None, None, False)


def test_anxiety_raises_no_red_flag(score_of, all_at):
    assert score_of("gad7", all_at("gad7", 3)).flags == ()
