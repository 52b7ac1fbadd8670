"""GAD-2: two items of the GAD-7, with their wording, their codes and their own total."""

from telekat.questionnaires import registry


def test_items_are_those_of_the_gad7():
    assert registry.instrument("gad2").items == registry.instrument("gad7").items[:2]


def test_total_is_the_sum_and_needs_both(score_of):
    assert score_of("gad2", {"1": 3, "2": 2}).total == 5
    assert score_of("gad2", {"2": 3}).total is None
