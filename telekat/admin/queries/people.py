"""Accounts, their sign-ins, and patients whose clinician has left. Names and addresses; nothing of anybody's care."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from telekat.accounts.models import Login, User
from telekat.accounts.queries import Person, email_of, everybody, last_act, logins_of, person, person_of
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.patients.models import CareTeamMember
from telekat.policy import Role


@dataclass(frozen=True, slots=True)
class Account:
    """One account in the list. last_at: when the person last did something, None for never signed in."""

    id: str
    name: str
    role: str
    email: str
    active: bool
    since: datetime
    closed_at: datetime | None
    sign_in_count: int
    last_at: datetime | None
    patient_count: int


@dataclass(frozen=True, slots=True)
class SignIn:
    id: str
    device: str
    since: datetime
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient of somebody. others: who else cares for them and still works here."""

    id: str
    name: str
    others: tuple[str, ...]


def accounts() -> list[Account]:
    """Everybody with an account, by name."""
    counts, patients = _sign_in_counts(), _patient_counts()
    found = [_account(row, person_of(row), counts, patients) for row in everybody()]
    return sorted(found, key=lambda one: one.name.casefold())


def _account(row: User, known: Person, counts: dict[str, tuple[int, datetime]], patients: Counter[str]) -> Account:
    sign_ins, last_at = counts.get(row.id, (0, None))
    return Account(
        id=row.id,
        name=known.name,
        role=row.role,
        email=email_of(row),
        active=known.active,
        since=row.created_at,
        closed_at=row.disabled_at,
        sign_in_count=sign_ins,
        last_at=last_at,
        patient_count=patients[row.id],
    )


def _sign_in_counts() -> dict[str, tuple[int, datetime]]:
    """By user, how many sign-ins are open and when one was last used, open or not."""
    rows = db().execute(
        select(
            Login.user_id, func.count().filter(Login.ended_at.is_(None)), func.max(Login.last_active_at)
        ).group_by(Login.user_id)
    )
    return {user_id: (count, last) for user_id, count, last in rows}


def _patient_counts() -> Counter[str]:
    rows = db().execute(
        select(CareTeamMember.user_id, func.count())
        .where(CareTeamMember.until.is_(None))
        .group_by(CareTeamMember.user_id)
    )
    return Counter({row[0]: row[1] for row in rows})


def account(user_id: str) -> Account:
    """One of them. Raises NotFound."""
    row = db().get(User, user_id)
    if row is None:
        raise NotFound
    return _account(row, person_of(row), _sign_in_counts(), _patient_counts())


def sign_ins_of(user_id: str) -> list[SignIn]:
    """Open sign-ins, the newest first."""
    return [SignIn(row.id, row.device, row.created_at, last_act(row)) for row in logins_of(user_id)]


def patients_of(user_id: str) -> list[Patient]:
    """The patients this clinician is assigned to now, those without anybody else first."""
    ids = db().scalars(
        select(CareTeamMember.patient_id)
        .where(CareTeamMember.user_id == user_id, CareTeamMember.until.is_(None))
        .order_by(CareTeamMember.since)
    )
    found = [Patient(one, person(one).name, _others(one, user_id)) for one in ids]
    return sorted(found, key=lambda one: bool(one.others))


def _others(patient_id: str, user_id: str) -> tuple[str, ...]:
    ids = db().scalars(
        select(CareTeamMember.user_id).where(
            CareTeamMember.patient_id == patient_id,
            CareTeamMember.user_id != user_id,
            CareTeamMember.until.is_(None),
        )
    )
    return tuple(one.name for one in map(person, ids) if one.active)


def without_owner(found: list[Account]) -> list[tuple[Account, list[Patient]]]:
    """Closed accounts whose patients have nobody else: each needs a new owner."""
    left = [one for one in found if not one.active and one.patient_count]
    alone = [(one, [patient for patient in patients_of(one.id) if not patient.others]) for one in left]
    return [(one, patients) for one, patients in alone if patients]


def holders(found: list[Account]) -> dict[Role, list[str]]:
    """Who holds each role now, by name; patients are only counted elsewhere."""
    return {
        role: [one.name for one in found if one.active and one.role == role.value]
        for role in Role
        if role is not Role.PATIENT
    }
