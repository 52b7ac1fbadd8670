"""The Engine.IO server: who is let in, the table of transports, the loop that watches them, and one flush for all.

It is engineio.Server with its own Transport in place of engineio's Socket. That takes overriding `_handle_connect` and
`_service_task`, which are private to engineio: versions are pinned and tests/live would fail on a change.
"""

import hmac
import logging
import sys
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import engineio
import engineio.packet

from telekat.core import clock
from telekat.core.answer_headers import HSTS, PERMISSIONS
from telekat.live.engine.admission import Admission, neighbourhood
from telekat.live.engine.limits import EngineLimits
from telekat.live.engine.packets import MalformedPacket, OrJson, Outgoing
from telekat.live.engine.transport import StartResponse, Transport

# These answers never pass Flask, which adds the same to pages.
SECURE_HEADERS = [
    ("Cache-Control", "no-store"),
    ("Vary", "Cookie, Origin"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
]
WATCH_SLICE = 200  # transports looked at before others get their turn

Environ = dict[str, Any]


class QuietLog:
    """What python-socketio and engineio log, without what people wrote: they pass whole packets at level info."""

    def __init__(self) -> None:
        self._log = logging.getLogger("telekat.live.engine")

    def info(self, message: str, *args: object) -> None:
        """Packets and their contents."""

    debug = info

    def warning(self, message: str, *args: object) -> None:
        """Where it spoke, and the kind of error if there is one: its sentences quote what was sent."""
        self._tell(logging.WARNING)

    def error(self, message: str, *args: object) -> None:
        """The same; whoever sends nonsense causes it."""
        self._tell(logging.WARNING)

    def exception(self, message: str, *args: object) -> None:
        """The same, for what nobody foresaw."""
        self._tell(logging.ERROR)

    def _tell(self, level: int) -> None:
        code, kind = sys._getframe(2).f_code, sys.exc_info()[0]
        place = f"{Path(code.co_filename).stem}.{code.co_name}"
        self._log.log(level, "the socket engine spoke: %s %s", place, kind.__name__ if kind else "")


class EngineServer(engineio.Server):
    """limits, address_of, caller_of, require_origin: see `make_socketio`."""

    start_service_task: bool

    def __init__(
        self,
        *,
        limits: EngineLimits,
        address_of: Callable[[Environ], str],
        caller_of: Callable[[Environ], object],
        require_origin: bool,
        **options: Any,
    ) -> None:
        super().__init__(
            ping_interval=limits.ping_interval_seconds,
            ping_timeout=limits.ping_timeout_seconds,
            max_http_buffer_size=limits.frame_bytes,
            http_compression=False,  # secrets beside text that others choose: their sizes must not tell
            monitor_clients=True,
            **options,
        )
        self.limits = limits
        self.admission = Admission(limits)
        self.draining = False
        is_secure = all(origin.startswith("https://") for origin in options["cors_allowed_origins"])
        self._headers = SECURE_HEADERS + ([("Strict-Transport-Security", HSTS)] if is_secure else [])
        self._address_of = address_of
        self._caller_of = caller_of
        self._require_origin = require_origin
        self._counted: set[str] = set()
        self._to_flush: list[Transport] = []
        self._flush_coming = False

    # Requests

    def handle_request(self, environ: Environ, start_response: StartResponse) -> Any:
        """The WSGI application. Refuses before engineio looks at it what no client of ours asks for."""

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, headers + self._headers, *rest)

        refusal = self._refusal(environ)
        if refusal is not None:
            start(refusal["status"], refusal["headers"])
            return [refusal["response"]]
        return super().handle_request(environ, start)

    def _refusal(self, environ: Environ) -> dict[str, Any] | None:
        query = urllib.parse.parse_qs(environ.get("QUERY_STRING", ""))
        if "j" in query:
            return self._bad_request("JSONP is not spoken here")  # any page could include it as a script
        if self._require_origin and not _says_where_from(environ):
            return self._bad_request("Not an accepted origin.")
        if "sid" not in query:
            return _answer(503, "unavailable", "The server is about to restart.") if self.draining else None
        transport = self.sockets.get(query["sid"][0])
        if transport is None:  # engineio would repeat what was sent, in its answer and in the log
            return self._bad_request("Invalid session")
        if not _same(transport.caller, self._caller_of(environ)):
            return self._bad_request("Invalid session")
        if environ["REQUEST_METHOD"] == "POST":
            return self._refuse_post(environ, transport)
        return None

    def _refuse_post(self, environ: Environ, transport: Transport) -> dict[str, Any] | None:
        length = environ.get("CONTENT_LENGTH") or ""
        if not length.isdecimal():
            return self._bad_request("A length is needed")
        if int(length) > self.limits.frame_bytes:
            transport.close_malformed()
            return _answer(413, "too_large", f"At most {self.limits.frame_bytes} bytes at once.")
        return None

    def _handle_connect(
        self, environ: Environ, start_response: StartResponse, transport: str, jsonp_index: int | None = None
    ) -> Any:
        address = neighbourhood(self._address_of(environ))
        if not self.admission.enter(address):
            return _answer(429, "rate_limited", "Too many connections.")
        opened = self._open(environ, address)
        if transport == "websocket":
            answer = opened.handle_get_request(environ, start_response)
            opened.close(abort=True)
            # Packets come back for an Upgrade that no Connection header announces: there is no poll to answer.
            return self._bad_request("Invalid websocket upgrade") if isinstance(answer, list) else answer
        opened.connected = True
        return self._ok(opened.poll())

    def _open(self, environ: Environ, address: str) -> Transport:
        if self.start_service_task:
            self.start_service_task = False
            self.service_task_handle = self.start_background_task(self._service_task)
        sid = self.generate_id()
        opened = Transport(self, sid, address, self._caller_of(environ))
        self._counted.add(sid)
        self.sockets[sid] = opened
        is_websocket = environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        opened.send(self._greeting(sid, "websocket" if is_websocket else "polling"))
        self._trigger_event("connect", sid, environ, run_async=False)
        return opened

    def _greeting(self, sid: str, transport: str) -> engineio.packet.Packet:
        return engineio.packet.Packet(
            engineio.packet.OPEN,
            {
                "sid": sid,
                "upgrades": self._upgrades(sid, transport),
                "pingTimeout": int(self.ping_timeout * 1000),
                "pingInterval": int(self.ping_interval * 1000),
                "maxPayload": self.max_http_buffer_size,
            },
        )

    # Transports

    def send(self, sid: str, data: str) -> None:
        self.send_packet(sid, Outgoing(data.encode()))

    def send_packet(self, sid: str, pkt: engineio.packet.Packet) -> None:
        """Queue a packet for a transport; nothing happens when it is gone."""
        transport = self.sockets.get(sid)
        if transport is not None:
            transport.send(pkt)

    def take_message(self, sid: str, text: str) -> None:
        """Hand one message to Socket.IO. Whatever fails there ends nobody else's day."""
        try:
            self.handlers["message"](sid, text)
        except MalformedPacket:
            transport = self.sockets.get(sid)
            if transport is not None:
                transport.close_malformed()
        except Exception:
            self.logger.exception("message handler error")

    def disconnect(self, sid: str | None = None) -> None:
        """End one transport, or all; what is queued for it still leaves."""
        for transport in [self.sockets.get(sid)] if sid is not None else list(self.sockets.values()):
            if transport is not None:
                transport.close()

    def forget(self, transport: Transport) -> None:
        """The transport has ended. Called once or more."""
        try:
            self._counted.remove(transport.sid)
        except KeyError:
            return
        self.sockets.pop(transport.sid, None)
        self.admission.leave(transport.address, settled=transport.settled, user_id=transport.user_id)

    def drain(self, seconds: float) -> bool:
        """Let nobody new in and end every transport, after `seconds` by force; whether that was not needed."""
        self.draining = True
        self.disconnect()
        until = clock.monotonic() + seconds
        while self._counted and clock.monotonic() < until:
            self.sleep(0.02)
        stuck = list(self.sockets.values())
        for transport in stuck:
            transport.close(abort=True)
        return not stuck

    # Loops

    def flush_soon(self, transport: Transport) -> None:
        """Send what the transport holds at the end of this turn of the loop, together with everybody else's.

        So an acknowledgement and a message for one socket leave in one send, and no socket needs a writer of its own.
        """
        if self.async_mode == "threading":
            transport.flush()
        elif not transport.flush_due:
            transport.flush_due = True
            self._to_flush.append(transport)
            if not self._flush_coming:
                self._flush_coming = True
                self.start_background_task(self._flush_all)

    def _flush_all(self) -> None:
        self._flush_coming = False
        transports, self._to_flush = self._to_flush, []
        for transport in transports:
            transport.flush_due = False
            try:
                transport.flush()
            except Exception:
                self.logger.exception("a flush failed")

    def _service_task(self) -> None:
        """Watch all transports, about once a second, until `shutdown`."""
        self.service_task_event = self.create_event()
        limits = self.limits
        tick = min(
            1.0, limits.connect_seconds / 4, limits.ping_interval_seconds / 4, limits.ping_timeout_seconds / 4
        )
        last = clock.monotonic()
        while not self.service_task_event.wait(tick):
            now = clock.monotonic()
            stood_still = max(0.0, now - last - 2 * tick)
            self._watch_all(now, stood_still)
            last = clock.monotonic()

    def _watch_all(self, now: float, stood_still: float) -> None:
        for number, transport in enumerate(list(self.sockets.values()), 1):
            try:
                if stood_still:
                    transport.forgive(stood_still)
                transport.watch(now)
            except Exception:
                self.logger.exception("watching a transport failed")
            if number % WATCH_SLICE == 0:
                self.sleep(0)


def _says_where_from(environ: Environ) -> bool:
    """Whether a browser names its origin. For a plain GET to its own server it sends this other header instead."""
    return bool(environ.get("HTTP_ORIGIN")) or environ.get("HTTP_SEC_FETCH_SITE") == "same-origin"


def _same(one: object, other: object) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return hmac.compare_digest(one.encode(), other.encode())
    return one == other


_REASONS = {413: "CONTENT TOO LARGE", 429: "TOO MANY REQUESTS", 503: "SERVICE UNAVAILABLE"}


def _answer(status: int, code: str, message: str) -> dict[str, Any]:
    body = OrJson.dumps({"error": {"code": code, "message": message}})
    return {
        "status": f"{status} {_REASONS[status]}",
        "headers": [("Content-Type", "application/json")],
        "response": body.encode(),
    }
