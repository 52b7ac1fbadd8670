"""Whoever signs in with a first password chooses their own before anything else, at every door."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from telekat.accounts.actions.sign_in import open_login
from telekat.admin import actions as admin
from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.home.actions import Admission, admit
from telekat.web import http, sockets
from tests.conftest import Member

OWN = "a lamp left on for you"


@pytest.fixture
def newcomers(cast):
    """A patient and a therapist who have just been given an account each, by the word used below."""
    patient = admit(cast.cora.principal, Admission("ifeoma@example.org", "Ifeoma Bello", clinicians=(cast.ben.id,)))
    staff = admin.add_person(
        cast.eve.principal, name="Rosa Lane", email="rosa@example.org", role="therapist", time_zone="Europe/London"
    )
    database.forget_snapshot()
    return {"patient": patient, "therapist": staff}


def arrived(given):
    """They have signed in, and chosen nothing yet."""
    entered = open_login(given.user_id, device="tests")
    database.forget_snapshot()
    return Member(given.user_id, given.name, given.email, entered.principal, entered.token)


def sign_in(browser, email, password):
    return browser.post("/api/v1/session", {"email": email, "password": password})


WAYS_ON = {
    "GET /first-password",
    "POST /first-password",
    "POST /sign-out",
    "PUT /api/v1/me/password",
    "DELETE /api/v1/session",
}


def test_ways_on_are_these_and_no_more(app):
    assert {f"{door.method} {door.rule}" for door in http.DOORS.values() if door.while_due} == WAYS_ON


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_every_other_route_is_closed_and_says_where_to_go(newcomers, browser_of, who):
    browser = browser_of(arrived(newcomers[who]))
    for door in http.DOORS.values():
        if door.public or door.while_due:
            continue
        address = door.rule.replace("<", "").replace(">", "")
        answer = browser.client.open(
            address, method=door.method, headers=browser.headers, json={} if door.api else None
        )
        if door.api:
            error = answer.json["error"]
            assert (answer.status_code, error["code"], error["reason"]) == (403, "forbidden", "password_due"), door
        else:
            assert answer.status_code == 303, door
            assert answer.headers["Location"].partition("?")[0] == "/first-password", door


def test_every_event_is_closed(newcomers, socket_of):
    socket = socket_of(arrived(newcomers["patient"]))
    for name in sockets.DOORS:
        error = socket.call(name, {})["error"]
        assert (error["code"], error["reason"]) == ("forbidden", "password_due"), name


def test_no_socket_opens_before(newcomers, app, browser_of):
    live = app.extensions["telekat_sockets"]
    member = arrived(newcomers["patient"])
    environ = {"HTTP_COOKIE": f"telekat={member.token}"}
    with pytest.raises(Exception, match="unauthenticated"):
        live._connect("some-sid", environ)
    browser_of(member).form("/first-password", {"password": OWN})
    assert live._caller_of(environ) == replace(member.principal, password_due=False)


@pytest.mark.parametrize("who", ["patient", "therapist"])
def test_own_password_opens_every_door_and_the_first_is_dead(newcomers, browser_of, who):
    given = newcomers[who]
    browser = browser_of(arrived(given))
    asked = browser.get("/account")
    assert asked.headers["Location"] == "/first-password?next=/account"
    page = browser.get(asked.headers["Location"]).text
    assert "Choose your own password" in page and ("12" if who == "patient" else "15") in page
    chosen = browser.form("/first-password", {"password": OWN, "next": "/account"})
    assert (chosen.status_code, chosen.headers["Location"]) == (303, "/account")
    assert browser.get("/account").status_code == 200
    assert sign_in(browser_of(None), given.email, given.password).status_code == 401
    assert sign_in(browser_of(None), given.email, OWN).status_code == 200
    assert browser.get("/first-password").headers["Location"] == "/"


def test_program_chooses_by_the_api(newcomers, browser_of):
    given, browser = newcomers["patient"], browser_of(None)
    entered = sign_in(browser, given.email, given.password)
    browser.headers["X-CSRF-Token"] = entered.json["csrf_token"]
    assert browser.get("/api/v1/rooms").status_code == 403
    same = browser.put("/api/v1/me/password", {"current": given.password, "new": given.password})
    assert same.status_code == 422
    assert browser.get("/api/v1/rooms").status_code == 403
    assert browser.put("/api/v1/me/password", {"current": given.password, "new": OWN}).status_code == 200
    assert browser.get("/api/v1/rooms").status_code == 200


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "12 to 128 characters"),
        ("too short", "12 to 128 characters"),
        ("my name is ifeoma so", "leave out your name"),
        ("qwerty123456", "on every guesser"),
        (None, "not the one that you were given"),
    ],
)
def test_password_that_may_not_be_chosen_changes_nothing(newcomers, browser_of, password, why):
    given = newcomers["patient"]
    browser = browser_of(arrived(given))
    refused = browser.form("/first-password", {"password": given.password if password is None else password})
    assert refused.status_code == 422 and why in refused.text
    assert browser.get("/").status_code == 303
    assert sign_in(browser_of(None), given.email, given.password).status_code == 200


def test_page_is_for_nobody_whose_password_is_their_own(cast, browser_of):
    ada = browser_of(cast.ada)
    assert ada.form("/first-password", {"password": OWN}).headers["Location"] == "/"
    assert sign_in(browser_of(None), cast.ada.email, OWN).status_code == 401
    assert browser_of(cast.ada).get("/api/v1/me").status_code == 200


def test_choosing_goes_on_within_this_site_only(newcomers, browser_of):
    browser = browser_of(arrived(newcomers["patient"]))
    chosen = browser.form("/first-password", {"password": OWN, "next": "https://evil.example"})
    assert chosen.headers["Location"] == "/"


def test_choosing_ends_the_other_sign_ins_and_is_recorded(newcomers, browser_of):
    given = newcomers["patient"]
    here, elsewhere = browser_of(arrived(given)), browser_of(arrived(given))
    here.form("/first-password", {"password": OWN})
    assert here.get("/").status_code == 200
    assert elsewhere.get("/api/v1/me").status_code == 401
    database.forget_snapshot()
    changed = db().scalars(select(AuditEvent).where(AuditEvent.action == "account:update")).all()
    assert [(one.actor_id, one.detail) for one in changed] == [(given.user_id, '{"field":"password"}')]


def test_whoever_leaves_may_sign_out(newcomers, browser_of):
    browser = browser_of(arrived(newcomers["patient"]))
    assert browser.form("/sign-out", {}).headers["Location"] == "/sign-in"


def test_help_stays_open(newcomers, browser_of):
    assert browser_of(arrived(newcomers["patient"])).get("/help").status_code == 200
