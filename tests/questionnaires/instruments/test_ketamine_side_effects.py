"""Side effects: counts, the worst grade, times of acute effects, and signs that need a clinician."""

import pytest

from telekat.questionnaires import registry
from telekat.questionnaires.scoring import raised_flags, visible_items

LIST = registry.instrument("ketamine_side_effects")
REQUIRED = [item.id for item in LIST.items if item.required]
NOTHING = dict.fromkeys(REQUIRED, 0)


def test_nothing_noticed_is_complete_and_none(score_of):
    result = score_of("ketamine_side_effects", NOTHING)
    assert (result.total, result.severity, result.complete, result.flags) == (0, "none", True, ())


def test_effects_are_counted_and_the_worst_grade_named(score_of):
    result = score_of("ketamine_side_effects", NOTHING | {"1": 1, "7": 3, "20": 1, "25": 2})
    assert (result.total, result.severity) == (4, "severe")
    assert result.subscales == {"acute": 2, "urinary": 1, "lasting": 1, "moderate_or_worse": 2}


@pytest.mark.parametrize(("grade", "name"), [(1, "mild"), (2, "moderate"), (3, "severe")])
def test_severity_is_the_worst_grade(score_of, grade, name):
    assert score_of("ketamine_side_effects", NOTHING | {"29": grade}).severity == name


@pytest.mark.parametrize(
    ("answers", "raised"),
    [
        ({"20": 1}, ()),
        ({"20": 2}, ("urinary-symptoms",)),
        ({"21": 2}, ("urinary-symptoms",)),
        ({"22": 3}, ("urinary-symptoms",)),
        ({"23": 1}, ("blood-in-urine",)),
        ({"30": 1}, ("ketamine-outside-sessions",)),
        ({"31": 1}, ("chest-pain",)),
        ({"32": 1}, ("severe-headache",)),
        ({"33": 1}, ("neurological-deficit",)),
        ({"34": 1}, ("breathing-trouble",)),
        ({"35": 1}, ("loss-of-consciousness",)),
        ({"36": 1}, ("psychosis-or-mania",)),
        ({"37": 1}, ("suicidal-ideation",)),
        ({"37": 0, "31": 0}, ()),
    ],
)
def test_sign_raises_its_flag_on_a_form_hardly_begun(score_of, answers, raised):
    result = score_of("ketamine_side_effects", answers)
    assert (result.flags, result.complete) == (raised, False)


def test_signs_of_an_emergency_are_urgent():
    urgent = {item.id for item in LIST.items for flag in raised_flags(LIST, {item.id: 1}) if flag.urgent}
    assert urgent == {"31", "32", "33", "34", "35", "36", "37"}


def test_times_are_asked_of_a_present_effect_and_may_stay_open(score_of):
    shown = [item.id for item in visible_items(LIST, NOTHING | {"3": 2})]
    assert [item_id for item_id in shown if "_" in item_id] == ["3_start", "3_stop"]
    assert score_of("ketamine_side_effects", NOTHING | {"3": 2}).complete is True


def test_effect_that_ends_before_it_begins_is_noted(score_of):
    result = score_of("ketamine_side_effects", NOTHING | {"3": 2, "3_start": 40, "3_stop": 10})
    assert result.notes == ("ends-before-it-begins",)
    assert score_of("ketamine_side_effects", NOTHING | {"3": 2, "3_start": 40, "3_stop": 40}).notes == ()
