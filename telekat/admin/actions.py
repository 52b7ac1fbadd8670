"""What an administrator does with accounts: add, change a role, give a new first password, close, end sign-ins."""

from telekat.accounts import queries as accounts
from telekat.accounts.actions import first_passwords, logins, people, step_up
from telekat.accounts.actions.first_passwords import Given
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound, Refusal
from telekat.core.writer import Work, write
from telekat.policy import CLINICIANS, Action, Principal, Relation, Role, allow
from telekat.rooms import actions as rooms
from telekat.rooms import queries as room_queries


def add_person(who: Principal, *, name: str, email: str, role: str, time_zone: str) -> Given:
    """Make an account for somebody who works here. Raises Forbidden, ReauthRequired, Invalid naming the field, Conflict:
    address taken."""
    if not allow(who, Action.ACCOUNT_CREATE).allowed:
        raise Forbidden
    step_up.require_recent_proof(who)
    chosen = staff_role(role)
    new, password = first_passwords.prepare_user(email=email, name=name, role=chosen, time_zone=time_zone)
    return Given.of(_keep_person(who, new), new, password)


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
    """Give a member of staff another role; their sign-ins end. Raises ReauthRequired, NotFound, Conflict while they
    sit in rooms."""
    step_up.require_recent_proof(who)
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


def give_password(who: Principal, user_id: str) -> Given:
    """A new first password for a member of staff. Raises NotFound, Conflict, ReauthRequired."""
    return first_passwords.give(who, staff_for(who, Action.ACCOUNT_PASSWORD, user_id).id)


def staff_for(who: Principal, action: Action, user_id: str) -> accounts.Person:
    """The member of staff when `who` may do `action` to their account. Raises NotFound."""
    found = _staff(user_id)
    decision = allow(who, action, (Relation.PRACTICE,), "staff")
    if not decision.allowed:
        error = NotFound()
        error.refusal = Refusal(action.value, "account", user_id, decision.reason)
        raise error
    return found


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
