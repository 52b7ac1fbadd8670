"""Every door of the running app: none open by accident, each tried by every role on everybody's things.

The lists are read from the app itself, so a new route or event without expectations fails here.
"""

import re
from collections.abc import Callable

import pytest

from telekat.accounts.queries import person
from telekat.core import database
from telekat.core.database import db
from telekat.policy import TABLE, Action, Principal, Role, allow, may_ever
from telekat.rooms.access import relations_to
from telekat.rooms.models import Room
from telekat.web import http, sockets

ROLES = ("ada", "ben", "theo", "cleo", "cora", "eve", "finn")


def test_every_route_of_the_app_is_a_declared_door(app):
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static":
            continue
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            assert (rule.endpoint, method) in http.DOORS, f"{method} {rule.rule} has no door"


def test_every_socket_handler_is_a_declared_door(app):
    server = app.extensions["telekat_sockets"].server
    handlers = set(server.handlers["/"]) - {"connect", "disconnect"}
    assert handlers == set(sockets.DOORS)


def test_public_doors_are_these_and_no_more(app):
    public = {f"{door.method} {door.rule}" for door in http.DOORS.values() if door.public}
    assert public <= {
        "GET /sign-in",
        "POST /sign-in",
        "GET /help",
        "GET /offline",
        "GET /sw.js",
        "GET /design",
        "GET /healthz",
        "GET /readyz",
        "POST /csp-report",
        "POST /api/v1/session",
        "GET /api/v1/openapi.json",
    }


def test_every_action_of_a_door_stands_in_the_table(app):
    named = {door.may for door in http.DOORS.values() if door.may} | {door.may for door in sockets.DOORS.values()}
    assert named <= {row.action for row in TABLE}


# --- Nobody signed in ---


def test_stranger_is_sent_away_from_every_closed_route(app, browser_of):
    stranger = browser_of(None)
    for door in http.DOORS.values():
        if door.public:
            continue
        answer = stranger.client.open(_address(door.rule), method=door.method, json={} if door.api else None)
        if door.api:
            assert (answer.status_code, answer.json["error"]["code"]) == (401, "unauthenticated"), door
        elif door.method == "GET":
            assert answer.status_code == 302 and "/sign-in" in answer.headers["Location"], door
        else:
            assert answer.status_code == 401, door


def _address(rule: str) -> str:
    return re.sub(r"<[^>]+>", "01890000-0000-7000-8000-000000000000", rule)


# --- Another site ---


@pytest.mark.parametrize("headers", [{}, {"X-CSRF-Token": "0" * 64}], ids=["no token", "foreign token"])
def test_change_without_this_logins_token_is_refused(app, cast, browser_of, headers):
    for door in _changing():
        browser = browser_of(cast.everybody[_somebody_with(door.may)])
        browser.headers.pop("X-CSRF-Token")
        answer = browser.client.open(
            _address(door.rule), method=door.method, headers={**browser.headers, **headers}, json={}
        )
        assert answer.status_code == 403, door


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:5000.evil.example"])
def test_change_begun_by_another_site_is_refused(app, cast, browser_of, origin):
    for door in _changing():
        browser = browser_of(cast.everybody[_somebody_with(door.may)])
        answer = browser.client.open(
            _address(door.rule), method=door.method, headers={**browser.headers, "Origin": origin}, json={}
        )
        assert answer.status_code == 403, door


def _changing():
    return [door for door in http.DOORS.values() if not door.public and door.method != "GET"]


def _somebody_with(action: Action) -> str:
    by_role = {"patient": "ada", "psychiatrist": "ben", "therapist": "theo", "coordinator": "cora", "admin": "eve"}
    return next(by_role[role.value] for role in Role if may_ever(role, action))


def test_api_takes_json_and_nothing_else(app, cast, browser_of):
    for door in _changing():
        if door.api and door.schema is not None:
            browser = browser_of(cast.everybody[_somebody_with(door.may)])
            answer = browser.client.open(
                _address(door.rule),
                method=door.method,
                headers=browser.headers,
                data="{}",
                content_type="text/plain",
            )
            assert answer.status_code == 422, door


# --- Roles ---


@pytest.mark.parametrize("name", ROLES)
def test_role_without_a_row_is_refused_at_every_route(app, cast, browser_of, name):
    browser = browser_of(cast.everybody[name])
    role = cast.everybody[name].principal.role
    for door in http.DOORS.values():
        if door.public or may_ever(role, door.may):
            continue
        answer = browser.client.open(
            _address(door.rule), method=door.method, headers=browser.headers, json={} if door.api else None
        )
        assert answer.status_code == 403, door


@pytest.mark.parametrize("name", ROLES)
def test_role_without_a_row_is_refused_at_every_event(cast, socket_of, name):
    socket = socket_of(cast.everybody[name])
    role = cast.everybody[name].principal.role
    for door in sockets.DOORS.values():
        if not may_ever(role, door.may):
            assert socket.call(door.name, {})["error"]["code"] == "forbidden", door.name


@pytest.mark.parametrize("name", ROLES)
def test_no_call_of_a_program_takes_a_form_or_text(cast, browser_of, name):
    """A foreign page can send these without asking the browser first; also where no body is looked at."""
    browser = browser_of(cast.everybody[name])
    for door in http.DOORS.values():
        if door.api and door.method != "GET":
            for kind in ("text/plain", "application/x-www-form-urlencoded"):
                address = re.sub(r"<[^>]+>", "01890000-0000-7000-8000-000000000000", door.rule)
                answer = browser._open(door.method, address, data="x", headers={"Content-Type": kind})
                assert answer.status_code in (403, 404, 422), (door.method, door.rule, answer.status_code)


# --- Rooms: role × event × everybody's rooms ---


ROOM_EVENTS: dict[str, Callable[[str], dict]] = {
    "room:enter": lambda room: {"room": room},
    "message:send": lambda room: {"room": room, "client_id": "c", "body": "hello"},
    "message:since": lambda room: {"room": room, "after_seq": 0},
    "message:read": lambda room: {"room": room, "seq": 0},
    "message:received": lambda room: {"room": room, "seq": 0},
    "typing": lambda room: {"room": room, "on": True},
    "questionnaire:assign_set": lambda room: {"room": room, "set": "Intake packet", "client_id": "c"},
    "questionnaire:assign": lambda room: {"room": room, "instrument": "phq9", "client_id": "c"},
}


def test_every_event_that_names_a_room_is_tried_below(app):
    named = {
        door.name
        for door in sockets.DOORS.values()
        if any(field == "room" for field in door.schema.__struct_fields__)
    }
    assert named == set(ROOM_EVENTS)


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("event", sorted(ROOM_EVENTS))
@pytest.mark.parametrize("place", ["care", "front_desk", "staff_room", "finns_care", "nowhere"])
def test_event_in_a_room_is_allowed_exactly_where_the_table_says(cast, socket_of, name, event, place):
    member = cast.everybody[name]
    room = "01890000-0000-7000-8000-000000000000" if place == "nowhere" else getattr(cast, place)
    answer = socket_of(member).call(event, ROOM_EVENTS[event](room))
    if _may(member.principal, sockets.DOORS[event].may, place):
        assert answer["ok"], answer
    else:
        assert answer["error"]["code"] in ("not_found", "forbidden")


def _may(who: Principal, action: Action, place: str) -> bool:
    if place == "nowhere":
        return False
    database.forget_snapshot()
    kind = {"care": "care", "front_desk": "front_desk", "staff_room": "staff", "finns_care": "care"}[place]
    patient = "Finn Moss" if place == "finns_care" else "Ada Byron"
    found = [room for room in db().query(Room).filter_by(kind=kind) if person(room.patient_id).name == patient]
    return allow(who, action, relations_to(who, found[0]), found[0].state).allowed


ROOM_ROUTES = {
    "GET /api/v1/rooms/<room_id>": None,
    "GET /api/v1/rooms/<room_id>/messages": None,
    "GET /api/v1/rooms/<room_id>/draft": None,
    "PUT /api/v1/rooms/<room_id>/draft": {"body": "begun"},
    "PUT /api/v1/rooms/<room_id>/read": {"seq": 0},
    "PUT /api/v1/rooms/<room_id>/received": {"seq": 0},
    "POST /api/v1/rooms/<room_id>/messages": {"client_id": "c", "body": "hello"},
}


@pytest.mark.parametrize("name", ROLES)
@pytest.mark.parametrize("route", sorted(ROOM_ROUTES))
@pytest.mark.parametrize("place", ["care", "front_desk", "staff_room", "finns_care", "nowhere"])
def test_route_of_a_room_is_open_exactly_where_the_table_says(cast, browser_of, name, route, place):
    member = cast.everybody[name]
    room = "01890000-0000-7000-8000-000000000000" if place == "nowhere" else getattr(cast, place)
    method, rule = route.split()
    door = next(door for door in http.DOORS.values() if (door.method, door.rule) == (method, rule))
    body = ROOM_ROUTES[route]
    options = {} if body is None else {"body": body}
    answer = getattr(browser_of(member), method.lower())(rule.replace("<room_id>", room), **options)
    if _may(member.principal, door.may, place):
        assert answer.status_code in (200, 201), answer.json
    else:
        assert answer.status_code in (403, 404)
        assert answer.json["error"]["code"] in ("forbidden", "not_found")
