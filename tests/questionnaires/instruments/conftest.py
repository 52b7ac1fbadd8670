"""What the tests of single instruments share: scoring by id, and answers made to a wanted total."""

from collections.abc import Callable, Mapping

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Item
from telekat.questionnaires.score import Score
from telekat.questionnaires.scoring import score


def highest_value(item: Item) -> int:
    return item.scale.maximum if item.scale else max(option.value for option in item.options)


@pytest.fixture
def score_of() -> Callable[[str, Mapping[str, object]], Score]:
    """The score of answers to the instrument with this id."""
    return lambda instrument_id, answers: score(registry.instrument(instrument_id), answers)


@pytest.fixture
def answers_for() -> Callable[[str, int], dict[str, int]]:
    """Complete answers of a summed instrument with this sum, the first items taking the most."""

    def answers_for(instrument_id: str, wanted: int) -> dict[str, int]:
        left, answers = wanted, {}
        for item in registry.instrument(instrument_id).items:
            if item.scored:
                answers[item.id] = min(left, highest_value(item))
                left -= answers[item.id]
        assert left == 0, f"{instrument_id} cannot reach {wanted}"
        return answers

    return answers_for


@pytest.fixture
def all_at() -> Callable[[str, int], dict[str, int]]:
    """Every scored item of the instrument at one value."""
    return lambda instrument_id, value: {
        item.id: value for item in registry.instrument(instrument_id).items if item.scored
    }
