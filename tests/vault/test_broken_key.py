"""A data key that does not open: new words are kept under a successor, and an alert is raised all the same."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.core import clock
from telekat.core.database import db, forget_snapshot
from telekat.safety.models import Alert
from telekat.vault import keys
from telekat.vault.models import DataKey

BROKEN = ["zeroblob(60)", "x'00'", "x''"]


def break_key(spoil, cast, how="zeroblob(60)"):
    assert spoil(f"UPDATE data_key SET wrapped = {how} WHERE subject = 'patient:{cast.ada.id}'") >= 1


def key_numbers(cast):
    forget_snapshot()
    found = db().scalars(select(DataKey.number).where(DataKey.subject == f"patient:{cast.ada.id}"))
    return sorted(found)


def alerts():
    forget_snapshot()
    return db().scalars(select(Alert)).all()


@pytest.mark.parametrize("how", BROKEN)
def test_message_is_kept_under_one_new_key_and_can_be_read(lived_in, spoil, socket_of, browser_of, how):
    break_key(spoil, lived_in, how)
    before, ada = key_numbers(lived_in), socket_of(lived_in.ada)
    for number in range(2):
        sent = {"room": lived_in.care, "client_id": f"after{number}", "body": f"still here {number}"}
        assert ada.call("message:send", sent)["ok"]
    assert key_numbers(lived_in) == [*before, before[-1] + 1]
    listed = browser_of(lived_in.ben).get(f"/api/v1/rooms/{lived_in.care}/messages").json["messages"]
    assert [one["body"] for one in listed[-2:]] == ["still here 0", "still here 1"]


def test_key_that_breaks_under_a_running_server_seals_for_some_seconds_only(lived_in, practice_copy, socket_of):
    """What it would go on sealing under the key in its memory nobody could open after its end."""
    subject, ada = f"patient:{lived_in.ada.id}", socket_of(lived_in.ada)
    assert ada.call("message:send", {"room": lived_in.care, "client_id": "b0", "body": "before"})["ok"]
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        connection.execute("UPDATE data_key SET wrapped = zeroblob(60) WHERE subject = ?", (subject,))
        connection.commit()
    before = key_numbers(lived_in)
    keys._sealers[subject].newest_until = 0.0
    for number in (1, 2):
        sent = {"room": lived_in.care, "client_id": f"b{number}", "body": f"after {number}"}
        assert ada.call("message:send", sent)["ok"]
    assert key_numbers(lived_in) == [*before, before[-1] + 1]
    keys.forget()
    listed = ada.call("message:since", {"room": lived_in.care, "after_seq": 0})["messages"]
    assert [one["body"] for one in listed[-2:]] == ["after 1", "after 2"]


def test_danger_in_an_answer_raises_its_alert(lived_in, spoil, socket_of):
    break_key(spoil, lived_in)
    before, ada, ben = len(alerts()), socket_of(lived_in.ada), socket_of(lived_in.ben)
    given = ben.call("questionnaire:assign", {"room": lived_in.care, "instrument": "phq9", "client_id": "q2"})
    assert given["ok"]
    sent = {"questionnaire": given["questionnaire"], "item": "9", "value": 2}
    assert ada.call("questionnaire:answer", sent)["ok"]
    assert len(alerts()) == before + 1
    assert len(ben.heard_of("alert:raised")) == 1


def test_danger_in_a_form_begun_before_raises_its_alert(lived_in, spoil, socket_of):
    before, ada, ben = len(alerts()), socket_of(lived_in.ada), socket_of(lived_in.ben)
    given = ben.call("questionnaire:assign", {"room": lived_in.care, "instrument": "phq9", "client_id": "q2"})
    sent = {"questionnaire": given["questionnaire"]}
    assert ada.call("questionnaire:answer", sent | {"item": "1", "value": 1})["ok"]
    break_key(spoil, lived_in)
    assert ada.call("questionnaire:answer", sent | {"item": "9", "value": 2})["ok"]
    assert len(alerts()) == before + 1
    assert len(ben.heard_of("alert:raised")) == 1


def test_danger_in_a_message_raises_its_alert(lived_in, spoil, socket_of):
    break_key(spoil, lived_in)
    before, ada, ben = len(alerts()), socket_of(lived_in.ada), socket_of(lived_in.ben)
    sent = {"room": lived_in.care, "client_id": "d", "body": "I want to kill myself tonight"}
    assert ada.call("message:send", sent)["ok"]
    assert len(alerts()) == before + 1
    assert len(ben.heard_of("alert:raised")) == 1


def test_alert_that_stands_is_renewed_and_closed(lived_in, spoil, socket_of):
    ada, ben = socket_of(lived_in.ada), socket_of(lived_in.ben)
    given = ben.call("questionnaire:assign", {"room": lived_in.care, "instrument": "phq9", "client_id": "q2"})
    sent = {"questionnaire": given["questionnaire"], "item": "9"}
    assert ada.call("questionnaire:answer", sent | {"value": 1})["ok"]
    break_key(spoil, lived_in)
    assert ada.call("questionnaire:answer", sent | {"value": 3})["ok"]
    alert = ben.heard_of("alert:raised")[0]["alert"]
    assert ben.call("alert:acknowledge", {"alert": alert})["ok"]
    assert ben.call("alert:close", {"alert": alert, "outcome": "no_danger", "note": "spoke again"})["ok"]


def test_not_safe_in_a_checkin_raises_its_alert(lived_in, spoil, socket_of, browser_of, monkeypatch):
    ada, ben = browser_of(lived_in.ada), socket_of(lived_in.ben)
    listed = ada.get(f"/api/v1/patients/{lived_in.ada.id}/check-ins").json["check_ins"]
    due = next(one for one in listed if one["kind"] == "h72")
    break_key(spoil, lived_in)
    before = len(alerts())
    monkeypatch.setattr(clock, "now", lambda: clock.parse(due["due_at"]) + timedelta(hours=1))
    from telekat.checkins import actions
    from telekat.checkins.questions import Progress

    actions.answer_checkin(
        lived_in.ada.principal, due["id"], client_id="n1", progress=Progress(mood=2, anxiety=8, safe=False), text=""
    )
    assert len(alerts()) == before + 1
    assert len(ben.heard_of("alert:raised")) == 1


def test_broken_key_and_its_successor_are_told_once_in_the_trail_and_the_log(
    lived_in, spoil, socket_of, practice_copy, caplog
):
    break_key(spoil, lived_in)
    broken = db().scalar(select(DataKey.id).where(DataKey.subject == f"patient:{lived_in.ada.id}"))
    for number in range(2):
        sent = {"room": lived_in.care, "client_id": f"t{number}", "body": "words"}
        assert socket_of(lived_in.ada).call("message:send", sent)["ok"]
    with closing(sqlite3.connect(practice_copy.database)) as connection:
        told = connection.execute(
            "SELECT actor_role, subject_kind, subject_id, patient_id FROM audit_event WHERE action = 'seal:break'"
        ).fetchall()
    assert told == [("system", "data_key", broken, lived_in.ada.id)]
    assert [one.data_key_id for one in caplog.records if "data key does not open" in one.message] == [broken]


def test_message_is_kept_while_the_master_key_of_the_newest_is_not_here(lived_in, spoil, socket_of):
    """Another process has wrapped it under a key that this one lacks: what was written there stays whole."""
    spoil(
        "INSERT INTO master_key (id, check_value) VALUES ('elsewhere', x'00')",
        f"UPDATE data_key SET master_key_id = 'elsewhere' WHERE subject = 'patient:{lived_in.ada.id}'",
    )
    sent = {"room": lived_in.care, "client_id": "m", "body": "words"}
    assert socket_of(lived_in.ada).call("message:send", sent)["ok"]
