"""C-SSRS screener, recent: skips, levels, and what an open form already says."""

import itertools

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import CONTRADICTORY, missing_items, raised_flags, visible_items

SCREENER = registry.instrument("cssrs_screener_recent")


@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ({"1": 0, "2": 0, "6": 0}, "none"),
        ({"1": 1, "2": 0, "6": 0}, "low"),
        ({"1": 0, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}, "low"),
        ({"1": 1, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, "moderate"),
        ({"1": 0, "2": 0, "6": 1, "6b": 0}, "moderate"),
        ({"1": 1, "2": 1, "3": 0, "4": 1, "5": 0, "6": 0}, "high"),
        ({"1": 1, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}, "high"),
        ({"1": 0, "2": 0, "6": 1, "6b": 1}, "high"),
        ({"1": 1, "2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "6b": 1}, "high"),
    ],
)
def test_result_is_the_highest_level_reached(score_of, answers, severity):
    result = score_of("cssrs_screener_recent", answers)
    assert (result.severity, result.complete, result.at_least, result.total) == (severity, True, None, None)


def test_after_no_to_2_the_form_goes_to_6():
    shown = [item.id for item in visible_items(SCREENER, {"1": 1, "2": 0})]
    assert shown == ["1", "2", "6"]


def test_after_yes_to_2_and_6_everything_is_asked():
    shown = [item.id for item in visible_items(SCREENER, {"2": 1, "6": 1})]
    assert shown == ["1", "2", "3", "4", "5", "6", "6b"]


@pytest.mark.parametrize(
    ("answers", "at_least"),
    [
        ({}, "none"),
        ({"1": 0}, "none"),
        ({"1": 1}, "low"),
        ({"2": 1}, "low"),
        ({"2": 1, "3": 1}, "moderate"),
        ({"6": 1}, "moderate"),
        ({"2": 1, "4": 1}, "high"),
        ({"6b": 1}, "high"),
    ],
)
def test_open_form_has_no_level_but_says_what_it_has_reached(score_of, answers, at_least):
    result = score_of("cssrs_screener_recent", answers)
    assert (result.severity, result.complete, result.at_least) == (None, False, at_least)


def test_yes_to_6_needs_the_question_about_three_months():
    assert missing_items(SCREENER, {"1": 0, "2": 0, "6": 1}) == ("6b",)


@pytest.mark.parametrize("item_id", ["4", "5"])
def test_intent_where_question_2_says_no_keeps_its_level_and_is_noted(score_of, item_id):
    result = score_of("cssrs_screener_recent", {"1": 0, "2": 0, "6": 0, item_id: 1})
    assert (result.severity, result.notes) == ("high", (CONTRADICTORY,))


def test_consistent_answers_carry_no_note(score_of):
    assert score_of("cssrs_screener_recent", {"1": 0, "2": 0, "3": 0, "6": 0}).notes == ()


@pytest.mark.parametrize(
    ("item_id", "raised"),
    [
        ("1", ("suicidal-ideation",)),
        ("2", ("suicidal-ideation",)),
        ("3", ("suicidal-ideation",)),
        ("4", ("suicidal-ideation", "high-suicide-risk")),
        ("5", ("suicidal-ideation", "high-suicide-risk")),
        ("6", ("suicidal-behaviour",)),
        ("6b", ("suicidal-behaviour", "high-suicide-risk")),
    ],
)
def test_single_yes_raises_its_flags_at_once(score_of, item_id, raised):
    assert score_of("cssrs_screener_recent", {item_id: 1}).flags == raised
    assert any(flag.urgent for flag in raised_flags(SCREENER, {item_id: 1})) is (len(raised) == 2)


def test_a_yes_more_never_lowers_the_level(score_of):
    order = ("none", "low", "moderate", "high")
    ids = [item.id for item in SCREENER.items]

    def reached(answers):
        result = score_of("cssrs_screener_recent", answers)
        return order.index(result.severity or result.at_least)

    for values in itertools.product((0, 1), repeat=len(ids)):
        answers = dict(zip(ids, values, strict=True))
        for item_id in ids:
            assert reached(answers | {item_id: 1}) >= reached(answers)
