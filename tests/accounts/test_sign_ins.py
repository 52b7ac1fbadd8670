"""Where somebody is signed in: five places at most, each to be seen and ended, and never ended without a word."""

import pytest
from sqlalchemy import select

from telekat.accounts import queries
from telekat.accounts.models import Login
from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db

PASSWORD = "correct horse battery staple"


def sign_in(browser, name="ada"):
    assert (
        browser.post("/api/v1/session", {"email": f"{name}@example.org", "password": PASSWORD}).status_code == 200
    )
    return browser


@pytest.fixture
def six(cast, browser_of):
    """Ada's browsers after she has signed in six times, the oldest first."""
    return [sign_in(browser_of(None)) for _ in range(6)]


def test_sixth_sign_in_ends_the_oldest_and_no_other(cast, six):
    assert [one.get("/api/v1/me").status_code for one in six] == [401] + [200] * 5
    assert len(queries.logins_of(cast.ada.id)) == 5


def test_oldest_is_told_at_its_socket_at_its_sign_in_page_and_on_the_account(cast, browser_of, socket_of):
    oldest, ear = browser_of(cast.ada), socket_of(cast.ada)
    latest = [sign_in(browser_of(None)) for _ in range(5)][-1]
    assert ear.heard_of("session:ended") == [{"reason": "replaced"}]
    assert ear.call("room:enter", {"room": cast.care})["error"]["code"] == "unauthenticated"
    page = oldest.get("/sign-in").text
    assert "You were signed out here." in page and "five places at once" in page
    assert "Ended in the last week (1)" in latest.get("/account").text


def test_replaced_sign_in_is_in_the_trail(cast, six):
    database.forget_snapshot()
    ended = db().scalars(select(AuditEvent).where(AuditEvent.action == "login:end")).all()
    assert [(one.actor_id, one.detail) for one in ended] == [(cast.ada.id, '{"reason":"replaced"}')] * 2


def test_stranger_and_whoever_signed_out_are_told_nothing(cast, browser_of):
    assert "signed out here" not in browser_of(None).get("/sign-in").text
    ada = browser_of(cast.ada)
    ada.delete("/api/v1/session")
    assert "signed out here" not in ada.get("/sign-in").text


def test_own_sign_ins_are_listed_with_the_one_in_use_and_nobody_elses(cast, browser_of):
    ada = browser_of(cast.ada)
    sign_in(browser_of(None))
    sessions = ada.get("/api/v1/me/sessions").json["sessions"]
    assert [one["current"] for one in sessions] == [False, True]
    ours = {row.id for row in db().scalars(select(Login).where(Login.user_id == cast.ada.id))}
    assert {one["id"] for one in sessions} <= ours
    page = ada.get("/account").text
    assert page.count("Since ") == 2 and "this one" in page


def test_sign_in_elsewhere_is_ended_by_its_person_and_that_place_is_told(cast, browser_of):
    here, elsewhere = browser_of(cast.ada), sign_in(browser_of(None))
    there = next(one["id"] for one in here.get("/api/v1/me/sessions").json["sessions"] if not one["current"])
    assert here.form("/account/sign-ins", {"login": there}).status_code == 303
    assert elsewhere.get("/api/v1/me").status_code == 401
    assert "an administrator, ended it" in elsewhere.get("/sign-in").text
    assert here.form("/account/sign-ins", {"login": there}).status_code == 404


@pytest.mark.parametrize("name", ["ben", "cora", "finn"])
def test_nobody_but_an_admin_ends_anothers(cast, browser_of, name):
    login_id = cast.ada.principal.login_id
    assert browser_of(getattr(cast, name)).delete(f"/api/v1/sessions/{login_id}").status_code == 404
    assert browser_of(cast.ada).get("/api/v1/me").status_code == 200


def test_admin_ends_any(cast, browser_of, socket_of):
    ear = socket_of(cast.ada)
    assert browser_of(cast.eve).delete(f"/api/v1/sessions/{cast.ada.principal.login_id}").status_code == 200
    assert browser_of(cast.ada).get("/api/v1/me").status_code == 401
    assert ear.heard_of("session:ended") == [{"reason": "ended"}]


def test_new_password_ends_every_other_with_its_sockets_and_they_are_told(cast, browser_of, socket_of):
    elsewhere, ear = browser_of(cast.ada), socket_of(cast.ada)
    here = sign_in(browser_of(None))
    here.headers["X-CSRF-Token"] = here.get("/api/v1/me").json["csrf_token"]
    sent = {"current": PASSWORD, "new": "a lamp left on for you"}
    assert here.put("/api/v1/me/password", sent).status_code == 200
    assert here.get("/api/v1/me").status_code == 200 and elsewhere.get("/api/v1/me").status_code == 401
    assert ear.heard_of("session:ended") == [{"reason": "password_changed"}]
    assert "Your password was changed." in elsewhere.get("/sign-in").text
