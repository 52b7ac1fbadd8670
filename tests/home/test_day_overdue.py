"""The clinician's day says who needs a decision again and whose clearance is late: that, and never why."""

from datetime import timedelta

import pytest

from telekat.core import clock
from telekat.eligibility.queries.clearances import today
from telekat.home.queries.day import day_json
from tests.eligibility.acting import NO_TO_ALL, hand_in, make_ready, root, sign


@pytest.fixture
def ben(cast, browser_of):
    return browser_of(cast.ben)


def overdue(browser):
    (line,) = browser.get("/api/v1/day").json["patients"]
    return line["overdue_words"]


def overdue_in(days, cast):
    """What Ben reads some days from now, when his session of today is over."""
    with clock.set_to(clock.now() + timedelta(days=days)):
        (line,) = day_json(cast.ben.principal)["patients"]
    return line["overdue_words"]


def ask(browser, cast, client_id="k", days=3):
    body = {
        "client_id": client_id,
        "criterion": "heart_disease",
        "asked_of": "Cardiology",
        "question": "a private question",
        "owner": cast.theo.id,
        "due_on": (today() + timedelta(days=days)).isoformat(),
    }
    answer = browser.post(f"{root(cast.ada)}/clearances", body)
    assert answer.status_code == 201, answer.json
    return answer.json["id"]


def test_nothing_is_said_while_nothing_is_decided_or_asked_for(ben):
    assert overdue(ben) == ""


def test_decision_that_no_longer_holds_is_said_to_the_care_team_with_a_way_to_it(cast, browser_of, ben):
    make_ready(cast, ben)
    assert sign(ben, cast.ada).status_code == 201
    assert overdue(ben) == ""
    hand_in(cast, "kat_medical", NO_TO_ALL, "again")
    assert overdue(ben) == overdue(browser_of(cast.theo)) == "Decision out of date"
    page = ben.get("/day").text
    assert "Decision out of date" in page and f'href="/patients/{cast.ada.id}/eligibility"' in page
    assert "There is a new medical history" not in page
    assert "Decision out of date" not in browser_of(cast.cleo).get("/day").text


@pytest.mark.parametrize(("after", "said"), [(3, ""), (4, "Clearance late")])
def test_clearance_is_late_from_the_day_after_it_was_expected(cast, ben, after, said):
    ask(ben, cast)
    assert overdue_in(after, cast) == said


def test_late_clearances_are_counted_until_each_is_answered(cast, ben):
    first, second = ask(ben, cast, "a"), ask(ben, cast, "b")
    assert overdue_in(9, cast) == "2 clearances late"
    assert ben.post(f"{root(cast.ada)}/clearances/{first}", {"state": "sent"}).status_code == 200
    assert overdue_in(9, cast) == "2 clearances late", "a letter that has left is no answer"
    for each, state in ((first, "received"), (second, "withdrawn")):
        assert ben.post(f"{root(cast.ada)}/clearances/{each}", {"state": state}).status_code == 200
    assert overdue_in(9, cast) == ""


def test_both_stand_in_one_line(cast, ben):
    make_ready(cast, ben)
    assert sign(ben, cast.ada).status_code == 201
    ask(ben, cast)
    hand_in(cast, "kat_medical", NO_TO_ALL, "again")
    assert overdue_in(4, cast) == "Decision out of date, clearance late"
