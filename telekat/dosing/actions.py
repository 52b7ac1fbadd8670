"""Recording a session that took place, and correcting what was recorded. Nothing recorded is ever overwritten."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.checkins import actions as checkins
from telekat.core import clock, ids
from telekat.core.errors import Conflict
from telekat.core.writer import Work, write
from telekat.dosing import doses, events, queries, sealed
from telekat.dosing.access import dosing_session_for
from telekat.dosing.doses import Route
from telekat.dosing.models import DosingSession, DosingVersion
from telekat.patients.access import patient_for
from telekat.patients.queries import birth_date_of, care_team_ids
from telekat.policy import Action, Principal
from telekat.web.schemas import clean_line, clean_text

MOST_NOTES = 4000  # characters
MOST_REASON = 400  # characters


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody types into the form: date and time on the patient's wall, `route` a value of doses.Route.

    long_ago_confirmed: that a day more than a year ago is meant was asked and answered.
    """

    on_date: str
    at_time: str
    route: str
    dose_mg: str
    notes: str = ""
    long_ago_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """duplicate: the same had come before, and nothing new was stored."""

    session_id: str
    version: int
    duplicate: bool


@dataclass(frozen=True, slots=True)
class _Facts:
    took_place_at: datetime
    route: Route
    dose_mg: Decimal
    notes: str


@write
def record_session(work: Work, who: Principal, patient_id: str, *, client_id: str, given: Given) -> Kept:
    """Keep a session and make its check-ins, together; tell the care team.

    Raises NotFound for who may not, Invalid naming the field, Conflict when the client id came before with something
    else.
    """
    patient_for(who, Action.DOSING_RECORD, patient_id)
    facts = _facts(patient_id, given)
    twin = _twin(work, who, patient_id, client_id)
    if twin is not None:
        return _same_again(twin, facts)
    dosing_session = DosingSession(
        id=ids.new_id(),
        patient_id=patient_id,
        client_id=client_id,
        recorded_by=who.id,
        recorded_at=clock.now(),
        newest_version=1,
    )
    work.db.add(dosing_session)
    work.db.flush()
    _store_version(work, who, dosing_session, 1, facts, reason="")
    trail.record(who, Action.DOSING_RECORD, "dosing_session", dosing_session.id, patient_id=patient_id)
    _make_checkins_and_tell(work, who, dosing_session, facts)
    return Kept(dosing_session.id, 1, False)


@write
def correct_session(
    work: Work,
    who: Principal,
    patient_id: str,
    session_id: str,
    *,
    base_version: int,
    reason: str,
    given: Given,
) -> Kept:
    """Put a new version in the place of `base_version`, with the reason. Check-ins not yet answered move along.

    The same correction sent again stores nothing. Raises NotFound, Invalid, Conflict when somebody else has corrected
    it meanwhile.
    """
    dosing_session = dosing_session_for(who, Action.DOSING_CORRECT, patient_id, session_id)
    newest = queries.version_now(dosing_session)
    facts = _facts(patient_id, given, before=newest.took_place_at)
    why = clean_line(reason, most=MOST_REASON, name="reason")
    if dosing_session.newest_version != base_version:
        if newest.version == base_version + 1 and newest.recorded_by == who.id and newest.reason == why:
            return _same_again(dosing_session, facts)
        raise Conflict("Somebody corrected this meanwhile. Look at theirs first.", version=newest.version)
    dosing_session.newest_version = base_version + 1
    _store_version(work, who, dosing_session, dosing_session.newest_version, facts, reason=why)
    trail.record(
        who,
        Action.DOSING_CORRECT,
        "dosing_session",
        dosing_session.id,
        patient_id=patient_id,
        detail={"version": dosing_session.newest_version},
    )
    _make_checkins_and_tell(work, who, dosing_session, facts)
    return Kept(dosing_session.id, dosing_session.newest_version, False)


def _facts(patient_id: str, given: Given, *, before: datetime | None = None) -> _Facts:
    """before: when the session took place as it stands recorded; a day that stays is not asked about again."""
    zone, now = person(patient_id).time_zone, clock.now()
    at = doses.took_place(given.on_date, given.at_time, zone, now=now)
    day, wall = date.fromisoformat(given.on_date), ZoneInfo(zone)
    stays = before is not None and before.astimezone(wall).date() == day
    doses.check_year(
        day,
        today=now.astimezone(wall).date(),
        birth_date=birth_date_of(patient_id),
        confirmed=given.long_ago_confirmed or stays,
    )
    return _Facts(
        took_place_at=at,
        route=doses.route_of(given.route),
        dose_mg=doses.dose_of(given.dose_mg),
        notes=clean_text(given.notes, most=MOST_NOTES, name="notes", least=0),
    )


def _twin(work: Work, who: Principal, patient_id: str, client_id: str) -> DosingSession | None:
    return work.db.scalar(
        select(DosingSession).where(
            DosingSession.patient_id == patient_id,
            DosingSession.recorded_by == who.id,
            DosingSession.client_id == client_id,
        )
    )


def _same_again(dosing_session: DosingSession, facts: _Facts) -> Kept:
    kept = queries.version_now(dosing_session)
    if _Facts(kept.took_place_at, kept.route, kept.dose_mg, kept.notes) != facts:  # type: ignore[arg-type]
        raise Conflict("Another session was recorded under this client id.", {"client_id": "used before"})
    return Kept(dosing_session.id, kept.version, True)


def _store_version(
    work: Work, who: Principal, dosing_session: DosingSession, version: int, facts: _Facts, *, reason: str
) -> None:
    def seal(column: str, text: str) -> bytes:
        return sealed.seal(dosing_session.patient_id, column, dosing_session.id, version, text)

    work.db.add(
        DosingVersion(
            session_id=dosing_session.id,
            version=version,
            took_place_at=facts.took_place_at,
            facts_sealed=seal("facts", sealed.facts_text(facts.route, facts.dose_mg)),
            notes_sealed=seal("notes", facts.notes),
            reason_sealed=seal("reason", reason),
            recorded_by=who.id,
            recorded_at=clock.now(),
        )
    )
    work.db.flush()


def _make_checkins_and_tell(work: Work, who: Principal, dosing_session: DosingSession, facts: _Facts) -> None:
    checkins.create_for_session(
        who,
        patient_id=dosing_session.patient_id,
        dosing_session_id=dosing_session.id,
        took_place_at=facts.took_place_at,
    )
    news = events.dosing_recorded(dosing_session.patient_id, dosing_session.id)
    work.announce(news, to=care_team_ids(dosing_session.patient_id))
