"""What was answered the last time, beside what is answered now: for clinicians, of the same instrument only."""

import pytest

from tests.questionnaires.filling import assign, give_all, submit


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


def handed_in(cast, ben, client_id, answers, instrument="phq9"):
    form = assign(ben, cast.care, instrument, client_id)
    give_all(ben, form, answers)
    submit(ben, form)
    return form


def last_time(browser, form):
    return browser.get(f"/api/v1/questionnaires/{form}").json["last_time"]


def test_first_form_has_nothing_before_it(cast, ben, browser_of):
    assert last_time(browser_of(cast.ben), handed_in(cast, ben, "a", {"1": 1})) is None


def test_newest_handed_in_form_before_it_is_the_last_time(cast, ben, browser_of):
    handed_in(cast, ben, "a", {"1": 0})
    second = handed_in(cast, ben, "b", {"1": 2, "2": 1})
    handed_in(cast, ben, "g", {"1": 3}, "gad7")
    assign(ben, cast.care, client_id="open")
    third = assign(ben, cast.care, client_id="c")
    found = last_time(browser_of(cast.ben), third)
    assert (found["questionnaire"], found["answers"]) == (second, {"1": 2, "2": 1})
    assert last_time(browser_of(cast.ben), second)["answers"] == {"1": 0}, "not what came after it"


def test_patient_gets_no_comparison(cast, ben, browser_of):
    handed_in(cast, ben, "a", {"1": 0})
    form = assign(ben, cast.care, client_id="b")
    assert "last_time" not in browser_of(cast.ada).get(f"/api/v1/questionnaires/{form}").json
