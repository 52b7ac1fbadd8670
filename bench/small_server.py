"""Two servers to compare with, both next to nothing: `python -m bench.small_server KIND MODE`.

ceiling: python-socketio as it comes, a thin handler, Nagle off. engine: the same handler on TeleKAT's transport.
Neither knows people or keeps anything: a connection names its room and is believed. Prints its port.
"""

import sys
from typing import Any

from telekat.core import edge

AT = "2026-11-22T10:11:12.345Z"


def main(kind: str, mode: str) -> None:
    edge.patch(mode)  # type: ignore[arg-type]
    from telekat.core.edge.serving import serve

    app = _ceiling(mode) if kind == "ceiling" else _engine(mode)
    serve(app, "127.0.0.1", 0, on_ready=lambda port: print(port, flush=True))


def _ceiling(mode: str) -> Any:
    import socketio

    server = socketio.Server(async_mode=mode, cors_allowed_origins="*")

    def tell(sid: str, room: str, event: str, payload: dict[str, Any]) -> None:
        server.emit(event, payload, room=room, skip_sid=sid)

    _thin_handlers(server, tell)
    return socketio.WSGIApp(server)


def _engine(mode: str) -> Any:
    from flask import Flask

    from telekat.live.engine import EngineLimits, fan_out, make_socketio

    app = Flask("engine")
    no_caps = EngineLimits(unconnected_per_address=None, sockets_per_address=None)
    server = make_socketio(app, async_mode=mode, origins=["http://127.0.0.1"], limits=no_caps).server

    def tell(sid: str, room: str, event: str, payload: dict[str, Any]) -> None:
        # As TeleKAT does: the sender hears its own message too.
        fan_out(server, [one for one, _ in server.manager.get_participants("/", room)], event, payload)

    _thin_handlers(server, tell)
    return app


def _thin_handlers(server: Any, tell: Any) -> None:
    seqs: dict[str, int] = {}

    @server.on("connect")
    def connect(sid: str, environ: dict[str, Any], auth: dict[str, Any]) -> None:
        server.enter_room(sid, auth["room"])

    @server.on("message:send")
    def send(sid: str, sent: dict[str, Any]) -> dict[str, Any]:
        room = sent["room"]
        seq = seqs[room] = seqs.get(room, 0) + 1
        message = {
            "room": room,
            "id": f"{seq:036d}",
            "seq": seq,
            "client_id": sent["client_id"],
            "author": {"id": sid, "name": "Ada Berg", "role": "patient"},
            "kind": "text",
            "body": sent["body"],
            "at": AT,
            "reply_to": None,
        }
        tell(sid, room, "message:new", message)
        return {"ok": True, "id": message["id"], "seq": seq, "at": AT, "duplicate": False}

    @server.on("typing")
    def typing(sid: str, sent: dict[str, Any]) -> None:
        tell(sid, sent["room"], "typing", {"room": sent["room"], "user": sid, "on": sent["on"]})


if __name__ == "__main__":
    main(*sys.argv[1:])
