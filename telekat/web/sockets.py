"""The Socket.IO door. Handlers are thin: no Flask context, the person kept in memory for each socket.

`@socket_event` registers; `attach` binds every registered event to the server. An event without a registered
door answers `invalid`. A handler that answers `Later` lets its socket read on while the writer works: else somebody's
typing would wait behind their own message.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from telekat.core import asked, edge
from telekat.core.database import read_scope
from telekat.core.errors import Invalid
from telekat.core.writer import write_then
from telekat.policy import Action, Principal
from telekat.web import gate, rates, refusals
from telekat.web.errors import answer_for
from telekat.web.schemas import Schema, parse


@dataclass(frozen=True, slots=True)
class Later:
    """An answer that comes with the commit: the action, its arguments, and the shape of its result."""

    action: Callable[..., Any]
    args: tuple[Any, ...]
    shape: Callable[[Any], Mapping[str, Any]]


Answer = dict[str, Any]
Reply = Callable[[Answer], object]
Handler = Callable[[Principal, Any], Mapping[str, Any] | Later | None]
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


def _bound(door: SocketDoor) -> Callable[..., Any]:
    def receive(sid: str, *sent: Any) -> Answer | Callable[[Reply], None]:
        outcome = _enter(door, sid, sent)
        return outcome if isinstance(outcome, dict) else lambda reply: _finish(door, outcome, reply)

    return receive


def answer(door: SocketDoor, sid: str, sent: tuple[Any, ...]) -> Answer:
    """Run one event through gate and handler and wait for its answer; every error becomes one."""
    outcome = _enter(door, sid, sent)
    if isinstance(outcome, dict):
        return outcome
    answers: list[Answer] = []
    done = edge.Handover()

    def reply(given: Answer) -> None:
        answers.append(given)
        done.give()

    _finish(door, outcome, reply)
    done.wait()
    return answers[0]


@dataclass(frozen=True, slots=True)
class _Started:
    principal: Principal
    later: Later


def _enter(door: SocketDoor, sid: str, sent: tuple[Any, ...]) -> Answer | _Started:
    principal: Principal | None = None
    try:
        with read_scope():
            principal = gate.socket_principal(sid)
            asked.current.set(asked.Asked(door.name, principal.id))
            gate.pass_rate(principal, door.name, door.rate)
            gate.pass_password(principal)
            gate.pass_role(principal, door.may)
            if len(sent) != 1 or not isinstance(sent[0], dict):
                raise Invalid("Send one object.", {"payload": "expected an object"})
            parsed = parse(door.schema, sent[0])
            if door.activity:
                gate.logins().touch(principal)
            given = door.handler(principal, parsed)
            return _Started(principal, given) if isinstance(given, Later) else {"ok": True, **(given or {})}
    except Exception as error:
        gate.keep_refusal(principal, error, door.may, door.name)
        return _refused(door, error)


def _finish(door: SocketDoor, started: _Started, reply: Reply) -> None:
    """Hand the action to the writer; it replies after the commit."""
    later = started.later

    def then(result: Any, error: BaseException | None) -> None:
        if error is None:
            reply(shaped(result))
        elif refusals.refusal_in(error, door.may, door.name) is None:
            reply(_refused(door, error))
        else:  # it is kept first, and keeping waits for the writer, which is who calls here
            edge.spawn(refuse, error)

    def shaped(result: Any) -> Answer:
        try:
            return {"ok": True, **later.shape(result)}
        except Exception as error:  # it is kept, but whoever waits must not wait for ever
            return _refused(door, error)

    def refuse(error: BaseException) -> None:
        gate.keep_refusal(started.principal, error, door.may, door.name)
        reply(_refused(door, error))

    try:
        write_then(then, later.action, *later.args)
    except Exception as error:
        reply(_refused(door, error))


def _refused(door: SocketDoor, error: BaseException) -> Answer:
    return {"ok": False, "error": answer_for(error, door.name).body}
