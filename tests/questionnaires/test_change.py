"""Response, remission and sizes of change: every published number, just below, at and above it."""

import pytest

from telekat.questionnaires import registry, words
from telekat.questionnaires.change import change_between

# By hand from the publications that each instrument's file names: response %, remission, meaningful, reliable, moderate.
KNOWN = {
    "phq9": (50, 4, 5, None, None),
    "gad7": (50, 4, 4, 6, None),
    "pcl5": (None, None, 10, 5, None),
    "qids_sr16": (50, 5, None, None, None),
    "madrs": (50, 10, None, None, None),
    "who5": (None, None, 10, None, None),
    "isi": (None, 7, 6, None, 8.4),
    "peg": (30, None, 1, None, None),
    "ybocs_sr": (35, 12, None, None, None),
}


def of(instrument_id, baseline, now, **more):
    return change_between(registry.instrument(instrument_id), baseline, now, **more)


@pytest.mark.parametrize("instrument_id", [one.id for one in registry.all_instruments()])
def test_numbers_are_those_of_the_publications(instrument_id):
    known = registry.instrument(instrument_id).progress
    expected = KNOWN.get(instrument_id, (None,) * 5)
    assert (
        known.response_percent,
        known.remission_at_most,
        known.meaningful_points,
        known.reliable_points,
        known.moderate_points,
    ) == expected


@pytest.mark.parametrize("instrument_id", [name for name, known in KNOWN.items() if known[0]])
def test_response_begins_at_its_share_of_the_baseline(instrument_id):
    percent = KNOWN[instrument_id][0]
    baseline = registry.instrument(instrument_id).maximum * 20
    at = baseline * (100 - percent) / 100
    assert [of(instrument_id, baseline, at + step).response for step in (1, 0, -1)] == [False, True, True]


@pytest.mark.parametrize("instrument_id", [name for name, known in KNOWN.items() if known[1]])
def test_remission_holds_up_to_its_total(instrument_id):
    most = KNOWN[instrument_id][1]
    assert [of(instrument_id, 20, most + step).remission for step in (-1, 0, 1)] == [True, True, False]


@pytest.mark.parametrize(("name", "place"), [("meaningful", 2), ("reliable", 3), ("moderate", 4)])
def test_points_count_from_their_number_on_in_both_directions(name, place):
    for instrument_id, known in KNOWN.items():
        least = known[place]
        if least is None:
            continue
        for sign in (1, -1):
            found = [getattr(of(instrument_id, 30, 30 - sign * (least + step)), name) for step in (-0.1, 0, 0.1)]
            assert found[1:] == [True, True] and found[0] is False, instrument_id


def test_step_between_two_means_is_not_a_hair_too_small():
    assert of("peg", 3.3, 2.3).meaningful is True


def test_more_well_being_is_better_and_has_no_percent():
    change = of("who5", 20, 48)
    assert (change.points, change.percent, change.response, change.meaningful) == (28, None, None, True)


def test_worse_is_below_zero():
    assert (of("phq9", 9, 15).points, of("who5", 48, 20).points) == (-6, -28)


def test_share_of_a_baseline_of_zero_is_not_defined():
    change = of("phq9", 0, 3)
    assert (change.percent, change.response, change.remission) == (None, None, True)


@pytest.mark.parametrize(("baseline", "now"), [(None, 5), (5, None), (None, None)])
def test_incomplete_score_has_no_change(baseline, now):
    assert of("phq9", baseline, now) is None


def test_more_of_an_experience_is_neither_better_nor_worse():
    assert of("meq30", 20, 80) is None


@pytest.mark.parametrize(("at_most", "remission"), [(9, False), (10, True), (12, True)])
def test_practice_may_set_its_own_remission(at_most, remission):
    assert of("madrs", 30, 10, remission_at_most=at_most).remission is remission


@pytest.mark.parametrize(
    ("instrument_id", "baseline", "now", "said"),
    [
        ("phq9", 18, 4, "78 % lower: response, in remission, a meaningful change."),
        ("phq9", 18, 15, "17 % lower: no response yet, too small to call a meaningful change."),
        ("phq9", 18, 18, "No change."),
        ("phq9", 10, 16, "Worse: a meaningful worsening."),
        ("phq9", 10, 11, "Worse: too small to call a meaningful worsening."),
        ("gad7", 15, 10, "33 % lower: no response yet, too small to call a reliable change."),
        ("gad7", 15, 9, "40 % lower: no response yet, a reliable and meaningful change."),
        ("pcl5", 50, 44, "12 % lower: a reliable change."),
        ("who5", 20, 36, "Better: a meaningful change."),
    ],
)
def test_change_is_said_in_the_words_of_the_published_rules(instrument_id, baseline, now, said):
    assert words.course_words(of(instrument_id, baseline, now)) == said


def test_rules_stand_with_their_source_and_the_practices_own_number():
    rule = words.course_rule(registry.instrument("phq9"), 7)
    assert rule.startswith("Response from 50 % lower, remission up to 7, meaningful from 5. Source: ")
    assert words.course_rule(registry.instrument("kat_medical"), None) == ""
