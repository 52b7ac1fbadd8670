"""Making check-ins when a session was recorded, answering them, sharing one's words, saying that one has read them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from telekat.accounts.queries import person
from telekat.audit import trail
from telekat.checkins import events, questions, sealed
from telekat.checkins.access import checkin_for
from telekat.checkins.models import CheckIn, CheckInReading
from telekat.checkins.questions import Answers, Progress
from telekat.checkins.schedule import LABELS, Kind, Slot, slots_after
from telekat.core import clock, ids
from telekat.core.errors import Conflict
from telekat.core.writer import Work, write
from telekat.patients.queries import care_team_ids
from telekat.policy import Action, Principal
from telekat.rooms.queries import rooms_of_patients
from telekat.safety.actions import Cause, raise_alert
from telekat.web.schemas import clean_text

MOST_TEXT = 8000  # characters of what stayed with somebody: as long as a message


@dataclass(frozen=True, slots=True)
class Kept:
    """duplicate: the same had come before. alarmed: an alert stands because of it. told: a clinician is there to hear."""

    checkin_id: str
    duplicate: bool = False
    alarmed: bool = False
    told: bool = False


@write
def create_for_session(
    work: Work, who: Principal, *, patient_id: str, dosing_session_id: str, took_place_at: datetime
) -> int:
    """The check-ins of a session, in the transaction that records or corrects it; returns how many were made.

    Those that are there and not answered move to the right time. One that would be over already (a session recorded
    weeks later) is not made: nobody has missed it.
    """
    there = {
        row.kind: row
        for row in work.db.scalars(select(CheckIn).where(CheckIn.dosing_session_id == dosing_session_id))
    }
    made = 0
    for slot in slots_after(took_place_at, person(patient_id).time_zone):
        row = there.get(slot.kind.value)
        if row is not None and row.state != "done":
            row.due_at, row.open_until = slot.due_at, slot.open_until
        elif row is None and slot.open_until > clock.now():
            work.db.add(_new(patient_id, dosing_session_id, slot))
            made += 1
    work.db.flush()
    _record(who, Action.CHECKIN_CREATE, "dosing_session", dosing_session_id, patient_id, {"made": made})
    return made


def _new(patient_id: str, dosing_session_id: str, slot: Slot) -> CheckIn:
    return CheckIn(
        id=ids.new_id(),
        dosing_session_id=dosing_session_id,
        patient_id=patient_id,
        kind=slot.kind.value,
        due_at=slot.due_at,
        open_until=slot.open_until,
        state="due",
        text_shared=False,
        created_at=clock.now(),
    )


def _record(
    who: Principal, action: Action, kind: str, thing_id: str, patient_id: str, detail: dict[str, Any] | None = None
) -> None:
    trail.record(who, action, kind, thing_id, patient_id=patient_id, detail=detail)


@write
def keep_progress(
    work: Work, who: Principal, checkin_id: str, progress: Progress, text: str = "", *, shared: bool = False
) -> Kept:
    """Keep what a patient has filled in so far. What must reach a clinician at once does so now, not at the end.

    Raises NotFound, Invalid, Conflict when it is not open.
    """
    row = checkin_for(who, Action.CHECKIN_ANSWER, checkin_id)
    questions.check_progress(Kind(row.kind), progress)
    words = clean_text(text, most=MOST_TEXT, name="text", least=0)
    told = _raise_what_is_new(who, row, progress)
    kept = sealed.progress_text(progress, words, shared=shared)
    row.progress_sealed = sealed.seal(row.patient_id, "progress", row.id, kept)
    _record(who, Action.CHECKIN_ANSWER, "checkin", row.id, row.patient_id, {"state": "begun"})
    return Kept(row.id, alarmed=bool(questions.alarming(progress)), told=told)


@write
def answer_checkin(
    work: Work,
    who: Principal,
    checkin_id: str,
    *,
    client_id: str,
    progress: Progress,
    text: str = "",
    shared: bool = False,
) -> Kept:
    """Send a check-in, once. The same client id again gets the first answer again.

    Raises NotFound, Invalid naming what is missing, Conflict when it was answered before or is not open.
    """
    words = clean_text(text, most=MOST_TEXT, name="text", least=0)
    row = checkin_for(who, Action.CHECKIN_READ, checkin_id)
    answers = questions.checked(Kind(row.kind), progress)
    if row.state == "done":
        return _same_again(row, client_id, answers, words)
    row = checkin_for(who, Action.CHECKIN_ANSWER, checkin_id)
    told = _raise_what_is_new(who, row, progress)
    row.answers_sealed = sealed.seal(row.patient_id, "answers", row.id, sealed.answers_text(answers))
    row.text_sealed = sealed.seal(row.patient_id, "text", row.id, words)
    row.text_shared, row.client_id, row.progress_sealed = shared and bool(words), client_id, None
    row.answered_at, row.state = clock.now(), "done"
    work.db.flush()
    _record(
        who,
        Action.CHECKIN_ANSWER,
        "checkin",
        row.id,
        row.patient_id,
        {"state": "done", "kind": row.kind, "shared": row.text_shared},
    )
    work.announce(events.checkin_answered(row.patient_id, row.id), to=care_team_ids(row.patient_id))
    return Kept(row.id, alarmed=bool(questions.alarming(progress)), told=told)


def _same_again(row: CheckIn, client_id: str, answers: Answers, words: str) -> Kept:
    before = sealed.answers_from(sealed.unseal(row.patient_id, "answers", row.id, row.answers_sealed))
    text = sealed.unseal(row.patient_id, "text", row.id, row.text_sealed)
    if row.client_id != client_id or before != answers or text != words:
        raise Conflict("You have sent this check-in already. Nothing was changed.", standing="done")
    return Kept(row.id, duplicate=True, alarmed=not answers.safe or bool(answers.signs))


def _raise_what_is_new(who: Principal, row: CheckIn, progress: Progress) -> bool:
    """An alert for each thing that was not alarming when last kept. Returns whether clinicians were there to be told."""
    before, _, _ = sealed.progress_from(sealed.unseal(row.patient_id, "progress", row.id, row.progress_sealed))
    known, told = set(questions.alarming(before)), True
    for code in questions.alarming(progress):
        if code not in known:
            raised = raise_alert(
                who, patient_id=row.patient_id, room_id=_care_room(row.patient_id), cause=_cause(row, code)
            )
            told = told and raised.told
    return told


def _cause(row: CheckIn, code: str) -> Cause:
    label = LABELS[Kind(row.kind)]
    return Cause("checkin", row.id, code[:32], code, f"{label}. {questions.ALARM_WORDS[code]}")


def _care_room(patient_id: str) -> str:
    """Where an alert belongs. Raises KeyError for a patient without a care room, who can have no session either."""
    return rooms_of_patients([patient_id])[patient_id]["care"].id


@write
def share_text(work: Work, who: Principal, checkin_id: str, *, shared: bool) -> bool:
    """Let the care team read one's own words in this check-in, or stop that. Returns what holds now. Raises NotFound."""
    row = checkin_for(who, Action.CHECKIN_SHARE, checkin_id)
    if row.state != "done":
        raise Conflict("Send the check-in first.")
    if row.text_shared != shared:
        row.text_shared = shared
        work.db.flush()
        _record(who, Action.CHECKIN_SHARE, "checkin", row.id, row.patient_id, {"shared": shared})
        work.announce(events.checkin_changed(row.patient_id, row.id), to=care_team_ids(row.patient_id))
    return row.text_shared


@write
def mark_read(work: Work, who: Principal, checkin_id: str) -> datetime:
    """Say that one has read a check-in; a second time changes nothing. Returns when it was first said.

    Raises NotFound, Conflict while it is not answered.
    """
    row = checkin_for(who, Action.CHECKIN_REVIEW, checkin_id)
    if row.state != "done":
        raise Conflict("This check-in is not answered yet.")
    reading = work.db.get(CheckInReading, (row.id, who.id))
    if reading is None:
        reading = CheckInReading(checkin_id=row.id, user_id=who.id, read_at=clock.now())
        work.db.add(reading)
        work.db.flush()
        _record(who, Action.CHECKIN_REVIEW, "checkin", row.id, row.patient_id)
        work.announce(events.checkin_changed(row.patient_id, row.id), to=care_team_ids(row.patient_id))
    return reading.read_at
