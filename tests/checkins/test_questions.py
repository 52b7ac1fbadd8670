"""What a check-in asks, and what it makes of the answers."""

import pytest

from telekat.checkins import questions
from telekat.checkins.questions import Progress
from telekat.checkins.schedule import Kind
from telekat.core.errors import Invalid
from telekat.questionnaires.instruments.ketamine_side_effects import URINARY_IDS

WHOLE = Progress(mood=6, anxiety=3, safe=True, effects={"20": 2}, signs=())


def test_every_day_asks_about_the_bladder():
    for kind in Kind:
        asked = {item.id for _, items in questions.groups(kind) for item in items}
        assert set(URINARY_IDS) <= asked


def test_signs_are_urgent_ones_and_each_has_its_words():
    for item in questions.signs():
        assert [flag.urgent for flag in item.red_flags] == [True]
        assert questions.ALARM_WORDS[item.red_flags[0].code].startswith(item.text)


def test_complete_answers_come_through():
    answers = questions.checked(Kind.H24, WHOLE)
    assert (answers.mood, answers.anxiety, answers.safe, answers.effects) == (6, 3, True, {"20": 2})


@pytest.mark.parametrize("name", ["mood", "anxiety", "safe"])
def test_open_answer_is_named(name):
    fields = {"mood": 6, "anxiety": 3, "safe": True} | {name: None}
    with pytest.raises(Invalid) as refused:
        questions.checked(Kind.H24, Progress(**fields))
    assert list(refused.value.fields) == [name]


@pytest.mark.parametrize(
    ("progress", "name"),
    [
        (Progress(6, 11, True), "anxiety"),
        (Progress(-1, 3, True), "mood"),
        (Progress(6, 3, True, {"20": 4}), "effects"),
        (Progress(6, 3, True, {"1_start": 10}), "effects"),
        (Progress(6, 3, True, {"999": 1}), "effects"),
        (Progress(6, 3, True, {"20": 0}), "effects"),
        (Progress(6, 3, True, {}, ("37",)), "signs"),
        (Progress(6, 3, True, {}, ("1",)), "signs"),
    ],
)
def test_answer_outside_the_question_is_refused(progress, name):
    with pytest.raises(Invalid) as refused:
        questions.checked(Kind.H24, progress)
    assert name in refused.value.fields


def test_effect_of_another_day_is_refused():
    questions.check_progress(Kind.H24, Progress(effects={"1": 1}))
    with pytest.raises(Invalid):
        questions.check_progress(Kind.D7, Progress(effects={"1": 1}))


def test_ticked_effect_may_wait_for_its_strength_while_filling_in():
    questions.check_progress(Kind.H24, Progress(effects={"20": 0}))


@pytest.mark.parametrize(
    ("progress", "codes"),
    [
        (Progress(), ()),
        (Progress(safe=True), ()),
        (Progress(safe=False), ("unsafe",)),
        (Progress(signs=("31",)), ("chest-pain",)),
        (Progress(safe=False, signs=("34",)), ("unsafe", "breathing-trouble")),
        (Progress(mood=0, anxiety=10, safe=True, effects={"23": 3}), ()),
    ],
)
def test_alarming_is_what_cannot_wait(progress, codes):
    assert questions.alarming(progress) == codes


def test_effects_are_worded_the_strongest_first():
    assert questions.effects_in_words({"1": 1, "20": 3, "2": 1}) == [
        ("A sudden, pressing need to pass urine", "severe"),
        ("Headache", "mild"),
        ("Dizziness or light-headedness", "mild"),
    ]
