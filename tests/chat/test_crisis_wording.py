"""A patient's message with crisis wording calls the care team for a look; the message itself goes its way."""

import pytest
from sqlalchemy import func, select

from telekat.chat.models import Message
from telekat.core import database
from telekat.core.database import db
from telekat.home.queries.risk_marks import risk_mark
from telekat.safety import queries
from telekat.safety.models import Alert

WORDS = "Thanks for the lift. I want to die. See you Friday."


def send(socket, room, body=WORDS, client_id="c1"):
    answer = socket.call("message:send", {"room": room, "client_id": client_id, "body": body})
    assert answer["ok"], answer
    return answer


def alerts():
    database.forget_snapshot()
    return db().scalars(select(Alert).order_by(Alert.raised_at)).all()


def test_care_team_is_called_to_look_and_the_message_is_delivered(cast, socket_of):
    ada, ben, theo = (socket_of(one) for one in (cast.ada, cast.ben, cast.theo))
    sent = send(ada, cast.care)
    assert [news["body"] for news in ben.heard_of("message:new")] == [WORDS]
    for socket in (ben, theo):
        (news,) = socket.heard_of("alert:raised")
        assert news["what"] == "Wording in a message, not verified: “I want to die”"
        assert (news["level"], news["loud"], news["room"]) == ("moderate", False, cast.care)
        assert news["cause"] == {"kind": "message", "id": sent["id"], "item": ""}
    assert risk_mark(cast.ben.principal, cast.ada.id).level == "unverified"


def test_patient_is_told_nothing_of_it(cast, socket_of):
    ada = socket_of(cast.ada)
    assert set(send(ada, cast.care)) == {"ok", "id", "seq", "at", "duplicate"}
    (row,) = alerts()
    assert socket_of(cast.ben).call("alert:acknowledge", {"alert": row.id})["ok"]
    assert {name for name, _ in ada.heard} == {"message:new"}


def test_front_desk_sees_the_message_and_of_the_alert_only_that_it_is_there(cast, socket_of, browser_of):
    cora, ben = socket_of(cast.cora), socket_of(cast.ben)
    send(socket_of(cast.ada), cast.front_desk)
    assert {name for name, _ in cora.heard} == {"message:new"}
    (news,) = ben.heard_of("alert:raised")
    assert news["room"] == cast.care
    (count,) = queries.alert_counts(cast.cora.principal, [cast.ada.id]).values()
    assert (count.open_count, count.level) == (1, "moderate")
    board = browser_of(cast.cora).get("/board").text
    assert "ording" not in board and "verified" not in board


@pytest.mark.parametrize("name", ["ben", "theo"])
def test_words_of_clinicians_raise_nothing(cast, socket_of, name):
    send(socket_of(cast.everybody[name]), cast.care, "She told me: I want to die.")
    send(socket_of(cast.everybody[name]), cast.staff_room, "I want to die", "c2")
    assert alerts() == []


def test_coordinators_words_raise_nothing(cast, socket_of):
    send(socket_of(cast.cora), cast.front_desk)
    assert alerts() == []


def test_plain_message_raises_nothing(cast, socket_of):
    send(socket_of(cast.ada), cast.care, "I don't want to die, thank you for asking.")
    assert alerts() == []


def test_resent_message_raises_no_second_alert(cast, socket_of):
    ada = socket_of(cast.ada)
    send(ada, cast.care)
    assert send(ada, cast.care)["duplicate"]
    assert len(alerts()) == 1


def test_further_messages_join_the_alert_that_stands(cast, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    send(ada, cast.care)
    send(ada, cast.front_desk, "I am going to kill myself tonight", "c2")
    (row,) = alerts()
    (news,) = ben.heard_of("alert:updated")
    assert news["alert"] == row.id and "kill myself tonight" in news["what"]
    assert db().scalar(select(func.count()).select_from(Message)) == 2


def test_alert_that_cannot_be_kept_lets_no_message_through_half(cast, socket_of, monkeypatch):
    def fail(*_args, **_more):
        raise RuntimeError("no")

    monkeypatch.setattr("telekat.chat.actions.surface_wording", fail)
    answer = socket_of(cast.ada).call("message:send", {"room": cast.care, "client_id": "c", "body": WORDS})
    assert not answer["ok"]
    database.forget_snapshot()
    assert db().scalar(select(func.count()).select_from(Message)) == 0


def test_words_lie_sealed(cast, socket_of):
    send(socket_of(cast.ada), cast.care)
    (row,) = alerts()
    assert b"die" not in row.cause_sealed


def test_page_says_that_it_is_no_verdict(cast, socket_of, browser_of):
    send(socket_of(cast.ada), cast.care)
    (row,) = alerts()
    page = browser_of(cast.ben).get(f"/alerts/{row.id}").text
    assert "Wording, not verified" in page and "it may mean nothing" in page and "I want to die" in page
