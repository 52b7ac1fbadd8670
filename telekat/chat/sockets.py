"""`message:*` and `typing`: parse, call one action or query, answer."""

from typing import Any

from telekat.audit import looks
from telekat.chat import actions, events, queries
from telekat.live.announcing import tell_now
from telekat.policy import Action, Principal
from telekat.rooms.access import others_for
from telekat.web import rates
from telekat.web.schemas import ClientId, Id, Limit, Schema, Seq
from telekat.web.sockets import Later, socket_event

MESSAGES = (5.0, 20)  # SECURITY-REQUIREMENTS P-09; a setting


class SendMessage(Schema):
    room: Id
    client_id: ClientId
    body: str
    reply_to: Id | None = None


class MessagesSince(Schema):
    room: Id
    after_seq: Seq
    limit: Limit = queries.PAGE


class MarkRead(Schema):
    room: Id
    seq: Seq


class Typing(Schema):
    room: Id
    on: bool


@socket_event("message:send", may=Action.MESSAGE_SEND, schema=SendMessage, rate=MESSAGES, activity=True)
def send_message(user: Principal, sent: SendMessage) -> Later:
    return Later(actions.send_message, (user, sent.room, sent.client_id, sent.body, sent.reply_to), _kept)


def _kept(kept: actions.Sent) -> dict[str, Any]:
    return {"id": kept.id, "seq": kept.seq, "at": kept.at, "duplicate": kept.duplicate}


@socket_event("message:since", may=Action.MESSAGE_READ, schema=MessagesSince, rate=rates.ENTER)
def messages_since(user: Principal, sent: MessagesSince) -> dict[str, Any]:
    page = queries.messages_after(user, sent.room, sent.after_seq, sent.limit)
    if page.messages:
        looks.note(user, Action.MESSAGE_READ, "room", [(sent.room, page.patient_id)])
    return {"messages": page.messages, "last_seq": page.last_seq}


@socket_event("message:read", may=Action.MESSAGE_READ, schema=MarkRead)
def mark_read(user: Principal, sent: MarkRead) -> dict[str, Any]:
    return {"seq": actions.mark_read(user, sent.room, sent.seq)}


@socket_event("message:received", may=Action.MESSAGE_READ, schema=MarkRead)
def mark_received(user: Principal, sent: MarkRead) -> dict[str, Any]:
    return {"seq": actions.mark_received(user, sent.room, sent.seq)}


@socket_event("typing", may=Action.TYPING, schema=Typing, rate=rates.TYPING)
def typing(user: Principal, sent: Typing) -> dict[str, Any]:
    others = others_for(user, Action.TYPING, sent.room)
    tell_now(events.typing(sent.room, user.id, on=sent.on), to=others)
    return {}
