"""A server process with nothing but the socket engine, for the tests beside it and for the benchmark's comparison.

    python tests/live/engine_server.py MODE '{"limits": {"connect_seconds": 1}, "require_origin": true}'

Prints its port, then serves until it is told to stop. `X-Caller` stands for the login behind a cookie.
"""

import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from telekat.core import edge

edge.patch(sys.argv[1])  # type: ignore[arg-type]

from flask import Flask
from flask_socketio import ConnectionRefusedError, SocketIO

from telekat.core.edge.serving import serve
from telekat.live.engine import EngineLimits, fan_out, make_socketio

ORIGIN = "http://clinic.test"


def make(settings: dict[str, Any]) -> tuple[Flask, SocketIO]:
    app = Flask("engine")
    socketio = make_socketio(
        app,
        async_mode=edge.mode(),
        origins=[ORIGIN],
        limits=EngineLimits(**settings.get("limits", {})),
        require_origin=settings.get("require_origin", False),
        caller_of=lambda environ: environ.get("HTTP_X_CALLER"),
    )
    server = socketio.server
    connected: list[str] = []
    ended: dict[str, str] = {}

    @app.get("/alive")
    def alive() -> dict[str, Any]:
        return {"connected": len(connected), "ended": ended, "open": len(server.eio.sockets)}

    def on_connect(sid: str, environ: dict[str, Any], auth: dict[str, Any] | None) -> None:
        if auth and auth.get("refuse"):
            raise ConnectionRefusedError("unauthenticated")
        if auth and auth.get("fail"):
            raise RuntimeError("secret words")
        if auth and not server.claim(sid, auth.get("user", sid)):
            raise ConnectionRefusedError("rate_limited")
        connected.append(sid)

    def on_disconnect(sid: str, reason: str) -> None:
        connected.remove(sid)
        ended[sid] = reason

    def echo(sid: str, payload: Any) -> dict[str, Any]:
        return {"ok": True, "echo": payload}

    def tell(sid: str, payload: dict[str, Any]) -> dict[str, Any]:
        told = fan_out(server, [*connected, "nobody"], "news", payload)
        return {"ok": True, "told": told}

    def flood(sid: str, payload: dict[str, Any]) -> dict[str, Any]:
        """Tell everybody so many times something so long, letting others run in between."""
        for number in range(payload["times"]):
            fan_out(server, list(connected), "news", {"n": number, "body": "x" * payload["size"]})
            edge.sleep(0)
        return {"ok": True}

    def leave(sid: str, payload: Any) -> None:
        server.end(sid)

    def fail(sid: str, payload: Any) -> None:
        raise RuntimeError("secret words")

    for name, handler in (
        ("connect", on_connect),
        ("disconnect", on_disconnect),
        ("echo", echo),
        ("tell", tell),
        ("flood", flood),
        ("leave", leave),
        ("fail", fail),
    ):
        server.on(name, handler)
    return app, socketio


if __name__ == "__main__":
    app, socketio = make(json.loads(sys.argv[2]) if len(sys.argv) > 2 else {})
    serve(
        app,
        "127.0.0.1",
        0,
        on_ready=lambda port: print(port, flush=True),
        on_stop=lambda: socketio.server.drain(1),
    )
