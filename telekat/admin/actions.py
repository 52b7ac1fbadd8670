"""What an administrator does with accounts: add, change a role, close, open again, end sign-ins."""

from dataclasses import dataclass

from telekat.accounts import queries as accounts
from telekat.accounts.actions import logins, people
from telekat.accounts.first_password import first_password
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.policy import CLINICIANS, Action, Principal, Role, allow
from telekat.rooms import actions as rooms
from telekat.rooms import queries as room_queries


@dataclass(frozen=True, slots=True)
class Added:
    """password: seen here and nowhere else; only its hash is kept."""

    user_id: str
    name: str
    email: str
    role: str
    password: str


def add_person(who: Principal, *, name: str, email: str, role: str, time_zone: str) -> Added:
    """Make an account for somebody who works here. Raises Forbidden, Invalid naming the field, Conflict: address taken."""
    if not allow(who, Action.ACCOUNT_CREATE).allowed:
        raise Forbidden
    chosen = staff_role(role)
    password = first_password()
    new = people.prepare_user(email=email, name=name, role=chosen, password=password, time_zone=time_zone)
    return Added(_keep_person(who, new), new.name, new.email, chosen.value, password)


@write
def _keep_person(work: Work, who: Principal, new: people.NewUser) -> str:
    user_id = people.store_user(who, new)
    if new.role is Role.COORDINATOR:
        rooms.join_front_desks(user_id)
    return user_id


def staff_role(text: str) -> Role:
    """Raises Invalid unless `text` is a role of somebody who works here."""
    if text not in set(Role) - {Role.PATIENT}:
        raise Invalid("Choose a role from the list.", {"role": "not a role of staff"})
    return Role(text)


@write
def change_role(work: Work, who: Principal, user_id: str, role: Role) -> None:
    """Give a member of staff another role; their sign-ins end. Raises NotFound, Conflict while they sit in rooms."""
    before = _staff(user_id).role
    if {before, role} - CLINICIANS and before is not role:
        _refuse_seats(user_id, before)
    people.set_role(who, user_id, role)
    if role is Role.COORDINATOR:
        rooms.join_front_desks(user_id)


def _refuse_seats(user_id: str, role: Role) -> None:
    seats = room_queries.rooms_of(Principal(user_id, role))
    if not seats:
        return
    if role is Role.COORDINATOR:
        raise Conflict(
            "A coordinator sits in the front-desk room of every patient. Add a new account for the new role, and close this one."
        )
    count = len({line.room.patient_id for line in seats})
    whose = "1 patient" if count == 1 else f"{count} patients"
    raise Conflict(f"They care for {whose}. A coordinator gives those to somebody else first.")


def _staff(user_id: str) -> accounts.Person:
    try:
        found = accounts.person(user_id)
    except KeyError:
        raise NotFound from None
    if found.role is Role.PATIENT:
        raise NotFound
    return found


@write
def end_sign_ins(work: Work, who: Principal, user_id: str) -> int:
    """End every sign-in of somebody, here and now; returns how many. Raises NotFound."""
    ended = [login.id for login in accounts.logins_of(user_id) if login.id != who.login_id]
    for login_id in ended:
        logins.end_login(who, login_id)
    return len(ended)
