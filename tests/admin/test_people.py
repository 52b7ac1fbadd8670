"""Accounts: added, given another role, closed at once everywhere, and whose patients then need somebody."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.accounts.actions.sign_in import sign_in
from telekat.accounts.queries import person, user_by_email
from telekat.admin import actions
from telekat.admin.queries import people
from telekat.core import clock, database
from telekat.core.database import db
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.policy import Role
from telekat.rooms.access import is_member
from telekat.rooms.models import RoomMember
from tests.conftest import PASSWORD

NEW = {"name": "Rosa Lane", "email": "rosa@example.org", "role": "therapist", "time_zone": "Europe/London"}


def test_added_person_signs_in_with_the_password_shown(cast):
    added = actions.add_person(cast.eve.principal, **NEW)
    entered = sign_in(NEW["email"], added.password, address="127.0.0.1", device="", device_token="")
    assert (entered.principal.id, entered.principal.role) == (added.user_id, Role.THERAPIST)


def test_new_coordinator_sits_in_every_front_desk_room(cast):
    added = actions.add_person(cast.eve.principal, **{**NEW, "role": "coordinator"})
    database.forget_snapshot()
    assert is_member(added.user_id, cast.front_desk)
    assert not is_member(added.user_id, cast.care)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"role": "patient"}, Invalid),
        ({"role": "owner"}, Invalid),
        ({"email": "ben@example.org"}, Conflict),
        ({"email": "rosa"}, Invalid),
        ({"name": " "}, Invalid),
    ],
)
def test_bad_person_is_not_added(cast, change, error):
    with pytest.raises(error):
        actions.add_person(cast.eve.principal, **{**NEW, **change})
    database.forget_snapshot()
    assert user_by_email(NEW["email"]) is None


@pytest.mark.parametrize("name", ["ada", "ben", "cora"])
def test_others_than_admins_add_nobody(cast, name):
    with pytest.raises(Forbidden):
        actions.add_person(getattr(cast, name).principal, **NEW)


# --- Roles ---


def test_therapist_becomes_psychiatrist_and_keeps_their_patients(cast, socket_of):
    theo = socket_of(cast.theo)
    actions.change_role(cast.eve.principal, cast.theo.id, Role.PSYCHIATRIST)
    database.forget_snapshot()
    assert person(cast.theo.id).role is Role.PSYCHIATRIST
    assert is_member(cast.theo.id, cast.care)
    assert theo.heard_of("session:ended") == [{"reason": "role_changed"}]


@pytest.mark.parametrize(
    ("name", "role"),
    [("ben", Role.COORDINATOR), ("cora", Role.PSYCHIATRIST), ("cora", Role.ADMIN), ("theo", Role.ADMIN)],
)
def test_nobody_changes_sides_while_they_sit_in_rooms(cast, name, role):
    member = getattr(cast, name)
    with pytest.raises(Conflict):
        actions.change_role(cast.eve.principal, member.id, role)
    database.forget_snapshot()
    assert person(member.id).role is member.principal.role


def test_clinician_without_patients_may_change_sides_and_hears_no_care_room(cast):
    added = actions.add_person(cast.eve.principal, **NEW)
    actions.change_role(cast.eve.principal, added.user_id, Role.COORDINATOR)
    database.forget_snapshot()
    seats = db().scalars(select(RoomMember.room_id).where(RoomMember.user_id == added.user_id)).all()
    assert list(seats) == [cast.front_desk]


def test_own_role_and_patients_stay_what_they_are(cast):
    with pytest.raises(Conflict):
        actions.change_role(cast.eve.principal, cast.eve.id, Role.PSYCHIATRIST)
    with pytest.raises(NotFound):
        actions.change_role(cast.eve.principal, cast.ada.id, Role.THERAPIST)


def test_rights_are_given_only_by_whoever_has_just_given_their_password(cast, browser_of):
    """An open browser left alone must make nobody a clinician, nor show the record (S-09)."""
    eve = browser_of(cast.eve)
    with clock.set_to(clock.now() + timedelta(minutes=6)):
        assert 'action="/admin/people"' not in eve.get("/admin/people").text
        for path, sent, back in (
            ("/admin/people", NEW, "/prove?next=/admin/people?add%3Dyes"),
            (
                f"/admin/people/{cast.theo.id}/role",
                {"role": "psychiatrist"},
                f"/prove?next=/admin/people/{cast.theo.id}",
            ),
        ):
            answer = eve.form(path, sent)
            assert (answer.status_code, answer.headers["Location"]) == (303, back)
        record = eve.get("/admin/audit?action=login:create")
        assert record.headers["Location"].startswith("/prove?next=/admin/audit")
        assert user_by_email(NEW["email"]) is None and person(cast.theo.id).role is Role.THERAPIST
        proven = eve.form("/prove", {"password": PASSWORD, "next": "/admin/audit?action=login:create"})
        assert proven.headers["Location"] == "/admin/audit?action=login:create"
        assert eve.get("/admin/audit").status_code == 200
        assert eve.form("/admin/people", NEW).status_code == 200
        assert eve.form(f"/admin/people/{cast.theo.id}/role", {"role": "psychiatrist"}).status_code == 303
        assert person(cast.theo.id).role is Role.PSYCHIATRIST


# --- An administrator stays out of care (Z-10) ---


@pytest.mark.parametrize("role", ["psychiatrist", "therapist", "coordinator"])
@pytest.mark.parametrize("whose", ["own", "another"])
def test_no_administrators_account_gets_a_clinical_role(cast, browser_of, role, whose):
    another = actions.add_person(cast.eve.principal, **{**NEW, "role": "admin"}).user_id
    user_id = cast.eve.id if whose == "own" else another
    answer = browser_of(cast.eve).form(f"/admin/people/{user_id}/role", {"role": role})
    assert answer.status_code == 409
    database.forget_snapshot()
    assert person(user_id).role is Role.ADMIN


def test_clinician_who_becomes_an_administrator_cannot_come_back(cast, browser_of):
    added = actions.add_person(cast.eve.principal, **NEW)
    eve = browser_of(cast.eve)
    assert eve.form(f"/admin/people/{added.user_id}/role", {"role": "admin"}).status_code == 303
    assert eve.form(f"/admin/people/{added.user_id}/role", {"role": "therapist"}).status_code == 409


# --- Closing ---


def test_closing_cuts_every_sign_in_at_once_and_names_who_needs_somebody(cast, browser_of, socket_of):
    eve, cleo = browser_of(cast.eve), browser_of(cast.cleo)
    ear = socket_of(cast.cleo)
    assert cleo.get("/day").status_code == 200
    assert eve.form(f"/admin/people/{cast.cleo.id}/close", {}).status_code == 303
    assert cleo.get("/day").status_code == 302
    assert ear.heard_of("session:ended")
    page = eve.get(f"/admin/people/{cast.cleo.id}").text
    assert "Rooms that need a new owner" in page and "Finn Moss" in page and "Nobody else cares for them" in page
    assert "Dr Cleo Voss has left." in eve.get("/admin/people").text


def test_patients_of_a_closed_account_show_as_unassigned_on_the_board(cast, browser_of):
    browser_of(cast.eve).form(f"/admin/people/{cast.cleo.id}/close", {})
    board = browser_of(cast.cora).get("/api/v1/board").json["patients"]
    finn = next(one for one in board if one["name"] == "Finn Moss")
    assert finn["team"] == [] and finn["next"] == "Dr Cleo Voss has left: assign somebody new"


def test_patient_with_somebody_else_is_not_left_behind(cast, browser_of):
    browser_of(cast.eve).form(f"/admin/people/{cast.ben.id}/close", {})
    database.forget_snapshot()
    (ada,) = people.patients_of(cast.ben.id)
    assert (ada.name, ada.others) == ("Ada Byron", ("Theo Marsh",))
    assert people.without_owner(people.accounts()) == []


def test_closed_account_is_opened_again(cast, browser_of):
    eve = browser_of(cast.eve)
    eve.form(f"/admin/people/{cast.cleo.id}/close", {})
    eve.form(f"/admin/people/{cast.cleo.id}/open", {})
    assert person(cast.cleo.id).active


def test_own_account_is_not_closed(cast, browser_of):
    answer = browser_of(cast.eve).form(f"/admin/people/{cast.eve.id}/close", {})
    assert answer.status_code == 409 and "You cannot close your own account" in answer.text


def test_sign_ins_are_ended_from_the_persons_page(cast, browser_of, socket_of):
    ear = socket_of(cast.ben)
    assert browser_of(cast.eve).form(f"/admin/people/{cast.ben.id}/sign-ins", {}).status_code == 303
    assert browser_of(cast.ben).get("/day").status_code == 302
    assert ear.heard_of("session:ended") == [{"reason": "ended"}]


CHANGES = ("role", "close", "open", "sign-ins")


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "cora"])
def test_only_admins_reach_the_doors_of_accounts(cast, browser_of, name):
    browser = browser_of(getattr(cast, name))
    assert browser.get(f"/admin/people/{cast.ben.id}").status_code == 403
    assert browser.form("/admin/people", NEW).status_code == 403
    for change in CHANGES:
        assert browser.form(f"/admin/people/{cast.ben.id}/{change}", {"role": "admin"}).status_code == 403
    database.forget_snapshot()
    assert person(cast.ben.id).active and person(cast.ben.id).role is Role.PSYCHIATRIST


def test_form_adds_somebody_and_shows_the_password_once(cast, browser_of):
    eve = browser_of(cast.eve)
    page = eve.form("/admin/people", NEW)
    assert page.status_code == 200 and re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", page.text)
    again = eve.form("/admin/people", {**NEW, "name": "Rosa Other"})
    assert again.status_code == 409 and 'value="Rosa Other"' in again.text
    assert not re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", eve.get("/admin/people").text)


def test_nothing_clinical_stands_on_an_admins_pages(cast, browser_of, socket_of):
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "1", "body": "canary-words"})
    eve = browser_of(cast.eve)
    for path in ("/admin/people", "/admin/people?show=patients", f"/admin/people/{cast.ada.id}", "/admin/audit"):
        page = eve.get(path).text
        assert "canary-words" not in page and "1985" not in page
