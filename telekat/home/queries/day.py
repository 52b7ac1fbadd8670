"""A clinician's day: their patients, whoever needs them first at the top."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.queries import person
from telekat.break_glass.queries import to_review
from telekat.chat.queries import newest_lines, unread_by_room
from telekat.checkins.queries import standings_of
from telekat.checkins.schedule import OPEN_STANDINGS, Standing
from telekat.core import clock, edge
from telekat.core.clock import stamp
from telekat.eligibility.queries import overdue_words
from telekat.home.need import by_need
from telekat.home.queries.risk_marks import risk_from
from telekat.home.queries.waiting import Waiting, waiting_by_room
from telekat.live import connections
from telekat.patients.models import Patient
from telekat.patients.queries import card, patients_visible_to
from telekat.policy import Principal
from telekat.questionnaires.queries.responses import open_counts
from telekat.questionnaires.queries.scores import Trend, scores_of_each
from telekat.questionnaires.words import meaning_words
from telekat.rooms.models import Room
from telekat.rooms.queries import rooms_of_patients
from telekat.rooms.stages import label
from telekat.safety.ladder_words import Point, points
from telekat.safety.queries import AlertView, open_alerts_for
from telekat.safety.queries.risk import marks_of

LINE = 90  # characters of the newest message in a row
AT_ONCE = 10  # patients read in one go: some ten milliseconds, in which nobody else is served
NOTHING_SAID: dict[str, Any] = {"body": "", "at": "", "author": {"id": "", "name": ""}}


@dataclass(frozen=True, slots=True)
class Score:
    """The newest submitted form of a patient. change_word: better | worse | more | less | no change | ""."""

    title: str
    total: float | None
    band: str
    change: float | None
    change_word: str
    at: datetime


@dataclass(frozen=True, slots=True)
class DayLine:
    """One patient in the list. line: the newest message's first words, by whom and when."""

    id: str
    name: str
    initials: str
    tint: int
    age: int | None
    online: bool
    risk: str
    risk_since: datetime | None
    room: str
    stage: str
    alerts: int
    alerts_taken: int
    unread: int
    waiting_since: datetime | None
    line: str
    line_by: str
    line_at: str
    forms_open: int
    score: Score | None
    checkins_due: int
    checkins_missed: int
    checkins_to_read: int


def day_lines(who: Principal) -> list[DayLine]:
    """The patients this clinician is assigned to; nothing for anybody else."""
    if not who.is_clinician:
        return []
    patients = patients_visible_to(who)
    rooms = {one: kinds.get("care") for one, kinds in rooms_of_patients(one.id for one in patients).items()}
    waiting = waiting_by_room(room.id for room in rooms.values() if room)
    unread, alerts = unread_by_room(who), open_alerts_for(who)
    marks = marks_of(who, [patient.id for patient in patients])
    today = clock.now().astimezone(ZoneInfo(person(who.id).time_zone)).date()
    lines = []
    for some in _portions(patients):
        read = _read(who, [patient.id for patient in some], [room for one in some if (room := rooms.get(one.id))])
        for patient in some:
            own_alerts = [one for one in alerts if one.patient_id == patient.id]
            room = rooms.get(patient.id)
            lines.append(_line(who, patient, room, own_alerts, marks.get(patient.id), waiting, unread, today, read))
        edge.sleep(0)
    return sorted(lines, key=by_need)


def _portions(patients: list[Patient]) -> Iterator[list[Patient]]:
    return (patients[start : start + AT_ONCE] for start in range(0, len(patients), AT_ONCE))


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of some patients in one go, by patient or room id."""

    trends: dict[str, list[Trend]]
    standings: dict[str, list[tuple[Standing, bool]]]
    forms_open: Mapping[str, int]
    newest: dict[str, dict[str, Any]]


def _read(who: Principal, patient_ids: list[str], rooms: list[Room]) -> _Read:
    return _Read(
        scores_of_each(who, patient_ids),
        standings_of(who, patient_ids),
        open_counts(patient_ids),
        newest_lines(who, rooms),
    )


def _line(
    who: Principal,
    patient: Patient,
    room: Room | None,
    alerts: list[AlertView],
    marked: tuple[str, datetime] | None,
    waiting: dict[str, Waiting],
    unread: Any,
    today: date,
    read: _Read,
) -> DayLine:
    known = card(patient)
    trends, standings = read.trends[patient.id], read.standings[patient.id]
    risk = risk_from(alerts, trends, marked)
    newest = (read.newest.get(room.id) if room else None) or NOTHING_SAID
    waits = waiting.get(room.id) if room else None
    return DayLine(
        id=known.id,
        name=known.name,
        initials=known.initials,
        tint=known.tint,
        age=known.age_on(today),
        online=connections.is_online(known.id),
        risk=risk.level,
        risk_since=risk.since,
        room=room.id if room else "",
        stage=label(room.stage) if room else "",
        alerts=sum(1 for one in alerts if one.state == "open"),
        alerts_taken=sum(1 for one in alerts if one.state != "open"),
        unread=unread.get(room.id, 0) if room else 0,
        waiting_since=waits.since if waits else None,
        line=_first_words(newest["body"]),
        line_by="You" if newest["author"]["id"] == who.id else newest["author"]["name"],
        line_at=newest["at"],
        forms_open=read.forms_open.get(patient.id, 0),
        score=_score(trends),
        checkins_due=sum(1 for stands, _ in standings if stands in OPEN_STANDINGS),
        checkins_missed=sum(1 for stands, _ in standings if stands is Standing.LATE),
        checkins_to_read=sum(1 for stands, is_read in standings if stands is Standing.DONE and not is_read),
    )


def _first_words(body: str) -> str:
    words = " ".join(body.split())
    return words if len(words) <= LINE else f"{words[:LINE].rstrip()} …"


def _score(trends: list[Trend]) -> Score | None:
    """Of what was submitted last; a list without a total (a screener) counts too."""
    if not trends:
        return None
    trend = trends[0]
    newest = trend.newest
    return Score(
        trend.instrument.short_title,
        newest.total,
        meaning_words(newest.severity, newest.reached),
        trend.change,
        trend.change_word,
        newest.at,
    )


def opening_lines(who: Principal) -> list[dict[str, Any]]:
    """Records of the clinician's patients that others opened in an emergency and nobody has looked at yet."""
    return [
        {
            "id": one.id,
            "what": f"{one.by_name} opened the record of {one.patient_name}",
            "why": one.category,
            "at": stamp(one.opened_at),
        }
        for one in to_review(who)
    ]


def _steps(who: Principal, alert: AlertView) -> list[dict[str, str]]:
    """Who was told, who is next, who has it: the alert's ladder as `/alerts` draws it, times for programs."""
    found = points(alert.steps, who.id, alert.acknowledged_by, alert.acknowledged_at)
    if alert.acknowledged_by and not any(
        point.state == "done" for point in found
    ):  # taken by somebody nobody asked
        name = "You" if alert.acknowledged_by == who.id else alert.acknowledged_name
        found.append(Point(name, "Took it", alert.acknowledged_at, "done"))
    if not found:
        name = "You" if alert.owner_id == who.id else alert.owner_name or "Nobody is assigned"
        found.append(Point(name, "Told", alert.raised_at, "now"))
    return [
        {"who": one.who, "verb": one.verb, "at": stamp(one.at) if one.at else "", "state": one.state}
        for one in found
    ]


def day_json(who: Principal) -> dict[str, Any]:
    """The whole day, as the page draws it and asks for it again."""
    lines, alerts = day_lines(who), alert_lines(who)
    overdue = overdue_words(who, [line.id for line in lines])
    return {
        "at": stamp(clock.now()),
        "summary": summary(lines, sum(1 for alert in alerts if alert["state"] == "open")),
        "alerts": alerts,
        "openings": opening_lines(who),
        "patients": [line_json(line) | {"overdue_words": overdue[line.id]} for line in lines],
    }


def summary(lines: list[DayLine], open_alerts: int) -> str:
    """What is open, in a sentence or three. open_alerts: also those of others' patients that climbed to them."""
    parts = [
        _counted(open_alerts, "alert is open", "alerts are open"),
        _counted(
            sum(1 for line in lines if line.waiting_since),
            "patient waits for an answer",
            "patients wait for an answer",
        ),
        _counted(
            sum(line.checkins_to_read for line in lines), "check-in is to be read", "check-ins are to be read"
        ),
    ]
    return " ".join(part for part in parts if part) or "Nothing is open. Nobody waits for an answer."


def _counted(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}." if count else ""


def alert_lines(who: Principal) -> list[dict[str, Any]]:
    """Alerts of the clinician's patients that are not closed, untaken first."""
    return [
        {
            "id": alert.id,
            "patient": alert.patient_id,
            "state": "open" if alert.state == "open" else "taken",
            "what": f"{alert.patient_name}. {alert.what}",
            "since": stamp(alert.raised_at),
            "steps": _steps(who, alert),
        }
        for alert in open_alerts_for(who)
    ]


def is_queued(line: DayLine) -> bool:
    """Whether somebody stands in the queue beside a consult: an alert nobody has taken, or words nobody answered."""
    return line.alerts > 0 or line.waiting_since is not None


def line_json(line: DayLine) -> dict[str, Any]:
    """One row in words; times as the contract writes them."""
    return {
        "id": line.id,
        "room": line.room,
        "name": line.name,
        "initials": line.initials,
        "tint": line.tint,
        "queued": is_queued(line),
        "facts": ", ".join(part for part in (str(line.age or ""), line.stage) if part),
        "online": line.online,
        "risk": line.risk,
        "alerts": line.alerts,
        "unread": line.unread,
        "waiting_since": stamp(line.waiting_since) if line.waiting_since else None,
        "line_words": f"{line.line_by}: {line.line}" if line.line else "No messages yet",
        "line_at": line.line_at,
        "score": asdict(line.score) | {"at": stamp(line.score.at)} if line.score else None,
        "score_words": _score_words(line.score),
        "score_sub": _score_sub(line),
        "checkin_words": _checkin_words(line),
    }


def _score_words(score: Score | None) -> str:
    if score is None:
        return ""
    number = f" {score.total:g}" if score.total is not None else ""
    return f"{score.title}{number}{f', {score.band.lower()}' if score.band else ''}"


def _score_sub(line: DayLine) -> str:
    """How it changed, and how many forms are still with the patient."""
    parts = []
    if line.score and line.score.change_word:
        change = line.score.change or 0
        sign = "+" if change > 0 else "\N{MINUS SIGN}" if change < 0 else ""
        parts.append(f"{sign}{abs(change):g}, {line.score.change_word}" if change else "no change")
    if line.forms_open:
        parts.append("1 form open" if line.forms_open == 1 else f"{line.forms_open} forms open")
    return "; ".join(parts)


def _checkin_words(line: DayLine) -> str:
    parts = [
        f"{line.checkins_to_read} to read" if line.checkins_to_read else "",
        f"{line.checkins_missed} missed" if line.checkins_missed else "",
        f"{line.checkins_due} open" if line.checkins_due and not line.checkins_missed else "",
    ]
    return ", ".join(part for part in parts if part) or "None open"
