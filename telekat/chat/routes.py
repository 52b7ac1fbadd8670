"""Messages for programs: the fallback where sockets are blocked. Same rules, same ids."""

from typing import Any

from flask import request

from telekat.audit import looks
from telekat.chat import actions, queries
from telekat.core.errors import Invalid
from telekat.policy import Action
from telekat.web import gate
from telekat.web.http import Doors, principal
from telekat.web.schemas import ClientId, Id, Schema, Seq

api = Doors("chat_api", "/api/v1/rooms")


class PostMessage(Schema):
    client_id: ClientId
    body: str
    reply_to: Id | None = None


class PutDraft(Schema):
    body: str
    base_rev: Seq = 0


class PutRead(Schema):
    seq: Seq


@api.api("/unread", may=Action.ROOM_LIST, activity=False)
def count_unread() -> dict[str, Any]:
    """How many messages of others wait in each of the caller's rooms; rooms without any are left out."""
    return {"unread": dict(queries.unread_by_room(principal()))}


@api.api("/<room_id>/messages", may=Action.MESSAGE_READ)
def list_messages(room_id: str) -> dict[str, Any]:
    """Messages after `after_seq`, or the newest before `before_seq`, at most `limit`."""
    who, limit = principal(), _number("limit", queries.PAGE, least=1, most=queries.PAGE)
    if "before_seq" in request.args:
        page = queries.messages_before(who, room_id, _number("before_seq", 0), limit)
    else:
        page = queries.messages_after(who, room_id, _number("after_seq", 0), limit)
    if page.messages:
        looks.note(who, Action.MESSAGE_READ, "room", [(room_id, page.patient_id)])
    return {"messages": page.messages, "last_seq": page.last_seq}


@api.api("/<room_id>/messages", may=Action.MESSAGE_SEND, method="POST", schema=PostMessage)
def send_message(room_id: str, sent: PostMessage) -> tuple[dict[str, Any], int]:
    """Send a message."""
    who = principal()
    gate.pass_rate(who, "message:send", (5.0, 20))
    kept = actions.send_message(who, room_id, sent.client_id, sent.body, sent.reply_to)
    answer = {"id": kept.id, "seq": kept.seq, "at": kept.at, "duplicate": kept.duplicate}
    return answer, 200 if kept.duplicate else 201


@api.api("/<room_id>/read", may=Action.MESSAGE_READ, method="PUT", schema=PutRead, activity=False)
def mark_read(room_id: str, sent: PutRead) -> dict[str, Any]:
    """Move one's read mark."""
    return {"seq": actions.mark_read(principal(), room_id, sent.seq)}


@api.api("/<room_id>/received", may=Action.MESSAGE_READ, method="PUT", schema=PutRead, activity=False)
def mark_received(room_id: str, sent: PutRead) -> dict[str, Any]:
    """Say up to which message this browser holds the room."""
    return {"seq": actions.mark_received(principal(), room_id, sent.seq)}


@api.api("/<room_id>/draft", may=Action.MESSAGE_READ)
def read_draft(room_id: str) -> dict[str, Any]:
    """One's own draft in this room."""
    draft = queries.draft_of(principal(), room_id)
    return {"body": draft.body, "rev": draft.rev}


@api.api("/<room_id>/draft", may=Action.DRAFT_WRITE, method="PUT", schema=PutDraft, activity=False)
def keep_draft(room_id: str, sent: PutDraft) -> dict[str, Any]:
    """Keep one's own draft."""
    return {"rev": actions.keep_draft(principal(), room_id, sent.body, sent.base_rev)}


def _number(name: str, default: int, *, least: int = 0, most: int = 2**53) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or not least <= int(text[:18]) <= most:
        raise Invalid("This number is out of range.", {name: f"{least} to {most}"})
    return int(text[:18])
