"""Whose patient is this, and what may be shown of them."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from telekat.accounts.queries import Person, person
from telekat.core.database import db, once
from telekat.patients.models import CareTeamMember, Patient
from telekat.policy import Principal
from telekat.vault import sealing


@dataclass(frozen=True, slots=True)
class PatientCard:
    """A patient as the practice's office sees them: identity and contact, nothing clinical. Unknown is ""."""

    id: str
    name: str
    birth_date: str
    phone: str
    emergency_contact: str
    time_zone: str
    initials: str
    tint: int
    place_country: str
    place_language: str
    place_confirmed_at: datetime | None

    @property
    def born_words(self) -> str:
        """ "14 March 1988"; "" while the birth date is unknown."""
        if not self.birth_date:
            return ""
        day = date.fromisoformat(self.birth_date)
        return f"{day.day} {day:%B %Y}"

    def age_on(self, day: date) -> int | None:
        """Full years, None while the birth date is unknown."""
        if not self.birth_date:
            return None
        return full_years(date.fromisoformat(self.birth_date), day)


def full_years(born: date, day: date) -> int:
    """How old somebody born then is on this day."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def card(patient: Patient) -> PatientCard:
    """The opened fields of one patient; the caller has asked for the right."""
    who = person(patient.id)
    place = _place(patient)
    return PatientCard(
        id=patient.id,
        name=who.name,
        birth_date=_open(patient, "birth_date", patient.birth_date_sealed),
        phone=_open(patient, "phone", patient.phone_sealed),
        emergency_contact=_open(patient, "emergency_contact", patient.emergency_contact_sealed),
        time_zone=who.time_zone,
        initials=who.initials,
        tint=who.tint,
        place_country=place.country,
        place_language=place.language,
        place_confirmed_at=place.confirmed_at,
    )


@dataclass(frozen=True, slots=True)
class StatedPlace:
    """Where a patient has said they are. country: ISO 3166, language: ISO 639; "" and None while they have not."""

    country: str = ""
    language: str = ""
    confirmed_at: datetime | None = None


def own_place(who: Principal) -> StatedPlace:
    """What the patient who asks has said; nothing for anybody else."""
    patient = db().get(Patient, who.id) if who.is_patient else None
    return _place(patient) if patient else StatedPlace()


def _place(patient: Patient) -> StatedPlace:
    words = _open(patient, "place", patient.place_sealed) if patient.place_sealed else ""
    country, _, language = words.partition(" ")
    return StatedPlace(country, language, patient.place_confirmed_at) if country else StatedPlace()


def _open(patient: Patient, column: str, stored: bytes) -> str:
    try:
        return sealing.unseal(sealing.patient(patient.id), "patient", column, patient.id, stored)
    except sealing.SealBroken:
        return ""


def birth_date_of(patient_id: str) -> str:
    """ISO date, "" while unknown; for a rule inside an action that has asked for the right."""
    patient = db().get(Patient, patient_id)
    return _open(patient, "birth_date", patient.birth_date_sealed) if patient else ""


def patient_named(name: str, birth_date: str) -> str | None:
    """The id of the one patient with exactly this name (in any case) and date of birth, None for nobody or several."""
    if not name.strip() or not birth_date:
        return None
    wanted = (" ".join(name.split()).casefold(), birth_date)
    cards = [card(patient) for patient in db().scalars(select(Patient))]
    found = [one.id for one in cards if (one.name.casefold(), one.birth_date) == wanted]
    return found[0] if len(found) == 1 else None


def care_team_ids(patient_id: str) -> list[str]:
    """Ids of the clinicians assigned now, in the order they joined."""
    return list(
        db().scalars(
            select(CareTeamMember.user_id)
            .where(CareTeamMember.patient_id == patient_id, CareTeamMember.until.is_(None))
            .order_by(CareTeamMember.since)
        )
    )


def care_team(patient_id: str) -> list[Person]:
    return [person(user_id) for user_id in care_team_ids(patient_id)]


def patients_visible_to(who: Principal) -> list[Patient]:
    """Coordinators see every patient's identity, clinicians the patients they are assigned to, others nobody."""
    return list(once(("visible patients", who.id, who.role), lambda: _visible_to(who)))


def _visible_to(who: Principal) -> list[Patient]:
    query = select(Patient).order_by(Patient.created_at)
    if who.is_clinician:
        query = query.join(CareTeamMember, CareTeamMember.patient_id == Patient.id).where(
            CareTeamMember.user_id == who.id, CareTeamMember.until.is_(None)
        )
    elif who.role != "coordinator":
        return []
    return list(db().scalars(query))
