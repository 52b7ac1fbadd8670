"""An alert from the first second to closed: raise, take, close with an outcome and a note."""

from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.clock import stamp
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.patients import actions as patients
from telekat.patients.queries import care_team
from telekat.policy import Action, Principal, Role
from telekat.safety import events, queries
from telekat.safety.access import alert_for
from telekat.safety.models import Alert
from telekat.safety.outcomes import Level, Outcome
from telekat.vault import hashing, sealing
from telekat.web.schemas import clean_text

MOST_NOTE = 4000  # characters of the closing note


@dataclass(frozen=True, slots=True)
class Cause:
    """What an alert comes from: kind (`questionnaire`, `checkin`), id, item, flag; what: the same in words, sealed."""

    kind: str
    id: str
    item: str
    code: str
    what: str


@dataclass(frozen=True, slots=True)
class Raised:
    """is_new: nothing stood open for this cause before. told: a clinician is there to hear of it."""

    alert_id: str
    is_new: bool
    told: bool


@dataclass(frozen=True, slots=True)
class Taken:
    alert_id: str
    by: str
    at: datetime


@write
def raise_alert(
    work: Work, who: Principal, *, patient_id: str, room_id: str, cause: Cause, level: Level = Level.HIGH
) -> Raised:
    """Keep an alert and tell the patient's care team. who: whose act caused it.

    Called inside the transaction of its cause, so that neither stands without the other. The same cause makes no
    second alert until the first is closed; its words are brought up to date.
    """
    standing = _standing(work, cause)
    if standing is not None:
        return _renew(work, who, standing, cause)
    team = care_team(patient_id)
    owners = sorted(team, key=lambda one: one.role is not Role.PSYCHIATRIST)
    now = clock.now()
    alert = Alert(
        id=ids.new_id(),
        patient_id=patient_id,
        room_id=room_id,
        cause_kind=cause.kind,
        cause_id=cause.id,
        cause_key=_key(cause),
        level=level.value,
        cause_sealed=b"",
        raised_by=who.id,
        raised_at=now,
        cause_at=now,
        state="open",
        owner_id=owners[0].id if owners else "",
    )
    _seal_cause(alert, cause)
    work.db.add(alert)
    work.db.flush()
    _record(who, Action.ALERT_RAISE, alert)
    work.announce(events.alert_raised(queries.alert_json(alert)), to=[one.id for one in team])
    patients.note_change(patient_id)
    return Raised(alert.id, True, bool(team))


def _standing(work: Work, cause: Cause) -> Alert | None:
    return work.db.scalar(select(Alert).where(Alert.cause_key == _key(cause), Alert.state != "closed"))


def _key(cause: Cause) -> str:
    return hashing.keyed_hash("alert cause", f"{cause.kind}|{cause.id}|{cause.code}")


def _renew(work: Work, who: Principal, alert: Alert, cause: Cause) -> Raised:
    alert.cause_at = clock.now()
    _seal_cause(alert, cause)
    _record(who, Action.ALERT_RAISE, alert)
    _tell(work, alert)
    patients.note_change(alert.patient_id)
    return Raised(alert.id, False, bool(alert.owner_id))


def _seal_cause(alert: Alert, cause: Cause) -> None:
    words = orjson.dumps({"item": cause.item, "what": cause.what}).decode()
    alert.cause_sealed = sealing.seal(sealing.patient(alert.patient_id), "alert", "cause", alert.id, words)


@write
def acknowledge(work: Work, who: Principal, alert_id: str) -> Taken:
    """Take an alert. The first one has it; raises Conflict with `by`, `name` and `at` for everybody later."""
    alert = alert_for(who, Action.ALERT_ACKNOWLEDGE, alert_id)
    work.db.refresh(alert, with_for_update=True)
    if alert.acknowledged_by is None:
        _take(work, who, alert)
        _tell(work, alert)
    if alert.acknowledged_by != who.id or alert.acknowledged_at is None:
        raise _conflict("Somebody took this alert already.", alert.acknowledged_by, alert.acknowledged_at)
    return Taken(alert.id, who.id, alert.acknowledged_at)


def _take(work: Work, who: Principal, alert: Alert) -> None:
    alert.acknowledged_by, alert.acknowledged_at, alert.state = who.id, clock.now(), "acknowledged"
    _record(who, Action.ALERT_ACKNOWLEDGE, alert)
    name, at = person(who.id).name, stamp(alert.acknowledged_at)
    seen = events.help_seen(alert.cause_kind, alert.cause_id, who.id, name, at)
    work.announce(seen, to=[alert.patient_id])


@write
def close_alert(work: Work, who: Principal, alert_id: str, outcome: str, note: str) -> datetime:
    """Close an alert for good; returns when. Who closes one that nobody has taken takes it first.

    Raises Invalid (outcome of the list, note of 1 to 4,000 characters), Conflict with `by` and `at` when it is closed.
    """
    alert = alert_for(who, Action.ALERT_CLOSE, alert_id)
    chosen, words = _outcome(outcome), clean_text(note, most=MOST_NOTE, name="note")
    work.db.refresh(alert, with_for_update=True)
    if alert.closed_at is not None:
        raise _conflict("This alert is closed already.", alert.closed_by, alert.closed_at)
    if alert.acknowledged_by is None:
        _take(work, who, alert)
    closed_at = clock.now()
    alert.closed_by, alert.closed_at, alert.state, alert.outcome = who.id, closed_at, "closed", chosen.value
    alert.note_sealed = sealing.seal(sealing.patient(alert.patient_id), "alert", "note", alert.id, words)
    _record(who, Action.ALERT_CLOSE, alert)
    _tell(work, alert)
    patients.note_change(alert.patient_id)
    return closed_at


def _outcome(text: str) -> Outcome:
    if text not in set(Outcome):
        raise Invalid("Choose what came of it.", {"outcome": f"one of {', '.join(Outcome)}"})
    return Outcome(text)


def _conflict(sentence: str, user_id: str | None, at: datetime | None) -> Conflict:
    name = person(user_id).name if user_id else ""
    return Conflict(sentence, by=user_id, name=name, at=stamp(at) if at else None)


def _tell(work: Work, alert: Alert) -> None:
    work.db.flush()
    hearers = [one.id for one in care_team(alert.patient_id)]
    work.announce(events.alert_updated(queries.alert_json(alert)), to=hearers)


def _record(who: Principal, action: Action, alert: Alert) -> None:
    facts = {"state": alert.state, "level": alert.level}
    trail.record(who, action, "alert", alert.id, patient_id=alert.patient_id, detail=facts)
