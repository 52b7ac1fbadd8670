"""A patient's start: the next step with its person and time, what is to be filled in, their rooms, what was."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from telekat.accounts.queries import Person, person
from telekat.chat.queries import newest_lines, unread_by_room
from telekat.checkins import queries as checkins
from telekat.core import clock
from telekat.core.clock import stamp
from telekat.eligibility.queries import told_to
from telekat.home.day_words import day_words, short_name
from telekat.home.form_names import form_name
from telekat.home.help_words import help_words
from telekat.home.next_step import Due, NextStep, Responsible, Situation, next_step
from telekat.home.queries.form_set import how_far, set_state
from telekat.home.reply_time import answer_at
from telekat.patients.access import patient_for
from telekat.patients.queries import care_team
from telekat.policy import Action, Principal, Role
from telekat.practice.queries import practice
from telekat.questionnaires.queries.responses import open_for_patient
from telekat.questionnaires.queries.sets import open_sets
from telekat.rooms.models import Room
from telekat.rooms.queries import members, rooms_of
from telekat.rooms.stages import Stage
from telekat.safety.queries import standing_help

LINE = 120  # characters of the newest message under a room's name
PAST = 5  # check-ins under "Looking back"
NEWS_FOR = timedelta(days=14)  # product choice: how long a decision stands at the top once sessions have begun
AFTER_DECISION = frozenset({Stage.SESSION_DAY, Stage.INTEGRATION, Stage.MAINTENANCE})


@dataclass(frozen=True, slots=True)
class Start:
    """What the patient's page shows. rooms, due, past: rows of macros/cards.html.

    help: {words, seen} while an alert of their own answer is not closed, else None.
    told: what was decided, or None. told_is_news: whether it stands at the top, or under what was.
    """

    help: dict[str, Any] | None
    next_step: NextStep
    told: dict[str, Any] | None
    told_is_news: bool
    due: list[dict[str, Any]]
    rooms: list[dict[str, Any]]
    past: list[dict[str, Any]]


def start_of(who: Principal) -> Start:
    """One's own page. Raises NotFound for anybody who is not a patient."""
    patient_for(who, Action.PATIENT_READ, who.id)
    now, zone = clock.now(), person(who.id).time_zone
    rooms = [line.room for line in rooms_of(who)]
    due, told = _due(who), told_to(who, who.id)
    help_ = _help(who.id, now, zone)
    situation = _situation(who, rooms, due, now, zone, decided=told is not None)
    return Start(
        help=help_,
        next_step=next_step(replace(situation, has_help=help_ is not None)),
        told=told.as_json() if told else None,
        told_is_news=told is not None and _is_news(rooms, told.at, now),
        due=[_due_row(one, now, zone) for one in due],
        rooms=_room_rows(who, rooms),
        past=[_past_row(line) for line in checkins.past_for(who)[:PAST]],
    )


def _help(patient_id: str, now: datetime, zone: str) -> dict[str, Any] | None:
    standing = standing_help(patient_id)
    return {"words": help_words(standing, now, zone), "seen": standing.state.at is not None} if standing else None


def _is_news(rooms: list[Room], signed_at: datetime, now: datetime) -> bool:
    """Until the sessions begin a decision is what everything waits for; later only a fresh one is."""
    begun = any(Stage(room.stage) in AFTER_DECISION for room in rooms)
    return not begun or now - signed_at < NEWS_FOR


def _situation(
    who: Principal, rooms: list[Room], due: list[Due], now: datetime, zone: str, *, decided: bool
) -> Situation:
    house = practice()
    care = next((room for room in rooms if room.kind == "care"), None)
    coming = checkins.next_for(who)
    reader = checkins.reader_of(who.id)
    writable = next((room for room in (care, *rooms) if room and room.state == "open"), None)
    return Situation(
        stage=rooms[0].stage if rooms else "new_referral",
        due=due,
        coming=Due("checkin", coming.label, "", "", coming.due_at) if coming else None,
        clinician=_clinician(who.id) if care else None,
        desk=_desk(rooms),
        answer_at=answer_at(now, house.answer_by, house.time_zone),
        now=now,
        zone=zone,
        write_href=f"/rooms/{writable.id}" if writable else "",
        decided=decided,
        checkin_reader=reader.name if reader else house.name,
        checkin_promise=checkins.read_promise(who.id, now),
    )


def _clinician(patient_id: str) -> Responsible | None:
    """Who answers for the care: the psychiatrist, else the therapist."""
    team = sorted((one for one in care_team(patient_id) if one.active), key=lambda one: one.role is Role.THERAPIST)
    if not team:
        return None
    return Responsible(team[0].name, f"Your {team[0].role.value}. Responsible for your care at this step.")


def _desk(rooms: list[Room]) -> Responsible:
    """A person even where no clinician is known yet: the first of the front desk."""
    room = next((one for one in rooms if one.kind == "front_desk"), None)
    people: list[Person] = [one for one in members(room.id) if one.role is Role.COORDINATOR] if room else []
    active = [one.name for one in people if one.active]
    return Responsible(active[0] if active else practice().name, "The front desk. Responsible for your next step.")


def _due(who: Principal) -> list[Due]:
    asked = [
        Due("checkin", line.label, f"/check-ins/{line.id}", "", line.open_until) for line in checkins.due_for(who)
    ]
    given = [Due("form", one.name, f"/form-sets/{one.id}", set_state(one), None) for one in open_sets(who.id)]
    forms = [
        Due("form", form_name(form.instrument), f"/forms/{form.id}", how_far(form), None)
        for form in open_for_patient(who.id)
        if form.set_id is None
    ]
    return asked + given + forms


def _due_row(due: Due, now: datetime, zone: str) -> dict[str, Any]:
    until = (
        f"Open until {day_words(due.due_at, now, zone).removeprefix('on ')}" if due.due_at else "Not started yet"
    )
    return {
        "href": due.href,
        "title": due.title,
        "sub": due.state or until,
        "icon": "hand-heart" if due.kind == "checkin" else "clipboard-list",
    }


def _room_rows(who: Principal, rooms: list[Room]) -> list[dict[str, Any]]:
    unread = unread_by_room(who)
    shown = sorted((room for room in rooms if room.kind != "staff"), key=lambda room: room.kind)
    newest = newest_lines(who, shown)
    return [
        {
            "id": room.id,
            "href": f"/rooms/{room.id}",
            "title": "Your care team" if room.kind == "care" else "Front desk",
            "sub": _newest_words(who, newest.get(room.id)) or _purpose(room.kind),
            "people": [one.name for one in members(room.id) if one.id != who.id and one.active][:2],
            "number": unread.get(room.id, 0),
        }
        for room in shown
    ]


def _purpose(kind: str) -> str:
    return "About your treatment" if kind == "care" else "Times, travel and forms"


def _newest_words(who: Principal, newest: dict[str, Any] | None) -> str:
    if newest is None:
        return ""
    words = " ".join(newest["body"].split())
    by = "You" if newest["author"]["id"] == who.id else short_name(newest["author"]["name"])
    line = words if newest["kind"] == "system" else f"{by}: {words}"
    return line if len(line) <= LINE else f"{line[:LINE].rstrip()} …"


def _past_row(line: checkins.Line) -> dict[str, Any]:
    return {
        "href": f"/check-ins/{line.id}",
        "title": line.label,
        "at": line.answered_at,
        "icon": "check",
    }


def start_json(who: Principal) -> dict[str, Any]:
    """What changes while the page stands open: help, the next step's words, rooms, what to fill in, what was decided."""
    start = start_of(who)
    return {
        "at": stamp(clock.now()),
        "help": start.help,
        "next": {"what": start.next_step.what, "how": start.next_step.how},
        "rooms": start.rooms,
        "due": start.due,
        "told": start.told if start.told_is_news else None,
    }
