"""First passwords: made by the practice for somebody, shown once to whoever hands them over."""

from dataclasses import dataclass

from sqlalchemy import delete

from telekat.accounts import passwords, queries
from telekat.accounts.actions import logins, people, step_up
from telekat.accounts.actions.sign_in import account_keys
from telekat.accounts.first_password import first_password
from telekat.accounts.models import Throttle, User
from telekat.audit import trail
from telekat.core.errors import Conflict, NotFound
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal, Role


@dataclass(frozen=True, slots=True)
class Given:
    """What is handed over. password: seen here and nowhere else; only its hash is kept."""

    user_id: str
    name: str
    email: str
    role: str
    password: str

    @classmethod
    def of(cls, user_id: str, new: people.NewUser, password: str) -> "Given":
        """user_id: the id under which `new` was kept."""
        return cls(user_id, new.name, new.email, new.role.value, password)


def prepare_user(*, email: str, name: str, role: Role, time_zone: str) -> tuple[people.NewUser, str]:
    """A checked account that is yet to be kept, and its first password. Raises Invalid naming the field."""
    password = first_password()
    return people.prepare_user(email=email, name=name, role=role, password=password, time_zone=time_zone), password


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
    user.password_hash = password_hash
    logins.end_all_of(work, user_id, "password_changed")
    work.db.execute(delete(Throttle).where(Throttle.key.startswith(account_keys(user.email_hash))))
    patient_id = user_id if user.role == Role.PATIENT else ""
    trail.record(who, Action.ACCOUNT_PASSWORD, "account", user_id, patient_id=patient_id)
    return Given(user_id, queries.person_of(user).name, queries.email_of(user), user.role, password)
