"""PC-PTSD-5: the gate, and the two cut-offs."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import CONTRADICTORY, visible_items


def yes(count):
    return {"gate": 1} | {str(number): int(number <= count) for number in range(1, 6)}


def test_without_an_event_the_form_is_complete_with_0(score_of):
    result = score_of("pc_ptsd_5", {"gate": 0})
    assert (result.total, result.complete) == (0, True)
    assert result.criteria == {"positive_3": False, "positive_4": False}


def test_without_an_event_answers_to_the_five_questions_do_not_count(score_of):
    result = score_of("pc_ptsd_5", yes(5) | {"gate": 0})
    assert (result.total, result.notes) == (0, (CONTRADICTORY,))


def test_an_open_gate_question_leaves_no_total(score_of):
    answers = {key: value for key, value in yes(5).items() if key != "gate"}
    assert (score_of("pc_ptsd_5", answers).total, score_of("pc_ptsd_5", {}).missing) == (None, ("gate",))


@pytest.mark.parametrize(
    ("count", "at_3", "at_4"),
    [(0, False, False), (2, False, False), (3, True, False), (4, True, True), (5, True, True)],
)
def test_positive_at_three_and_at_four(score_of, count, at_3, at_4):
    result = score_of("pc_ptsd_5", yes(count))
    assert result.total == count
    assert result.criteria == {"positive_3": at_3, "positive_4": at_4}


def test_an_open_question_leaves_no_total_even_when_three_are_yes(score_of):
    result = score_of("pc_ptsd_5", {"gate": 1, "1": 1, "2": 1, "3": 1, "4": 0})
    assert (result.total, result.complete, result.missing) == (None, False, ("5",))


def test_questions_are_asked_only_after_an_event():
    screen = registry.instrument("pc_ptsd_5")
    assert [item.id for item in visible_items(screen, {"gate": 0})] == ["gate"]
    assert len(visible_items(screen, {"gate": 1})) == 6
