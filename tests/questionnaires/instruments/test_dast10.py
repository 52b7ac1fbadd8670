"""DAST-10: item 3 scores the "no"."""

import pytest

NO_DRUGS = {str(number): 0 for number in range(1, 11)} | {"3": 1}


def points(count):
    """Answers with this many points: the reversed item last."""
    order = ("1", "2", "4", "5", "6", "7", "8", "9", "10", "3")
    return {item_id: int((place < count) != (item_id == "3")) for place, item_id in enumerate(order)}


def test_able_to_stop_scores_nothing_and_unable_one(score_of):
    assert score_of("dast10", NO_DRUGS).total == 0
    assert score_of("dast10", NO_DRUGS | {"3": 0}).total == 1


@pytest.mark.parametrize(
    ("total", "severity"),
    [
        (0, "none"),
        (1, "low"),
        (2, "low"),
        (3, "moderate"),
        (4, "moderate"),
        (5, "moderate"),
        (6, "substantial"),
        (7, "substantial"),
        (8, "substantial"),
        (9, "severe"),
        (10, "severe"),
    ],
)
def test_bands_begin_at_1_3_6_and_9(score_of, total, severity):
    result = score_of("dast10", points(total))
    assert (result.total, result.severity) == (total, severity)
    assert result.cutoffs["positive"] is (total >= 3)


def test_open_item_3_is_not_taken_for_either_answer(score_of):
    result = score_of("dast10", NO_DRUGS | {"3": None})
    assert (result.total, result.missing) == (None, ("3",))
