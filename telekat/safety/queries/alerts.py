"""Which alerts stand open, for whom, and what a patient may know of their own."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import orjson
from sqlalchemy import func, or_, select

from telekat.accounts.queries import person
from telekat.core.clock import stamp
from telekat.core.database import db, once
from telekat.notifications.wording import Kind
from telekat.patients.access import patient_for
from telekat.patients.models import Patient
from telekat.patients.queries import PatientCard, card, patients_visible_to
from telekat.policy import Action, Principal, Relation, allow
from telekat.safety.access import alert_for
from telekat.safety.ladder_words import has_climbed
from telekat.safety.models import Alert
from telekat.safety.outcomes import LABELS, Level, Outcome
from telekat.safety.queries.ladder import StepView, alerts_told_to, steps_of, told_of
from telekat.vault import sealing

log = logging.getLogger("telekat.safety")

WORDING = "message"  # kind of cause: wording in a message, a fact for a clinician to look at and no verdict
SHOWN_HELP = ("checkin", "questionnaire")  # kinds of cause whose answer put the crisis help on the patient's screen
CANNOT_SHOW = "The cause cannot be shown."
LAST_CLOSED = 30  # closed alerts shown below the open ones
COUNTED = 500  # newest taken alerts in the median


@dataclass(frozen=True, slots=True)
class AlertView:
    """An alert as its clinicians see it. Names beside ids; times aware; `note` and `outcome` only once closed."""

    id: str
    room_id: str
    patient_id: str
    patient_name: str
    level: str
    state: str
    what: str
    cause_kind: str
    cause_id: str
    cause_item: str
    raised_at: datetime
    owner_id: str
    owner_name: str
    acknowledged_by: str | None
    acknowledged_name: str
    acknowledged_at: datetime | None
    closed_by: str | None
    closed_name: str
    closed_at: datetime | None
    outcome: str
    note: str
    steps: tuple[StepView, ...]
    is_own: bool
    """Whether the viewer is on the care team; who was asked from outside sees this alert and no more."""

    @property
    def is_unverified(self) -> bool:
        """Whether only wording raised it: nobody was asked, and no clinician has read it yet."""
        return self.cause_kind == WORDING and self.state == "open"

    @property
    def is_loud(self) -> bool:
        """Whether it stands over every page: danger to a person, or nobody of the care team has come."""
        return self.level == Level.HIGH or has_climbed(self.steps)


@dataclass(frozen=True, slots=True)
class HelpState:
    """What a patient may be told about their own answer: whether it was told, and which person has seen it when."""

    told: bool
    name: str = ""
    at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        seen = {"name": self.name, "at": stamp(self.at)} if self.at else None
        return {"told": self.told, "seen": seen}


@dataclass(frozen=True, slots=True)
class StandingHelp:
    """state of the newest answer; told: names of everybody who was; next_step: who would be told next, None for nobody."""

    state: HelpState
    told: tuple[str, ...]
    next_step: StepView | None


def open_alerts_for(who: Principal) -> list[AlertView]:
    """Alerts that this clinician may take and that are not closed: untaken first, then the oldest."""
    return list(once(("open alerts", who.id, who.role), lambda: _open_alerts_for(who)))


def _open_alerts_for(who: Principal) -> list[AlertView]:
    query = _visible(who)
    if query is None:
        return []
    rows = db().scalars(query.where(Alert.state != "closed").order_by(Alert.raised_at)).all()
    return sorted(_views(who, rows), key=lambda one: one.state != "open")


def open_alerts_of(who: Principal, patient_id: str) -> list[AlertView]:
    """The same of one patient. Raises NotFound for whoever may not see them."""
    patient_for(who, Action.ALERT_READ, patient_id)
    rows = db().scalars(
        select(Alert).where(Alert.patient_id == patient_id, Alert.state != "closed").order_by(Alert.raised_at)
    )
    return sorted(_views(who, rows.all()), key=lambda one: one.state != "open")


def closed_alerts_for(who: Principal) -> list[AlertView]:
    """The last that were closed, the newest first."""
    query = _visible(who)
    if query is None:
        return []
    rows = db().scalars(query.where(Alert.state == "closed").order_by(Alert.closed_at.desc()).limit(LAST_CLOSED))
    return _views(who, rows.all())


def alerts_of(who: Principal, patient_id: str) -> list[AlertView]:
    """All alerts of one patient, the newest first. Raises NotFound."""
    patient_for(who, Action.ALERT_READ, patient_id)
    rows = db().scalars(select(Alert).where(Alert.patient_id == patient_id).order_by(Alert.raised_at.desc()))
    return _views(who, rows.all())


def _visible(who: Principal) -> Any:
    """Who sees every patient's name does not for that see alerts: only the care team does, and whom a ladder asked."""
    if not who.is_clinician:
        return None
    own = Alert.patient_id.in_([patient.id for patient in patients_visible_to(who)])
    return select(Alert).where(or_(own, Alert.id.in_(alerts_told_to(who.id))))


def alert_view(who: Principal, alert_id: str) -> AlertView:
    """One alert. Raises NotFound."""
    return _views(who, [alert_for(who, Action.ALERT_READ, alert_id)])[0]


def alert_contact(who: Principal, alert_id: str) -> PatientCard:
    """How to reach the patient of an alert that `who` may read, also from outside the care team. Raises NotFound."""
    alert = alert_for(who, Action.ALERT_READ, alert_id)
    return card(db().get_one(Patient, alert.patient_id))


def median_minutes_to_acknowledge(who: Principal) -> float | None:
    """Half of the alerts that this clinician may see were taken within so many minutes; None before the first.

    Of the newest that were taken, real ones only: a drill is no alert.
    """
    query = _visible(who)
    if query is None:
        return None
    newest = query.where(Alert.acknowledged_at.is_not(None)).order_by(Alert.raised_at.desc()).limit(COUNTED)
    spans = [row.acknowledged_at - row.raised_at for row in db().scalars(newest) if row.acknowledged_at]
    return median(span.total_seconds() for span in spans) / 60 if spans else None


def _views(who: Principal, rows: Sequence[Alert]) -> list[AlertView]:
    ladders = steps_of(Kind.ALERT, [row.id for row in rows])
    own = {patient.id for patient in patients_visible_to(who)}
    return [_view(row, ladders.get(row.id, ()), is_own=row.patient_id in own) for row in rows]


def _view(row: Alert, steps: Sequence[StepView], *, is_own: bool) -> AlertView:
    cause = orjson.loads(_open(row, "cause", row.cause_sealed) or "{}")
    return AlertView(
        id=row.id,
        room_id=row.room_id,
        patient_id=row.patient_id,
        patient_name=person(row.patient_id).name,
        level=row.level,
        state=row.state,
        what=cause.get("what", CANNOT_SHOW),
        cause_kind=row.cause_kind,
        cause_id=row.cause_id,
        cause_item=cause.get("item", ""),
        raised_at=row.raised_at,
        owner_id=row.owner_id,
        owner_name=_name(row.owner_id),
        acknowledged_by=row.acknowledged_by,
        acknowledged_name=_name(row.acknowledged_by),
        acknowledged_at=row.acknowledged_at,
        closed_by=row.closed_by,
        closed_name=_name(row.closed_by),
        closed_at=row.closed_at,
        outcome=LABELS[Outcome(row.outcome)] if row.outcome else "",
        note=_open(row, "note", row.note_sealed) if row.note_sealed else "",
        steps=tuple(steps),
        is_own=is_own,
    )


def _name(user_id: str | None) -> str:
    return person(user_id).name if user_id else ""


def _open(row: Alert, column: str, stored: bytes) -> str:
    try:
        return sealing.unseal(sealing.patient(row.patient_id), "alert", column, row.id, stored)
    except sealing.SealBroken:
        log.error("an alert does not open", extra={"subject_id": row.id})
        return ""


def alert_json(row: Alert) -> dict[str, Any]:
    """An alert as its clinicians hear of it: the id under `alert`, as in the calls."""
    return view_json(_view(row, steps_of(Kind.ALERT, [row.id]).get(row.id, ()), is_own=True))


def view_json(view: AlertView) -> dict[str, Any]:
    """The same from a view: nothing in it depends on the viewer."""
    return {
        "alert": view.id,
        "room": view.room_id,
        "patient": {"id": view.patient_id, "name": view.patient_name},
        "level": view.level,
        "loud": view.is_loud,
        "state": view.state,
        "what": view.what,
        "cause": {"kind": view.cause_kind, "id": view.cause_id, "item": view.cause_item},
        "raised_at": stamp(view.raised_at),
        "owner": {"id": view.owner_id, "name": view.owner_name} if view.owner_id else None,
        "acknowledged": _act(view.acknowledged_by, view.acknowledged_name, view.acknowledged_at),
        "closed": _act(view.closed_by, view.closed_name, view.closed_at),
        "steps": [step.as_json() for step in view.steps],
    }


def _act(user_id: str | None, name: str, at: datetime | None) -> dict[str, str] | None:
    return {"by": user_id, "name": name, "at": stamp(at)} if user_id and at else None


def open_alerts_json(who: Principal) -> list[dict[str, Any]]:
    """The same list for a page that has missed news."""
    return [view_json(view) for view in open_alerts_for(who)]


def help_state(cause_id: str, kind: str = "questionnaire") -> HelpState:
    """What the patient may know of the alerts that this form of theirs has raised: the story of the newest answer."""
    row = db().scalar(
        select(Alert)
        .where(Alert.cause_kind == kind, Alert.cause_id == cause_id)
        .order_by(Alert.cause_at.desc())
        .limit(1)
    )
    return HelpState(told=False) if row is None else _help_of(row)


def standing_help(patient_id: str) -> StandingHelp | None:
    """What a patient may know of their own answer while an alert of it is not closed: the story of the newest one.

    Only of answers after which they were shown the help; wording and scores that clinicians look at are not told here.
    """
    row = db().scalar(
        select(Alert)
        .where(Alert.patient_id == patient_id, Alert.state != "closed", Alert.cause_kind.in_(SHOWN_HELP))
        .order_by(Alert.cause_at.desc())
        .limit(1)
    )
    if row is None:
        return None
    steps = steps_of(Kind.ALERT, [row.id]).get(row.id, [])
    told = dict(one for step in steps if step.told_at for one in step.people)
    return StandingHelp(
        _help_of(row), tuple(told.values()), next((step for step in steps if step.state == "waiting"), None)
    )


def _help_of(row: Alert) -> HelpState:
    told = bool(row.owner_id) or bool(told_of(Kind.ALERT, row.id))
    if row.acknowledged_at is None or row.acknowledged_at < row.cause_at:
        return HelpState(told)  # who saw an earlier answer has not seen this one
    return HelpState(told, _name(row.acknowledged_by), row.acknowledged_at)


@dataclass(frozen=True, slots=True)
class AlertCount:
    """How many alerts of a patient are not closed, the worst level and since when: what coordination may know."""

    open_count: int
    untaken_count: int
    level: str
    oldest_at: datetime


def alert_counts(who: Principal, patient_ids: Iterable[str]) -> dict[str, AlertCount]:
    """By patient id, for coordinators; patients without an open alert are left out. Never a word of the cause."""
    wanted = set(patient_ids)
    if not wanted or not allow(who, Action.ALERT_COUNT, (Relation.PRACTICE,)).allowed:
        return {}
    rows = db().execute(
        select(Alert.patient_id, Alert.state, Alert.level, func.count(), func.min(Alert.raised_at))
        .where(Alert.patient_id.in_(wanted), Alert.state != "closed")
        .group_by(Alert.patient_id, Alert.state, Alert.level)
    )
    counts: dict[str, AlertCount] = {}
    for patient_id, state, level, count, oldest in rows:
        known = counts.get(patient_id) or AlertCount(0, 0, "moderate", oldest)
        counts[patient_id] = AlertCount(
            known.open_count + count,
            known.untaken_count + (count if state == "open" else 0),
            "high" if "high" in (level, known.level) else "moderate",
            min(known.oldest_at, oldest),
        )
    return counts
