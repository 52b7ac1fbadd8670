"""First passwords: made by the practice for somebody, shown once to whoever hands them over, and given up for the
person's own at their first sign-in.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete

from telekat.accounts import passwords, queries, throttle
from telekat.accounts.actions import logins, people, step_up
from telekat.accounts.first_password import first_password, good_for
from telekat.accounts.models import Throttle, User
from telekat.audit import trail
from telekat.core import clock
from telekat.core.errors import Conflict, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal, Role


@dataclass(frozen=True, slots=True)
class Given:
    """What is handed over. password: seen here and nowhere else; only its hash is kept. until: how long it signs in."""

    user_id: str
    name: str
    email: str
    role: str
    password: str
    until: datetime

    @classmethod
    def of(cls, user_id: str, new: people.NewUser, password: str) -> "Given":
        """user_id: the id under which `new` was kept."""
        assert new.first_password_until is not None
        return cls(user_id, new.name, new.email, new.role.value, password, new.first_password_until)


def prepare_user(*, email: str, name: str, role: Role, time_zone: str) -> tuple[people.NewUser, str]:
    """A checked account that is yet to be kept, and its first password. Raises Invalid naming the field."""
    password = first_password()
    new = people.prepare_user(email=email, name=name, role=role, password=password, time_zone=time_zone)
    return replace(new, first_password_until=clock.now() + good_for(role)), password


def give(who: Principal, user_id: str) -> Given:
    """A new first password for somebody who has lost theirs; every login of theirs ends.

    The caller has asked for the right, which hangs on whose account it is. Raises ReauthRequired, NotFound, and
    Conflict for one's own account and for a closed one.
    """
    step_up.require_recent_proof(who)
    if user_id == who.id:
        raise Conflict("Your own password you change yourself, under Your account.")
    password = first_password()
    return _keep(who, user_id, password, passwords.hash_password(password))


@write
def _keep(work: Work, who: Principal, user_id: str, password: str, password_hash: str) -> Given:
    user = work.db.get(User, user_id)
    if user is None:
        raise NotFound
    if user.status != "active":
        raise Conflict("This account is closed. An administrator opens it again first.")
    until = clock.now() + good_for(Role(user.role))
    user.password_hash, user.first_password_until = password_hash, until
    logins.end_all_of(work, user_id, "password_changed")
    people.note_password(user_id)
    work.db.execute(delete(Throttle).where(Throttle.key.startswith(throttle.account_keys(user.email_hash))))
    patient_id = user_id if user.role == Role.PATIENT else ""
    trail.record(who, Action.ACCOUNT_PASSWORD, "account", user_id, patient_id=patient_id)
    return Given(user_id, queries.person_of(user).name, queries.email_of(user), user.role, password, until)


def choose_own(who: Principal, password: str) -> None:
    """The person's own password in place of the first one, which is dead from then on.

    It is not asked for again: they have just signed in with it. Raises Conflict when none is due, Invalid for a
    password that may not be chosen.
    """
    stored, role, words = people.own_facts(who)
    passwords.check_new(password, role, words)
    if passwords.verify(stored, password):
        raise Invalid("Choose another password.", {"password": "not the one that you were given"})
    _keep_own(who, passwords.hash_password(password))


@write
def _keep_own(work: Work, who: Principal, password_hash: str) -> None:
    if work.db.get_one(User, who.id).first_password_until is None:
        raise Conflict("Your password is your own already. You change it under Your account.")
    people.store_password(who, password_hash)
