"""PHQ-2: two items of the PHQ-9, with their wording, their codes and their own total."""

from telekat.questionnaires import registry


def test_items_are_those_of_the_phq9():
    assert registry.instrument("phq2").items == registry.instrument("phq9").items[:2]


def test_total_is_the_sum_and_needs_both(score_of):
    assert score_of("phq2", {"1": 3, "2": 3}).total == 6
    assert score_of("phq2", {"1": 3}).total is None


def test_no_band_is_published(score_of):
    assert score_of("phq2", {"1": 3, "2": 3}).severity is None
