"""WSAS: all five items, or four of them for who does not work for other reasons."""

import pytest

FOUR = {str(number): 8 for number in range(2, 6)}


def test_all_five_make_a_total_of_at_most_40(score_of):
    result = score_of("wsas", FOUR | {"1": 8})
    assert (result.total, result.maximum, result.notes) == (40, 40, ())


def test_who_does_not_work_has_a_total_of_at_most_32_without_severity(score_of):
    result = score_of("wsas", FOUR | {"not_working": 1})
    assert (result.total, result.maximum, result.complete) == (32, 32, True)
    assert (result.severity, result.notes) == (None, ("without-work-item-maximum-32",))


def test_work_item_of_who_does_not_work_is_left_out(score_of):
    assert score_of("wsas", FOUR | {"1": 8, "not_working": 1}).total == 32


@pytest.mark.parametrize("flag", [0, None])
def test_work_item_is_needed_from_everybody_else(score_of, flag):
    result = score_of("wsas", FOUR | {"not_working": flag})
    assert (result.total, result.missing) == (None, ("1",))


@pytest.mark.parametrize("missing", ["2", "3", "4", "5"])
def test_open_item_is_not_replaced_by_a_mean(score_of, missing):
    result = score_of("wsas", FOUR | {"1": 8, missing: None})
    assert (result.total, result.prorated_total) == (None, None)
