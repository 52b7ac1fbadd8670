"""The Socket.IO door. Handlers are thin: no Flask context, the person kept in memory for each socket.

`@socket_event` registers; `attach` binds every registered event to the server. An event without a registered
door answers `invalid`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from telekat.core.database import read_scope
from telekat.core.errors import Invalid
from telekat.policy import Action, Principal
from telekat.web import gate, rates
from telekat.web.errors import answer_for
from telekat.web.schemas import Schema, parse

Handler = Callable[[Principal, Any], Mapping[str, Any] | None]
H = TypeVar("H", bound=Handler)
log = logging.getLogger("telekat.sockets")


@dataclass(frozen=True, slots=True)
class SocketDoor:
    """One event. activity: a person's own act, which keeps the login from idling out (S-04)."""

    name: str
    may: Action
    schema: type[Schema]
    handler: Handler
    rate: rates.Rate
    activity: bool


DOORS: dict[str, SocketDoor] = {}


def socket_event(
    name: str,
    *,
    may: Action,
    schema: type[Schema],
    rate: rates.Rate = rates.DEFAULT,
    activity: bool = False,
) -> Callable[[H], H]:
    """Open a door for `name`. The handler gets (principal, parsed payload) and returns what stands beside `ok`."""

    def register(handler: H) -> H:
        DOORS[name] = SocketDoor(name, may, schema, handler, rate, activity)
        return handler

    return register


def attach(server: Any) -> None:
    """Bind every door to the python-socketio server."""
    for door in DOORS.values():
        server.on(door.name, _bound(door))


def _bound(door: SocketDoor) -> Callable[..., dict[str, Any]]:
    def receive(sid: str, *sent: Any) -> dict[str, Any]:
        return answer(door, sid, sent)

    return receive


def answer(door: SocketDoor, sid: str, sent: tuple[Any, ...]) -> dict[str, Any]:
    """Run one event through gate and handler; every error becomes an answer."""
    principal: Principal | None = None
    try:
        with read_scope():
            principal = gate.socket_principal(sid)
            gate.pass_rate(principal, door.name, door.rate)
            gate.pass_role(principal, door.may)
            if len(sent) != 1 or not isinstance(sent[0], dict):
                raise Invalid("Send one object.", {"payload": "expected an object"})
            parsed = parse(door.schema, sent[0])
            if door.activity:
                gate.logins().touch(principal)
            return {"ok": True, **(door.handler(principal, parsed) or {})}
    except Exception as error:
        if principal is not None:
            gate.keep_refusal(principal, error)
        return {"ok": False, "error": answer_for(error, door.name).body}
