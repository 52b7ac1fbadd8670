"""Answering a check-in: once, by the patient, while it is open; what must not wait reaches a clinician in the same act."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.checkins import queries
from telekat.checkins.models import CheckIn
from telekat.core.database import db, forget_snapshot
from telekat.safety.models import Alert
from telekat.safety.queries import open_alerts_for

UNSAFE = "Day 1 check-in. Are you safe right now? No"
ANSWERS = {"client_id": "a1", "mood": 6, "anxiety": 3, "safe": True, "effects": {"20": 2}, "signs": []}


def send(browser, row, **changes):
    return browser.post(f"/api/v1/check-ins/{row.id}/answers", ANSWERS | changes)


def begin(browser, row, **answers):
    return browser.put(f"/api/v1/check-ins/{row.id}/progress", answers)


def test_patient_answers_and_the_care_team_hears_of_it(cast, checkins, browser_of, socket_of):
    ben, theo, cora, cleo = (socket_of(one) for one in (cast.ben, cast.theo, cast.cora, cast.cleo))
    answer = send(browser_of(cast.ada), checkins["h24"], text="The room felt very wide.", shared=True)
    assert (answer.status_code, answer.json["duplicate"]) == (201, False)
    one = queries.answered_one(cast.theo.principal, checkins["h24"].id)
    assert (one.answers.mood, one.answers.anxiety, one.answers.effects) == (6, 3, {"20": 2})
    assert one.text == "The room felt very wide."
    news = [{"patient": cast.ada.id, "checkin": checkins["h24"].id}]
    assert ben.heard_of("checkin:answered") == theo.heard_of("checkin:answered") == news
    assert cora.heard == cleo.heard == []


@pytest.mark.parametrize(
    ("name", "status"), [("ben", 403), ("theo", 403), ("cora", 403), ("eve", 403), ("cleo", 403), ("finn", 404)]
)
def test_nobody_answers_for_her(cast, checkins, browser_of, name, status):
    browser = browser_of(getattr(cast, name))
    assert send(browser, checkins["h24"]).status_code == status
    assert begin(browser, checkins["h24"], mood=3).status_code == status
    row = db().get(CheckIn, checkins["h24"].id)
    assert (row.state, row.answers_sealed, row.progress_sealed) == ("due", None, None)


def test_second_send_with_same_client_id_changes_nothing(cast, checkins, browser_of, socket_of):
    ben = socket_of(cast.ben)
    first = send(browser_of(cast.ada), checkins["h24"])
    again = send(browser_of(cast.ada), checkins["h24"])
    assert (again.status_code, again.json["duplicate"]) == (200, True)
    assert first.status_code == 201 and len(ben.heard_of("checkin:answered")) == 1


@pytest.mark.parametrize("changes", [{"client_id": "a2"}, {"mood": 2}, {"text": "other words"}])
def test_answered_check_in_is_not_answered_anew(cast, checkins, browser_of, changes):
    send(browser_of(cast.ada), checkins["h24"])
    assert send(browser_of(cast.ada), checkins["h24"], **changes).status_code == 409
    assert queries.answered_one(cast.ben.principal, checkins["h24"].id).answers.mood == 6


@pytest.mark.parametrize("kind", ["h72", "d7"])
def test_check_in_to_come_is_not_open_yet(cast, checkins, browser_of, kind):
    answer = send(browser_of(cast.ada), checkins[kind])
    assert (answer.status_code, answer.json["error"]["standing"]) == (409, "upcoming")


def test_late_check_in_is_open_and_one_that_is_over_is_not(cast, checkins, stand_at, browser_of):
    stand_at(checkins["h24"].open_until - timedelta(milliseconds=1))
    assert begin(browser_of(cast.ada), checkins["h24"], mood=1).status_code == 200
    stand_at(checkins["h24"].open_until)
    assert send(browser_of(cast.ada), checkins["h24"]).json["error"]["standing"] == "closed"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"mood": 11}, "mood"),
        ({"mood": None}, "mood"),
        ({"mood": "6"}, "mood"),
        ({"safe": 1}, "safe"),
        ({"effects": {"24": 1}}, "effects"),
        ({"effects": {"20": 0}}, "effects"),
        ({"signs": ["37"]}, "signs"),
        ({"text": "x" * 8001}, "text"),
        ({"text": "bell\x07"}, "text"),
        ({"score": 3}, "score"),
    ],
)
def test_wrong_answer_is_named_and_nothing_is_kept(cast, checkins, browser_of, changes, field):
    answer = send(browser_of(cast.ada), checkins["h24"], **changes)
    assert answer.status_code == 422
    assert field in answer.json["error"]["fields"]
    assert db().get(CheckIn, checkins["h24"].id).state == "due"


def test_answers_and_words_lie_sealed_and_the_act_is_in_the_trail(cast, checkins, browser_of):
    send(browser_of(cast.ada), checkins["h24"], text="a very private thing")
    row = db().get(CheckIn, checkins["h24"].id)
    assert b"private" not in row.text_sealed and b"mood" not in row.answers_sealed
    act = db().scalar(select(AuditEvent).where(AuditEvent.action == "checkin:answer"))
    assert (act.actor_id, act.subject_id, act.patient_id) == (cast.ada.id, row.id, cast.ada.id)
    assert "private" not in act.detail


# --- Filling in ---


def test_what_is_begun_is_there_on_another_device(cast, checkins, browser_of):
    begin(browser_of(cast.ada), checkins["h24"], mood=4, effects={"20": 0}, text="half a thought", shared=True)
    own = queries.own_checkin(cast.ada.principal, checkins["h24"].id)
    assert (own.progress.mood, own.progress.anxiety, own.progress.effects) == (4, None, {"20": 0})
    assert (own.progress_text, own.progress_shared) == ("half a thought", True)
    page = browser_of(cast.ada).get(f"/check-ins/{checkins['h24'].id}").text
    assert "half a thought" in page


def test_what_is_begun_is_gone_once_sent(cast, checkins, browser_of):
    begin(browser_of(cast.ada), checkins["h24"], mood=4, text="half a thought")
    send(browser_of(cast.ada), checkins["h24"])
    assert db().get(CheckIn, checkins["h24"].id).progress_sealed is None


# --- What must not wait ---


def alerts():
    forget_snapshot()
    return db().scalars(select(Alert).order_by(Alert.raised_at)).all()


def causes(who):
    forget_snapshot()
    return {alert.what for alert in open_alerts_for(who.principal)}


def test_not_safe_raises_an_alert_before_anything_is_sent(cast, checkins, browser_of, socket_of):
    ben, ada, cora = socket_of(cast.ben), socket_of(cast.ada), socket_of(cast.cora)
    answer = begin(browser_of(cast.ada), checkins["h24"], safe=False)
    assert answer.json == {
        "kept": True,
        "alarmed": True,
        "help": "Your care team has been told. This page shows when someone has seen it.",
    }
    (alert,) = alerts()
    assert (alert.patient_id, alert.cause_kind, alert.cause_id) == (cast.ada.id, "checkin", checkins["h24"].id)
    assert (alert.level, alert.room_id) == ("high", cast.care)
    assert ben.heard_of("alert:raised")[0]["what"] == UNSAFE
    assert ada.heard == cora.heard == []


def test_not_safe_raises_one_alert_however_often_it_is_kept_and_sent(cast, checkins, browser_of):
    for mood in (1, 2, 3):
        begin(browser_of(cast.ada), checkins["h24"], safe=False, mood=mood)
    send(browser_of(cast.ada), checkins["h24"], safe=False)
    assert len(alerts()) == 1
    raised = db().scalars(select(AuditEvent).where(AuditEvent.action == "alert:raise")).all()
    assert len(raised) == 1


def test_not_safe_sent_at_once_raises_the_alert_with_the_answers(cast, checkins, browser_of):
    assert send(browser_of(cast.ada), checkins["h24"], safe=False).json["alarmed"]
    assert causes(cast.ben) == {UNSAFE}


def test_not_safe_again_after_safe_is_told_again(cast, checkins, browser_of, socket_of):
    ben = socket_of(cast.ben)
    for safe in (False, True, False):
        begin(browser_of(cast.ada), checkins["h24"], safe=safe)
    assert len(ben.heard_of("alert:raised")) + len(ben.heard_of("alert:updated")) == 2


def test_each_urgent_sign_raises_its_own_alert(cast, checkins, browser_of):
    send(browser_of(cast.ada), checkins["h24"], signs=["31", "34"])
    assert causes(cast.ben) == {"Day 1 check-in. Chest pain? Yes", "Day 1 check-in. Trouble breathing? Yes"}


def test_mood_and_side_effects_alone_raise_nothing(cast, checkins, browser_of):
    send(browser_of(cast.ada), checkins["h24"], mood=0, anxiety=10, effects={"23": 3})
    assert alerts() == []


def test_alert_and_answer_stand_or_fall_together(cast, checkins, browser_of, monkeypatch):
    from telekat.checkins import actions

    def fails(*_args, **_kwargs):
        raise RuntimeError

    monkeypatch.setattr(actions, "raise_alert", fails)
    assert send(browser_of(cast.ada), checkins["h24"], safe=False).status_code == 500
    assert (db().get(CheckIn, checkins["h24"].id).state, alerts()) == ("due", [])


def test_patient_is_told_who_has_seen_it_and_no_more_than_is_known(cast, checkins, browser_of, socket_of):
    path = f"/api/v1/check-ins/{checkins['h24'].id}/help"
    nobody_knows = "We could not tell your care team yet. Please call if you are not safe."
    assert browser_of(cast.ada).get(path).json == {"told": False, "seen": False, "words": nobody_knows}
    begin(browser_of(cast.ada), checkins["h24"], safe=False)
    assert browser_of(cast.ada).get(path).json["told"] is True
    socket_of(cast.ben).call("alert:acknowledge", {"alert": alerts()[0].id})
    forget_snapshot()
    seen = browser_of(cast.ada).get(path).json
    assert seen["seen"] and seen["words"].startswith("Dr Ben Okri saw this at ")


# --- The page ---


FIELDS = {"client_id": "p1", "mood": "6", "anxiety": "3", "safe": "yes", "text": "", "share": "me"}


def test_page_says_it_is_not_watched_and_names_who_reads_it(cast, checkins, browser_of):
    page = browser_of(cast.ada).get(f"/check-ins/{checkins['h24'].id}").text
    assert "This is not watched live." in page
    assert "Theo Marsh reads it by" in page
    assert "Are you safe right now?" in page and "Call 999" in page


def test_page_without_script_is_sent_as_one_form_and_received(cast, checkins, browser_of):
    address = f"/check-ins/{checkins['h24'].id}"
    answer = browser_of(cast.ada).form(address, FIELDS | {"effect": "20", "grade-20": "2", "text": "wide\r\nroom"})
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    page = browser_of(cast.ada).get(address).text
    assert "Received at" in page and "Theo Marsh reads it by" in page and "wide\nroom" in page
    assert "Call 999" not in page


def test_form_comes_back_with_what_was_filled_in(cast, checkins, browser_of):
    fields = FIELDS | {"mood": "", "effect": "20", "text": "half a thought"}
    answer = browser_of(cast.ada).form(f"/check-ins/{checkins['h24'].id}", fields)
    assert answer.status_code == 422
    assert "Choose a number from 0 to 10." in answer.text and "Say how strong" in answer.text
    assert "half a thought" in answer.text


def test_not_safe_in_a_form_that_is_not_complete_is_told_all_the_same(cast, checkins, browser_of):
    answer = browser_of(cast.ada).form(f"/check-ins/{checkins['h24'].id}", {"client_id": "p1", "safe": "no"})
    assert answer.status_code == 422
    assert "Your care team has been told." in answer.text
    assert causes(cast.ben) == {UNSAFE}


def test_received_page_has_the_help_after_an_answer_that_is_not_safe(cast, checkins, browser_of):
    browser_of(cast.ada).form(f"/check-ins/{checkins['h24'].id}", FIELDS | {"safe": "no"})
    page = browser_of(cast.ada).get(f"/check-ins/{checkins['h24'].id}").text
    assert "Call 999" in page and "Your care team has been told." in page


def test_page_of_one_to_come_says_when(cast, checkins, browser_of):
    page = browser_of(cast.ada).get(f"/check-ins/{checkins['d7'].id}").text
    assert "Not open yet" in page and ", 15:00" in page


def test_own_earlier_words_come_back_at_the_next(cast, checkins, stand_at, browser_of):
    send(browser_of(cast.ada), checkins["h24"], text="The room felt very wide.")
    stand_at(checkins["h72"].due_at)
    page = browser_of(cast.ada).get(f"/check-ins/{checkins['h72'].id}").text
    assert "Last time you wrote" in page and "The room felt very wide." in page
