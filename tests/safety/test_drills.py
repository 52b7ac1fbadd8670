"""A drill climbs like an alert, says that it is one, and leaves no trace in anything that counts alerts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from telekat.core import clock, database
from telekat.core.database import db
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.notifications.models import Notice
from telekat.safety import queries
from telekat.safety.actions import drills as actions
from telekat.safety.models import Alert, Drill
from telekat.safety.queries.drills import drills, median_seconds, open_drills_for
from tests.safety.climbs import raised, restart, roster


@pytest.fixture
def drill(cast):
    roster(cast, on_call=[cast.cleo], lead=[cast.theo])
    found = actions.start_drill(cast.eve.principal, [cast.ben.id])
    database.forget_snapshot()
    return found


def later(drill, minutes):
    database.forget_snapshot()
    return clock.set_to(db().get_one(Drill, drill).started_at + timedelta(minutes=minutes))


def test_chosen_clinicians_hear_it_and_it_says_what_it_is(cast, socket_of):
    ben, theo, ada = (socket_of(one) for one in (cast.ben, cast.theo, cast.ada))
    actions.start_drill(cast.eve.principal, [cast.ben.id])
    (news,) = ben.heard_of("drill:updated")
    assert news["words"] == "DRILL. Nobody is in danger." and news["state"] == "open"
    assert "patient" not in news and theo.heard == [] and ada.heard == []


def test_it_climbs_to_on_call_and_lead_until_somebody_takes_it(cast, drill, socket_of):
    cleo, theo = socket_of(cast.cleo), socket_of(cast.theo)
    with later(drill, 5):
        actions.climb_due()
        database.forget_snapshot()
        assert len(cleo.heard_of("drill:updated")) == 1 and theo.heard == []
        actions.take_drill(cast.cleo.principal, drill)
    with later(drill, 20):
        actions.climb_due()
        assert theo.heard == []
    database.forget_snapshot()
    (view,) = drills(cast.eve.principal)
    assert (view.taken_by, view.seconds) == ("Dr Cleo Voss", 300.0)
    assert median_seconds([view]) == 300.0


def test_only_who_was_called_takes_it_and_the_first_has_it(cast, drill):
    for name in ("cleo", "theo", "cora", "ada", "eve"):
        with pytest.raises(NotFound):
            actions.take_drill(cast.everybody[name].principal, drill)
    first = actions.take_drill(cast.ben.principal, drill)
    assert actions.take_drill(cast.ben.principal, drill) == first
    with later(drill, 1), pytest.raises(NotFound):
        actions.take_drill(cast.cleo.principal, drill)


@pytest.mark.parametrize("name", ["ben", "cora", "ada"])
def test_only_admin_and_lead_run_one(cast, browser_of, name):
    with pytest.raises(Forbidden):
        actions.start_drill(cast.everybody[name].principal, [cast.ben.id])
    assert browser_of(cast.everybody[name]).get("/drills").status_code == 403
    assert browser_of(cast.everybody[name]).form("/drills", {"chosen": cast.ben.id}).status_code == 403


def test_lead_runs_one(cast, browser_of):
    roster(cast, lead=[cast.theo])
    assert browser_of(cast.theo).form("/drills", {"chosen": cast.ben.id}).status_code == 303
    assert "Running, nobody has taken it" in browser_of(cast.theo).get("/drills").text


@pytest.mark.parametrize("chosen", [[], ["cora"], ["ada"], ["nobody"]])
def test_only_clinicians_are_called(cast, chosen):
    people = [cast.everybody[name].id if name in cast.everybody else name for name in chosen]
    with pytest.raises(Invalid):
        actions.start_drill(cast.eve.principal, people)


def test_one_runs_at_a_time_and_can_be_ended(cast, drill, browser_of):
    with pytest.raises(Conflict):
        actions.start_drill(cast.eve.principal, [cast.ben.id])
    assert browser_of(cast.eve).form(f"/drills/{drill}/end", {}).status_code == 303
    database.forget_snapshot()
    assert open_drills_for(cast.ben.principal) == []
    assert actions.start_drill(cast.eve.principal, [cast.ben.id])


def test_ended_drill_is_taken_by_nobody(cast, drill):
    actions.end_drill(cast.eve.principal, drill)
    with pytest.raises(Conflict):
        actions.take_drill(cast.ben.principal, drill)


def test_no_list_count_or_median_of_alerts_knows_it(cast, drill, socket_of, browser_of):
    with later(drill, 1):
        actions.take_drill(cast.ben.principal, drill)
    database.forget_snapshot()
    assert db().scalar(select(func.count()).select_from(Alert)) == 0
    for name in ("ben", "cleo", "theo"):
        who = cast.everybody[name].principal
        assert queries.open_alerts_for(who) == [] and queries.closed_alerts_for(who) == []
        assert queries.median_minutes_to_acknowledge(who) is None
    assert queries.alert_counts(cast.cora.principal, [cast.ada.id, cast.finn.id]) == {}
    assert browser_of(cast.ben).get("/api/v1/alerts").json == {"alerts": []}


def test_real_alert_beside_a_drill_is_still_one(cast, drill, socket_of):
    alert = raised(cast, socket_of)
    actions.end_drill(cast.eve.principal, drill)
    database.forget_snapshot()
    assert [view.id for view in queries.open_alerts_for(cast.ben.principal)] == [alert]
    assert db().get_one(Alert, alert).state == "open"


def test_mail_of_a_drill_is_one_about_nobody(cast, drill):
    (notice,) = db().scalars(select(Notice))
    assert (notice.kind, notice.patient_id, notice.user_id) == ("drill", None, cast.ben.id)


def test_called_clinician_takes_and_ends_it_from_any_page(cast, drill, browser_of):
    ben = browser_of(cast.ben)
    page = ben.get("/day").text
    assert drill in page and 'data-role="drill"' in page
    assert drill not in browser_of(cast.cleo).get("/day").text
    assert ben.post(f"/api/v1/drills/{drill}/take", {}).status_code == 200
    assert ben.get("/api/v1/drills").json["drills"][0]["acknowledged"]["name"] == "Dr Ben Okri"
    assert ben.post(f"/api/v1/drills/{drill}/end", {}).status_code == 200
    assert ben.get("/api/v1/drills").json == {"drills": []}
    assert "Taken after" in browser_of(cast.eve).get("/drills").text


def test_drill_survives_a_restart_as_rows(cast, app, drill):
    restart(app)
    with later(drill, 10):
        actions.climb_due()
        database.forget_snapshot()
        (view,) = drills(cast.eve.principal)
        assert [point.state for point in view.points] == ["told", "told", "now"]
