"""What coordinators do with a patient as a whole: take them in, give them to a clinician, take them from one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from telekat.accounts.actions import first_passwords, people
from telekat.accounts.actions.first_passwords import Given
from telekat.accounts.queries import person
from telekat.core import clock
from telekat.core.errors import Conflict, Forbidden, Invalid, NotFound
from telekat.core.writer import Work, write
from telekat.patients import actions as patients
from telekat.patients import queries as patient_queries
from telekat.patients.access import patient_for
from telekat.policy import CLINICIANS, Action, Principal, Role, allow
from telekat.rooms import actions as rooms
from telekat.rooms import queries as room_queries
from telekat.web.schemas import clean_line

ADULT_AT = (
    18  # years; Family Law Reform Act 1969, section 1 (England and Wales): asked about below it, never refused
)


@dataclass(frozen=True, slots=True)
class Admission:
    """A patient as they are taken in. Unknown is "". clinicians: ids of who cares for them from today, if known.

    minor_confirmed: that somebody so young is meant was asked and answered.
    """

    email: str
    name: str
    birth_date: str = ""
    phone: str = ""
    emergency_contact: str = ""
    time_zone: str = "Europe/London"
    clinicians: tuple[str, ...] = ()
    minor_confirmed: bool = False


def admit(who: Principal, sent: Admission) -> Given:
    """Take a patient in: account, record, front-desk room, and with clinicians the care room too.

    Raises Forbidden, Invalid naming the field, Conflict for a known address or a namesake.
    """
    if not allow(who, Action.PATIENT_CREATE).allowed:
        raise Forbidden
    patients.check_birth_date(sent.birth_date)
    patients.check_phone(sent.phone)
    _ask_about_minor(sent)
    for user_id in sent.clinicians:
        _check_clinician(user_id)
    _refuse_namesake(who, clean_line(sent.name, most=120), sent.birth_date)
    new, password = first_passwords.prepare_user(
        email=sent.email, name=sent.name, role=Role.PATIENT, time_zone=sent.time_zone
    )
    return Given.of(admit_patient(who, new, sent), new, password)


def _ask_about_minor(sent: Admission) -> None:
    """A slip in the year makes a child of an adult: that a child is meant is asked."""
    if not sent.birth_date or sent.minor_confirmed:
        return
    age = patient_queries.full_years(date.fromisoformat(sent.birth_date), clock.now().date())
    if age < ADULT_AT:
        years = f"{age} year old" if age == 1 else f"{age} years old"
        asked = f"This patient would be {years}. Correct the date, or confirm below that it is right."
        raise Invalid("Look at the date of birth again.", {"birth_date": asked})


@write
def admit_patient(work: Work, who: Principal, new: people.NewUser, sent: Admission) -> str:
    """Keep a prepared patient with their rooms, all or nothing; returns the patient's id. Raises Conflict, Invalid."""
    patient_id = patients.store_patient(who, new, sent.birth_date, sent.phone, sent.emergency_contact)
    rooms.open_room(who, patient_id, "front_desk", welcome=False)
    if sent.clinicians:
        rooms.open_room(who, patient_id, "care", sent.clinicians)
    return patient_id


def _refuse_namesake(who: Principal, name: str, birth_date: str) -> None:
    """Two people may share a name; one person must not get two records."""
    for patient in patient_queries.patients_visible_to(who):
        known = patient_queries.card(patient)
        if known.name.casefold() == name.casefold() and (not birth_date or known.birth_date == birth_date):
            raise Conflict(
                "There is a patient with this name already. A date of birth tells them apart.",
                {
                    "birth_date": "Somebody with this name is a patient already. Give the date of birth to tell them apart."
                },
            )


def _check_clinician(user_id: str) -> None:
    try:
        found = person(user_id)
    except KeyError:
        raise NotFound from None
    if found.role not in CLINICIANS or not found.active:
        raise Invalid(
            "Choose a psychiatrist or a therapist who works here.",
            {"user": "Choose a psychiatrist or a therapist who works here."},
        )


@write
def assign(work: Work, who: Principal, patient_id: str, user_id: str, seen: Iterable[str]) -> str:
    """Give a patient to a clinician and return the care room's id, which is opened when there is none.

    seen: the ids of the team that the coordinator had before their eyes. Raises NotFound, Invalid, and Conflict when
    somebody has changed the team meanwhile: of two who assign at once exactly one wins, and the other is told.
    """
    patient_for(who, Action.PATIENT_UPDATE, patient_id)
    _check_clinician(user_id)
    team = team_ids(patient_id)
    if set(team) != set(seen):
        _tell_who_was_first(patient_id, team)
    care = room_queries.rooms_of_patients([patient_id])[patient_id].get("care")
    if care is None:
        return rooms.open_room(who, patient_id, "care", (user_id,)).id
    rooms.add_member(who, care.id, user_id)
    return care.id


def _tell_who_was_first(patient_id: str, team: list[str]) -> None:
    names = [person(one).name for one in team]
    name = person(patient_id).name
    now = f"{name} is with {' and '.join(names)} now." if names else f"Nobody is assigned to {name} now."
    raise Conflict(
        f"Somebody changed this meanwhile. {now}", team=[{"id": one, "name": person(one).name} for one in team]
    )


def team_ids(patient_id: str) -> list[str]:
    """Who cares for a patient now: assigned, and still working here."""
    return [one.id for one in patient_queries.care_team(patient_id) if one.active]


@write
def unassign(work: Work, who: Principal, patient_id: str, user_id: str) -> None:
    """Take a patient from a clinician; what either wrote stays. Raises NotFound."""
    patient_for(who, Action.PATIENT_UPDATE, patient_id)
    care = room_queries.rooms_of_patients([patient_id])[patient_id].get("care")
    if care is None:
        raise NotFound
    rooms.remove_member(who, care.id, user_id)


@write
def move(work: Work, who: Principal, patient_id: str, stage: str) -> None:
    """Move a patient to another stage, whichever of their rooms there is. Raises NotFound, Invalid."""
    patient_for(who, Action.PATIENT_UPDATE, patient_id)
    any_room = next(iter(room_queries.rooms_of_patients([patient_id])[patient_id].values()), None)
    if any_room is None:
        raise NotFound
    rooms.move_stage(who, any_room.id, stage)
