"""What others ask of forms: trends for clinicians, counts for coordinators, what waits for a patient."""

import time
from datetime import timedelta

import pytest

from telekat.core import clock
from telekat.core.errors import NotFound
from telekat.questionnaires import registry, words
from telekat.questionnaires.queries import panels, responses, scores
from tests.questionnaires.filling import assign, give, give_all, submit

PHQ9 = [str(number) for number in range(1, 10)]


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


def handed_in(ada, ben, room, client_id, value, **other):
    form = assign(ben, room, client_id=client_id)
    give_all(ada, form, dict.fromkeys(PHQ9, value) | other)
    submit(ada, form)
    return form


def test_trend_has_totals_severity_and_the_change(cast, ada, ben):
    for client_id, value in (("a", 2), ("b", 1)):
        handed_in(ada, ben, cast.care, client_id, value)
    (trend,) = scores.scores_of(cast.ben.principal, cast.ada.id)
    assert trend.instrument.id == "phq9"
    assert [(point.total, point.severity) for point in trend.points] == [(18, "moderately-severe"), (9, "mild")]
    assert (trend.change, trend.change_word) == (-9, "better")
    assert [point.apart for point in trend.points] == [{"9": 2}, {"9": 1}]


def test_incomplete_form_takes_no_part_in_the_change(cast, ada, ben):
    handed_in(ada, ben, cast.care, "a", 1)
    form = assign(ben, cast.care, client_id="b")
    give(ada, form, "1", 3)
    submit(ada, form)
    handed_in(ada, ben, cast.care, "c", 2)
    (trend,) = scores.scores_of(cast.ben.principal, cast.ada.id)
    assert [point.total for point in trend.points] == [9, None, 18]
    assert (trend.change, trend.change_word) == (9, "worse")


def test_higher_is_better_where_the_instrument_says_so(cast, ada, ben):
    for client_id, value in (("a", 1), ("b", 4)):
        form = assign(ben, cast.care, "who5", client_id)
        give_all(ada, form, dict.fromkeys("12345", value))
        submit(ada, form)
    (trend,) = scores.scores_of(cast.ben.principal, cast.ada.id)
    assert trend.change > 0 and trend.change_word == "better"


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_scores_are_for_the_care_team_only(cast, name):
    with pytest.raises(NotFound):
        scores.scores_of(cast.everybody[name].principal, cast.ada.id)


def test_cards_say_change_in_words_and_keep_item_nine_apart(cast, ada, ben):
    handed_in(ada, ben, cast.care, "a", 1)
    handed_in(ada, ben, cast.care, "b", 2)
    (card,) = panels.score_cards(cast.ben.principal, cast.ada.id)
    assert (card["number"], card["band"], card["change"]) == (18, "Moderately severe", 9)
    assert card["change_words"].startswith("worse than ")
    assert (card["apart"], card["apart_state"]) == ("Question 9: 2, was 1", "More than half the days")
    assert len(card["points"]) == 2 and len(card["rows"]) == 2


def positive(**reached):
    return {f"positive_{name}": holds for name, holds in reached.items()}


@pytest.mark.parametrize(
    ("reached", "said"),
    [
        (positive(men=True, women=True, unspecified=True), "Screens positive"),
        (positive(men=False, women=True, unspecified=True), "Screens positive for women only"),
        (positive(men=False, women=False, unspecified=False), "Screens negative"),
        ({"positive": True, "positive_sensitive": True}, "Screens positive"),
        ({"positive": False, "positive_sensitive": True}, "Screens positive at the sensitive threshold only"),
        ({"positive_3": True, "positive_4": False}, "Screens positive from 3 only"),
        (
            {"total_31": True, "total_33": False, "provisional_ptsd": True},
            "31 or more, provisional PTSD criteria met",
        ),
        ({"remission": True}, "Remission"),
        ({"remission": False}, ""),
        ({"positive": None}, ""),
        ({}, ""),
    ],
)
def test_a_form_without_bands_says_what_its_thresholds_say(reached, said):
    assert words.threshold_words(reached) == said


def test_each_threshold_of_ours_is_worded():
    """A code such as positive_community would tell a clinician nothing."""
    names = {
        one.name
        for instrument in registry.all_instruments()
        for one in (*instrument.cutoffs, *instrument.rule.criteria)
    }
    for name in names:
        said = words.threshold_words({name: True, "positive_other": False})
        assert said and "_" not in said, name


def test_card_of_a_form_with_thresholds_alone_says_them(cast, ada, ben):
    form = assign(ben, cast.care, "audit_c")
    give_all(ada, form, {"1": 2, "2": 1, "3": 0})
    submit(ada, form)
    (card,) = panels.score_cards(cast.ben.principal, cast.ada.id)
    assert (card["number"], card["band"]) == (3, "Screens positive for women only")


def test_course_is_measured_from_the_last_whole_score_before_the_first_session(cast, ada, ben):
    def course(*marks):
        (card,) = panels.score_cards(cast.ben.principal, cast.ada.id, marks)
        return card["course"]

    handed_in(ada, ben, cast.care, "a", 3)
    handed_in(ada, ben, cast.care, "b", 2)
    time.sleep(0.01)
    first_session = clock.now()
    time.sleep(0.01)
    assert course(first_session) == "", "nothing has been handed in since"
    handed_in(ada, ben, cast.care, "c", 1)
    handed_in(ada, ben, cast.care, "d", 0)
    assert course(first_session, clock.now()).startswith("Since before the first session: 18 to 0. 100 % lower")
    assert course() == "" and course(first_session - timedelta(days=1)) == ""


def test_card_of_an_incomplete_form_says_how_many_are_missing(cast, ada, ben):
    form = assign(ben, cast.care)
    give_all(ada, form, dict.fromkeys(PHQ9[:7], 1))
    submit(ada, form)
    (card,) = panels.score_cards(cast.ben.principal, cast.ada.id)
    assert card["missing"] == "No total, 2 of 9 missing"


def test_open_forms_of_a_patient_count_what_is_asked(cast, ada, ben):
    assign(ben, cast.care, "madrs", "m")
    form = assign(ben, cast.care)
    (waiting,) = responses.open_for_patient(cast.ada.id)
    assert (waiting.id, waiting.answered_count, waiting.item_count, waiting.minutes_left) == (form, 0, 9, 2)
    give(ada, form, "1", 1)
    (waiting,) = responses.open_for_patient(cast.ada.id)
    assert (waiting.answered_count, waiting.item_count) == (1, 10)
    submit(ada, form)
    assert responses.open_for_patient(cast.ada.id) == []


def test_coordinator_gets_counts_and_nobody_else_does(cast, ada, ben):
    handed_in(ada, ben, cast.care, "a", 1)
    assign(ben, cast.care, "gad7", "b")
    assign(ben, cast.care, "madrs", "c")
    both = [cast.ada.id, cast.finn.id]
    assert responses.progress_of(cast.cora.principal, both) == {cast.ada.id: responses.Progress(2, 1)}
    for name in ("ada", "ben", "eve"):
        assert responses.progress_of(cast.everybody[name].principal, both) == {}


@pytest.mark.parametrize("name", ["ben", "theo"])
def test_history_of_an_item_is_for_clinicians(cast, ada, ben, browser_of, name):
    form = assign(ben, cast.care)
    give(ada, form, "1", 3)
    answer = browser_of(cast.everybody[name]).get(f"/api/v1/questionnaires/{form}/items/1/history")
    assert [version["value"] for version in answer.json["versions"]] == [3]
