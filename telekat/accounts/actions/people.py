"""Accounts themselves: made, renamed, given a password or a role, disabled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from telekat.accounts import passwords, queries
from telekat.accounts.actions import logins, step_up
from telekat.accounts.models import User
from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.errors import Conflict, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.live import connections
from telekat.policy import Action, Principal, Role
from telekat.practice.queries import practice
from telekat.vault import sealing
from telekat.web.schemas import clean_line

_MOST_EMAIL = 254  # RFC 5321

_on_password: Callable[[str], None] | None = None


def start(on_password: Callable[[str], None]) -> None:
    """on_password(user id) is told of a changed password, inside the action that keeps it: mail lies above."""
    global _on_password
    _on_password = on_password


def note_password(user_id: str) -> None:
    """Somebody's password is another one now. Only inside an action."""
    if _on_password is not None:
        _on_password(user_id)


@dataclass(frozen=True, slots=True)
class NewUser:
    """A checked account with its password hashed: hashing is slow and must not happen inside an action.

    first_password_until: see `User`; None for a password of the person's own.
    """

    email: str
    name: str
    role: Role
    password_hash: str
    time_zone: str
    first_password_until: datetime | None = None


def prepare_user(*, email: str, name: str, role: Role, password: str, time_zone: str = "Europe/London") -> NewUser:
    """Check everything that can be checked without the database, hash the password.

    Raises Invalid for a bad address, name, zone or password.
    """
    email, name = check_email(email), clean_line(name, most=120)
    if time_zone not in available_timezones():
        raise Invalid("Choose a time zone from the list.", {"time_zone": "unknown"})
    passwords.check_new(password, role, _told_words(email, name))
    return NewUser(email, name, role, passwords.hash_password(password), time_zone)


def check_email(email: str) -> str:
    """The address, trimmed. Raises Invalid unless it could be one."""
    email = email.strip()
    local, at, host = email.rpartition("@")
    if not (
        at and local and "." in host and len(email) <= _MOST_EMAIL and email.isprintable() and " " not in email
    ):
        raise Invalid(
            "This is not an e-mail address.", {"email": "Write an e-mail address, such as name@example.org."}
        )
    return email


@write
def store_user(work: Work, who: Principal | None, new: NewUser) -> str:
    """Keep a prepared account, return its id. who: None for the command line. Raises Conflict: address taken."""
    if queries.user_by_email(new.email) is not None:
        raise Conflict(
            "There is an account with this address already.",
            {"email": "Somebody has an account with this address. Give another one."},
        )
    user = User(
        id=ids.new_id(),
        role=new.role.value,
        status="active",
        email_hash=queries.email_hash(new.email),
        password_hash=new.password_hash,
        first_password_until=new.first_password_until,
        time_zone=new.time_zone,
        created_at=clock.now(),
    )
    user.email_sealed = sealing.seal(user.subject, "user_account", "email", user.id, new.email)
    user.name_sealed = sealing.seal(user.subject, "user_account", "name", user.id, new.name)
    work.db.add(user)
    work.db.flush()
    patient_id = user.id if new.role is Role.PATIENT else ""
    trail.record(
        who, Action.ACCOUNT_CREATE, "account", user.id, patient_id=patient_id, detail={"role": new.role.value}
    )
    return user.id


def set_password(who: Principal, *, current: str, new: str) -> None:
    """Change one's own password; every other login of the account ends.

    Raises Invalid when `current` is wrong or `new` may not be chosen, RateLimited after too many wrong ones.
    """
    step_up.pass_own_password(who, current, field="current")
    _, role, words = own_facts(who)
    if new == current:
        raise Invalid("Choose another password.", {"password": "not the one you have now"})
    passwords.check_new(new, role, words)
    _change_password(who, passwords.hash_password(new))


def own_facts(who: Principal) -> tuple[str, Role, list[str]]:
    """The stored hash, the role, and the words that the person's password must not contain."""
    user = queries.db().get_one(User, who.id)
    return user.password_hash, Role(user.role), _told_words(queries.email_of(user), queries.person_of(user).name)


def _told_words(email: str, name: str) -> list[str]:
    """What whoever knows the person and the practice tries first; the practice's name with and without its gaps."""
    ours = practice().name
    return [email.partition("@")[0], *name.split(), "telekat", ours, ours.replace(" ", "")]


@write
def _change_password(work: Work, who: Principal, password_hash: str) -> None:
    store_password(who, password_hash)
    step_up.forget_failures(who)
    note_password(who.id)


@write
def store_password(work: Work, who: Principal, password_hash: str) -> None:
    """Keep the checked password that the person has chosen; every other login of theirs ends."""
    user = work.db.get_one(User, who.id)
    user.password_hash, user.first_password_until = password_hash, None
    logins.end_all_of(work, who.id, "password_changed", but=who.login_id)
    trail.record(who, Action.ACCOUNT_UPDATE, "account", who.id, detail={"field": "password"})


@write
def set_role(work: Work, who: Principal, user_id: str, role: Role) -> None:
    """Give a member of staff another role; their logins end.

    Nobody changes their own role, and no patient becomes staff (their records are sealed as a patient's).
    Raises NotFound, Conflict.
    """
    user = work.db.get(User, user_id)
    if user is None:
        raise NotFound
    if user_id == who.id:
        raise Conflict("You cannot change your own role.")
    if Role.PATIENT in (role, Role(user.role)):
        raise Conflict("A patient's account stays a patient's account.")
    if Role(user.role) is Role.ADMIN:
        raise Conflict(
            "An admin's role cannot be changed. Close the account and add another with the new role."
        )  # Z-10
    user.role = role.value
    logins.end_all_of(work, user_id, "role_changed")
    work.after_commit(lambda: queries.forget_person(user_id))
    trail.record(who, Action.ACCOUNT_ROLE, "account", user_id, detail={"role": role.value})


@write
def disable_user(work: Work, who: Principal, user_id: str) -> None:
    """Close an account: sign-in and every socket end at once, authorship stays. Raises NotFound, Conflict."""
    user = work.db.get(User, user_id)
    if user is None:
        raise NotFound
    if user_id == who.id:
        raise Conflict("You cannot close your own account.")
    user.status, user.disabled_at = "disabled", clock.now()
    logins.end_all_of(work, user_id, "disabled")
    work.after_commit(lambda: _forget_and_cut(user_id))
    trail.record(who, Action.ACCOUNT_DISABLE, "account", user_id)


def _forget_and_cut(user_id: str) -> None:
    queries.forget_person(user_id)
    connections.cut_user(user_id, "disabled")


@write
def enable_user(work: Work, who: Principal, user_id: str) -> None:
    """Open a closed account again. Raises NotFound."""
    user = work.db.get(User, user_id)
    if user is None:
        raise NotFound
    user.status, user.disabled_at = "active", None
    work.after_commit(lambda: queries.forget_person(user_id))
    trail.record(who, Action.ACCOUNT_DISABLE, "account", user_id, detail={"enabled": True})
