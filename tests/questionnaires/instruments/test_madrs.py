"""MADRS: score entry of ten numbers; item 10 asks for more."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import raised_flags, red_flags

MADRS = registry.instrument("madrs")


@pytest.mark.parametrize(
    ("answer", "raised", "urgent"),
    [
        (1, (), False),
        (2, ("suicidal-ideation",), False),
        (3, ("suicidal-ideation",), False),
        (4, ("suicidal-ideation",), True),
    ],
)
def test_item_10_raises_from_2_and_is_urgent_from_4(answer, raised, urgent):
    assert red_flags(MADRS, {"10": answer}) == raised
    assert any(flag.urgent for flag in raised_flags(MADRS, {"10": answer})) is urgent


def test_all_ten_are_needed(score_of, all_at):
    assert score_of("madrs", all_at("madrs", 6)).total == 60
    assert score_of("madrs", all_at("madrs", 6) | {"4": None}).total is None
