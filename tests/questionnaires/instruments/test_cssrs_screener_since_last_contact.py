"""C-SSRS screener, since last contact: as the recent form, but any behaviour is recent."""

import pytest

from telekat.core.errors import Invalid


@pytest.mark.parametrize(
    ("answers", "severity"),
    [
        ({"1": 0, "2": 0, "6": 0}, "none"),
        ({"1": 1, "2": 0, "6": 0}, "low"),
        ({"1": 0, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}, "low"),
        ({"1": 0, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, "moderate"),
        ({"1": 0, "2": 1, "3": 0, "4": 1, "5": 0, "6": 0}, "high"),
        ({"1": 0, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}, "high"),
        ({"1": 0, "2": 0, "6": 1}, "high"),
    ],
)
def test_result_is_the_highest_level_reached(score_of, answers, severity):
    result = score_of("cssrs_screener_since_last_contact", answers)
    assert (result.severity, result.complete) == (severity, True)


def test_open_form_says_what_it_has_reached(score_of):
    result = score_of("cssrs_screener_since_last_contact", {"6": 1})
    assert (result.severity, result.at_least) == (None, "high")
    assert result.flags == ("suicidal-behaviour", "high-suicide-risk")


def test_there_is_no_question_about_three_months(score_of):
    with pytest.raises(Invalid) as refused:
        score_of("cssrs_screener_since_last_contact", {"6b": 1})
    assert "6b" in refused.value.fields
