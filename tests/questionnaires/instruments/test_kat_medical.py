"""Medical history: the level of the weightiest answer; not knowing blocks clearance too."""

import pytest

from telekat.core.errors import Invalid
from telekat.questionnaires import registry
from telekat.questionnaires.instruments.kat_medical import CONTROLLED, NO, UNKNOWN, YES

FORM = registry.instrument("kat_medical")
CLEAR = {item.id: NO for item in FORM.items}


def item_about(words):
    (found,) = [item.id for item in FORM.items if words in item.text]
    return found


ABSOLUTE = [
    "aneurysm",
    "Bleeding in your brain",
    "allergic reaction to ketamine",
    "heart attack in the last 6 weeks",
    "pressure in your head, would be dangerous",
]
EXCLUDE = [
    "Schizophrenia",
    "parent, brother",
    "sped up or mixed",
    "pregnancy",
    "Breastfeeding",
    "under 18",
    "Nobody to take you home",
    "Theophylline",
]
CAUTION = [
    "High blood pressure",
    "stroke",
    "thyroid",
    "bladder",
    "sleep apnoea",
    "Benzodiazepines",
    "Lamotrigine",
    "MAO",
]


def test_nothing_present_is_none(score_of):
    result = score_of("kat_medical", CLEAR)
    assert (result.severity, result.complete, result.flags, result.total) == ("none", True, (), None)


@pytest.mark.parametrize("words", ABSOLUTE)
def test_absolute_contraindication_is_flagged_at_once(score_of, words):
    result = score_of("kat_medical", {item_about(words): YES})
    assert (result.at_least, result.severity, result.flags) == ("absolute", None, ("absolute-contraindication",))


@pytest.mark.parametrize("words", EXCLUDE)
def test_exclusion_criterion_is_flagged_at_once(score_of, words):
    result = score_of("kat_medical", {item_about(words): YES})
    assert (result.at_least, result.flags) == ("exclude", ("exclusion-criterion",))


@pytest.mark.parametrize("words", CAUTION)
def test_caution_is_a_level_without_a_flag(score_of, words):
    result = score_of("kat_medical", CLEAR | {item_about(words): YES})
    assert (result.severity, result.flags, result.subscales["caution"]) == ("caution", (), 1)


@pytest.mark.parametrize("item", FORM.items, ids=lambda item: item.id)
def test_not_knowing_is_never_clear_and_never_a_contraindication(score_of, item):
    result = score_of("kat_medical", CLEAR | {item.id: UNKNOWN})
    assert (result.severity, result.flags) == ("unknown", ())
    assert (result.notes, result.subscales["unknown"]) == (("unknown-blocks-clearance",), 1)


def test_heavier_answer_wins(score_of):
    answers = CLEAR | {item_about("thyroid"): YES, item_about("Glaucoma"): UNKNOWN}
    assert score_of("kat_medical", answers).severity == "unknown"
    answers[item_about("Breastfeeding")] = YES
    assert score_of("kat_medical", answers).severity == "exclude"
    answers[item_about("aneurysm")] = YES
    assert score_of("kat_medical", answers).severity == "absolute"


def test_what_is_under_control_is_still_shown(score_of):
    assert score_of("kat_medical", CLEAR | {item_about("High blood pressure"): CONTROLLED}).severity == "caution"


def test_intention_to_act_is_a_crisis(score_of):
    result = score_of("kat_medical", {item_about("intend to act"): YES})
    assert result.flags == ("exclusion-criterion", "suicidal-ideation")


def test_under_control_is_no_answer_where_it_makes_no_sense(score_of):
    with pytest.raises(Invalid):
        score_of("kat_medical", {item_about("pregnancy"): CONTROLLED})


def test_open_question_gives_no_level(score_of):
    result = score_of("kat_medical", CLEAR | {item_about("thyroid"): None})
    assert (result.severity, result.at_least, result.complete) == (None, "none", False)
