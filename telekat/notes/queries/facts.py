"""Reads a patient's record as the facts a draft is made from. Everything passes the rights of whoever asks."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telekat.accounts.queries import person
from telekat.chat.queries import spoke_between
from telekat.checkins import questions
from telekat.checkins.queries import Answered, checkins_of
from telekat.dosing.queries import Recorded, sessions_of
from telekat.notes.record_facts import (
    AlertFact,
    AnswerFact,
    ApartFact,
    CheckInFact,
    Mark,
    MedicalFact,
    Presence,
    RecordFacts,
    ScoreFact,
    SessionFact,
    TrendFact,
)
from telekat.policy import Principal
from telekat.practice.queries import practice
from telekat.questionnaires import registry, words
from telekat.questionnaires.definition import Number
from telekat.questionnaires.instruments.kat_medical import INSTRUMENT as MEDICAL
from telekat.questionnaires.queries.medical import medical_answers
from telekat.questionnaires.queries.responses import hands_between
from telekat.questionnaires.queries.scores import ScorePoint, Trend, scores_of
from telekat.rooms.queries import rooms_of_patients
from telekat.safety.queries import AlertView, alerts_of


def record_facts(who: Principal, patient_id: str, on_date: str, since: datetime | None) -> RecordFacts:
    """The record in words. on_date: of the note. since: what has come later is recent; None: everything is.

    Raises NotFound for whoever is not on the care team.
    """
    zone = ZoneInfo(practice().time_zone)
    consult = f"/patients/{patient_id}/consult"
    return RecordFacts(
        day=_day(datetime.combine(date.fromisoformat(on_date), datetime.min.time(), zone), zone),
        present=_present(patient_id, date.fromisoformat(on_date), zone),
        trends=tuple(
            _trend(trend, zone) for trend in scores_of(who, patient_id) if trend.instrument.id != MEDICAL.id
        ),
        medical=_medical(who, patient_id, zone),
        alerts=tuple(_alert(one, zone, since) for one in reversed(alerts_of(who, patient_id))),
        sessions=tuple(_session(one, zone, consult) for one in sessions_of(who, patient_id)),
        checkins=tuple(
            fact
            for one in reversed(checkins_of(who, patient_id))
            if (fact := _checkin(one, zone, consult, since)) is not None
        ),
    )


def _day(at: datetime, zone: ZoneInfo) -> str:
    here = at.astimezone(zone)
    return f"{here.day} {here:%b %Y}"


def _moment(at: datetime, zone: ZoneInfo) -> str:
    return f"{_day(at, zone)}, {at.astimezone(zone):%H:%M}"


def _present(patient_id: str, on_date: date, zone: ZoneInfo) -> tuple[Presence, ...]:
    """Who wrote in the care room or filled in a form on this day of the practice's calendar, the patient first."""
    begin = datetime.combine(on_date, datetime.min.time(), zone)
    end = datetime.combine(on_date + timedelta(days=1), datetime.min.time(), zone)
    room = rooms_of_patients([patient_id]).get(patient_id, {}).get("care")
    marks: dict[str, list[tuple[str, Mark]]] = {}
    for spoke in spoke_between(room.id, begin, end) if room else ():
        href = f"/rooms/{spoke.room_id}#message-{spoke.seq}"
        mark = Mark("message", spoke.message_id, "", f"message {spoke.at.astimezone(zone):%H:%M}", href)
        marks.setdefault(spoke.author_id, []).append(("messages", mark))
    for hand in hands_between(patient_id, begin, end):
        title = registry.instrument(hand.instrument).short_title
        mark = Mark("questionnaire", hand.response_id, f"by {hand.user_id}", title, f"/forms/{hand.response_id}")
        marks.setdefault(hand.user_id, []).append((title, mark))
    return tuple(
        Presence(person(one).name, tuple(way for way, _ in found), tuple(mark for _, mark in found))
        for one, found in sorted(marks.items(), key=lambda pair: pair[0] != patient_id)
    )


# --- Scores ---


def _trend(trend: Trend, zone: ZoneInfo) -> TrendFact:
    points = tuple(_point(trend, point, zone) for point in trend.points)
    before = trend.before
    return TrendFact(
        instrument=trend.instrument.id,
        title=trend.instrument.short_title,
        points=points,
        before=points[trend.points.index(before)] if before is not None else None,
        change=_change(trend, before, zone),
    )


def _change(trend: Trend, before: ScorePoint | None, zone: ZoneInfo) -> str:
    if before is None or trend.change is None:
        return ""
    if not trend.change:
        return f"; no change since {_day(before.at, zone)}"
    sign = "+" if trend.change > 0 else "\N{MINUS SIGN}"
    return f"; {sign}{abs(trend.change):g} since {_day(before.at, zone)} ({trend.change_word})"


def _point(trend: Trend, point: ScorePoint, zone: ZoneInfo) -> ScoreFact:
    items = trend.instrument.item_by_id
    scored = sum(1 for item in trend.instrument.items if item.scored)
    return ScoreFact(
        id=point.questionnaire_id,
        day=_day(point.at, zone),
        total=_number(point.total),
        severity=words.meaning_words(point.severity, point.reached),
        missing=f"{point.missing_count} of {scored} missing" if point.missing_count else "",
        apart=tuple(
            ApartFact(
                item,
                words.item_number(trend.instrument, items[item]),
                str(value),
                words.answer_words(items[item], value),
            )
            for item, value in point.apart.items()
        ),
    )


def _number(total: Number | None) -> str:
    return "" if total is None else f"{total:g}"


def _medical(who: Principal, patient_id: str, zone: ZoneInfo) -> MedicalFact | None:
    found = medical_answers(who, patient_id)
    if found is None or found.completed_at is None:
        return None
    answers = tuple(
        AnswerFact(one.item, one.number, one.short, one.answer, one.state) for one in found.answers if one.answer
    )
    return MedicalFact(found.response_id, found.title, _day(found.completed_at, zone), answers)


# --- Alerts, sessions, check-ins ---


def _alert(one: AlertView, zone: ZoneInfo, since: datetime | None) -> AlertFact:
    return AlertFact(
        id=one.id,
        state=one.state,
        what=one.what,
        raised=_moment(one.raised_at, zone),
        taken=_act(one.acknowledged_name, one.acknowledged_at, zone),
        closed=_act(one.closed_name, one.closed_at, zone),
        outcome=one.outcome.lower(),
        note=one.note,
        is_recent=one.state != "closed" or since is None or one.raised_at >= since,
    )


def _act(name: str, at: datetime | None, zone: ZoneInfo) -> str:
    return f"{name}, {_moment(at, zone)}" if at else ""


def _session(one: Recorded, zone: ZoneInfo, consult: str) -> SessionFact:
    now = one.now
    dose = f"{now.dose_mg} mg" if now.dose_mg is not None else "dose cannot be shown"
    return SessionFact(
        id=one.id,
        number=one.number,
        when=_day(now.took_place_at, zone),
        given=f"{dose}, {now.route_label}",
        href=f"{consult}#session-{one.id}",
        seen=f"version {now.version}",
    )


def _checkin(one: Answered, zone: ZoneInfo, consult: str, since: datetime | None) -> CheckInFact | None:
    answers, sent = one.answers, one.line.answered_at
    if answers is None or sent is None:
        return None
    return CheckInFact(
        id=one.line.id,
        label=one.line.label,
        sent=_day(sent, zone),
        mood=answers.mood,
        anxiety=answers.anxiety,
        is_safe=answers.safe,
        signs=tuple(questions.signs_in_words(answers.signs)),
        effects=tuple(
            f"{what.lower()}: {how.lower()}" for what, how in questions.effects_in_words(answers.effects)
        ),
        href=f"{consult}#checkin-{one.line.id}",
        is_recent=since is None or sent >= since,
    )
