"""Many plain rooms of two with signed-in people. One password hash serves all: nobody signs in with it."""

from dataclasses import replace
from typing import Any

from telekat.accounts import cookies
from telekat.accounts.actions import people
from telekat.accounts.actions.sign_in import SignedIn, open_login
from telekat.accounts.queries import people_with_roles
from telekat.core import ids
from telekat.core.writer import Work, write
from telekat.patients import actions as patients
from telekat.policy import Principal, Role
from telekat.rooms import actions as rooms

AT_ONCE = 5  # rooms in one transaction: the writer gives up on what takes seconds, and machines can be busy


def make_rooms(count: int) -> list[dict[str, Any]]:
    """`count` rooms as the contract describes them: ids, and cookies as a browser would hold them."""
    pattern = people.prepare_user(
        email=f"fixture@{ids.new_id()}.example.org",
        name="Fixture Coordinator",
        role=Role.COORDINATOR,
        password=ids.token(),
    )
    made: list[dict[str, Any]] = []
    who = _coordinator(pattern)
    while len(made) < count:
        made += _some_rooms(who, pattern, min(AT_ONCE, count - len(made)))
    return made


def _coordinator(pattern: people.NewUser) -> Principal:
    known = people_with_roles(Role.COORDINATOR)
    return Principal(known[0].id if known else people.store_user(None, pattern), Role.COORDINATOR)


@write
def _some_rooms(work: Work, who: Principal, pattern: people.NewUser, count: int) -> list[dict[str, Any]]:
    return [_one_room(who, pattern) for _ in range(count)]


def _one_room(who: Principal, pattern: people.NewUser) -> dict[str, Any]:
    mark = ids.new_id()
    patient_id = patients.store_patient(
        who, replace(pattern, email=f"p{mark}@example.org", name=f"Patient {mark[-6:]}", role=Role.PATIENT)
    )
    psychiatrist_id = people.store_user(
        None, replace(pattern, email=f"d{mark}@example.org", name=f"Dr {mark[-6:]}", role=Role.PSYCHIATRIST)
    )
    room = rooms.open_room(who, patient_id, "care", (psychiatrist_id,), welcome=False)
    return {"room": room.id, "patient": _signed_in(patient_id), "psychiatrist": _signed_in(psychiatrist_id)}


def _signed_in(user_id: str) -> dict[str, str]:
    entered: SignedIn = open_login(user_id, device="fixture")
    return {"id": user_id, "cookie": f"{cookies.login_name()}={entered.token}"}
