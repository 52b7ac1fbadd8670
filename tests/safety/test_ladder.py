"""An alert that nobody takes climbs: care team, on call, lead; each step once, whatever happens to the server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from telekat.audit.models import AuditEvent
from telekat.core import clock, database
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.practice import actions as practice_actions
from telekat.practice import queries as practice
from telekat.practice.settings import Practice
from telekat.rooms.actions import remove_member
from telekat.safety import actions, queries
from telekat.safety.models import Alert, LadderTold
from tests.questionnaires.filling import assign, give
from tests.safety.climbs import after, mails, raised, restart, roster, steps

BEN, THEO, CLEO = "Dr Ben Okri", "Theo Marsh", "Dr Cleo Voss"


@pytest.fixture
def alert(cast, socket_of):
    roster(cast, on_call=[cast.cleo], lead=[cast.theo])
    return raised(cast, socket_of)


def test_ladder_is_written_with_the_alert_and_the_team_told_at_once(cast, alert):
    assert steps(cast, alert) == [
        ("team", "told", [BEN, THEO]),
        ("on_call", "waiting", [CLEO]),
        ("lead", "waiting", [THEO]),
    ]
    first, second, third = queries.alert_view(cast.ben.principal, alert).steps
    assert [(step.due_at - first.due_at).total_seconds() / 60 for step in (second, third)] == [5, 10]


@pytest.mark.parametrize(
    ("minutes", "states"),
    [
        (4.99, ["told", "waiting", "waiting"]),
        (5, ["told", "told", "waiting"]),
        (9.99, ["told", "told", "waiting"]),
        (10, ["told", "told", "told"]),
    ],
)
def test_step_is_carried_out_when_it_is_due_and_not_before(cast, alert, minutes, states):
    with after(alert, minutes):
        assert [state for _, state, _ in steps(cast, alert)] == states


def test_who_is_told_hears_it_and_the_others_hear_that_it_climbed(cast, alert, socket_of):
    ben, cleo, ada, cora = (socket_of(member) for member in (cast.ben, cast.cleo, cast.ada, cast.cora))
    with after(alert, 5):
        (news,) = cleo.heard_of("alert:raised")
        assert (news["alert"], news["state"], news["loud"]) == (alert, "open", True)
        assert [step["state"] for step in news["steps"]] == ["told", "told", "waiting"]
        assert news["steps"][1]["people"] == [{"id": cast.cleo.id, "name": CLEO}]
        assert len(ben.heard_of("alert:updated")) == 1 and ben.heard_of("alert:raised") == []
        assert ada.heard == [] and cora.heard == []


def test_on_call_sees_and_takes_and_closes_exactly_that_alert(cast, alert, browser_of):
    cleo = cast.cleo.principal
    with pytest.raises(NotFound):
        queries.alert_view(cleo, alert)
    with after(alert, 5):
        assert [view.id for view in queries.open_alerts_for(cleo)] == [alert]
        page = browser_of(cast.cleo).get(f"/alerts/{alert}").text
        assert "Ada Byron" in page and "You were asked" in page and "/rooms/" not in page.split("<main")[1]
        assert browser_of(cast.cleo).get(f"/rooms/{cast.care}").status_code == 404
        actions.acknowledge(cleo, alert)
        actions.close_alert(cleo, alert, "safety_plan", "Called her. Brother stays tonight.")
        database.forget_snapshot()
        assert db().get(Alert, alert).closed_by == cast.cleo.id


def test_on_call_for_one_alert_is_a_stranger_to_the_next(cast, alert, socket_of):
    with after(alert, 5):
        pass
    other = assign(socket_of(cast.ben), cast.care, "gad7", "another")
    form = assign(socket_of(cast.ben), cast.care, "phq9", "third")
    assert other and give(socket_of(cast.ada), form, "9", 1)["ok"]
    newest = db().scalar(select(Alert.id).where(Alert.id != alert))
    with pytest.raises(NotFound):
        queries.alert_view(cast.cleo.principal, newest)


@pytest.mark.parametrize("act", ["take", "close"])
def test_taking_or_closing_ends_the_climb(cast, alert, act):
    if act == "take":
        actions.acknowledge(cast.ben.principal, alert)
    else:
        actions.close_alert(cast.ben.principal, alert, "no_danger", "Spoke with her.")
    with after(alert, 60):
        assert [state for _, state, _ in steps(cast, alert)] == ["told", "ended", "ended"]
        assert mails(alert) == sorted([BEN, THEO], key=mails(alert).index)


def test_everybody_who_was_told_hears_who_took_it(cast, alert, socket_of):
    with after(alert, 5):
        cleo = socket_of(cast.cleo)
        actions.acknowledge(cast.ben.principal, alert)
        (news,) = cleo.heard_of("alert:updated")
        assert news["acknowledged"]["name"] == BEN


def test_nobody_on_call_is_said_and_the_lead_told_at_once(cast, socket_of):
    roster(cast, lead=[cast.cleo])
    alert = raised(cast, socket_of)
    with after(alert, 5):
        assert steps(cast, alert)[1:] == [("on_call", "nobody", []), ("lead", "told", [CLEO])]


def test_on_call_who_has_been_told_already_is_no_second_person(cast, socket_of):
    roster(cast, on_call=[cast.ben], lead=[cast.cleo])
    alert = raised(cast, socket_of)
    with after(alert, 5):
        assert steps(cast, alert)[1:] == [("on_call", "told", [BEN]), ("lead", "told", [CLEO])]


def test_alert_of_a_patient_without_a_team_goes_to_who_is_on_call_at_once(cast, socket_of):
    roster(cast, on_call=[cast.cleo])
    form = assign(socket_of(cast.ben), cast.care)
    for user in (cast.ben, cast.theo):
        remove_member(cast.cora.principal, cast.care, user.id)
    cleo = socket_of(cast.cleo)
    assert give(socket_of(cast.ada), form, "9", 2)["told"] is True
    (news,) = cleo.heard_of("alert:raised")
    assert [step["state"] for step in news["steps"]] == ["nobody", "told", "waiting"]


def test_closed_account_is_called_no_more(cast, socket_of, alert):
    from telekat.accounts.actions.people import disable_user

    disable_user(cast.eve.principal, cast.cleo.id)
    database.forget_snapshot()
    with after(alert, 5):
        assert steps(cast, alert)[1][1:] == ("nobody", [])


def test_who_left_the_team_is_not_called_again_to_it(cast, alert, socket_of):
    remove_member(cast.cora.principal, cast.care, cast.ben.id)
    ben = socket_of(cast.ben)
    with after(alert, 10):
        assert ben.heard == []
        with pytest.raises(NotFound):
            queries.alert_view(cast.ben.principal, alert)


def test_further_numbers_of_the_setting_tell_everybody_again(cast, socket_of):
    practice_actions.change_settings(cast.eve.principal, Practice(ladder_minutes=(1, 2, 3)), 0)
    practice.forget()
    roster(cast, on_call=[cast.cleo])
    alert = raised(cast, socket_of)
    with after(alert, 3):
        assert steps(cast, alert)[-1] == ("again", "told", sorted([BEN, CLEO, THEO]))
        assert mails(alert).count(CLEO) == 2


def test_each_step_is_in_the_record_with_whom_it_told(cast, alert):
    with after(alert, 10):
        acts = db().scalars(
            select(AuditEvent).where(AuditEvent.action == "alert:escalate").order_by(AuditEvent.seq)
        )
        assert [(act.actor_id, cast.cleo.id in act.detail) for act in acts] == [("", True), ("", False)]


def test_two_loops_at_once_carry_out_each_step_once(cast, alert, socket_of):
    cleo = socket_of(cast.cleo)
    raised_at = db().get_one(Alert, alert).raised_at
    with clock.set_to(raised_at + timedelta(minutes=10)), ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: actions.climb_due(), range(16)))
    database.forget_snapshot()
    assert db().scalar(select(func.count()).select_from(LadderTold)) == 4
    assert len(cleo.heard_of("alert:raised")) == 1
    assert mails(alert).count(CLEO) == 1


def test_restart_in_the_middle_loses_no_step_and_repeats_none(cast, app, alert, socket_of):
    with after(alert, 5):
        assert [state for _, state, _ in steps(cast, alert)] == ["told", "told", "waiting"]
    restart(app)
    cleo = socket_of(cast.cleo)
    with after(alert, 6):
        assert cleo.heard == []
    with after(alert, 10):
        assert [state for _, state, _ in steps(cast, alert)] == ["told", "told", "told"]
    assert mails(alert).count(CLEO) == 1 and mails(alert).count(THEO) == 2


def test_server_that_was_away_tells_everybody_who_was_due_meanwhile(cast, app, alert):
    restart(app)
    with after(alert, 300):
        assert [state for _, state, _ in steps(cast, alert)] == ["told", "told", "told"]


def test_page_says_who_was_told_and_who_is_next(cast, alert, browser_of):
    page = browser_of(cast.ben).get(f"/alerts/{alert}").text
    assert "You and Theo Marsh" in page and "Dr Cleo Voss, on call" in page and "Theo Marsh, lead" in page
    assert "Told at" in page
    with after(alert, 5):
        pass
    actions.acknowledge(cast.ben.principal, alert)
    page = browser_of(cast.theo).get(f"/alerts/{alert}").text
    assert "Took it" in page and "Not needed" in page


def test_half_of_the_alerts_taken_is_a_number_on_the_list(cast, alert, browser_of):
    assert "Half were taken" not in browser_of(cast.ben).get("/alerts").text
    with after(alert, 4):
        actions.acknowledge(cast.ben.principal, alert)
        database.forget_snapshot()
        assert queries.median_minutes_to_acknowledge(cast.ben.principal) == 4
    assert "Half were taken within 4 min." in browser_of(cast.ben).get("/alerts").text
    assert queries.median_minutes_to_acknowledge(cast.cleo.principal) is None
