"""The socket engine: what makes python-socketio fast and safe here, behind one seam.

The question: python-socketio's stock transports lose half the throughput and miss limits that the clinic needs, but
Flask-SocketIO is the chosen integration. Chosen: keep Flask-SocketIO and python-socketio's server, and put our own
Engine.IO transport under them (`make_socketio`). Refused: another protocol (the browser's socket.io client would go),
a fork (nobody would follow upstream), patching modules in place (it would reach every other user of the library).

Outside, use `make_socketio`, `fan_out` and `EngineLimits`; `refused` is the shape of a negative acknowledgement.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask
from flask_socketio import SocketIO

from telekat.live.engine.engine_io import Environ, QuietLog
from telekat.live.engine.fan_out import fan_out
from telekat.live.engine.limits import EngineLimits
from telekat.live.engine.socket_io import Answer, SocketServer, no_such_event, refused

__all__ = ["EngineLimits", "SocketServer", "fan_out", "make_socketio", "refused"]


def make_socketio(
    app: Flask,
    *,
    async_mode: str,
    origins: list[str],
    limits: EngineLimits = EngineLimits(),  # noqa: B008 frozen
    require_origin: bool = False,
    address_of: Callable[[Environ], str] = lambda environ: str(environ.get("REMOTE_ADDR", "")),
    caller_of: Callable[[Environ], object] = lambda environ: None,
    answer_unknown: Callable[[str, str], Answer] = no_such_event,
) -> SocketIO:
    """A Flask-SocketIO for `app` whose `.server` is a SocketServer.

    origins: where browsers may come from, exactly; raises ValueError when empty, which would switch the check off.
    require_origin: refuse a caller who names none (no browser does; scripts and old test clients do).
    address_of: the caller's network address, where a proxy stands in between.
    caller_of: whose connection it is (the login behind the cookie), so that a transport is of use only to its opener.
    answer_unknown(sid, event): the acknowledgement for an event that nobody handles.
    """
    if not origins or "*" in origins:
        raise ValueError("origins must name each origin that browsers may come from")
    log = QuietLog()
    socketio = SocketIO(
        app,
        async_mode=async_mode,
        manage_session=False,
        cors_allowed_origins=origins,
        logger=log,
        engineio_logger=log,
    )
    # Flask-SocketIO names the class of its server in its own code, so ours replaces the one it has just made.
    socketio.server = socketio.sockio_mw.engineio_app = _make_server(
        async_mode=async_mode,
        origins=origins,
        limits=limits,
        require_origin=require_origin,
        address_of=address_of,
        caller_of=caller_of,
        answer_unknown=answer_unknown,
        logger=log,
    )
    return socketio


def _make_server(**options: Any) -> SocketServer:
    return SocketServer(**options)
