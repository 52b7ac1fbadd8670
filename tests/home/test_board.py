"""The coordinator's board: what it shows, how it changes, and that no word of anybody's care reaches coordination."""

import re

import pytest

from telekat.core import database
from telekat.dosing import actions as dosing
from telekat.home import board_news
from telekat.live.announcing import Announcement
from telekat.policy import Action
from telekat.questionnaires import registry
from telekat.safety.actions import Cause, raise_alert


def lines(browser):
    return {one["name"]: one for one in browser.get("/api/v1/board").json["patients"]}


def test_board_knows_everybody_by_stage_with_their_team(cast, browser_of):
    found = lines(browser_of(cast.cora))
    assert set(found) == {"Ada Byron", "Finn Moss"}
    ada = found["Ada Byron"]
    assert (ada["stage"], ada["care_room"], ada["front_desk_room"]) == ("new_referral", cast.care, cast.front_desk)
    assert [one["name"] for one in ada["team"]] == ["Dr Ben Okri", "Theo Marsh"]
    assert ada["facts"].endswith("London time")


def test_what_stands_in_place_of_an_empty_board_is_hidden_once_somebody_is_there(cast, browser_of):
    page = browser_of(cast.cora).get("/board").text
    assert re.search(r'aria-labelledby="first-title" data-role="nobody" hidden>', page)


@pytest.mark.parametrize("name", ["ada", "ben", "theo", "eve"])
def test_board_is_for_coordinators_only(cast, browser_of, name):
    assert browser_of(getattr(cast, name)).get("/api/v1/board").status_code == 403


def test_wait_counts_from_the_first_unanswered_words(cast, browser_of, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    for number in ("1", "2"):
        ada.call("message:send", {"room": cast.care, "client_id": number, "body": "are you there"})
    found = lines(browser_of(cast.cora))["Ada Byron"]
    assert found["waiting_count"] == 2 and found["next"] == "Dr Ben Okri owes an answer"
    ben.call("message:send", {"room": cast.care, "client_id": "1", "body": "I am"})
    assert lines(browser_of(cast.cora))["Ada Byron"]["waiting_since"] is None


def test_unread_counts_the_front_desk_only(cast, browser_of, socket_of):
    ada = socket_of(cast.ada)
    ada.call("message:send", {"room": cast.care, "client_id": "1", "body": "for my team"})
    ada.call("message:send", {"room": cast.front_desk, "client_id": "1", "body": "when is my train"})
    assert lines(browser_of(cast.cora))["Ada Byron"]["unread"] == 1


def test_alert_shows_that_it_is_there_and_whether_somebody_has_it(cast, browser_of, socket_of):
    cause = Cause(
        "questionnaire", "01890000-0000-7000-8000-000000000001", "9", "suicidal-ideation", "a secret answer"
    )
    raised = raise_alert(cast.ada.principal, patient_id=cast.ada.id, room_id=cast.care, cause=cause)
    database.forget_snapshot()
    cora = browser_of(cast.cora)
    found = lines(cora)["Ada Byron"]["alert"]
    assert (found["level"], found["taken"]) == ("high", False)
    assert socket_of(cast.ben).call("alert:acknowledge", {"alert": raised.alert_id})["ok"]
    assert lines(cora)["Ada Byron"]["alert"]["taken"] is True
    assert {one["name"]: one["count"] for one in cora.get("/api/v1/board").json["strip"]}["alerts"] == 1


def test_missing_forms_are_counted(cast, browser_of, socket_of):
    given = {"room": cast.care, "instrument": "phq9", "client_id": "f"}
    assert socket_of(cast.ben).call("questionnaire:assign", given)["ok"]
    found = lines(browser_of(cast.cora))["Ada Byron"]
    assert (found["missing_count"], found["form_count"]) == (1, 1)
    assert "phq9" not in str(found).lower()


# --- Changes ---


def test_assigning_from_the_board(cast, browser_of):
    cora = browser_of(cast.cora)
    path = f"/api/v1/patients/{cast.finn.id}/team"
    assert cora.post(path, {"user": cast.theo.id, "seen": [cast.cleo.id]}).json["ok"]
    late = cora.post(path, {"user": cast.ben.id, "seen": [cast.cleo.id]})
    assert late.status_code == 409
    assert {one["id"] for one in late.json["error"]["team"]} == {cast.cleo.id, cast.theo.id}
    assert cora.delete(f"{path}/{cast.theo.id}").json["ok"]
    assert [one["id"] for one in lines(cora)["Finn Moss"]["team"]] == [cast.cleo.id]


def test_stage_moves_from_the_board(cast, browser_of):
    cora = browser_of(cast.cora)
    assert cora.put(f"/api/v1/rooms/{cast.front_desk}/stage", {"stage": "cleared"}).json["ok"]
    assert lines(cora)["Ada Byron"]["stage"] == "cleared"


def test_room_is_closed_and_opened_again(cast, browser_of, socket_of):
    cora, ada = browser_of(cast.cora), socket_of(cast.ada)
    message = {"room": cast.care, "client_id": "1", "body": "hello"}
    assert cora.put(f"/api/v1/rooms/{cast.care}/state", {"closed": True}).json["state"] == "closed"
    assert ada.call("message:send", message)["error"]["code"] == "conflict"
    assert cora.put(f"/api/v1/rooms/{cast.care}/state", {"closed": False}).json["state"] == "open"
    assert ada.call("message:send", message)["ok"]
    assert browser_of(cast.ben).put(f"/api/v1/rooms/{cast.care}/state", {"closed": True}).status_code == 403


def test_patient_page_does_the_same_without_script(cast, browser_of):
    cora, here = browser_of(cast.cora), f"/patients/{cast.finn.id}"
    assert "Finn Moss" in cora.get(here).text
    assert cora.form(f"{here}/team", {"user": cast.theo.id, "seen": cast.cleo.id}).status_code == 303
    second = cora.form(f"{here}/team", {"user": cast.ben.id, "seen": cast.cleo.id})
    assert second.status_code == 409 and "Somebody changed this meanwhile" in second.text
    assert cora.form(f"{here}/team", {"leave": cast.theo.id}).status_code == 303
    assert cora.form(f"{here}/stage", {"stage": "review"}).status_code == 303
    assert cora.form(f"{here}/contact", {"phone": "07700 900111", "emergency_contact": ""}).status_code == 303
    assert cora.form(f"{here}/rooms", {"room": cast.finns_care, "closed": "yes", "sure": "yes"}).status_code == 303
    page = cora.get(here).text
    assert "07700 900111" in page and "Open again" in page
    assert cora.get("/api/v1/board").json["closed_count"] == 1 and "Finn Moss" not in lines(cora)


@pytest.mark.parametrize("name", ["ada", "ben", "eve"])
def test_patient_page_is_for_coordinators_only(cast, browser_of, name):
    assert browser_of(getattr(cast, name)).get(f"/patients/{cast.finn.id}").status_code == 403


def test_new_patient_form_shows_the_password_once(cast, browser_of):
    cora = browser_of(cast.cora)
    sent = {"email": "rosa@example.org", "name": "Rosa Iyer", "psychiatrist": cast.ben.id}
    page = cora.form("/patients/new", sent)
    assert page.status_code == 200 and re.search(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}", page.text)
    again = cora.form("/patients/new", sent)
    assert again.status_code == 409 and "Rosa Iyer" in again.text
    assert lines(cora)["Rosa Iyer"]["team"][0]["name"] == "Dr Ben Okri"


# --- News ---


@pytest.fixture
def told(monkeypatch):
    """What boards were told; gathering takes no time here."""
    monkeypatch.setattr(board_news.edge, "spawn", lambda act: act())
    monkeypatch.setattr(board_news.edge, "sleep", lambda seconds: None)


@pytest.mark.parametrize(
    "event", ["message:new", "room:updated", "alert:raised", "questionnaire:submitted", "checkin:answered"]
)
def test_second_coordinators_board_hears_that_something_changed_but_not_what(cast, socket_of, told, event):
    cora, ben = socket_of(cast.cora), socket_of(cast.ben)
    news = Announcement(event, {"body": "a private word"}, Action.MESSAGE_READ)
    board_news.deliver([(news, (cast.ben.id,))])
    assert cora.heard == [("board:changed", {})]
    assert ("board:changed", {}) not in ben.heard


def test_what_does_not_show_on_a_board_is_not_told(cast, socket_of, told):
    cora = socket_of(cast.cora)
    board_news.deliver([(Announcement("typing", {}, Action.MESSAGE_READ), (cast.ben.id,))])
    assert cora.heard == []


# --- Z-05: the boundary ---

CANARIES = {
    "message": "canary-of-the-care-room",
    "draft": "canary-of-a-draft",
    "note": "canary-of-the-staff-room",
    "dosing": "canary-of-the-session",
    "alert": "canary-of-the-alert",
}
PATHS = (
    "/",
    "/board",
    "/messages",
    "/patients/new",
    "/account",
    "/api/v1/board",
    "/api/v1/rooms",
    "/api/v1/me",
    "/patients/{ada}",
    "/rooms/{desk}",
    "/rooms/{care}",
    "/rooms/{staff}",
    "/api/v1/rooms/{care}",
    "/api/v1/rooms/{care}/messages",
    "/api/v1/rooms/{care}/draft",
    "/api/v1/rooms/{care}/questionnaires",
    "/api/v1/questionnaires/{form}",
    "/forms/{form}",
    "/api/v1/patients/{ada}/check-ins",
    "/api/v1/patients/{ada}/sessions",
    "/api/v1/alerts",
    "/alerts",
    "/day",
    "/api/v1/day",
)


def plant(cast, browser_of, socket_of):
    """Words of every kind that must never reach coordination; returns the form's id."""
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    ada.call("message:send", {"room": cast.care, "client_id": "1", "body": CANARIES["message"]})
    browser_of(cast.ada).put(f"/api/v1/rooms/{cast.care}/draft", {"body": CANARIES["draft"]})
    ben.call("message:send", {"room": cast.staff_room, "client_id": "1", "body": CANARIES["note"]})
    given = ben.call("questionnaire:assign", {"room": cast.care, "instrument": "phq9", "client_id": "f"})
    form = given["questionnaire"]
    for item in range(1, 11):
        ada.call("questionnaire:answer", {"questionnaire": form, "item": str(item), "value": 3})
    assert ada.call("questionnaire:submit", {"questionnaire": form})["ok"]
    session = dosing.Given("2026-11-01", "10:00", "im", "50", CANARIES["dosing"])
    dosing.record_session(cast.ben.principal, cast.ada.id, client_id="s", given=session)
    cause = Cause("checkin", "01890000-0000-7000-8000-000000000002", "safe", "not-safe", CANARIES["alert"])
    raise_alert(cast.ada.principal, patient_id=cast.ada.id, room_id=cast.care, cause=cause)
    database.forget_snapshot()
    return form


def test_no_clinical_byte_reaches_a_coordinator(cast, browser_of, socket_of):
    ear = socket_of(cast.cora)
    form = plant(cast, browser_of, socket_of)
    cora, names = browser_of(cast.cora), {"ada": cast.ada.id, "care": cast.care, "desk": cast.front_desk}
    received = [str(ear.heard)]
    for path in PATHS:
        answer = cora.get(path.format(**names, staff=cast.staff_room, form=form), follow_redirects=True)
        received.append(answer.get_data(as_text=True) + str(answer.headers))
    for call in ("room:enter", "message:since"):
        for room in (cast.care, cast.staff_room):
            payload = {"room": room, "after_seq": 0} if call == "message:since" else {"room": room}
            received.append(str(ear.call(call, payload)))
    received.append(str(ear.call("questionnaire:open", {"questionnaire": form})))
    everything = "\n".join(received)
    for kind, words in CANARIES.items():
        assert words not in everything, f"the {kind} reached a coordinator"
    wording = [item.text for item in registry.instrument("phq9").items]
    assert not [text for text in wording if text in everything]
    for word in ("PHQ-9", "phq9", "suicid", "Nearly every day", "severe", "50 mg", "intramuscular"):
        assert word not in everything, word
    assert "Ada Byron" in everything, "the coordinator received nothing at all: this test looks at the wrong pages"
