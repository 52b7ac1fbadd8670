"""The pages of each role: who gets which, and what a room's page shows to whom."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.patients import actions as patients
from telekat.rooms import actions as rooms

STARTS = {"ben": "/day", "theo": "/day", "cleo": "/day", "cora": "/board", "eve": "/admin/people"}


@pytest.mark.parametrize("name", sorted(STARTS))
def test_staff_are_sent_to_their_own_start(cast, browser_of, name):
    answer = browser_of(getattr(cast, name)).get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, STARTS[name])


def test_patients_start_has_help_a_step_a_person_and_their_rooms(cast, browser_of):
    page = browser_of(cast.ada).get("/").text
    for words in ("Get help now", "Your next step", "Cora Lind", "Your care team", "Front desk"):
        assert words in page
    assert "staff" not in page.lower().replace("tk-", "")


PAGES = {
    "/day": {"ben", "theo", "cleo"},
    "/board": {"cora"},
    "/messages": {"cora"},
    "/patients/new": {"cora"},
    "/account": {"ada", "finn", "ben", "theo", "cleo", "cora", "eve"},
    "/record-access": {"ada", "finn"},
    "/alerts": {"ben", "theo", "cleo"},
    "/on-call": {"ben", "theo", "cleo", "cora", "eve"},
    "/drills": {"eve"},
    "/admin/notices": {"eve"},
    "/admin/crisis": {"eve"},
    "/emergency-access": {"ben", "theo", "cleo", "eve"},
    "/emergency-access/new": {"ben", "theo", "cleo"},
    "/prove": {"ada", "finn", "ben", "theo", "cleo", "cora", "eve"},
    "/admin/people": {"eve"},
    "/admin/rights": {"eve"},
    "/admin/settings": {"eve"},
    "/admin/audit": {"eve"},
}


@pytest.mark.parametrize("path", sorted(PAGES))
def test_page_opens_for_its_roles_and_for_nobody_else(cast, browser_of, path):
    for name, member in cast.everybody.items():
        answer = browser_of(member).get(path)
        assert answer.status_code == (200 if name in PAGES[path] else 403), name


@pytest.mark.parametrize(
    ("room", "readers"),
    [
        ("care", {"ada", "ben", "theo"}),
        ("front_desk", {"ada", "cora"}),
        ("staff_room", {"ben", "theo"}),
        ("finns_care", {"finn", "cleo"}),
    ],
)
def test_room_opens_for_whoever_sits_in_it(cast, browser_of, room, readers):
    for name, member in cast.everybody.items():
        answer = browser_of(member).get(f"/rooms/{getattr(cast, room)}")
        assert answer.status_code == (200 if name in readers else 403 if name == "eve" else 404), name


def test_room_page_tells_who_answers_when_and_who_reads(cast, browser_of):
    page = browser_of(cast.ada).get(f"/rooms/{cast.care}").text
    assert "Theo Marsh answers by 17:00" in page
    assert "Seen by you and your care team only" in page
    assert "Get help now" in page


def test_clinicians_see_the_record_beside_the_room_and_the_patient_does_not(cast, browser_of, socket_of):
    note = {"room": cast.staff_room, "client_id": "n", "body": "ask about sleep"}
    assert socket_of(cast.theo).call("message:send", note)["ok"]
    theirs = browser_of(cast.ben).get(f"/rooms/{cast.care}").text
    for words in ("10 December 1985", "Emergency contact", "Not screened", "Staff notes", "ask about sleep"):
        assert words in theirs
    hers = browser_of(cast.ada).get(f"/rooms/{cast.care}").text
    assert "ask about sleep" not in hers and cast.staff_room not in hers


def test_page_load_is_read_once_in_the_trail_for_each_room_shown(cast, browser_of):
    browser_of(cast.ben).get(f"/rooms/{cast.care}")
    database.forget_snapshot()
    looks = db().execute(
        select(AuditEvent.action, AuditEvent.subject_id, AuditEvent.patient_id).where(
            AuditEvent.actor_id == cast.ben.id, AuditEvent.action.in_(["message:read", "patient:summary"])
        )
    )
    assert sorted(map(tuple, looks)) == sorted(
        [
            ("message:read", cast.care, cast.ada.id),
            ("message:read", cast.staff_room, cast.ada.id),
            ("patient:summary", cast.ada.id, cast.ada.id),
        ]
    )


def test_closed_room_offers_nothing_to_write_in(cast, browser_of):
    rooms.close_room(cast.cora.principal, cast.care)
    database.forget_snapshot()
    page = browser_of(cast.ada).get(f"/rooms/{cast.care}").text
    assert "This room is closed" in page and 'data-role="field"' not in page


def test_namesakes_are_told_apart_on_the_room_page(cast, browser_of):
    other = patients.create_patient(
        cast.cora.principal, email="b@example.org", name="Ada Byron", password="x" * 20, birth_date="1990-01-01"
    )
    rooms.open_room(cast.cora.principal, other, "care", (cast.ben.id,))
    database.forget_snapshot()
    page = browser_of(cast.ben).get(f"/rooms/{cast.care}").text
    assert "Another Ada Byron, born 1 January 1990" in page


def test_patient_reads_who_opened_their_record(cast, browser_of):
    empty = browser_of(cast.ada).get("/record-access").text
    assert "Nobody has opened your record yet" in empty
    browser_of(cast.ben).get(f"/rooms/{cast.care}")
    browser_of(cast.ben).get(f"/rooms/{cast.care}")
    browser_of(cast.ada).get(f"/rooms/{cast.care}")
    page = browser_of(cast.ada).get("/record-access").text
    assert page.count("Dr Ben Okri") == 1 and "your messages, your record" in page
    assert "Ada Byron</span>" not in page
    assert "Dr Ben Okri" not in browser_of(cast.finn).get("/record-access").text


# --- The clinician's day ---


def test_day_lists_own_patients_only_with_what_waits(cast, browser_of, socket_of):
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "1", "body": "raw since Sunday"})
    (line,) = browser_of(cast.ben).get("/api/v1/day").json["patients"]
    assert (line["name"], line["unread"], line["risk"]) == ("Ada Byron", 1, "unscreened")
    assert line["waiting_since"] and line["line_words"] == "Ada Byron: raw since Sunday"
    assert [one["name"] for one in browser_of(cast.cleo).get("/api/v1/day").json["patients"]] == ["Finn Moss"]


def test_nobody_waits_after_an_answer(cast, browser_of, socket_of):
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "1", "body": "hello"})
    socket_of(cast.theo).call("message:send", {"room": cast.care, "client_id": "2", "body": "I am here"})
    day = browser_of(cast.ben).get("/api/v1/day").json
    assert day["patients"][0]["waiting_since"] is None
    assert day["summary"] == "Nothing is open. Nobody waits for an answer."


def test_open_alert_comes_first_with_its_answer(cast, browser_of, socket_of):
    ben, ada = socket_of(cast.ben), socket_of(cast.ada)
    given = ben.call("questionnaire:assign", {"room": cast.care, "instrument": "phq9", "client_id": "f"})
    ada.call("questionnaire:answer", {"questionnaire": given["questionnaire"], "item": "9", "value": 3})
    day = browser_of(cast.ben).get("/api/v1/day").json
    (alert,) = day["alerts"]
    assert (alert["state"], alert["steps"][0]["who"]) == ("open", "You and Theo Marsh")
    assert alert["what"].startswith("Ada Byron. PHQ-9 question 9")
    assert day["patients"][0]["risk"] == "high" and day["summary"].startswith("1 alert is open.")
    assert "PHQ-9 question 9" in browser_of(cast.ben).get("/day").text
    assert browser_of(cast.cleo).get("/api/v1/day").json["alerts"] == []


def test_clinician_without_patients_is_told_so(cast, browser_of):
    rooms.remove_member(cast.cora.principal, cast.finns_care, cast.cleo.id)
    database.forget_snapshot()
    assert "Nobody is assigned to you yet" in browser_of(cast.cleo).get("/day").text


# --- One's own account ---


def test_password_is_changed_from_the_account_page(cast, browser_of):
    ada = browser_of(cast.ada)
    sent = {"csrf_token": ada.headers["X-CSRF-Token"], "current": "wrong", "new": "a lamp left on for you"}
    refused = ada.form("/account/password", sent)
    assert refused.status_code == 422 and "not your password" in refused.text
    done = ada.form("/account/password", {**sent, "current": "correct horse battery staple"})
    assert done.headers["Location"].endswith("changed=password")


def test_time_zone_is_ones_own_choice(cast, browser_of):
    ada = browser_of(cast.ada)
    ada.form("/account/time-zone", {"time_zone": "Asia/Tokyo"})
    assert "(Tokyo time)" in ada.get(f"/rooms/{cast.care}").text
    assert ada.form("/account/time-zone", {"time_zone": "Mars/Base"}).status_code == 422


def test_nobody_ends_anothers_sign_in_from_their_account(cast, browser_of):
    answer = browser_of(cast.ada).form("/account/sign-ins", {"login": cast.ben.principal.login_id})
    assert answer.status_code == 404
    assert browser_of(cast.ben).get("/day").status_code == 200
