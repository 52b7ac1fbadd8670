"""Plays the demo practice's week, act by act in the order of time, through the same actions that people use.

The clock is turned to each act's moment, so that waits, scores and check-ins look as they would on a real day.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from telekat.accounts.actions import people as accounts
from telekat.chat import actions as chat
from telekat.checkins import actions as checkins
from telekat.checkins.questions import Progress
from telekat.core import clock, ids
from telekat.core.writer import Work, write
from telekat.demo import conversations, decisions, queries, screenings
from telekat.demo.deciding import take_step
from telekat.demo.notes import NOTES, Note
from telekat.demo.people import PASSWORD, PATIENTS, STAFF, DemoPatient
from telekat.dosing import actions as dosing
from telekat.notes import actions as notes
from telekat.notes.queries import drafts
from telekat.notes.queries import notes as note_queries
from telekat.patients import actions as patients
from telekat.policy import Principal, Role
from telekat.practice.settings import Practice
from telekat.questionnaires import actions as forms
from telekat.questionnaires import registry
from telekat.rooms import actions as rooms
from telekat.rooms.queries import member_ids, rooms_of_patients
from telekat.safety import actions as safety
from telekat.safety.actions.roster import set_roster
from telekat.safety.outcomes import Outcome

Act = tuple[datetime, Callable[[], Any]]
OPENED_DAYS_AGO = 50  # when the practice took in its first patient


def make_week() -> None:
    """Fill an empty database with the demo practice."""
    cast = _Cast()
    cast.admit()
    acts: list[Act] = []
    for patient in PATIENTS:
        acts += cast.talk(patient)
        acts += cast.fill_in(patient)
        acts += cast.dose(patient)
        acts += cast.check_in(patient)
        acts += cast.decide(patient)
        acts += cast.note(patient)
    now = clock.now()
    for moment, act in sorted((act for act in acts if act[0] < now), key=lambda one: one[0]):
        with clock.set_to(moment):
            act()
    cast.read_up()


def _at(days_ago: int, at: str) -> datetime:
    zone = ZoneInfo(Practice().time_zone)
    day = clock.now().astimezone(zone).date() - timedelta(days=days_ago)
    hour, minute = at.split(":")
    return datetime.combine(day, time(int(hour), int(minute)), zone)


class _Cast:
    """The people by key, with the right to act as each."""

    def __init__(self) -> None:
        self.who: dict[str, Principal] = {}
        self.rooms: dict[str, dict[str, str]] = {}
        self._pattern = accounts.prepare_user(
            email="pattern@example.org", name="Pattern", role=Role.PATIENT, password=PASSWORD
        )

    @property
    def _desk(self) -> Principal:
        return self.who["priya"]

    def admit(self) -> None:
        """Staff, patients, rooms and care teams."""
        with clock.set_to(_at(OPENED_DAYS_AGO, "09:00")):
            for one in STAFF:
                new = replace(self._pattern, email=one.email, name=one.name, role=one.role)
                self.who[one.key] = Principal(accounts.store_user(None, new), one.role)
            set_roster(self._desk, on_call=[self.who["haddad"].id], lead=[self.who["ruiz"].id])
        for patient in PATIENTS:
            first = min((form.days_ago for form in screenings.FORMS[patient.key]), default=1)
            arrived = max([first, 7 if patient.team else 0, *(f.days_ago for f in screenings.FORMS[patient.key])])
            with clock.set_to(_at(arrived, "08:40")):
                self._admit_one(patient)

    def _admit_one(self, patient: DemoPatient) -> None:
        new = replace(self._pattern, email=patient.email, name=patient.name, time_zone=patient.time_zone)
        patient_id = patients.store_patient(
            self._desk, new, patient.birth_date, patient.phone, patient.emergency_contact
        )
        self.who[patient.key] = Principal(patient_id, Role.PATIENT)
        rooms.open_room(self._desk, patient_id, "front_desk")
        if patient.team:
            rooms.open_room(self._desk, patient_id, "care", tuple(self.who[key].id for key in patient.team))
        found = rooms_of_patients([patient_id])[patient_id]
        self.rooms[patient.key] = {kind: room.id for kind, room in found.items()}
        rooms.move_stage(self._desk, self.rooms[patient.key]["front_desk"], patient.stage)

    def talk(self, patient: DemoPatient) -> list[Act]:
        """Everything that was said about or with one patient."""
        acts: list[Act] = []
        for kind, book in (
            ("care", conversations.CARE),
            ("front_desk", conversations.FRONT_DESK),
            ("staff", conversations.STAFF_ROOM),
        ):
            for days_ago, at, key, words in book[patient.key]:
                acts.append((_at(days_ago, at), self._saying(patient.key, kind, key, words)))
        return acts

    def _saying(self, patient: str, kind: str, key: str, words: str) -> Callable[[], Any]:
        def say() -> None:
            room_id = self.rooms[patient][kind]
            sent = chat.send_message(self.who[key], room_id, ids.new_id(), words)
            chat.mark_read(self.who[key], room_id, sent.seq)

        return say

    def fill_in(self, patient: DemoPatient) -> list[Act]:
        """The forms, each given an hour before it was filled in."""
        acts: list[Act] = []
        for form in screenings.FORMS[patient.key]:
            moment = _at(form.days_ago, form.at)
            acts.append((moment - timedelta(minutes=50), self._giving(patient.key, form)))
            acts.append((moment, self._filling(patient.key, form)))
            acts += [(moment + timedelta(minutes=one), safety.climb_due) for one in Practice().ladder_minutes]
            if form.alert_closed:
                acts.append((moment + timedelta(minutes=9), self._answering_alert(patient.key, form, close=False)))
                acts.append((moment + timedelta(minutes=40), self._answering_alert(patient.key, form, close=True)))
        return acts

    def _giving(self, patient: str, form: screenings.Form) -> Callable[[], Any]:
        client_id = f"{form.instrument}-{form.days_ago}"
        return lambda: forms.assign(
            self.who[form.given_by], self.rooms[patient]["care"], form.instrument, client_id
        )

    def _filling(self, patient: str, form: screenings.Form) -> Callable[[], Any]:
        def fill() -> None:
            client_id = f"{form.instrument}-{form.days_ago}"
            giver = self.who[form.given_by]
            form_id, _ = forms.assign(giver, self.rooms[patient]["care"], form.instrument, client_id)
            for item, value in zip(registry.instrument(form.instrument).items, form.answers, strict=False):
                if value is not None:
                    forms.answer(self.who[patient], form_id, item.id, value)
            if form.handed_in:
                forms.submit(self.who[patient], form_id)

        return fill

    def _answering_alert(self, patient: str, form: screenings.Form, *, close: bool) -> Callable[[], Any]:
        def answer() -> None:
            alert_id = queries.standing_alert(self.who[patient].id)
            if close:
                safety.close_alert(self.who[form.given_by], alert_id, Outcome.SAFETY_PLAN.value, form.alert_closed)
            else:
                safety.acknowledge(self.who[form.given_by], alert_id)

        return answer

    def dose(self, patient: DemoPatient) -> list[Act]:
        """The sessions, recorded an hour after they took place."""
        return [
            (_at(one.days_ago, one.at) + timedelta(hours=3), self._recording(patient.key, one))
            for one in screenings.SESSIONS[patient.key]
        ]

    def _recording(self, patient: str, one: screenings.Session) -> Callable[[], Any]:
        moment = _at(one.days_ago, one.at)
        return lambda: dosing.record_session(
            self.who[one.by],
            self.who[patient].id,
            client_id=f"session-{one.days_ago}",
            given=dosing.Given(moment.date().isoformat(), one.at, one.route, one.dose_mg),
        )

    def check_in(self, patient: DemoPatient) -> list[Act]:
        """The check-ins that were answered, some hours after they were due."""
        days = {"h24": 1, "h72": 3, "d7": 7}
        return [
            (_at(one.session_days_ago - days[one.kind], "21:05"), self._answering(patient.key, one))
            for one in screenings.CHECKINS.get(patient.key, ())
        ]

    def _answering(self, patient: str, one: screenings.Answered) -> Callable[[], Any]:
        def send() -> None:
            checkin_id = queries.due_checkin(self.who[patient].id, one.kind)
            if checkin_id is None:
                return
            checkins.answer_checkin(
                self.who[patient],
                checkin_id,
                client_id=f"demo-{checkin_id}",
                progress=Progress(one.mood, one.anxiety, True, one.effects, ()),
                text=one.text,
                shared=one.shared,
            )
            if one.read_by:
                checkins.mark_read(self.who[one.read_by], checkin_id)

        return send

    def decide(self, patient: DemoPatient) -> list[Act]:
        """The way to the decision to treat."""
        steps = decisions.STEPS.get(patient.key, ())
        return [(_at(step.days_ago, step.at), self._taking(patient.key, step)) for step in steps]

    def _taking(self, patient: str, step: decisions.Step) -> Callable[[], Any]:
        return lambda: take_step(self.who[step.by], self.who[patient].id, step)

    def note(self, patient: DemoPatient) -> list[Act]:
        """What was noted, begun by hand and filled from the record."""
        acts: list[Act] = []
        for one in NOTES.get(patient.key, ()):
            moment = _at(one.days_ago, one.at)
            acts.append((moment, self._noting(patient.key, one, moment.date().isoformat())))
            if one.addendum:
                acts.append(
                    (moment + timedelta(minutes=110), self._adding(patient.key, one, moment.date().isoformat()))
                )
        return acts

    def _noting(self, patient: str, one: Note, on_date: str) -> Callable[[], Any]:
        def write_note() -> None:
            who, patient_id = self.who[one.by], self.who[patient].id
            kept = notes.keep_note(who, patient_id, on_date, one.text, 0)
            proposed = drafts.proposals(who, patient_id, on_date)
            keys = [each.key for each in proposed if each.sentence.text.startswith(one.puts_in)]
            rev = notes.insert_sentences(who, patient_id, on_date, keys, kept.rev).rev if keys else kept.rev
            if one.is_signed:
                notes.sign_note(who, patient_id, on_date, rev)

        return write_note

    def _adding(self, patient: str, one: Note, on_date: str) -> Callable[[], Any]:
        def add() -> None:
            who = self.who[one.by]
            note = note_queries.own_row(who, self.who[patient].id, on_date)
            assert note is not None  # written an hour before
            notes.add_addendum(who, note.id, ids.new_id(), one.addendum)

        return add

    def read_up(self) -> None:
        """Who has read what: everybody everything but the newest, Maya all but her two newest."""
        for patient in PATIENTS:
            for kind, room_id in self.rooms[patient.key].items():
                _read_but_newest(room_id, keep={self.who["maya"].id: 2} if kind == "care" else {})


@write
def _read_but_newest(work: Work, room_id: str, keep: dict[str, int]) -> None:
    newest = queries.last_seq(room_id)
    for user_id in member_ids(room_id):
        who = Principal(user_id, queries.role_of(user_id))
        chat.mark_read(who, room_id, max(0, newest - keep.get(user_id, 1)))
