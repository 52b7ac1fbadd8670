"""Sending a message: who may, what is kept, who hears it."""

import pytest
from sqlalchemy import select

from telekat.audit.models import AuditEvent
from telekat.chat import actions as messages
from telekat.chat.models import Message
from telekat.core.database import db
from telekat.core.errors import NotFound
from telekat.rooms import actions as rooms


def send(socket, room, body="Is it normal to feel this raw?", client_id="c1", **more):
    return socket.call("message:send", {"room": room, "client_id": client_id, "body": body, **more})


def test_patient_writes_and_both_sides_hear_it(cast, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    answer = send(ada, cast.care)
    assert answer["ok"] and answer["seq"] == 1 and answer["duplicate"] is False
    for socket in (ada, ben):
        (news,) = socket.heard_of("message:new")
        assert news["body"] == "Is it normal to feel this raw?"
        assert news["author"] == {"id": cast.ada.id, "name": "Ada Byron", "role": "patient"}
        assert (news["id"], news["seq"], news["client_id"]) == (answer["id"], 1, "c1")


@pytest.mark.parametrize("name", ["cleo", "cora", "eve", "finn"])
def test_stranger_gets_no_message_in_and_hears_nothing(cast, socket_of, name):
    stranger = socket_of(getattr(cast, name))
    answer = send(stranger, cast.care)
    assert answer["error"]["code"] in ("not_found", "forbidden")
    assert db().scalar(select(Message)) is None
    send(socket_of(cast.ada), cast.care)
    assert stranger.heard == []


def test_a_change_of_the_room_counts_for_the_very_next_message(cast, socket_of):
    """The writer recalls who sits in a room; whoever leaves, joins or closes it must not be recalled."""
    ada, ben, theo = (socket_of(one) for one in (cast.ada, cast.ben, cast.theo))
    assert send(ben, cast.care, client_id="1")["ok"]
    rooms.remove_member(cast.cora.principal, cast.care, cast.ben.id)
    theo.heard.clear()
    assert messages.send_message(cast.theo.principal, cast.care, "2", "Only for us two").seq
    with pytest.raises(NotFound):
        messages.send_message(cast.ben.principal, cast.care, "3", "I am gone")
    rooms.add_member(cast.cora.principal, cast.care, cast.cleo.id)
    assert messages.send_message(cast.cleo.principal, cast.care, "4", "I am here now").seq
    rooms.close_room(cast.cora.principal, cast.care)
    assert send(ada, cast.care, client_id="5")["error"]["code"] == "conflict"
    assert [news["client_id"] for news in ben.heard_of("message:new")].count("2") == 0


def test_second_send_with_same_client_id_stores_nothing(cast, socket_of):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    first = send(ada, cast.care)
    again = send(ada, cast.care)
    assert again == {**first, "duplicate": True}
    assert len(db().scalars(select(Message)).all()) == 1
    assert len(ben.heard_of("message:new")) == 1


def test_same_client_id_with_another_body_is_a_conflict(cast, socket_of):
    ada = socket_of(cast.ada)
    send(ada, cast.care)
    assert send(ada, cast.care, body="Something else")["error"]["code"] == "conflict"
    assert db().scalar(select(Message.seq)) == 1


def test_client_ids_belong_to_author_and_room(cast, socket_of):
    assert send(socket_of(cast.ada), cast.care)["seq"] == 1
    assert send(socket_of(cast.ben), cast.care)["seq"] == 2
    assert send(socket_of(cast.ada), cast.front_desk)["seq"] == 1


@pytest.mark.parametrize(
    "body", ["", "   \n ", "x" * 8001, "bell\x07", "half \ud800 character", "\u0000", 7, None, ["a"], "é" * 8001]
)
def test_bad_text_is_refused_and_stores_nothing(cast, socket_of, body):
    answer = send(socket_of(cast.ada), cast.care, body=body)
    assert answer["error"]["code"] == "invalid"
    assert "body" in answer["error"]["fields"]
    assert db().scalar(select(Message)) is None


@pytest.mark.parametrize("body", ["x" * 8000, "tab\tand\nnewline", "Fulá 🫶🏽", "<b>not html</b>"])
def test_odd_but_good_text_comes_through_word_for_word(cast, socket_of, body):
    ada, ben = socket_of(cast.ada), socket_of(cast.ben)
    assert send(ada, cast.care, body=body)["ok"]
    assert ben.heard_of("message:new")[0]["body"] == body


def test_unknown_field_and_wrong_client_id_are_refused(cast, socket_of):
    ada = socket_of(cast.ada)
    assert send(ada, cast.care, score=3)["error"]["code"] == "invalid"
    assert send(ada, cast.care, client_id="")["error"]["code"] == "invalid"
    assert send(ada, cast.care, client_id="x" * 65)["error"]["code"] == "invalid"
    assert send(ada, "no-such-room")["error"]["code"] == "not_found"


def test_answering_a_message_of_another_room_is_refused(cast, socket_of):
    ada = socket_of(cast.ada)
    other = send(ada, cast.front_desk)["id"]
    assert send(ada, cast.care, reply_to=other)["error"]["code"] == "invalid"


def test_text_lies_sealed_and_the_act_is_in_the_trail(cast, socket_of):
    answer = send(socket_of(cast.ada), cast.care, body="a very private thing")
    stored = db().scalar(select(Message.body_sealed))
    assert b"private" not in stored
    event = db().scalar(select(AuditEvent).where(AuditEvent.action == "message:send"))
    assert (event.actor_id, event.subject_id, event.patient_id) == (cast.ada.id, answer["id"], cast.ada.id)
    assert "private" not in event.detail


def test_refusal_is_in_the_trail(cast, socket_of):
    send(socket_of(cast.cleo), cast.care)
    event = db().scalar(select(AuditEvent).where(AuditEvent.outcome == "refused"))
    assert (event.actor_id, event.action, event.subject_id) == (cast.cleo.id, "message:send", cast.care)


def test_staff_notes_never_reach_the_patient(cast, socket_of):
    ada, theo = socket_of(cast.ada), socket_of(cast.theo)
    assert send(socket_of(cast.ben), cast.staff_room, body="ask about sleep")["ok"]
    assert [name for name, _ in ada.heard] == []
    assert theo.heard_of("message:new")[0]["body"] == "ask about sleep"
