"""An alert from the first second to closed: raise, climb while nobody takes it, take, close with an outcome and a note."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.core import clock, database, ids
from telekat.core.clock import stamp
from telekat.core.errors import Conflict, Invalid
from telekat.core.writer import Work, write
from telekat.notifications.wording import Kind
from telekat.patients import actions as patients
from telekat.patients.queries import care_team, care_team_ids
from telekat.policy import Action, Principal, Role
from telekat.safety import events, queries
from telekat.safety.access import ASKED_FROM_OUTSIDE, alert_for
from telekat.safety.actions import climbing
from telekat.safety.actions.climbing import Climbed, Climber
from telekat.safety.actions.risk import set_risk_mark
from telekat.safety.models import Alert
from telekat.safety.outcomes import Level, Outcome
from telekat.safety.queries.ladder import due, told_of
from telekat.vault import hashing, sealing
from telekat.web.schemas import clean_text

MOST_NOTE = 4000  # characters of the closing note

log = logging.getLogger("telekat.safety")


@dataclass(frozen=True, slots=True)
class Cause:
    """What an alert comes from: kind (`questionnaire`, `checkin`, `message`), id, item, flag; what: in words, sealed.

    same: what makes two causes one while the alert is not closed; the id where it is empty.
    """

    kind: str
    id: str
    item: str
    code: str
    what: str
    same: str = ""


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
    """Keep an alert with its ladder and tell the patient's care team. who: whose act caused it.

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
    climbed = climbing.begin(work, _climber(alert), alert.raised_at)
    _record_climb(alert, climbed[1:])  # the first step is the raising itself
    work.announce(events.alert_raised(queries.alert_json(alert)), to=_told(climbed))
    patients.note_change(patient_id)
    return Raised(alert.id, True, bool(_told(climbed)))


def _climber(alert: Alert) -> Climber:
    return Climber(Kind.ALERT, alert.id, tuple(care_team_ids(alert.patient_id)), alert.patient_id)


def _told(climbed: Sequence[Climbed]) -> list[str]:
    return sorted({user_id for step in climbed for user_id in step.told})


def climb_due() -> None:
    """Carry out every step that is due, each alert in a transaction of its own; one that fails stops no other."""
    with database.read_scope():
        for alert_id in due(Kind.ALERT):
            try:
                climb(alert_id)
            except Exception as error:  # the row stays due, and the next round tries again
                log.error("an alert did not climb", extra={"error_class": type(error).__name__})


@write
def climb(work: Work, alert_id: str) -> None:
    """Tell whoever is due to be told of this alert, unless somebody has taken it."""
    alert = work.db.get_one(Alert, alert_id, with_for_update=True)
    if alert.state != "open":
        climbing.end(work, _climber(alert))
        return
    climbed = climbing.climb(work, _climber(alert))
    if not climbed:
        return
    _record_climb(alert, climbed)
    told = _told(climbed)
    news = queries.alert_json(alert)
    work.announce(events.alert_raised(news), to=told)
    work.announce(events.alert_updated(news), to=[one for one in _hearers(alert) if one not in told])


def _record_climb(alert: Alert, climbed: Sequence[Climbed]) -> None:
    for step in climbed:
        facts = {"rung": step.rung.value, "told": sorted(step.told)}
        trail.record(None, Action.ALERT_ESCALATE, "alert", alert.id, patient_id=alert.patient_id, detail=facts)


def _standing(work: Work, cause: Cause) -> Alert | None:
    return work.db.scalar(select(Alert).where(Alert.cause_key == _key(cause), Alert.state != "closed"))


def _key(cause: Cause) -> str:
    return hashing.keyed_hash("alert cause", f"{cause.kind}|{cause.same or cause.id}|{cause.code}")


def _renew(work: Work, who: Principal, alert: Alert, cause: Cause) -> Raised:
    alert.cause_id, alert.cause_at = cause.id, clock.now()
    _seal_cause(alert, cause)
    _record(who, Action.ALERT_RAISE, alert)
    _tell(work, alert)
    patients.note_change(alert.patient_id)
    return Raised(alert.id, False, bool(alert.owner_id) or bool(told_of(Kind.ALERT, alert.id)))


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
    climbing.end(work, _climber(alert))
    _record(who, Action.ALERT_ACKNOWLEDGE, alert)
    if alert.cause_kind == queries.WORDING:
        return  # the patient is never told that words of theirs were taken for something
    name, at = person(who.id).name, stamp(alert.acknowledged_at)
    seen = events.help_seen(alert.cause_kind, alert.cause_id, who.id, name, at)
    work.announce(seen, to=[alert.patient_id])


@write
def close_alert(
    work: Work, who: Principal, alert_id: str, outcome: str, note: str, risk: str | None = None
) -> datetime:
    """Close an alert for good; returns when. Who closes one that nobody has taken takes it first.

    risk: the mark beside the patient's name from now on, for the note's reason; None leaves it.
    Raises Invalid (outcome and mark of their lists, note of 1 to 4,000 characters), Conflict with `by` and `at` when it
    is closed, NotFound for a mark by somebody from outside the care team.
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
    if risk is not None:
        set_risk_mark(who, alert.patient_id, risk, words)
    _tell(work, alert)
    patients.note_change(alert.patient_id)
    return closed_at


def _outcome(text: str) -> Outcome:
    if text not in set(Outcome):
        raise Invalid("Choose what came of it.", {"outcome": "Choose what came of it."})
    return Outcome(text)


def _conflict(sentence: str, user_id: str | None, at: datetime | None) -> Conflict:
    name = person(user_id).name if user_id else ""
    return Conflict(sentence, by=user_id, name=name, at=stamp(at) if at else None)


def _tell(work: Work, alert: Alert) -> None:
    work.db.flush()
    work.announce(events.alert_updated(queries.alert_json(alert)), to=_hearers(alert))


def _hearers(alert: Alert) -> list[str]:
    """The care team of now, and everybody whom the ladder has asked from outside it."""
    return sorted({*care_team_ids(alert.patient_id), *told_of(Kind.ALERT, alert.id, ASKED_FROM_OUTSIDE)})


def _record(who: Principal, action: Action, alert: Alert) -> None:
    facts = {"state": alert.state, "level": alert.level}
    trail.record(who, action, "alert", alert.id, patient_id=alert.patient_id, detail=facts)
