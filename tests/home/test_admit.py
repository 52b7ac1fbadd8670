"""Taking a patient in: all of it or nothing, a password seen once, and two records never made of one person."""

import pytest
from sqlalchemy import func, select

from telekat.accounts.actions.sign_in import sign_in
from telekat.accounts.models import User
from telekat.audit.models import AuditEvent
from telekat.core import database
from telekat.core.database import db
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.home import actions
from telekat.home.actions import Admission, admit
from telekat.patients.models import Patient
from telekat.patients.queries import care_team_ids
from telekat.rooms import actions as rooms
from telekat.rooms.models import Room
from telekat.rooms.queries import member_ids, rooms_of_patients

NEW = Admission(email="ifeoma@example.org", name="Ifeoma Bello", birth_date="1982-04-02")


def count(model):
    database.forget_snapshot()
    return db().scalar(select(func.count()).select_from(model))


def test_front_desk_room_opens_with_the_patient(cast):
    admitted = admit(cast.cora.principal, NEW)
    found = rooms_of_patients([admitted.user_id])[admitted.user_id]
    assert set(found) == {"front_desk"}
    assert set(member_ids(found["front_desk"].id)) == {admitted.user_id, cast.cora.id}


def test_chosen_clinicians_get_the_care_room_and_the_staff_room(cast):
    admitted = admit(cast.cora.principal, Admission(NEW.email, NEW.name, clinicians=(cast.ben.id, cast.theo.id)))
    found = rooms_of_patients([admitted.user_id])[admitted.user_id]
    assert set(found) == {"front_desk", "care", "staff"}
    assert care_team_ids(admitted.user_id) == [cast.ben.id, cast.theo.id]
    assert admitted.user_id not in member_ids(found["staff"].id)


def test_first_password_signs_in(cast):
    admitted = admit(cast.cora.principal, NEW)
    entered = sign_in(NEW.email, admitted.password, address="127.0.0.1", device="", device_token="")
    assert entered.principal.id == admitted.user_id


def test_first_passwords_differ_and_are_long(cast):
    one = admit(cast.cora.principal, NEW).password
    other = admit(cast.cora.principal, Admission("b@example.org", "Rosa Iyer")).password
    assert one != other and len(one.replace("-", "")) == 20


def test_nothing_is_kept_when_the_room_cannot_be_opened(cast, monkeypatch):
    def no_room(*values, **options):
        raise Conflict

    before = count(User), count(Patient), count(Room), count(AuditEvent)
    monkeypatch.setattr(rooms, "open_room", no_room)
    with pytest.raises(Conflict):
        admit(cast.cora.principal, NEW)
    assert (count(User), count(Patient), count(Room), count(AuditEvent)) == before


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "eve"])
def test_others_than_coordinators_take_nobody_in(cast, name):
    with pytest.raises(Forbidden):
        admit(getattr(cast, name).principal, NEW)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"email": "ada@example.org"}, Conflict),
        ({"email": "no address"}, Invalid),
        ({"name": ""}, Invalid),
        ({"birth_date": "2150-01-01"}, Invalid),
        ({"time_zone": "Mars/Base"}, Invalid),
        ({"clinicians": ("01890000-0000-7000-8000-000000000000",)}, NotFound),
    ],
)
def test_bad_admission_keeps_nothing(cast, change, error):
    before = count(User)
    with pytest.raises(error):
        admit(cast.cora.principal, Admission(**{"email": NEW.email, "name": NEW.name, **change}))
    assert count(User) == before


def test_coordinator_is_no_clinician(cast):
    with pytest.raises(Invalid):
        admit(cast.cora.principal, Admission(NEW.email, NEW.name, clinicians=(cast.cora.id,)))


def test_namesake_needs_another_birth_date(cast):
    with pytest.raises(Conflict):
        admit(cast.cora.principal, Admission("other@example.org", "ada byron"))
    with pytest.raises(Conflict):
        admit(cast.cora.principal, Admission("other@example.org", "Ada Byron", birth_date="1985-12-10"))
    assert admit(cast.cora.principal, Admission("other@example.org", "Ada Byron", birth_date="1990-01-01"))


# --- Assigning ---


def test_first_assignment_opens_the_care_room(cast):
    patient = admit(cast.cora.principal, NEW).user_id
    room = actions.assign(cast.cora.principal, patient, cast.ben.id, [])
    assert set(member_ids(room)) == {patient, cast.ben.id}


def test_of_two_who_assign_at_once_one_wins_and_the_other_is_told(cast):
    patient = admit(cast.cora.principal, NEW).user_id
    actions.assign(cast.cora.principal, patient, cast.ben.id, [])
    with pytest.raises(Conflict) as refused:
        actions.assign(cast.cora.principal, patient, cast.cleo.id, [])
    assert "Dr Ben Okri" in refused.value.message
    assert refused.value.facts["team"] == [{"id": cast.ben.id, "name": "Dr Ben Okri"}]
    database.forget_snapshot()
    assert care_team_ids(patient) == [cast.ben.id]


def test_unassigned_clinician_is_out_of_both_rooms(cast):
    actions.unassign(cast.cora.principal, cast.ada.id, cast.ben.id)
    database.forget_snapshot()
    assert cast.ben.id not in member_ids(cast.care) + member_ids(cast.staff_room)
    assert care_team_ids(cast.ada.id) == [cast.theo.id]


@pytest.mark.parametrize("name", ["ada", "ben", "eve"])
def test_others_than_coordinators_assign_nobody(cast, name):
    with pytest.raises(NotFound):
        actions.assign(getattr(cast, name).principal, cast.ada.id, cast.cleo.id, [cast.ben.id, cast.theo.id])


def test_moving_changes_every_room_of_the_patient(cast):
    actions.move(cast.cora.principal, cast.ada.id, "review")
    database.forget_snapshot()
    assert {room.stage for room in rooms_of_patients([cast.ada.id])[cast.ada.id].values()} == {"review"}
    with pytest.raises(Invalid):
        actions.move(cast.cora.principal, cast.ada.id, "heaven")
