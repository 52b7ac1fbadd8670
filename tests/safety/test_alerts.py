"""An alert from raised to closed: the first who takes it has it, the patient learns that somebody saw it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.core.errors import Conflict
from telekat.rooms.actions import remove_member
from telekat.safety import actions, queries
from telekat.safety.models import Alert
from tests.questionnaires.filling import assign, give


@pytest.fixture
def ben(cast, socket_of):
    return socket_of(cast.ben)


@pytest.fixture
def theo(cast, socket_of):
    return socket_of(cast.theo)


@pytest.fixture
def ada(cast, socket_of):
    return socket_of(cast.ada)


@pytest.fixture
def form(cast, ben):
    return assign(ben, cast.care)


@pytest.fixture
def alert(ada, form):
    assert give(ada, form, "9", 2)["ok"]
    return db().scalar(select(Alert.id))


def take(socket, alert):
    return socket.call("alert:acknowledge", {"alert": alert})


def close(socket, alert, outcome="safety_plan", note="Passive thoughts, no plan. Partner at home tonight."):
    return socket.call("alert:close", {"alert": alert, "outcome": outcome, "note": note})


def test_first_who_takes_it_has_it_and_the_next_is_told_who(cast, ben, theo, alert):
    taken = take(theo, alert)
    assert (taken["alert"], taken["by"]) == (alert, cast.theo.id)
    refused = take(ben, alert)["error"]
    assert (refused["code"], refused["by"], refused["at"]) == ("conflict", cast.theo.id, taken["at"])
    assert refused["name"] == "Theo Marsh"


def test_taking_again_gives_the_same_answer(ben, alert):
    assert take(ben, alert) == take(ben, alert)


def test_race_has_one_winner(cast, app, alert):
    def one(member):
        with database.read_scope():
            try:
                return actions.acknowledge(member.principal, alert).by
            except Conflict as error:
                return error.facts["by"]

    with ThreadPoolExecutor(8) as pool:
        winners = set(pool.map(one, [cast.ben, cast.theo] * 10))
    assert len(winners) == 1
    database.forget_snapshot()
    acts = db().scalars(select(AuditEvent).where(AuditEvent.action == "alert:acknowledge")).all()
    assert [act.actor_id for act in acts] == list(winners)


@pytest.mark.parametrize("name", ["ada", "cleo", "cora", "eve", "finn"])
def test_nobody_outside_the_care_team_takes_or_closes_it(cast, socket_of, alert, name):
    stranger = socket_of(cast.everybody[name])
    for answer in (take(stranger, alert), close(stranger, alert)):
        assert answer["error"]["code"] == ("not_found" if name == "cleo" else "forbidden")
    assert db().get(Alert, alert).state == "open"


def test_alert_that_does_not_exist_is_not_found(ben):
    for wrong in ("01890000-0000-7000-8000-000000000000", "x"):
        assert take(ben, wrong)["error"]["code"] == "not_found"
        assert close(ben, wrong)["error"]["code"] == "not_found"


def test_everybody_who_was_told_hears_who_has_it(cast, ben, theo, ada, alert):
    take(ben, alert)
    for socket in (ben, theo):
        (news,) = socket.heard_of("alert:updated")
        assert (news["state"], news["acknowledged"]["by"]) == ("acknowledged", cast.ben.id)
    assert not any(name.startswith("alert") for name, _ in ada.heard)


def test_patient_learns_that_a_person_saw_it_only_after_they_did(cast, ada, ben, form, alert):
    assert ada.heard_of("help:seen") == []
    taken = take(ben, alert)
    assert ada.heard_of("help:seen") == [
        {"questionnaire": form, "by": cast.ben.id, "name": "Dr Ben Okri", "at": taken["at"]}
    ]
    assert ben.heard_of("help:seen") == []


def test_patients_page_knows_told_from_seen(ada, ben, form, alert):
    def help_now():
        return ada.call("questionnaire:open", {"questionnaire": form})["help"]

    assert help_now() == {"told": True, "seen": None}
    taken = take(ben, alert)
    assert help_now() == {"told": True, "seen": {"name": "Dr Ben Okri", "at": taken["at"]}}


def test_who_saw_an_earlier_answer_has_not_seen_a_later_one(ada, ben, form, alert, monkeypatch):
    take(ben, alert)
    after = max(row.acknowledged_at for row in db().scalars(select(Alert)))
    from datetime import timedelta

    monkeypatch.setattr("telekat.core.clock.now", lambda: after + timedelta(seconds=5))
    give(ada, form, "9", 3)
    assert ada.call("questionnaire:open", {"questionnaire": form})["help"] == {"told": True, "seen": None}


def test_patient_without_a_dangerous_answer_was_told_of_nobody(ada, form):
    assert ada.call("questionnaire:open", {"questionnaire": form})["help"] == {"told": False, "seen": None}


def test_closing_keeps_outcome_note_and_name(cast, ben, theo, alert):
    take(ben, alert)
    closed = close(ben, alert)
    assert closed["ok"] and closed["alert"] == alert
    view = queries.alert_view(cast.theo.principal, alert)
    assert (view.state, view.closed_by, view.outcome) == ("closed", cast.ben.id, "Safety plan made")
    assert view.note == "Passive thoughts, no plan. Partner at home tonight."
    assert theo.heard_of("alert:updated")[-1]["state"] == "closed"


@pytest.mark.parametrize(
    ("outcome", "note", "field"),
    [
        ("", "done", "outcome"),
        ("fine", "done", "outcome"),
        ("safety_plan", "", "note"),
        ("safety_plan", "  \n ", "note"),
        ("safety_plan", "x" * 4001, "note"),
    ],
)
def test_closing_needs_an_outcome_of_the_list_and_a_note(ben, alert, outcome, note, field):
    take(ben, alert)
    answer = close(ben, alert, outcome, note)
    assert answer["error"]["code"] == "invalid" and field in answer["error"]["fields"]
    assert db().get(Alert, alert).state == "acknowledged"


def test_closed_alert_is_not_closed_again(cast, ben, theo, alert):
    close(ben, alert)
    refused = close(theo, alert, "no_danger", "me too")["error"]
    assert (refused["code"], refused["by"]) == ("conflict", cast.ben.id)


def test_who_closes_an_untaken_alert_has_taken_it(cast, ben, ada, alert):
    close(ben, alert)
    row = db().get(Alert, alert)
    assert (row.acknowledged_by, row.closed_by) == (cast.ben.id, cast.ben.id)
    assert len(ada.heard_of("help:seen")) == 1


def test_note_lies_sealed_and_every_step_is_in_the_trail(cast, ben, alert):
    take(ben, alert)
    close(ben, alert)
    assert b"Partner" not in db().get(Alert, alert).note_sealed
    acts = db().scalars(select(AuditEvent).where(AuditEvent.subject_id == alert).order_by(AuditEvent.seq)).all()
    assert [act.action for act in acts] == ["alert:raise", "alert:acknowledge", "alert:close"]
    assert all("Partner" not in act.detail for act in acts)


def test_lists_hold_the_care_teams_own_alerts(cast, alert):
    assert [view.id for view in queries.open_alerts_for(cast.ben.principal)] == [alert]
    for name in ("ada", "cleo", "cora", "eve", "finn"):
        assert queries.open_alerts_for(cast.everybody[name].principal) == []


def test_who_left_the_care_team_has_no_part_in_it(cast, socket_of, alert):
    remove_member(cast.cora.principal, cast.care, cast.ben.id)
    ben = socket_of(cast.ben)
    assert queries.open_alerts_for(cast.ben.principal) == []
    assert take(ben, alert)["error"]["code"] == "not_found"


def test_alert_without_a_care_team_says_that_nobody_was_told(cast, socket_of, ada, form):
    for user in (cast.ben, cast.theo):
        remove_member(cast.cora.principal, cast.care, user.id)
    assert give(ada, form, "9", 2)["told"] is False


def test_coordinator_may_count_and_no_more(cast, ben, alert, browser_of):
    (count,) = queries.alert_counts(cast.cora.principal, [cast.ada.id, cast.finn.id]).values()
    assert (count.open_count, count.untaken_count, count.level) == (1, 1, "high")
    take(ben, alert)
    database.forget_snapshot()
    assert queries.alert_counts(cast.cora.principal, [cast.ada.id])[cast.ada.id].untaken_count == 0
    for name in ("ada", "ben", "eve"):
        assert queries.alert_counts(cast.everybody[name].principal, [cast.ada.id]) == {}
    assert browser_of(cast.cora).get(f"/alerts/{alert}").status_code == 403


def test_page_that_missed_news_asks_again(cast, alert, browser_of):
    (found,) = browser_of(cast.theo).get("/api/v1/alerts").json["alerts"]
    assert (found["alert"], found["state"]) == (alert, "open")
    assert browser_of(cast.cleo).get("/api/v1/alerts").json == {"alerts": []}
    assert browser_of(cast.ada).get("/api/v1/alerts").status_code == 403


def test_alert_is_taken_over_http_once(cast, alert, browser_of):
    address = f"/api/v1/alerts/{alert}/acknowledge"
    taken = browser_of(cast.ben).post(address, json={}).json
    assert (taken["alert"], taken["by"]) == (alert, cast.ben.id)
    late = browser_of(cast.theo).post(address, json={})
    assert (late.status_code, late.json["error"]["code"]) == (409, "conflict")
    for name, status in (("cleo", 404), ("eve", 403), ("cora", 403), ("ada", 403)):
        assert browser_of(cast.everybody[name]).post(address, json={}).status_code == status, name


def test_broken_cause_does_not_hide_the_alert(cast, alert):
    from telekat.core.writer import write

    @write
    def spoil(work):
        work.db.get(Alert, alert).cause_sealed = b"spoilt"

    spoil()
    database.forget_snapshot()
    (view,) = queries.open_alerts_for(cast.ben.principal)
    assert (view.state, view.what) == ("open", queries.CANNOT_SHOW)
