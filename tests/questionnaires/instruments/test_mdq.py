"""MDQ: three conditions together, and the second part only after more than one yes."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import visible_items


def yes(count, **more):
    return {str(n): int(n <= count) for n in range(1, 14)} | {k.strip("_"): v for k, v in more.items()}


@pytest.mark.parametrize(
    ("answers", "positive"),
    [
        (yes(6, _14=1, _15=3), False),
        (yes(7, _14=1, _15=2), True),
        (yes(8, _14=1, _15=2), True),
        (yes(13, _14=1, _15=3), True),
        (yes(7, _14=0, _15=3), False),
        (yes(7, _14=1, _15=1), False),
        (yes(7, _14=1, _15=0), False),
        (yes(1), False),
        (yes(0), False),
    ],
)
def test_positive_needs_seven_at_the_same_time_and_a_problem(score_of, answers, positive):
    result = score_of("mdq", answers)
    assert (result.complete, result.criteria) == (True, {"positive": positive})


def test_total_counts_the_symptoms_alone(score_of):
    assert score_of("mdq", yes(7, _14=1, _15=3)).total == 7


@pytest.mark.parametrize(("count", "shown"), [(0, 13), (1, 13), (2, 15), (13, 15)])
def test_second_part_is_asked_after_more_than_one_yes(count, shown):
    assert len(visible_items(registry.instrument("mdq"), yes(count))) == shown


def test_second_part_is_needed_once_it_is_asked(score_of):
    result = score_of("mdq", yes(7, _14=1))
    assert (result.total, result.criteria, result.missing) == (None, {"positive": None}, ("15",))
