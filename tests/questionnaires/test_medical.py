"""What the newest medical form says: states of answers, which form counts, who may ask."""

import pytest

from telekat.core.errors import NotFound
from telekat.questionnaires.queries.medical import medical_answers
from tests.questionnaires.filling import assign, give_all, submit


@pytest.fixture
def people(cast, socket_of):
    return socket_of(cast.ada), socket_of(cast.ben)


def told(cast, member="ben"):
    return medical_answers(getattr(cast, member).principal, cast.ada.id)


def test_without_a_form_nothing_is_said(cast):
    assert told(cast) is None


def test_answers_are_present_unknown_absent_or_open(cast, people):
    ada, ben = people
    give_all(ada, assign(ben, cast.care, "kat_medical"), {"1": 2, "6": 1, "7": 0, "31": 3})
    states = {one.item: one.state for one in told(cast).answers}
    assert {item: states[item] for item in ("1", "6", "7", "31", "2")} == {
        "1": "present",
        "6": "present",
        "7": "absent",
        "31": "unknown",
        "2": "open",
    }
    assert told(cast).completed_at is None


def test_form_that_was_handed_in_counts_before_one_that_is_begun(cast, people):
    ada, ben = people
    first = assign(ben, cast.care, "kat_medical")
    give_all(ada, first, {"6": 2})
    submit(ada, first)
    give_all(ada, assign(ben, cast.care, "kat_medical", "again"), {"7": 2})
    found = told(cast)
    assert (found.response_id, [one.item for one in found.answers if one.state == "present"]) == (first, ["6"])


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn", "ada"])
def test_only_the_care_team_is_told(cast, people, name):
    with pytest.raises(NotFound):
        told(cast, name)
