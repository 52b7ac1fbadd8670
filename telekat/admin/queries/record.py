"""The audit trail for administrators: who did what to which thing, and whether the chain holds. Never content.

What stands in an event's detail is shown key by key from a list, so that no package can put words before an
administrator by recording them.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Select, func, select

from telekat.accounts.queries import person
from telekat.audit.heads import HeadsBroken, kept_heads
from telekat.audit.models import AuditEvent
from telekat.audit.trail import NOBODY_YET, SYSTEM, chain_hash
from telekat.audit.verifying import Verdict, verify
from telekat.core import clock, edge
from telekat.core.database import db
from telekat.vault import hashing

STRETCH = 20_000  # events looked through at a time: some ten milliseconds
PAGE = 100
SHOWN_DETAIL = ("kind", "user", "stage", "state", "role", "field", "reason", "enabled", "count", "version")
PEOPLE = ("account", "patient")
_FIELDS = (
    *("seq", "at", "actor_id", "actor_role", "login_id", "action", "subject_kind", "subject_id"),
    *("patient_id", "outcome", "detail"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """Empty means any. on_or_after, before: aware UTC."""

    actor_id: str = ""
    patient_id: str = ""
    action: str = ""
    outcome: str = ""
    on_or_after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One line. holds: its hash follows from the event before it. subject_name: of a thing that is a person, else ""."""

    seq: int
    at: str
    actor: str
    role: str
    action: str
    subject_kind: str
    subject_id: str
    subject_name: str
    patient_id: str
    patient: str
    outcome: str
    detail: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Newest first. older_than: the seq to go on below, None at the end."""

    events: list[Event]
    older_than: int | None


def page(chosen: Filter, below: int | None = None) -> Page:
    """A page of the events that pass the filter, the newest first, below a seq."""
    rows = _newest(_filtered(chosen), below)
    shown = rows[:PAGE]
    hashes = _hashes_before(shown)
    events = [_event(row, hashes.get(row.seq - 1)) for row in shown]
    return Page(events, shown[-1].seq if len(rows) > PAGE else None)


def _newest(query: Select[AuditEvent], below: int | None) -> list[AuditEvent]:
    """One row more than a page. Looked for in stretches, between which others get their turn: the trail has no index
    for each filter, and may be long."""
    rows: list[AuditEvent] = []
    top = below if below is not None else (db().scalar(select(func.max(AuditEvent.seq))) or 0) + 1
    while top > 1 and len(rows) <= PAGE:
        stretch = query.where(AuditEvent.seq < top, AuditEvent.seq >= top - STRETCH)
        rows += db().scalars(stretch.order_by(AuditEvent.seq.desc()).limit(PAGE + 1 - len(rows)))
        top -= STRETCH
        edge.sleep(0)
    return rows


def _filtered(chosen: Filter) -> Select[AuditEvent]:
    query = select(AuditEvent)
    for column, value in (
        (AuditEvent.actor_id, chosen.actor_id),
        (AuditEvent.patient_id, chosen.patient_id),
        (AuditEvent.action, chosen.action),
        (AuditEvent.outcome, chosen.outcome),
    ):
        if value:
            query = query.where(column == value)
    if chosen.on_or_after is not None:
        query = query.where(AuditEvent.at >= clock.stamp(chosen.on_or_after))
    if chosen.before is not None:
        query = query.where(AuditEvent.at < clock.stamp(chosen.before))
    return query


def _hashes_before(rows: list[AuditEvent]) -> dict[int, str]:
    """Seq to hash of the events right before the given ones."""
    wanted = [row.seq - 1 for row in rows]
    found = db().execute(select(AuditEvent.seq, AuditEvent.hash).where(AuditEvent.seq.in_(wanted)))
    return {0: NOBODY_YET} | {row[0]: row[1] for row in found}


def _event(row: AuditEvent, before: str | None) -> Event:
    return Event(
        seq=row.seq,
        at=row.at,
        actor=_name(row.actor_id),
        role=row.actor_role,
        action=row.action,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        subject_name=_name(row.subject_id) if row.subject_kind in PEOPLE else "",
        patient_id=row.patient_id,
        patient=_name(row.patient_id) if row.patient_id else "",
        outcome=row.outcome,
        detail=_detail(row.detail),
        holds=before is not None and _follows(before, row),
    )


def _name(user_id: Any) -> str:
    if user_id == SYSTEM:
        return "The program"
    try:
        return person(user_id).name
    except KeyError:
        return "Nobody known"


def _detail(text: str) -> str:
    """ "kind care, user Dr Ben Okri": known keys with short plain values only."""
    try:
        known: Any = orjson.loads(text) if text else {}
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(known, dict):
        return ""
    return ", ".join(
        f"{key} {_name(known[key]) if key == 'user' else str(known[key])[:40]}"
        for key in SHOWN_DETAIL
        if isinstance(known.get(key), (str, int, bool))
    )


def _follows(before: str, row: AuditEvent) -> bool:
    event = {name: getattr(row, name) for name in _FIELDS}
    return hashing.same(chain_hash(before, event), row.hash)


def check_chain(data_dir: Path) -> Verdict:
    """Follow the whole chain, and hold it against the heads kept beside the database. Others go on meanwhile."""
    return edge.native(_verify, data_dir)


def _verify(data_dir: Path) -> Verdict:
    try:
        return verify(kept_heads(data_dir))
    except HeadsBroken as error:
        return Verdict(0, 0, NOBODY_YET, 0, str(error))
