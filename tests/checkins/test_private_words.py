"""What a patient wrote is theirs: staff read it only while it is shared, through whatever door they come."""

import pytest
from sqlalchemy import event, select

from telekat.audit.models import AuditEvent
from telekat.checkins import queries
from telekat.checkins.access import may_read_text
from telekat.checkins.models import CheckIn
from telekat.core import database
from telekat.core.database import db, forget_snapshot
from telekat.policy import Role, may_ever
from telekat.web import http

CANARY = "canary-mothers-kitchen-7f3a"
STAFF = ("ben", "theo", "cleo", "cora", "eve")


@pytest.fixture
def written(cast, checkins, browser_of):
    """Ada's first check-in, sent with words that she keeps to herself."""
    answer = browser_of(cast.ada).post(
        f"/api/v1/check-ins/{checkins['h24'].id}/answers",
        {"client_id": "a1", "mood": 6, "anxiety": 3, "safe": True, "text": CANARY},
    )
    assert answer.status_code == 201
    return checkins["h24"]


def share(browser, row, shared=True):
    return browser.put(f"/api/v1/check-ins/{row.id}/sharing", {"shared": shared})


@pytest.mark.parametrize("name", STAFF)
def test_private_words_reach_no_staff_through_any_address(app, cast, written, browser_of, name):
    """Every GET of the app with every id filled in."""
    ids = {
        "checkin_id": written.id,
        "patient_id": cast.ada.id,
        "session_id": written.dosing_session_id,
        "room_id": cast.care,
        "user_id": cast.ada.id,
    }
    browser = browser_of(getattr(cast, name))
    tried = 0
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint != "static":
            values = {argument: ids.get(argument, written.id) for argument in rule.arguments}
            with app.test_request_context():
                address = rule.build(values, append_unknown=False)[1]
            answer = browser.get(address)
            assert CANARY not in answer.text, address
            tried += 1
    assert tried > 10


@pytest.mark.parametrize("name", ["ben", "theo"])
def test_private_words_are_in_no_query_of_a_clinician(cast, written, name):
    who = getattr(cast, name).principal
    found = [
        queries.answered_one(who, written.id),
        queries.checkins_of(who, cast.ada.id),
        queries.checkins_panel(who, cast.ada.id),
        queries.to_read(who),
    ]
    assert CANARY not in repr(found)
    assert queries.answered_one(who, written.id).answers.mood == 6


def test_database_hands_out_no_private_bytes_to_a_clinicians_read(cast, written):
    rows = []

    def watch(_connection, cursor, statement, *_more):
        if "checkin" in statement and "SELECT" in statement:
            rows.append(statement)

    event.listen(database.engine(), "before_cursor_execute", watch)
    queries.checkins_of(cast.theo.principal, cast.ada.id)
    event.remove(database.engine(), "before_cursor_execute", watch)
    assert rows and not any("text_sealed" in statement and "CASE" not in statement for statement in rows)


@pytest.mark.parametrize("name", [*STAFF, "finn"])
def test_policy_refuses_private_words(cast, written, name):
    row = db().get(CheckIn, written.id)
    assert not may_read_text(getattr(cast, name).principal, row)
    assert may_read_text(cast.ada.principal, row)


def test_database_withholds_private_words_even_when_the_policy_is_wrong(cast, written, monkeypatch):
    monkeypatch.setattr(queries.answers, "may_read_text", lambda who, row: True)
    assert queries.answered_one(cast.theo.principal, written.id).text is None
    assert queries.answered_one(cast.ada.principal, written.id).text == CANARY


def test_private_words_are_heard_by_nobody(cast, checkins, browser_of, socket_of):
    sockets = [socket_of(getattr(cast, name)) for name in STAFF]
    browser_of(cast.ada).put(f"/api/v1/check-ins/{checkins['h24'].id}/progress", {"text": CANARY, "safe": False})
    browser_of(cast.ada).post(
        f"/api/v1/check-ins/{checkins['h24'].id}/answers",
        {"client_id": "a1", "mood": 6, "anxiety": 3, "safe": False, "text": CANARY},
    )
    assert any(socket.heard for socket in sockets)
    assert all(CANARY not in repr(socket.heard) for socket in sockets)


def test_words_begun_are_private_even_when_marked_to_be_shared(cast, checkins, browser_of):
    browser_of(cast.ada).put(f"/api/v1/check-ins/{checkins['h24'].id}/progress", {"text": CANARY, "shared": True})
    one = queries.answered_one(cast.theo.principal, checkins["h24"].id)
    assert CANARY not in repr(one)
    with pytest.raises(Exception, match="nothing here"):
        queries.own_checkin(cast.theo.principal, checkins["h24"].id)


def test_patient_always_reads_their_own(cast, written):
    assert queries.answered_one(cast.ada.principal, written.id).text == CANARY


def test_shared_words_are_read_by_the_care_team_and_by_nobody_else(cast, written, browser_of):
    assert share(browser_of(cast.ada), written).json == {"shared": True}
    for name, sees in (
        ("ben", True),
        ("theo", True),
        ("cleo", False),
        ("cora", False),
        ("eve", False),
        ("finn", False),
    ):
        answer = browser_of(getattr(cast, name)).get(f"/api/v1/check-ins/{written.id}")
        assert (CANARY in answer.text) is sees, name


def test_sharing_is_taken_back(cast, written, browser_of):
    share(browser_of(cast.ada), written)
    share(browser_of(cast.ada), written, False)
    assert queries.answered_one(cast.theo.principal, written.id).text is None
    assert CANARY not in browser_of(cast.theo).get(f"/api/v1/patients/{cast.ada.id}/check-ins").text


def test_each_turn_of_sharing_is_in_the_trail_and_told_to_the_team(cast, written, browser_of, socket_of):
    theo = socket_of(cast.theo)
    for shared in (True, True, False):
        share(browser_of(cast.ada), written, shared)
    forget_snapshot()
    acts = db().scalars(select(AuditEvent).where(AuditEvent.action == "checkin:share").order_by(AuditEvent.seq))
    assert [act.detail for act in acts] == ['{"shared":true}', '{"shared":false}']
    assert len(theo.heard_of("checkin:changed")) == 2


@pytest.mark.parametrize("name", ["ben", "theo", "cleo", "cora", "eve", "finn"])
def test_nobody_shares_for_her(cast, written, browser_of, name):
    assert share(browser_of(getattr(cast, name)), written).status_code in (403, 404)
    assert queries.answered_one(cast.theo.principal, written.id).text is None


def test_words_of_a_check_in_not_sent_cannot_be_shared(cast, checkins, browser_of):
    assert share(browser_of(cast.ada), checkins["h24"]).status_code == 409


def test_page_offers_sharing_and_takes_it_back(cast, written, browser_of):
    ada, address = browser_of(cast.ada), f"/check-ins/{written.id}"
    assert "Only you can read this." in ada.get(address).text
    assert ada.form(f"{address}/sharing", {"share": "team"}).status_code == 303
    assert "You and your care team can read this." in ada.get(address).text
    ada.form(f"{address}/sharing", {"share": "me"})
    assert "Only you can read this." in ada.get(address).text


def test_words_moved_to_another_check_in_do_not_open_there(cast, written, checkins, stand_at, browser_of):
    """Somebody at the database shares private words by copying them into a row that is shared."""
    from telekat.core.writer import write

    @write
    def copy(work):
        source, other = work.db.get(CheckIn, written.id), work.db.get(CheckIn, checkins["h72"].id)
        other.state, other.text_sealed, other.text_shared = "done", source.text_sealed, True

    copy()
    forget_snapshot()
    assert queries.answered_one(cast.theo.principal, checkins["h72"].id).text is None


def test_doors_to_check_ins_are_only_for_those_with_a_row(app):
    doors = [door for door in http.DOORS.values() if "check-ins" in door.rule]
    assert len(doors) >= 10
    for door in doors:
        assert not may_ever(Role.ADMIN, door.may) and not may_ever(Role.COORDINATOR, door.may), door
