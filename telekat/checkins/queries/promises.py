"""Who reads a patient's check-ins and by when, and what the patient may know of an alert that one raised."""

from datetime import datetime
from zoneinfo import ZoneInfo

from telekat.accounts.queries import Person, person
from telekat.checkins import reading
from telekat.checkins.access import checkin_for
from telekat.patients.queries import care_team
from telekat.policy import Action, Principal, Role
from telekat.practice.queries import practice
from telekat.safety.queries import HelpState, help_state

CAUSE = "checkin"
"""What alerts of check-ins name as the kind of their cause."""


def reader_of(patient_id: str) -> Person | None:
    """Who reads this patient's check-ins: the therapist of the care team, else whoever joined it first."""
    team = care_team(patient_id)
    return next((one for one in team if one.role is Role.THERAPIST), team[0] if team else None)


def read_promise(patient_id: str, sent_at: datetime) -> str:
    """ "Theo Marsh reads it by Friday 27 November, 17:00", on the patient's own wall."""
    settings = practice()
    by = reading.read_by(sent_at, opens=settings.opens, answer_by=settings.answer_by, zone=settings.time_zone)
    reader = reader_of(patient_id)
    words = reading.in_words(by, person(patient_id).time_zone)
    return f"{reader.name if reader else settings.name} reads it by {words}"


def help_truth(who: Principal, checkin_id: str) -> HelpState:
    """What may be known of the alerts that this check-in raised: told, and who has seen it when. Raises NotFound."""
    checkin_for(who, Action.CHECKIN_READ, checkin_id)
    return help_state(checkin_id, CAUSE)


def help_words(truth: HelpState, zone: str) -> str:
    """The one true line under the help: nobody knows yet, the care team was told, or who has seen it when."""
    if not truth.told:
        return "We could not tell your care team yet. Please call if you are not safe."
    if truth.at is None:
        return "Your care team has been told. This page shows when someone has seen it."
    return f"{truth.name} saw this at {truth.at.astimezone(ZoneInfo(zone)):%H:%M}."
