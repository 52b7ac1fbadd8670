"""Who somebody is, and whether a login lives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, text

from telekat.accounts.models import KnownDevice, Login, Throttle, User, subject_of
from telekat.accounts.throttle import FORGET_AFTER, Count, account_keys
from telekat.core import clock
from telekat.core.database import current_work, db, rows
from telekat.policy import Principal, Role
from telekat.vault import hashing, sealing

ENDED_SHOWN = timedelta(days=7)
MOST_ENDED = 10
NO_EMAIL = "Address cannot be shown"
NAME_SECONDS = 60  # how long another node may show an old name

_PERSON = text("SELECT role, status, time_zone, name_sealed FROM user_account WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Person:
    """What others may see of somebody: never the address."""

    id: str
    name: str
    role: Role
    time_zone: str
    active: bool

    @property
    def initials(self) -> str:
        """At most two letters; titles do not count."""
        words = [
            word
            for word in self.name.split()
            if word.rstrip(".").lower() not in ("dr", "prof", "professor", "mr", "ms", "mrs", "mx")
        ]
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def tint(self) -> int:
        """1–4: the quiet colour of this person's initials."""
        return int(self.id[-1], 16) % 4 + 1


@dataclass(frozen=True, slots=True)
class IdleLimits:
    """How long a login lives without its person doing anything, and in all."""

    idle_staff: timedelta
    idle_patient: timedelta
    absolute_staff: timedelta
    absolute_patient: timedelta

    def idle(self, role: Role) -> timedelta:
        return self.idle_patient if role is Role.PATIENT else self.idle_staff

    def absolute(self, role: Role) -> timedelta:
        return self.absolute_patient if role is Role.PATIENT else self.absolute_staff


_people: dict[str, tuple[float, Person]] = {}
_limits = IdleLimits(timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=12), timedelta(hours=24))
last_acts: dict[str, datetime] = {}
"""Login id to its person's last act; the loop writes it down (accounts.actions.logins.keep_activity)."""


def start(limits: IdleLimits) -> None:
    """Take the limits; forget what was remembered."""
    global _limits
    _limits = limits
    _people.clear()
    last_acts.clear()


def limits() -> IdleLimits:
    return _limits


def person(user_id: str) -> Person:
    """The person with this id. Raises KeyError for an id that is nobody's."""
    now = clock.monotonic()
    known = _people.get(user_id)
    if known is not None and now - known[0] < NAME_SECONDS:
        return known[1]
    found_rows = rows(_PERSON, id=user_id)
    if not found_rows:
        raise KeyError(user_id)
    role, status, time_zone, name_sealed = found_rows[0]
    found = _person(user_id, Role(role), status, time_zone, name_sealed)
    _remember(user_id, (now, found))
    return found


def _remember(user_id: str, entry: tuple[float, Person]) -> None:
    work = current_work.get()
    if work is None:
        _people[user_id] = entry
    else:  # inside an action the row may still be undone
        work.after_commit(lambda: _people.__setitem__(user_id, entry))


def person_of(row: User) -> Person:
    return _person(row.id, Role(row.role), row.status, row.time_zone, row.name_sealed)


def _person(user_id: str, role: Role, status: str, time_zone: str, name_sealed: bytes) -> Person:
    try:
        name = sealing.unseal(subject_of(user_id, role), "user_account", "name", user_id, name_sealed)
    except sealing.SealBroken:
        name = "Name cannot be shown"
    return Person(user_id, name, role, time_zone, status == "active")


def forget_person(user_id: str) -> None:
    """Read this person anew next time."""
    _people.pop(user_id, None)


def user_by_email(email: str) -> User | None:
    return db().scalar(select(User).where(User.email_hash == email_hash(email)))


def email_of(row: User) -> str:
    """The address to show. Only for the person themself, coordinators (patients) and admins (accounts)."""
    try:
        return _open_email(row)
    except sealing.SealBroken:
        return NO_EMAIL


def _open_email(row: User) -> str:
    return sealing.unseal(row.subject, "user_account", "email", row.id, row.email_sealed)


def address_of(user_id: str) -> str:
    """The address of somebody to whom the program itself writes. Raises NoResultFound, SealBroken."""
    return _open_email(db().get_one(User, user_id))


def email_hash(email: str) -> str:
    return hashing.keyed_hash("email index", email.strip().lower())


def people_with_roles(*roles: Role) -> list[Person]:
    """Active people with one of these roles, by name."""
    rows = db().scalars(select(User).where(User.role.in_([role.value for role in roles]), User.status == "active"))
    return sorted((person_of(row) for row in rows), key=lambda one: one.name)


def everybody() -> list[User]:
    """All accounts, for the admin's list."""
    return list(db().scalars(select(User).order_by(User.created_at)))


_LIVING = (
    select(Login.id, Login.last_active_at, User.id.label("user_id"), User.role, Login.expires_at)
    .add_columns(User.first_password_until)
    .join(User)
    .where(Login.ended_at.is_(None), User.status == "active")
)


def login_by_token(token: str) -> Principal | None:
    """The living login behind a cookie."""
    return _alive(db().execute(_LIVING.where(Login.token_hash == token_hash(token))).first())


def login_by_id(login_id: str) -> Principal | None:
    """The living login with this id, read anew. Asked for every socket every few seconds: columns, no objects."""
    return _alive(db().execute(_LIVING.where(Login.id == login_id)).first())


def _alive(row: Any) -> Principal | None:
    if row is None:
        return None
    now, role = clock.now(), Role(row.role)
    if now >= row.expires_at or now >= last_act(row) + _limits.idle(role):
        return None
    return Principal(row.user_id, role, row.id, password_due=row.first_password_until is not None)


def last_act(login: Any) -> datetime:
    """When its person last did something: what memory knows may be newer than the row."""
    return max(login.last_active_at, last_acts.get(login.id, login.last_active_at))


def logins_over(role: Role, login_ids: Sequence[str]) -> dict[str, str]:
    """Login id to the reason why it is over, among these few hundred that were opened with `role`."""
    now = clock.now()
    found = ((row.id, _over_because(row, role, now)) for row in db().execute(_maybe_over(role, login_ids, now)))
    return {login_id: reason for login_id, reason in found if reason}


def _maybe_over(role: Role, login_ids: Sequence[str], now: datetime) -> Any:
    # Of thousands of living logins not one row is read: this runs every second, on the loop.
    return (
        select(Login.id, Login.ended_at, Login.ended_reason, Login.expires_at, Login.last_active_at)
        .add_columns(User.status, User.role)
        .join(User)
        .where(Login.id.in_(login_ids))
        .where(
            or_(
                Login.ended_at.is_not(None),
                User.status != "active",
                User.role != role.value,
                Login.expires_at <= now,
                Login.last_active_at <= now - _limits.idle(role),
            )
        )
    )


def _over_because(row: Any, role: Role, now: datetime) -> str:
    if row.ended_at is not None:
        return str(row.ended_reason or "ended")
    if row.status != "active":
        return "disabled"
    if row.role != role.value:
        return "role_changed"
    return "expired" if now >= row.expires_at or now >= last_act(row) + _limits.idle(role) else ""


def logins_of(user_id: str) -> list[Login]:
    """Open logins of one person, the newest first."""
    return list(
        db().scalars(
            select(Login)
            .where(Login.user_id == user_id, Login.ended_at.is_(None))
            .order_by(Login.created_at.desc())
        )
    )


def lately_ended(user_id: str) -> list[Login]:
    """Logins of one person that ended in the last week without their signing out there, the newest first."""
    return list(
        db().scalars(
            select(Login)
            .where(
                Login.user_id == user_id,
                Login.ended_at > clock.now() - ENDED_SHOWN,
                Login.ended_reason != "signed_out",
            )
            .order_by(Login.ended_at.desc())
            .limit(MOST_ENDED)
        )
    )


def ended_because(token: str) -> str:
    """Why the login behind a browser's cookie ended: the contract's `reason`, "" while it lives or for no such login."""
    return db().scalar(select(Login.ended_reason).where(Login.token_hash == token_hash(token))) or ""


def token_hash(token: str) -> str:
    return hashing.keyed_hash("login token", token)


def is_known_device(device_token: str, user_id: str) -> bool:
    return bool(device_token) and db().get(KnownDevice, (token_hash(device_token), user_id)) is not None


def throttle_count(key: str) -> Count | None:
    row = db().get(Throttle, key)
    return Count(row.failures, row.since, row.blocked_until) if row else None


def failures_today(user_id: str) -> int:
    """Failed sign-ins of this person's account in the last day since the last that worked, from every browser."""
    keys = account_keys(db().get_one(User, user_id).email_hash)
    since = clock.now() - FORGET_AFTER
    found = select(func.sum(Throttle.failures)).where(Throttle.key.startswith(keys), Throttle.since >= since)
    return db().scalar(found) or 0
