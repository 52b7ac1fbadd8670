"""PHQ-9: the categorical rule, item 9, the unscored tenth question, and what an open form says."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import red_flags, visible_items

PHQ9 = registry.instrument("phq9")
EXAMPLE = {"1": 2, "2": 0, "3": 1, "4": 1, "5": 1, "6": 1, "7": 1, "8": 2, "9": 2}


def some(**changes):
    return {str(number): 0 for number in range(1, 10)} | {k.strip("_"): v for k, v in changes.items()}


def test_example_scores_moderate_with_suicidal_ideation(score_of):
    result = score_of("phq9", EXAMPLE)
    assert (result.total, result.severity, result.flags) == (11, "moderate", ("suicidal-ideation",))


def test_total_spans_0_to_27(score_of, all_at):
    assert score_of("phq9", all_at("phq9", 0)).total == 0
    assert score_of("phq9", all_at("phq9", 3)).total == 27


@pytest.mark.parametrize("missing", [str(number) for number in range(1, 10)])
def test_one_open_item_leaves_no_total_and_no_prorated_one(score_of, missing):
    result = score_of("phq9", EXAMPLE | {missing: None})
    assert (result.total, result.prorated_total, result.severity) == (None, None, None)
    assert (result.complete, result.missing) == (False, (missing,))
    assert result.criteria == {"major_depressive_syndrome": None, "other_depressive_syndrome": None}


@pytest.mark.parametrize("answer", [0, 1, 2, 3, None])
def test_tenth_question_never_changes_the_score(score_of, answer):
    result = score_of("phq9", EXAMPLE | {"10": answer})
    assert (result.total, result.complete) == (11, True)


def test_tenth_question_is_asked_once_any_problem_is_there():
    assert "10" not in [item.id for item in visible_items(PHQ9, some())]
    assert "10" not in [item.id for item in visible_items(PHQ9, {})]
    assert "10" in [item.id for item in visible_items(PHQ9, {"7": 1})]


@pytest.mark.parametrize("answer", [1, 2, 3])
def test_item_9_raises_the_flag_while_nothing_else_is_answered(answer):
    assert red_flags(PHQ9, {"9": answer}) == ("suicidal-ideation",)


def test_item_9_at_not_at_all_raises_nothing():
    assert red_flags(PHQ9, some()) == ()


def test_high_total_without_item_9_raises_no_flag_but_asks_for_a_look_the_same_day(score_of, all_at):
    result = score_of("phq9", all_at("phq9", 3) | {"9": 0})
    assert (result.total, result.flags, result.notes) == (24, (), ("same-day-review",))


@pytest.mark.parametrize(("total", "noted"), [(19, False), (20, True), (21, True)])
def test_same_day_review_begins_at_20(score_of, answers_for, total, noted):
    assert ("same-day-review" in score_of("phq9", answers_for("phq9", total)).notes) is noted


@pytest.mark.parametrize(
    ("answers", "major", "other"),
    [
        (some(_1=2, _3=2, _4=2, _5=2, _6=2), True, False),
        (some(_1=2, _3=2, _4=2, _5=2, _6=1), False, True),
        (some(_1=2, _3=2, _4=2, _5=2, _9=1), True, False),
        (some(_3=2, _4=2, _5=2, _6=2, _7=2), False, False),
        (some(_2=2, _3=2), False, True),
        (some(_2=2), False, False),
        (some(_2=1, _3=3, _4=3, _5=3, _6=3), False, False),
        (some(_2=3, _9=1), False, True),
        (some(_1=1, _2=1, _9=3, _8=3), False, False),
    ],
)
def test_categorical_rule_counts_symptoms_and_needs_a_core_one(score_of, answers, major, other):
    assert score_of("phq9", answers).criteria == {
        "major_depressive_syndrome": major,
        "other_depressive_syndrome": other,
    }


@pytest.mark.parametrize("item_id", [str(number) for number in range(3, 9)])
def test_symptom_counts_from_more_than_half_the_days_on(score_of, item_id):
    assert score_of("phq9", some(_1=2) | {item_id: 1}).criteria["other_depressive_syndrome"] is False
    assert score_of("phq9", some(_1=2) | {item_id: 2}).criteria["other_depressive_syndrome"] is True
