"""ASRM: one open item is prorated, halves upward; two are not."""

import pytest


def test_one_open_item_gives_a_prorated_total_beside_no_total(score_of):
    result = score_of("asrm", {"1": 2, "2": 2, "3": 2, "4": 2})
    assert (result.total, result.prorated_total, result.complete, result.missing) == (None, 10, False, ("5",))


@pytest.mark.parametrize(("raw", "prorated"), [(0, 0), (1, 1), (2, 3), (3, 4), (4, 5), (6, 8), (16, 20)])
def test_fractions_are_rounded_halves_upward(score_of, raw, prorated):
    answers, left = {}, raw
    for item_id in "1234":
        answers[item_id] = min(4, left)
        left -= answers[item_id]
    assert score_of("asrm", answers).prorated_total == prorated


def test_two_open_items_give_nothing(score_of):
    result = score_of("asrm", {"1": 4, "2": 4, "3": 4})
    assert (result.total, result.prorated_total) == (None, None)


def test_complete_form_has_a_total_and_no_prorated_one(score_of, all_at):
    result = score_of("asrm", all_at("asrm", 4))
    assert (result.total, result.prorated_total) == (20, None)


def test_prorated_total_decides_no_screen(score_of):
    assert score_of("asrm", {"1": 4, "2": 4, "3": 4, "4": 4}).cutoffs == {"positive": None}
