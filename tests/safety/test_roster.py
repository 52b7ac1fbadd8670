"""Who is on call and who leads: chosen by coordinators and admins, clinicians only."""

import pytest

from telekat.core import database
from telekat.core.errors import Forbidden, Invalid
from telekat.safety.actions.roster import set_roster
from telekat.safety.queries.roster import DutyKind, on_duty, roster


def names(duty):
    database.forget_snapshot()
    return [one.name for one in on_duty(duty)]


@pytest.mark.parametrize("name", ["cora", "eve"])
def test_office_chooses(cast, browser_of, name):
    browser = browser_of(cast.everybody[name])
    answer = browser.client.post(
        "/on-call", headers=browser.headers, data={"on_call": [cast.cleo.id, cast.ben.id], "lead": [cast.theo.id]}
    )
    assert answer.status_code == 303
    assert sorted(names(DutyKind.ON_CALL)) == ["Dr Ben Okri", "Dr Cleo Voss"]
    assert names(DutyKind.LEAD) == ["Theo Marsh"]


@pytest.mark.parametrize("name", ["ben", "theo", "ada"])
def test_others_do_not_choose(cast, browser_of, name):
    assert browser_of(cast.everybody[name]).form("/on-call", {}).status_code == 403
    with pytest.raises(Forbidden):
        set_roster(cast.everybody[name].principal, [], [])


@pytest.mark.parametrize("name", ["cora", "eve", "ada"])
def test_only_clinicians_are_chosen(cast, browser_of, name):
    for on_call, lead in (([cast.everybody[name].id], []), ([], [cast.everybody[name].id]), (["x"], [])):
        with pytest.raises(Invalid):
            set_roster(cast.cora.principal, on_call, lead)
    answer = browser_of(cast.cora).form("/on-call", {"on_call": cast.everybody[name].id})
    assert answer.status_code == 422 and "Only clinicians" in answer.text
    assert names(DutyKind.ON_CALL) == []


def test_duty_keeps_its_beginning_until_it_ends(cast):
    set_roster(cast.cora.principal, [cast.cleo.id], [])
    database.forget_snapshot()
    since = next(line.on_call_since for line in roster(cast.ben.principal) if line.id == cast.cleo.id)
    set_roster(cast.cora.principal, [cast.cleo.id, cast.ben.id], [])
    database.forget_snapshot()
    found = {line.id: line.on_call_since for line in roster(cast.ben.principal)}
    assert found[cast.cleo.id] == since and found[cast.ben.id] is not None
    set_roster(cast.cora.principal, [], [])
    assert names(DutyKind.ON_CALL) == []


def test_page_says_plainly_that_nobody_is_on_call(cast, browser_of):
    page = browser_of(cast.cora).get("/on-call").text
    assert "Nobody is on call." in page and "Nobody leads." in page and "No mail goes out." in page
    assert "Keep this roster" in page
    assert "Keep this roster" not in browser_of(cast.ben).get("/on-call").text
