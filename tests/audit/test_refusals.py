"""Every denial leaves an entry that says who, what, why and whose; a flood of them leaves a bounded number."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.core.errors import Unavailable
from telekat.web import gate, refusals

UNKNOWN = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def refused(cast):
    """refused() are the denials so far, oldest first."""

    def read():
        database.forget_snapshot()
        rows = select(AuditEvent).where(AuditEvent.outcome == "refused").order_by(AuditEvent.seq)
        return list(db().scalars(rows))

    return read


def test_stranger_without_a_login(cast, browser_of, refused):
    assert browser_of(None).get(f"/api/v1/rooms/{cast.care}/messages").status_code == 401
    (entry,) = refused()
    assert (entry.actor_id, entry.action, entry.subject_kind) == ("", "message:read", "door")
    assert entry.subject_id == "chat_api.list_messages" and '"reason":"login"' in entry.detail
    assert '"from"' in entry.detail and "127.0.0.1" not in entry.detail and cast.care not in entry.detail


def test_page_that_sends_to_signing_in(browser_of, refused):
    assert browser_of(None).get("/day").status_code == 302
    assert [entry.action for entry in refused()] == ["day:read"]


@pytest.mark.parametrize("changed", [{"X-CSRF-Token": "0" * 64}, {"Origin": "https://evil.example"}])
def test_request_that_no_page_of_ours_made(cast, browser_of, refused, changed):
    ada = browser_of(cast.ada)
    answer = ada.put(f"/api/v1/rooms/{cast.care}/draft", {"body": "x"}, headers=changed)
    assert answer.status_code == 403
    (entry,) = refused()
    assert (entry.actor_id, entry.action) == (cast.ada.id, "draft:write")
    assert '"reason":"foreign_request"' in entry.detail


def test_foreign_request_at_a_public_door(browser_of, refused):
    sent = {"email": "planted@example.org", "password": "planted"}
    assert (
        browser_of(None).post("/api/v1/session", sent, headers={"Origin": "https://evil.example"}).status_code
        == 403
    )
    (entry,) = refused()
    assert entry.action == "access:refuse" and "planted" not in entry.detail + entry.subject_id


@pytest.mark.parametrize("path", ["rooms/{}/messages", "questionnaires/{}", "notes/{}", "check-ins/{}"])
def test_id_that_does_not_exist(cast, browser_of, refused, path):
    assert browser_of(cast.ben).get(f"/api/v1/{path.format(UNKNOWN)}").status_code == 404
    (entry,) = refused()
    assert entry.actor_id == cast.ben.id and '"reason":"unknown"' in entry.detail


def test_unknown_id_over_a_socket(cast, socket_of, refused):
    for event in ("message:since", "message:send"):
        sent = {"message:since": {"after_seq": 0}, "message:send": {"client_id": "a", "body": "words"}}[event]
        assert socket_of(cast.ben).call(event, {"room": UNKNOWN, **sent})["error"]["code"] == "not_found"
    assert [entry.action for entry in refused()] == ["message:read", "message:send"]


@pytest.mark.parametrize("name", ["cleo", "finn", "cora"])
def test_known_thing_of_another_names_its_patient(cast, browser_of, socket_of, refused, name):
    who = cast.everybody[name]
    assert browser_of(who).get(f"/api/v1/rooms/{cast.care}/messages").status_code == 404
    assert not socket_of(who).call("message:send", {"room": cast.care, "client_id": "a", "body": "x"})["ok"]
    assert [(entry.actor_id, entry.subject_id, entry.patient_id) for entry in refused()] == [
        (who.id, cast.care, cast.ada.id)
    ] * 2


def test_what_is_public_or_merely_wrong_is_no_denial(cast, browser_of, refused):
    browser_of(None).get("/nothing-here")
    browser_of(cast.ada).get(f"/api/v1/rooms/{cast.care}/messages?limit=x")
    assert refused() == []


def test_flood_of_strangers_leaves_a_bounded_number_and_then_says_how_many_it_was(cast, browser_of, refused):
    stranger = browser_of(None)
    for _ in range(100):
        assert stranger.get("/api/v1/rooms").status_code == 401
    kept = len(refused())
    assert refusals.ADDRESS[1] <= kept < 30
    browser_of(cast.ben).get(f"/api/v1/rooms/{UNKNOWN}")
    assert f'"unrecorded":{100 - kept}' in refused()[-1].detail


def test_many_addresses_together_are_bounded_too():
    throttle = refusals.Throttle()
    kept = sum(throttle.has_room(None, f"address {number}") for number in range(5000))
    assert refusals.STRANGERS[1] <= kept < refusals.STRANGERS[1] + 10
    assert throttle.settled() == 5000 - kept and throttle.settled() == 0


def test_trail_that_cannot_be_written_makes_no_yes_of_a_no(cast, browser_of, monkeypatch):
    def broken(*_args):
        raise Unavailable

    monkeypatch.setattr(
        gate, "_logins", gate.Logins(*[getattr(gate.logins(), n) for n in ("by_token", "by_id", "touch")], broken)
    )
    assert browser_of(cast.cleo).get(f"/api/v1/rooms/{cast.care}/messages").status_code == 404
