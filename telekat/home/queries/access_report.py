"""Who opened a patient's record, for the patient: a person, what they looked at, and when. Never what stood there."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from telekat.accounts.queries import Person, person
from telekat.audit.models import BESIDE_MESSAGES, AuditEvent
from telekat.core import clock
from telekat.core.database import db
from telekat.patients.access import patient_for
from telekat.policy import Action, Principal

MOST = 200  # openings shown, the newest first

SEEN: dict[str, str] = {
    Action.MESSAGE_READ: "your messages",
    Action.PATIENT_READ: "your name and contact",
    Action.PATIENT_SUMMARY: "your record",
    Action.DAY_READ: "how you are doing, among their patients",
    Action.QUESTIONNAIRE_LIST: "which forms you were given",
    Action.QUESTIONNAIRE_OPEN: "a form of yours",
    Action.QUESTIONNAIRE_SCORE: "your scores",
    Action.ALERT_READ: "an alert about you",
    Action.DOSING_READ: "your sessions",
    Action.CHECKIN_READ: "your check-ins",
    Action.ELIGIBILITY_READ: "what a decision about you stands on",
    Action.CONSULT_READ: "your record",
    Action.NOTE_READ: "notes about your visits",
    Action.NOTE_DRAFT: "your record",
    Action.BREAK_GLASS_OPEN: "your record by emergency access",
    Action.BREAK_GLASS_READ: "your record by emergency access",
}
"""The acts that are a look into the record, in a patient's words."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What one person looked at on one day. whats: in a patient's words, the last look first. at: the last look."""

    name: str
    role: str
    whats: tuple[str, ...]
    at: datetime
    count: int


def openings_of(who: Principal) -> list[Opening]:
    """By whom one's own record was opened, oneself left out. Raises NotFound for anybody who is not a patient."""
    patient_for(who, Action.ACCESS_LIST, who.id)
    rows = db().scalars(
        select(AuditEvent)
        .where(
            AuditEvent.patient_id == who.id,
            BESIDE_MESSAGES,
            AuditEvent.actor_id.not_in(("", who.id)),
            AuditEvent.outcome == "ok",
            AuditEvent.action.in_([action.value for action in map(Action, SEEN)]),
        )
        .order_by(AuditEvent.seq.desc())
        .limit(MOST)
    )
    zone = ZoneInfo(person(who.id).time_zone)
    by_day: dict[tuple[str, date], list[AuditEvent]] = {}
    for row in rows:
        by_day.setdefault((row.actor_id, clock.parse(row.at).astimezone(zone).date()), []).append(row)
    return [_opening(person(actor_id), looks) for (actor_id, _), looks in by_day.items()]


def _opening(by: Person, looks: list[AuditEvent]) -> Opening:
    whats = dict.fromkeys(SEEN[Action(look.action)] for look in looks)
    return Opening(by.name, by.role.value, tuple(whats), clock.parse(looks[0].at), len(looks))
