"""The risk mark: set and cleared by clinicians of the care team, with a reason, beside the name wherever it shows."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.core.errors import Invalid, NotFound
from telekat.home.queries.risk_marks import risk_beside, risk_mark
from telekat.safety import actions
from telekat.safety.actions.risk import set_risk_mark
from telekat.safety.models import Alert, RiskMark
from telekat.safety.queries.risk import mark_history, marks_of
from tests.questionnaires.filling import assign, give
from tests.safety.climbs import after, raised, roster

REASON = "Plan and means named on the telephone."


def mark(cast, member, level="high", reason=REASON):
    set_risk_mark(member.principal, cast.ada.id, level, reason)
    database.forget_snapshot()


def level_for(cast, member):
    database.forget_snapshot()
    return risk_mark(member.principal, cast.ada.id).level


@pytest.mark.parametrize("name", ["ben", "theo"])
def test_care_team_sets_and_clears_it_and_everybody_of_it_reads_why(cast, socket_of, name):
    theo = socket_of(cast.theo)
    mark(cast, cast.everybody[name])
    assert level_for(cast, cast.ben) == "high"
    (news,) = theo.heard_of("risk:updated")
    assert (news["patient"], news["level"], news["by"]) == (cast.ada.id, "high", cast.everybody[name].id)
    mark(cast, cast.everybody[name], "low", "Means are out of the house.")
    assert level_for(cast, cast.theo) == "low"
    history = mark_history(cast.theo.principal, cast.ada.id)
    assert [(one.level, one.reason) for one in history] == [
        ("low", "Means are out of the house."),
        ("high", REASON),
    ]


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_nobody_else_sets_or_reads_it(cast, socket_of, browser_of, name):
    mark(cast, cast.ben)
    stranger = cast.everybody[name]
    with pytest.raises(NotFound):
        mark(cast, stranger, "none")
    with pytest.raises(NotFound):
        mark_history(stranger.principal, cast.ada.id)
    assert (
        marks_of(stranger.principal, [cast.ada.id]) == {} and risk_beside(stranger.principal, cast.ada.id) is None
    )
    assert browser_of(stranger).get(f"/patients/{cast.ada.id}/risk").status_code in (403, 404)
    assert browser_of(stranger).form(f"/patients/{cast.ada.id}/risk", {"level": "none"}).status_code in (403, 404)
    assert level_for(cast, cast.ben) == "high"


@pytest.mark.parametrize(
    ("level", "reason", "field"),
    [("", "x", "level"), ("grave", "x", "level"), ("high", " ", "reason"), ("high", "x" * 4001, "reason")],
)
def test_mark_needs_a_level_of_the_list_and_a_reason(cast, level, reason, field):
    with pytest.raises(Invalid) as refused:
        mark(cast, cast.ben, level, reason)
    assert field in refused.value.fields
    assert db().scalars(select(RiskMark)).all() == []


def test_reason_lies_sealed_and_the_record_says_neither_level_nor_reason(cast):
    mark(cast, cast.ben)
    (row,) = db().scalars(select(RiskMark))
    assert b"telephone" not in row.reason_sealed
    (act,) = db().scalars(select(AuditEvent).where(AuditEvent.action == "risk:set"))
    assert act.patient_id == cast.ada.id and "high" not in act.detail and "telephone" not in act.detail


def test_answer_given_before_the_mark_is_part_of_it_and_one_after_raises_it(cast, socket_of):
    ada, form = socket_of(cast.ada), assign(socket_of(cast.ben), cast.care)
    for item in "123456789":
        assert give(ada, form, item, 1)["ok"]
    alert = db().scalar(select(Alert.id))
    ada.call("questionnaire:submit", {"questionnaire": form})
    actions.close_alert(cast.ben.principal, alert, "no_danger", "Old thought.", "none")
    assert level_for(cast, cast.ben) == "none"
    again = assign(socket_of(cast.ben), cast.care, client_id="f2")
    assert give(ada, again, "9", 2)["ok"]
    assert level_for(cast, cast.ben) == "high"


def test_open_alert_holds_the_mark_up(cast, socket_of):
    raised(cast, socket_of)
    mark(cast, cast.ben, "low", "Known.")
    assert level_for(cast, cast.ben) == "high"


def test_closing_says_what_the_mark_is_from_now_on(cast, socket_of):
    alert = raised(cast, socket_of)
    sent = {"alert": alert, "outcome": "safety_plan", "note": "Plan agreed.", "risk": "moderate"}
    assert socket_of(cast.ben).call("alert:close", sent)["ok"]
    assert level_for(cast, cast.ben) == "moderate"
    assert mark_history(cast.ben.principal, cast.ada.id)[0].reason == "Plan agreed."


def test_bad_mark_leaves_the_alert_open(cast, socket_of):
    alert = raised(cast, socket_of)
    sent = {"alert": alert, "outcome": "safety_plan", "note": "Plan agreed.", "risk": "grave"}
    answer = socket_of(cast.ben).call("alert:close", sent)
    assert answer["error"]["code"] == "invalid"
    database.forget_snapshot()
    assert db().get(Alert, alert).state == "open"


def test_page_asks_the_care_team_for_the_mark_and_nobody_else(cast, socket_of, browser_of):
    roster(cast, on_call=[cast.cleo])
    alert = raised(cast, socket_of)
    ben = browser_of(cast.ben)
    actions.acknowledge(cast.ben.principal, alert)
    sent = {"outcome": "safety_plan", "note": "Plan agreed."}
    answer = ben.form(f"/alerts/{alert}/close", sent)
    assert answer.status_code == 422 and "Choose the mark." in answer.text and "Plan agreed." in answer.text
    assert ben.form(f"/alerts/{alert}/close", {**sent, "risk": "low"}).status_code == 303
    assert level_for(cast, cast.ben) == "low"


def test_on_call_closes_without_touching_the_mark(cast, socket_of, browser_of):
    roster(cast, on_call=[cast.cleo])
    alert = raised(cast, socket_of)
    with after(alert, 5):
        cleo = browser_of(cast.cleo)
        sent = {"outcome": "safety_plan", "note": "Called her.", "risk": "none"}
        assert cleo.form(f"/alerts/{alert}/close", sent).status_code == 303
    database.forget_snapshot()
    assert db().get(Alert, alert).state == "closed"
    assert db().scalars(select(RiskMark)).all() == []


def test_mark_stands_beside_the_name_on_every_page_of_the_team(cast, socket_of, browser_of):
    form = assign(socket_of(cast.ben), cast.care)
    mark(cast, cast.ben)
    theo = browser_of(cast.theo)
    assert theo.get("/api/v1/day").json["patients"][0]["risk"] == "high"
    places = {
        f"/rooms/{cast.care}": 'data-role="band-risk">',
        f"/rooms/{cast.staff_room}": 'data-role="band-risk">',
        f"/forms/{form}": "Ada Byron</h1>",
        f"/patients/{cast.ada.id}/risk": 'class="tk-page-head">',
    }
    for path, name in places.items():
        beside = theo.get(path).text.split(name)[1]
        assert beside.index('data-level="high"') < 300, path


def test_patient_and_coordinator_hear_nothing_of_it(cast, socket_of, browser_of):
    ada, cora = socket_of(cast.ada), socket_of(cast.cora)
    mark(cast, cast.ben)
    assert ada.heard_of("risk:updated") == [] and cora.heard_of("risk:updated") == []
    for member, path in ((cast.ada, "/"), (cast.cora, "/board"), (cast.cora, f"/patients/{cast.ada.id}")):
        assert "High risk" not in browser_of(member).get(path).text


def test_page_of_the_mark_sets_it_and_keeps_what_was_written(cast, browser_of):
    ben, path = browser_of(cast.ben), f"/patients/{cast.ada.id}/risk"
    answer = ben.form(path, {"reason": "Brother called, worried."})
    assert answer.status_code == 422 and "Brother called, worried." in answer.text
    assert ben.form(path, {"level": "moderate", "reason": "Brother called, worried."}).status_code == 303
    page = ben.get(path).text
    assert "Brother called, worried." in page and "Dr Ben Okri" in page
