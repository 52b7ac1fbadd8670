"""The coordinator's board. Field by field: what is not named here cannot reach coordination (Z-05)."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from telekat.accounts.queries import Person, people_with_roles, person
from telekat.chat.queries import unread_by_room
from telekat.checkins.models import CheckIn
from telekat.checkins.schedule import LATE_AFTER
from telekat.core import clock
from telekat.core.clock import stamp
from telekat.core.database import db
from telekat.home.board_rules import AlertMark, BoardLine, Carer, facts_words, first_on_the_board, next_words, strip
from telekat.home.queries.waiting import Waiting, waiting_by_room
from telekat.live import connections
from telekat.patients.models import CareTeamMember, Patient
from telekat.patients.queries import PatientCard, card, patients_visible_to
from telekat.policy import Action, Principal, Relation, Role, allow
from telekat.practice.queries import practice
from telekat.questionnaires.queries.responses import Progress, progress_of
from telekat.rooms.models import Room
from telekat.rooms.queries import rooms_of_patients
from telekat.rooms.stages import LABELS
from telekat.safety.queries import AlertCount, alert_counts


def board_lines(who: Principal) -> list[BoardLine]:
    """Every patient of the practice, in the order of the board; nothing for anybody but coordinators."""
    if who.role is not Role.COORDINATOR:
        return []
    return _lines(who, patients_visible_to(who))


def board_line(who: Principal, patient: Patient) -> BoardLine:
    """One of them; the caller has asked for the right to this patient."""
    return _lines(who, [patient])[0]


def _lines(who: Principal, patients: list[Patient]) -> list[BoardLine]:
    wanted = [patient.id for patient in patients]
    rooms = rooms_of_patients(wanted)
    team = _team_by_patient(wanted)
    unread = unread_by_room(who)
    waiting = waiting_by_room(room["care"].id for room in rooms.values() if "care" in room)
    alerts = alert_counts(who, wanted)
    forms = progress_of(who, wanted)
    late = _late_checkins(who, wanted)
    today = clock.now().astimezone(ZoneInfo(practice().time_zone)).date()
    lines = [
        _line(
            card(patient),
            today,
            rooms.get(patient.id, {}),
            tuple(_carer(person(one)) for one in team.get(patient.id, ())),
            unread,
            waiting,
            alerts.get(patient.id),
            forms.get(patient.id, Progress(0, 0)),
            late.get(patient.id, 0),
            patient.created_at,
        )
        for patient in patients
    ]
    return sorted(lines, key=first_on_the_board)


def _line(
    known: PatientCard,
    today: date,
    rooms: dict[str, Room],
    team: tuple[Carer, ...],
    unread: Any,
    waiting: dict[str, Waiting],
    alert: AlertCount | None,
    forms: Progress,
    missed_count: int,
    created_at: datetime,
) -> BoardLine:
    any_room = next(iter(rooms.values()), None)
    care, desk = rooms.get("care"), rooms.get("front_desk")
    waits = waiting.get(care.id) if care else None
    return BoardLine(
        id=known.id,
        name=known.name,
        age=known.age_on(today),
        zone=known.time_zone,
        stage=any_room.stage if any_room else "new_referral",
        stage_since=any_room.stage_since if any_room else created_at,
        closed=bool(rooms) and all(one.state == "closed" for one in rooms.values() if one.kind != "staff"),
        care_room=care.id if care else "",
        front_desk_room=desk.id if desk else "",
        team=team,
        waiting_count=waits.count if waits else 0,
        waiting_since=waits.since if waits else None,
        unread=unread.get(desk.id, 0) if desk else 0,
        form_count=forms.assigned_count,
        missing_count=forms.missing_count,
        missed_count=missed_count,
        alert=AlertMark(alert.level, alert.oldest_at, not alert.untaken_count) if alert else None,
        account_closed=not person(known.id).active,
    )


def _late_checkins(who: Principal, patient_ids: list[str]) -> dict[str, int]:
    """By patient, check-ins that were due a day ago and can still be answered: the ones worth a call."""
    if not allow(who, Action.CHECKIN_PROGRESS, (Relation.PRACTICE,)).allowed:
        return {}
    now = clock.now()
    rows = db().execute(
        select(CheckIn.patient_id, func.count())
        .where(
            CheckIn.patient_id.in_(patient_ids),
            CheckIn.state != "done",
            CheckIn.due_at <= now - LATE_AFTER,
            CheckIn.open_until > now,
        )
        .group_by(CheckIn.patient_id)
    )
    return {row[0]: row[1] for row in rows}


def _team_by_patient(patient_ids: list[str]) -> dict[str, list[str]]:
    rows = db().execute(
        select(CareTeamMember.patient_id, CareTeamMember.user_id)
        .where(CareTeamMember.patient_id.in_(patient_ids), CareTeamMember.until.is_(None))
        .order_by(CareTeamMember.since)
    )
    found: dict[str, list[str]] = {}
    for patient_id, user_id in rows:
        found.setdefault(patient_id, []).append(user_id)
    return found


def _carer(one: Person) -> Carer:
    return Carer(one.id, one.name, one.role.value, one.initials, one.tint, one.active)


def clinicians() -> list[dict[str, Any]]:
    """Who can be given a patient: how many each has, and who is here now; the one with the fewest first."""
    rows = db().execute(
        select(CareTeamMember.user_id, func.count())
        .where(CareTeamMember.until.is_(None))
        .group_by(CareTeamMember.user_id)
    )
    counted = {row[0]: row[1] for row in rows}
    found = [
        {
            "id": one.id,
            "name": one.name,
            "role": one.role.value,
            "initials": one.initials,
            "tint": one.tint,
            "patient_count": counted.get(one.id, 0),
            "online": connections.is_online(one.id),
        }
        for one in people_with_roles(Role.PSYCHIATRIST, Role.THERAPIST)
    ]
    return sorted(found, key=lambda one: (one["role"] != "psychiatrist", one["patient_count"], one["name"]))


def board_json(who: Principal) -> dict[str, Any]:
    """The whole board, as the page draws it and asks for it again."""
    lines = board_lines(who)
    shown = [line for line in lines if not line.closed]
    return {
        "at": stamp(clock.now()),
        "stages": [{"id": stage.value, "label": label} for stage, label in LABELS.items()],
        "patients": [line_json(line) for line in shown],
        "closed_count": len(lines) - len(shown),
        "strip": [
            {
                "name": number.name,
                "label": number.label,
                "count": number.count,
                "oldest_at": stamp(number.oldest_at) if number.oldest_at else None,
                "kind": number.kind,
            }
            for number in strip(lines)
        ],
        "clinicians": clinicians(),
    }


def line_json(line: BoardLine) -> dict[str, Any]:
    """One card."""
    return {
        "id": line.id,
        "name": line.name,
        "facts": facts_words(line),
        "stage": line.stage,
        "stage_since": stamp(line.stage_since),
        "care_room": line.care_room,
        "front_desk_room": line.front_desk_room,
        "team": [_carer_json(one) for one in line.owners],
        "left": [_carer_json(one) for one in line.left],
        "waiting_count": line.waiting_count,
        "waiting_since": stamp(line.waiting_since) if line.waiting_since else None,
        "unread": line.unread,
        "form_count": line.form_count,
        "missing_count": line.missing_count,
        "missed_count": line.missed_count,
        "alert": {"level": line.alert.level, "since": stamp(line.alert.since), "taken": line.alert.taken}
        if line.alert
        else None,
        "next": next_words(line),
    }


def _carer_json(one: Carer) -> dict[str, Any]:
    return {"id": one.id, "name": one.name, "role": one.role, "initials": one.initials, "tint": one.tint}
