"""Patients are made by coordinators; the care team changes with the rooms."""

import re
from collections.abc import Callable
from datetime import date

from telekat.accounts.actions import first_passwords, people
from telekat.accounts.actions.first_passwords import Given
from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.core import clock
from telekat.core.errors import Conflict, Forbidden, Invalid
from telekat.core.writer import Work, write
from telekat.patients import queries
from telekat.patients.access import is_on_care_team, patient_for
from telekat.patients.models import CareTeamMember, Patient
from telekat.policy import Action, Principal, Relation, Role, allow
from telekat.practice.places import country_names
from telekat.vault import sealing
from telekat.web import phones
from telekat.web.schemas import clean_line

_LANGUAGE = re.compile("[a-z]{2,3}")  # ISO 639
OLDEST = 120  # years; an older birth date is a slip of the finger

_on_change: Callable[[str], None] | None = None


def start(on_change: Callable[[str], None]) -> None:
    """on_change(patient id) is told of new clinical data, inside the action that keeps it: who stands on it lies above."""
    global _on_change
    _on_change = on_change


def note_change(patient_id: str) -> None:
    """A form was handed in, an alert was raised or closed. Only inside an action."""
    if _on_change is not None:
        _on_change(patient_id)


def create_patient(
    who: Principal,
    *,
    email: str,
    name: str,
    password: str,
    birth_date: str = "",
    phone: str = "",
    emergency_contact: str = "",
    time_zone: str = "Europe/London",
) -> str:
    """Make the account and the record, return the patient's id.

    Raises Invalid naming the field, Conflict when address or name with birth date are known already.
    """
    if not allow(who, Action.PATIENT_CREATE).allowed:
        raise Forbidden
    check_birth_date(birth_date)
    check_phone(phone)
    _refuse_second_record(who, clean_line(name, most=120), birth_date)
    new = people.prepare_user(email=email, name=name, role=Role.PATIENT, password=password, time_zone=time_zone)
    return store_patient(who, new, birth_date, phone, emergency_contact)


def check_birth_date(text: str) -> None:
    """Raises Invalid unless `text` is empty or a date on which a living person may have been born."""
    if not text:
        return
    try:
        born = date.fromisoformat(text)
    except ValueError:
        raise Invalid(
            "This is not a date.",
            {"birth_date": "Give the date of birth as year, month and day, such as 1988-03-14."},
        ) from None
    today = clock.now().date()
    if not today.year - OLDEST <= born.year or born > today:
        raise Invalid(
            "Look at the year again.",
            {"birth_date": "Look at the year of birth again: nobody living was born on this day."},
        )


def check_phone(text: str) -> None:
    """Raises Invalid unless `text` is empty or can be called: digits, with spaces and the like between them."""
    if text.strip() and not phones.is_number(text):
        raise Invalid(
            "Look at the phone number again.",
            {"phone": "Write the phone number in digits, such as +44 20 7946 0312."},
        )


def _refuse_second_record(who: Principal, name: str, birth_date: str) -> None:
    for patient in queries.patients_visible_to(who):
        card = queries.card(patient)
        if card.name.casefold() == name.casefold() and (not birth_date or card.birth_date == birth_date):
            raise Conflict(
                "There is a patient with this name already. Give the date of birth to tell them apart.",
                {
                    "birth_date": "Somebody with this name is a patient already. Give the date of birth to tell them apart."
                },
            )


@write
def store_patient(
    work: Work,
    who: Principal,
    new: people.NewUser,
    birth_date: str = "",
    phone: str = "",
    emergency_contact: str = "",
) -> str:
    """Keep a prepared account and its record together, return the patient's id. Raises Conflict: address taken."""
    patient_id = people.store_user(who, new)
    subject = sealing.patient(patient_id)

    def sealed(column: str, value: str) -> bytes:
        return sealing.seal(subject, "patient", column, patient_id, clean_line(value, name=column) if value else "")

    work.db.add(
        Patient(
            id=patient_id,
            birth_date_sealed=sealed("birth_date", birth_date),
            phone_sealed=sealed("phone", phone),
            emergency_contact_sealed=sealed("emergency_contact", emergency_contact),
            created_at=clock.now(),
        )
    )
    work.db.flush()
    trail.record(who, Action.PATIENT_CREATE, "patient", patient_id, patient_id=patient_id)
    return patient_id


@write
def update_contact(
    work: Work, who: Principal, patient_id: str, *, phone: str | None = None, emergency_contact: str | None = None
) -> None:
    """Change how to reach a patient. None leaves a field as it is."""
    patient = patient_for(who, Action.PATIENT_UPDATE, patient_id)
    check_phone(phone or "")
    subject = sealing.patient(patient_id)
    for column, value in (("phone", phone), ("emergency_contact", emergency_contact)):
        if value is not None:
            cleaned = clean_line(value, name=column) if value else ""
            setattr(patient, f"{column}_sealed", sealing.seal(subject, "patient", column, patient_id, cleaned))
    trail.record(who, Action.PATIENT_UPDATE, "patient", patient_id, patient_id=patient_id)


def give_password(who: Principal, patient_id: str) -> Given:
    """A new first password for a patient who has lost theirs. Raises NotFound, Conflict, ReauthRequired."""
    patient = patient_for(who, Action.ACCOUNT_PASSWORD, patient_id, state="patient")
    return first_passwords.give(who, patient.id)


@write
def confirm_place(work: Work, who: Principal, country: str, language: str) -> None:
    """Keep where the patient says they are now. Raises Forbidden for others, Invalid for an unknown country."""
    if not allow(who, Action.PLACE_CONFIRM, (Relation.SELF,)).allowed:
        raise Forbidden
    patient = patient_for(who, Action.PLACE_CONFIRM, who.id)
    if country not in country_names():
        raise Invalid("Choose a country from the list.", {"country": "Choose a country from the list."})
    if not _LANGUAGE.fullmatch(language):
        raise Invalid("Choose a language from the list.", {"language": "Choose a language from the list."})
    sealed = sealing.seal(sealing.patient(who.id), "patient", "place", who.id, f"{country} {language}")
    patient.place_sealed, patient.place_confirmed_at = sealed, clock.now()
    trail.record(who, Action.PLACE_CONFIRM, "patient", who.id, patient_id=who.id)


@write
def join_care_team(work: Work, patient_id: str, user_id: str) -> None:
    """Assign a clinician; a second time changes nothing. Called by rooms, which keeps the record of who did it."""
    if Role(person(user_id).role) not in (Role.PSYCHIATRIST, Role.THERAPIST):
        raise Invalid(
            "Only psychiatrists and therapists join a care team.", {"user": "Choose a psychiatrist or a therapist."}
        )
    if not is_on_care_team(user_id, patient_id):
        work.db.add(CareTeamMember(patient_id=patient_id, user_id=user_id, since=clock.now()))
        work.db.flush()


@write
def leave_care_team(work: Work, patient_id: str, user_id: str) -> None:
    """End an assignment; nothing happens where there is none."""
    rows = work.db.query(CareTeamMember).filter_by(patient_id=patient_id, user_id=user_id, until=None)
    for row in rows:
        row.until = clock.now()
    work.db.flush()
