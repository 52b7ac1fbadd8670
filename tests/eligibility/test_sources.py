"""What each screening says of which criterion."""

from datetime import UTC, datetime, timedelta

import pytest

from telekat.eligibility import sources
from telekat.eligibility.criteria import State
from telekat.eligibility.medicines import Listed, flags
from telekat.eligibility.sources import Form, ListedNow
from telekat.questionnaires import registry, scoring

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def form(name, answers, hours=0):
    score = scoring.score(registry.instrument(name), answers).as_json()
    return Form(f"{name}-{hours}", name, NOON + timedelta(hours=hours), "ada", answers, score)


def states(*forms):
    found = sources.from_screenings({one.instrument: one for one in forms})
    return {(one.criterion, one.state, one.words) for one in found}


def numbered(values, first=1):
    return {str(number): value for number, value in enumerate(values, start=first)}


@pytest.mark.parametrize(
    ("answers", "state", "words"),
    [
        ({"1": 0, "2": 0, "6": 0}, State.ABSENT, "None"),
        ({"1": 1, "2": 0, "6": 0}, State.UNKNOWN, "Low"),
        ({"1": 1, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, State.UNKNOWN, "Moderate"),
        ({"1": 1, "2": 1, "3": 1, "4": 1, "5": 0, "6": 0}, State.PRESENT, "High"),
    ],
)
def test_cssrs_level_is_the_word_on_suicidal_intent(answers, state, words):
    assert states(form("cssrs_screener_recent", answers)) == {("suicidality", state, words)}


def test_newer_of_the_two_screeners_counts():
    low = form("cssrs_screener_recent", {"1": 1, "2": 0, "6": 0})
    none = form("cssrs_screener_since_last_contact", {"1": 0, "2": 0, "6": 0}, hours=1)
    assert states(low, none) == {("suicidality", State.ABSENT, "None")}


def test_item_nine_opens_the_question_until_a_screener_has_asked():
    phq9 = form("phq9", numbered([1] * 8 + [1, 0]))
    assert states(phq9) == {("suicidality", State.UNKNOWN, "“Several days”")}
    after = form("cssrs_screener_recent", {"1": 0, "2": 0, "6": 0}, hours=1)
    assert states(phq9, after) == {("suicidality", State.ABSENT, "None")}
    before = form("cssrs_screener_recent", {"1": 0, "2": 0, "6": 0}, hours=-1)
    assert len(states(phq9, before)) == 2


@pytest.mark.parametrize(
    ("total", "state"), [(2, State.ABSENT), (3, State.UNKNOWN), (4, State.PRESENT), (5, State.PRESENT)]
)
def test_audit_c_between_the_two_cut_offs_is_for_a_person_to_say(total, state):
    answers = {"1": 1, "2": min(total - 1, 4), "3": 0}
    (found,) = states(form("audit_c", answers))
    assert found[:2] == ("substance_use", state)


def test_newer_full_audit_settles_an_audit_c():
    short = form("audit_c", {"1": 4, "2": 4, "3": 4})
    full = form("audit", {"1": 0, "9": 0, "10": 0}, hours=1)
    assert {one[1] for one in states(short, full)} == {State.ABSENT}


@pytest.mark.parametrize(
    ("name", "answers", "criterion", "state"),
    [
        ("asrm", numbered([1, 1, 1, 1, 1]), "mania", State.ABSENT),
        ("asrm", numbered([2, 1, 1, 1, 1]), "mania", State.PRESENT),
        ("mdq", numbered([1] * 7 + [0] * 6) | {"14": 1, "15": 2}, "bipolar", State.PRESENT),
        ("mdq", numbered([1] * 7 + [0] * 6) | {"14": 1, "15": 1}, "bipolar", State.ABSENT),
        ("mdq", numbered([1] * 7), "bipolar", State.UNKNOWN),
    ],
)
def test_screening_at_its_cut_off(name, answers, criterion, state):
    (found,) = states(form(name, answers))
    assert found[:2] == (criterion, state)


@pytest.mark.parametrize(("years", "state"), [(17, State.PRESENT), (18, State.ABSENT)])
def test_age_comes_from_the_date_of_birth(years, state):
    assert [one.state for one in sources.from_age(years, "p", NOON)] == [state]
    assert sources.from_age(None, "p", NOON) == []


def test_every_answer_of_the_medical_history_stands_at_its_criterion():
    answers = numbered([0] * 38) | {"6": 1, "8": 2, "21": 3}
    found = {
        one.criterion: one.state
        for one in sources.from_medical(form("kat_medical", answers))
        if one.state is not State.ABSENT
    }
    assert found == {"blood_pressure": State.CONTROLLED, "heart_disease": State.PRESENT, "thyroid": State.UNKNOWN}


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["Tramadol"], [State.PRESENT]),
        (["Sertraline"], [State.ABSENT]),
        (["Sertraline", "Zorblax"], [State.UNKNOWN]),
        ([], []),
    ],
)
def test_medicine_list_speaks_of_interactions(names, told):
    listed = [ListedNow(Listed(name, name), "ben", NOON) for name in names]
    found = sources.from_medicines(listed, flags([], [one.medicine for one in listed]))
    assert [one.state for one in found] == told
