"""What is known of a patient's dosing sessions, in the order they took place."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.core import clock, ids
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.dosing import sealed
from telekat.dosing.access import dosing_session_for
from telekat.dosing.doses import ROUTE_LABELS, Route
from telekat.dosing.models import DosingSession, DosingVersion
from telekat.patients.access import patient_for, relations_to
from telekat.policy import Action, Principal, allow


@dataclass(frozen=True, slots=True)
class Version:
    """What was recorded at one time. reason: why it replaced the one before, "" for the first.

    route, dose_mg, notes: None when the row does not open.
    """

    version: int
    took_place_at: datetime
    route: Route | None
    dose_mg: Decimal | None
    notes: str | None
    reason: str
    recorded_by: str
    recorded_name: str
    recorded_at: datetime

    @property
    def route_label(self) -> str:
        return ROUTE_LABELS[self.route] if self.route else "Cannot be shown"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One dosing_session: number in the course (1 is the first that took place), and what holds of it now."""

    id: str
    patient_id: str
    number: int
    now: Version


def sessions_of(who: Principal, patient_id: str) -> list[Recorded]:
    """A patient's sessions, the first first. Raises NotFound."""
    patient_for(who, Action.DOSING_READ, patient_id)
    return _sessions(patient_id)


def _sessions(patient_id: str) -> list[Recorded]:
    rows = db().execute(
        select(DosingSession, DosingVersion)
        .join(
            DosingVersion,
            (DosingVersion.session_id == DosingSession.id)
            & (DosingVersion.version == DosingSession.newest_version),
        )
        .where(DosingSession.patient_id == patient_id)
        .order_by(DosingVersion.took_place_at, DosingSession.id)
    )
    return [
        Recorded(dosing_session.id, patient_id, number, _version(patient_id, version))
        for number, (dosing_session, version) in enumerate(rows, start=1)
    ]


def versions_of(who: Principal, patient_id: str, session_id: str) -> list[Version]:
    """All that was ever recorded of one dosing_session, the newest first. Raises NotFound."""
    dosing_session = dosing_session_for(who, Action.DOSING_READ, patient_id, session_id)
    rows = db().scalars(
        select(DosingVersion)
        .where(DosingVersion.session_id == dosing_session.id)
        .order_by(DosingVersion.version.desc())
    )
    return [_version(patient_id, row) for row in rows]


def version_now(dosing_session: DosingSession) -> Version:
    """What holds of a session now, for an action that has asked for the right."""
    row = db().get(DosingVersion, (dosing_session.id, dosing_session.newest_version))
    assert row is not None  # written together with the session
    return _version(dosing_session.patient_id, row)


def _version(patient_id: str, row: DosingVersion) -> Version:
    def opened(column: str, stored: bytes) -> str | None:
        return sealed.unseal(patient_id, column, row.session_id, row.version, stored)

    route, dose_mg = sealed.facts_from(opened("facts", row.facts_sealed))
    return Version(
        version=row.version,
        took_place_at=row.took_place_at,
        route=route,
        dose_mg=dose_mg,
        notes=opened("notes", row.notes_sealed),
        reason=opened("reason", row.reason_sealed) or "",
        recorded_by=row.recorded_by,
        recorded_name=person(row.recorded_by).name,
        recorded_at=row.recorded_at,
    )


def recorded_json(one: Recorded, *, with_notes: bool) -> dict[str, Any]:
    """A dosing_session for programs. with_notes: the team's own notes, which a patient does not receive."""
    answer = {"id": one.id, "number": one.number, **version_json(one.now, with_notes=with_notes)}
    return answer


def version_json(version: Version, *, with_notes: bool) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "version": version.version,
        "took_place_at": stamp(version.took_place_at),
        "route": version.route.value if version.route else None,
        "dose_mg": str(version.dose_mg) if version.dose_mg is not None else None,
        "recorded_by": {"id": version.recorded_by, "name": version.recorded_name},
        "recorded_at": stamp(version.recorded_at),
    }
    if with_notes:
        answer |= {"notes": version.notes, "reason": version.reason}
    return answer


@dataclass(frozen=True, slots=True)
class PanelLine:
    """One session in words. on_date, at_time: on the patient's wall, as the form's fields take them."""

    id: str
    number: int
    version: int
    when: str
    on_date: str
    at_time: str
    route: str
    route_label: str
    dose_mg: str
    notes: str
    recorded: str
    is_corrected: bool


@dataclass(frozen=True, slots=True)
class SessionsPanel:
    """For templates/dosing/_sessions_panel.html. zone: the patient's, in which the form's times are meant."""

    patient_id: str
    patient_name: str
    zone: str
    today: str
    client_id: str
    may_record: bool
    routes: tuple[tuple[str, str], ...]
    lines: tuple[PanelLine, ...]


def sessions_panel(who: Principal, patient_id: str) -> SessionsPanel:
    """The clinician's panel beside a room, the newest session first. Raises NotFound."""
    found = sessions_of(who, patient_id)
    patient = person(patient_id)
    decision = allow(who, Action.DOSING_RECORD, relations_to(who, patient_id))
    return SessionsPanel(
        patient_id=patient_id,
        patient_name=patient.name,
        zone=patient.time_zone,
        today=clock.now().astimezone(ZoneInfo(patient.time_zone)).date().isoformat(),
        client_id=ids.new_id(),
        may_record=decision.allowed,
        routes=tuple((route.value, label) for route, label in ROUTE_LABELS.items()),
        lines=tuple(_panel_line(one, ZoneInfo(patient.time_zone)) for one in reversed(found)),
    )


def _panel_line(one: Recorded, zone: ZoneInfo) -> PanelLine:
    now, wall = one.now, one.now.took_place_at.astimezone(zone)
    return PanelLine(
        id=one.id,
        number=one.number,
        version=now.version,
        when=f"{wall:%A} {wall.day} {wall:%B} {wall.year}, {wall:%H:%M}",
        on_date=wall.date().isoformat(),
        at_time=f"{wall:%H:%M}",
        route=now.route.value if now.route else "",
        route_label=now.route_label,
        dose_mg=str(now.dose_mg) if now.dose_mg is not None else "",
        notes=now.notes or "",
        recorded=f"{now.recorded_name}, {_short(now.recorded_at.astimezone(zone))}",
        is_corrected=now.version > 1,
    )


def _short(wall: datetime) -> str:
    return f"{wall.day} {wall:%b %Y}, {wall:%H:%M}"
