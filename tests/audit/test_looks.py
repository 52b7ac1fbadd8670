"""Each door that shows something of a patient leaves an entry that names who, what and whose.

The doors are read from the app itself: a new one that reads has to be told here what it shows, and is then tried.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from telekat.audit import looks
from telekat.audit.models import AuditEvent
from telekat.break_glass import actions as break_glass
from telekat.checkins.models import CheckIn
from telekat.core import clock, database
from telekat.core.database import db
from telekat.core.errors import TeleKATError, Unavailable
from telekat.dosing import actions as dosing
from telekat.dosing.actions import Given
from telekat.policy import Action, Role, may_ever
from telekat.questionnaires import actions as forms
from telekat.web import http, sockets

NOTHING_OF_A_PATIENT = {
    # one's own account, and what everybody may know
    *("account.account_page", "accounts.proof_page", "accounts_api.read_me", "accounts_api.list_sessions"),
    *("questionnaires_api.list_instruments", "questionnaires_api.read_instrument", "account.record_access_page"),
    # whose password is lost; one's own first one; how many messages wait, by room
    *("people.password_page", "patients.password_page", "accounts.first_password_page", "chat_api.count_unread"),
    # the practice itself: people, rights, settings, the trail, notices, duty, drills
    *("people.people_page", "people.person_page", "people.rights_page", "settings.settings_page"),
    *("crisis.crisis_page", "crisis.crisis_entry", "crisis.crisis_preview", "record.audit_page"),
    *("notices.notices_page", "roster.roster_page", "drills.drills_page", "drills_api.list_open_drills"),
    # what the office works with: names, contact and stages, never what was said or found
    *("board.board_page", "board_api.read_board", "patients.patient_page", "patients.new_patient_page"),
    *(
        "rooms_api.list_rooms",
        "rooms_api.read_room",
        "eligibility_api.read_outcome",
        "eligibility_api.read_standing",
    ),
    # begin or review emergency access; what is then read is recorded with each page
    *("break_glass.openings_page", "break_glass.new_page"),
    # one's own words, not yet sent
    "chat_api.read_draft",
}
"""Doors that read and show nothing of what a patient said, answered or was found to have."""

READING_EVENTS = {"message:since", "questionnaire:open"}
OTHER_EVENTS = {
    *("message:send", "message:read", "message:received", "typing", "room:enter"),
    *("questionnaire:assign", "questionnaire:assign_set", "questionnaire:answer", "questionnaire:mode"),
    *("questionnaire:focus", "questionnaire:submit", "questionnaire:amend", "alert:acknowledge", "alert:close"),
}
BY_ROLE = {
    Role.PSYCHIATRIST: "ben",
    Role.THERAPIST: "theo",
    Role.PATIENT: "ada",
    Role.COORDINATOR: "cora",
    Role.ADMIN: "eve",
}


@dataclass
class Things:
    """One of everything of Ada's, by the name it has in an address."""

    by_name: dict[str, str]

    def address(self, rule: str) -> str:
        return re.sub(r"<(\w+)>", lambda found: self.by_name[found[1]], rule)


@pytest.fixture
def things(cast, browser_of, socket_of) -> Things:
    socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "m", "body": "words"})
    socket_of(cast.ada).call("message:send", {"room": cast.front_desk, "client_id": "m", "body": "words"})
    form, _ = forms.assign(cast.ben.principal, cast.care, "phq9", "q")
    forms.answer(cast.ada.principal, form, "9", 2)
    ben = browser_of(cast.ben)
    given = socket_of(cast.ben).call(
        "questionnaire:assign_set", {"room": cast.care, "set": "Intake packet", "client_id": "s"}
    )
    yesterday, today = ((clock.now() - timedelta(days=back)).date().isoformat() for back in (1, 0))
    session = dosing.record_session(
        cast.ben.principal, cast.ada.id, client_id="d", given=Given(yesterday, "10:30", "iv", "42.5")
    )
    note = f"/api/v1/patients/{cast.ada.id}/notes/{today}"
    rev = ben.put(note, {"body": "a note", "base_rev": 0}).json["rev"]
    ben.post(f"{note}/signature", {"rev": rev})
    alert = ben.get("/api/v1/alerts").json["alerts"][0]["alert"]
    glass = break_glass.open_record(
        cast.cleo.principal,
        name="Ada Byron",
        birth_date="1985-12-10",
        category="emergency",
        reason="Her mother is on the phone and says that she has left the house.",
    )
    database.forget_snapshot()
    return Things(
        {
            "patient_id": cast.ada.id,
            "room_id": cast.care,
            "questionnaire_id": form,
            "item": "9",
            "alert_id": alert,
            "glass_id": glass,
            "session_id": session.session_id,
            "set_id": given["set"],
            "checkin_id": db().scalars(select(CheckIn.id).order_by(CheckIn.due_at)).first() or "",
            "note_id": ben.get(note).json["id"],
            "on_date": today,
        }
    )


def entries(actor, patient, after=0):
    database.forget_snapshot()
    return list(
        db().scalars(
            select(AuditEvent).where(
                AuditEvent.seq > after,
                AuditEvent.actor_id == actor.id,
                AuditEvent.patient_id == patient.id,
                AuditEvent.outcome == "ok",
            )
        )
    )


def newest():
    database.forget_snapshot()
    return db().scalar(select(AuditEvent.seq).order_by(AuditEvent.seq.desc()).limit(1)) or 0


def reader_of(cast, door):
    if door.may.value.startswith("break_glass:"):
        return cast.cleo
    if door.endpoint in ("home.start_page", "home_api.read_start", "form_sets.set_page"):
        return cast.ada
    return cast.everybody[next(BY_ROLE[role] for role in BY_ROLE if may_ever(role, door.may))]


def reading_doors():
    return [
        door
        for door in http.DOORS.values()
        if door.method == "GET" and not door.public and door.endpoint not in NOTHING_OF_A_PATIENT
    ]


def test_each_door_that_shows_something_of_a_patient_leaves_an_entry_with_their_id(app, cast, browser_of, things):
    silent = []
    for door in reading_doors():
        looks.forget()
        who, before = reader_of(cast, door), newest()
        answer = browser_of(who).get(things.address(door.rule))
        if answer.status_code != 200 or not entries(who, cast.ada, before):
            silent.append((door.endpoint, answer.status_code))
    assert silent == []


def test_doors_that_are_left_out_are_doors_that_read(app):
    read = {door.endpoint for door in http.DOORS.values() if door.method == "GET"}
    assert read >= NOTHING_OF_A_PATIENT


def test_each_event_that_shows_something_of_a_patient_leaves_an_entry_with_their_id(cast, socket_of, things):
    assert set(sockets.DOORS) == READING_EVENTS | OTHER_EVENTS, "say of a new event whether it reads"
    sent = {
        "message:since": {"room": cast.care, "after_seq": 0},
        "questionnaire:open": {"questionnaire": things.by_name["questionnaire_id"]},
    }
    for event in READING_EVENTS:
        before = newest()
        assert socket_of(cast.ben).call(event, sent[event])["ok"]
        (entry,) = entries(cast.ben, cast.ada, before)
        assert entry.action == sockets.DOORS[event].may.value


def test_asking_again_is_the_same_look_for_five_minutes_and_then_another(cast, socket_of, things, monkeypatch):
    ben, payload = socket_of(cast.ben), {"room": cast.care, "after_seq": 0}
    before, now = newest(), clock.monotonic()

    def look(seconds):
        monkeypatch.setattr(looks.clock, "monotonic", lambda: now + seconds)
        ben.call("message:since", payload)
        return len(entries(cast.ben, cast.ada, before))

    assert [look(0), look(2), look(299), look(301)] == [1, 1, 1, 2]


def test_another_persons_look_is_their_own(cast, socket_of, things):
    before = newest()
    for who in (cast.ben, cast.theo):
        socket_of(who).call("message:since", {"room": cast.care, "after_seq": 0})
        assert len(entries(who, cast.ada, before)) == 1


def test_nothing_new_is_nothing_seen(cast, socket_of, things):
    before = newest()
    answer = socket_of(cast.ben).call("message:since", {"room": cast.care, "after_seq": 99})
    assert answer["messages"] == [] and entries(cast.ben, cast.ada, before) == []


def test_reading_goes_on_while_nothing_can_be_stored_and_the_look_is_written_later(
    cast, socket_of, things, monkeypatch
):
    now = clock.monotonic()
    monkeypatch.setattr(looks.clock, "monotonic", lambda: now)
    tried = []

    def broken(*_args, **_more):
        tried.append(1)
        raise Unavailable

    before, payload = newest(), {"room": cast.care, "after_seq": 0}
    with monkeypatch.context() as patched:
        patched.setattr(looks, "write_then", broken)
        for who in (cast.ben, cast.theo):
            assert socket_of(who).call("message:since", payload)["messages"]
    assert tried == [1], "nobody waits for a store that has just failed"
    assert entries(cast.ben, cast.ada, before) == []
    monkeypatch.setattr(looks.clock, "monotonic", lambda: now + looks.RETRY_SECONDS + 1)
    assert socket_of(cast.ada).call("message:since", payload)["ok"]
    for who in (cast.ben, cast.theo):
        (entry,) = entries(who, cast.ada, before)
        assert entry.action == "message:read" and "seen_at" in entry.detail
    (own,) = entries(cast.ada, cast.ada, before)
    assert own.detail == "" and not looks._owed


def test_alarm_bar_of_any_page_is_a_look_at_its_alerts_and_shows_even_when_none_can_be_kept(
    cast, browser_of, things, monkeypatch
):
    looks.forget()
    before, ben = newest(), browser_of(cast.ben)
    assert "Ada Byron" in ben.get("/on-call").text
    assert [entry.subject_id for entry in entries(cast.ben, cast.ada, before)] == [things.by_name["alert_id"]]

    def broken(*_args, **_more):
        raise TeleKATError

    looks.forget()
    monkeypatch.setattr(looks, "write_then", broken)
    assert "Ada Byron" in ben.get("/on-call").text


def test_looks_of_one_page_are_one_act(cast, monkeypatch):
    written = []
    real = looks.write_then
    monkeypatch.setattr(looks, "write_then", lambda *args: (written.append(args), real(*args))[1])
    looks.note(cast.ben.principal, Action.DAY_READ, "patient", [(f"p{n}", f"p{n}") for n in range(30)])
    database.forget_snapshot()
    assert len(written) == 1
    assert db().execute(text("SELECT count(*) FROM audit_event WHERE action = 'day:read'")).scalar() == 30
