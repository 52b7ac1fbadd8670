"""One browser's Engine.IO transport: long polling or a WebSocket, its outbox, and the ways it ends.

Takes the place of engineio's Socket, which keeps three green threads and an unbounded queue for every connection.
Here one green thread reads; writing is done by whoever has something to say, or all together at the end of the loop's
turn. Leaves Socket.IO packets to socket_io.py and the table of all transports to engine_io.py.
"""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import engineio.packet
from engineio.exceptions import QueueEmpty

from telekat.core import clock
from telekat.live.engine.outbox import Outbox
from telekat.live.engine.packets import Outgoing, event_text
from telekat.live.engine.websocket import NORMAL, PROTOCOL_ERROR, BadHandshake, WebSocket

if TYPE_CHECKING:
    from telekat.live.engine.engine_io import EngineServer

CLOSE = Outgoing(b"", engineio.packet.CLOSE)
PING = Outgoing(b"", engineio.packet.PING)
NOOP = Outgoing(b"", engineio.packet.NOOP)
PROBE_ANSWER = Outgoing(b"probe", engineio.packet.PONG)
RESYNC = Outgoing(event_text("resync", {}))

StartResponse = Callable[..., Any]


class Transport:
    """Names without a leading underscore up to `schedule_ping` are those that engineio.Server uses."""

    def __init__(self, server: "EngineServer", sid: str, address: str, caller: object) -> None:
        self.server = server
        self.sid = sid
        self.connected = False  # the HTTP side may be used
        self.upgrading = False
        self.upgraded = False  # the WebSocket is in use
        self.closing = False  # nothing new goes in or out
        self.closed = False
        self.session: dict[str, Any] = {}
        self.address = address
        self.caller = caller
        self.settled = False  # its Socket.IO CONNECT was accepted
        self.user_id: str | None = None
        self.flush_due = False
        self._limits = server.limits
        self._opened_at = self._heard_at = clock.monotonic()
        self._ping_sent_at: float | None = None
        self._farewell_at = 0.0
        self._outbox = Outbox(server.limits)
        self._cutting = False
        self._close_code = NORMAL
        self._websocket: WebSocket | None = None
        self._probing: WebSocket | None = None
        self._probe_until = 0.0
        self._poll_event: Any = None
        self._errors = 0
        self._errors_since = 0.0

    # Sending

    def send(self, packet: engineio.packet.Packet) -> None:
        """Queue a packet. Never waits and never raises for a transport that is gone or too slow: that one is cut."""
        if self.closing or self._cutting:
            return
        outgoing = Outgoing.of(packet)
        if self._outbox.is_full_for(outgoing):
            self.flush()
            if self._outbox.is_full_for(outgoing):
                self._cut()
                return
        self._put(outgoing)

    def _put(self, outgoing: Outgoing) -> None:
        self._outbox.put(outgoing)
        if self._websocket is not None:
            self.server.flush_soon(self)
        elif self._poll_event is not None:
            self._poll_event.set()

    def flush(self) -> None:
        if self._websocket is not None:
            self._websocket.flush()

    def _cut(self) -> None:
        """The reader is too slow: drop what waits, tell it to fetch what it missed, and end it."""
        self.server.logger.warning("a slow reader is cut: %s", self.sid)
        self._outbox.clear()
        self._put(RESYNC)
        self._close_apart(self.server.reason.TRANSPORT_ERROR)

    def _close_apart(self, reason: str) -> None:
        """Close in a task of its own: the disconnect handlers may wait, and whoever found out has others to see to."""
        self._cutting = True
        self.server.start_background_task(self.close, reason=reason)

    # Ending

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:
        """End it; the disconnect handlers run first. Without `abort` what is queued still leaves.

        wait is engineio's and has no meaning here.
        """
        if self.closing:
            if abort:
                self._end()
            return
        self.closing = True
        self._farewell_at = math.inf  # not before the handlers are done
        self.server._trigger_event(
            "disconnect", self.sid, reason or self.server.reason.SERVER_DISCONNECT, run_async=False
        )
        if abort:
            self._end()
        else:
            self._farewell_at = clock.monotonic() + self._limits.farewell_seconds
            self._put(CLOSE)
            if self._websocket is not None:
                self._websocket.close(self._close_code)

    def _end(self) -> None:
        if self.closed:
            return
        self.closed = True
        self._outbox.clear()
        for websocket in (self._websocket, self._probing):
            if websocket is not None:
                websocket.abort()
        if self._poll_event is not None:
            self._poll_event.set()
        self.server.forget(self)

    def settle(self) -> None:
        """Its CONNECT was accepted."""
        if not self.settled and not self.closing:
            self.settled = True
            self.server.admission.settle(self.address)

    def count_error(self) -> None:
        """One more packet that makes no sense; too many within a minute end the transport."""
        now = clock.monotonic()
        if now - self._errors_since > 60:
            self._errors, self._errors_since = 0, now
        self._errors += 1
        if self._errors >= self._limits.errors_per_minute:
            self.close(reason=self.server.reason.TRANSPORT_ERROR)

    def watch(self, now: float) -> None:
        """Called about every second: pings, and ends what is silent or takes too long to say goodbye."""
        limits = self._limits
        if self._probing is not None and now > self._probe_until:
            self._probing.abort()
        if self.closing:
            if now >= self._farewell_at:
                self._end()
        elif self._cutting:
            return
        elif not self.settled and now - self._opened_at > limits.connect_seconds:
            self._close_apart(self.server.reason.PING_TIMEOUT)
        elif self._ping_sent_at is not None:
            if now - self._ping_sent_at > limits.ping_timeout_seconds:
                self._close_apart(self.server.reason.PING_TIMEOUT)
        elif now - self._heard_at >= limits.ping_interval_seconds:
            self._ping_sent_at = now
            self.send(PING)

    def forgive(self, seconds: float) -> None:
        """This process stood still for that long: the silence was ours."""
        self._opened_at += seconds
        if self._ping_sent_at is not None:
            self._ping_sent_at += seconds

    def check_ping_timeout(self) -> bool:
        return not self.closed

    def schedule_ping(self) -> None:
        """A pong arrived."""
        self._ping_sent_at = None
        self._heard_at = clock.monotonic()

    # Receiving

    def receive(self, text: str) -> None:
        """One Engine.IO packet from the browser. Whatever it holds, nothing is raised."""
        kind = text[:1]
        if self.closing:
            return
        if kind == "4":
            self.server.take_message(self.sid, text[1:])
        elif kind == "3":
            self.schedule_ping()
        elif kind == "1":
            self.close(abort=True, reason=self.server.reason.CLIENT_DISCONNECT)
        elif kind != "6":
            self.close_malformed()

    def close_malformed(self) -> None:
        """What came is no Engine.IO, or no Socket.IO: there is no sense in listening on."""
        self._close_code = PROTOCOL_ERROR
        self.close(reason=self.server.reason.TRANSPORT_ERROR)

    def handle_get_request(self, environ: dict[str, Any], start_response: StartResponse) -> Any:
        """A poll, or the request for a WebSocket. Answers packets, or an answer made by the server's methods."""
        if _asks_for_websocket(environ):
            return self._serve_websocket(environ)
        if self.upgrading or self.upgraded:
            return [NOOP]
        return self.poll()

    def handle_post_request(self, environ: dict[str, Any]) -> None:
        """The packets of one polling POST, whose length was checked before."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        try:
            packets = body.decode().split("\x1e")
        except UnicodeDecodeError:
            packets = []
        if not packets or len(packets) > self._limits.packets_per_post:
            self.close_malformed()
        for packet in packets:
            self.receive(packet)

    def poll(self) -> list[Outgoing]:
        """Wait for packets to answer a poll with. Raises QueueEmpty when there is no longer anybody to wait for."""
        if self._poll_event is not None:
            self.close(reason=self.server.reason.TRANSPORT_ERROR)
            raise QueueEmpty("two polls at once")
        self._poll_event = self.server.create_event()
        try:
            if not self._outbox and not self.closing:
                limits = self._limits
                self._poll_event.wait(limits.ping_interval_seconds + limits.ping_timeout_seconds)
        finally:
            self._poll_event = None
        packets = self._outbox.take_all()
        if self.closing and packets[:-1] and packets[-1] is CLOSE:
            # On its own, in the next poll: a browser that reads it beside other packets closes before it hears them.
            self._put(packets.pop())
        elif self.closing:
            self._end()
        elif not packets:
            self.close(abort=True, reason=self.server.reason.PING_TIMEOUT)
            raise QueueEmpty("nothing to say within a ping")
        return packets

    # The WebSocket

    def _serve_websocket(self, environ: dict[str, Any]) -> Any:
        try:
            websocket = WebSocket.accept(
                environ,
                max_bytes=self._limits.frame_bytes,
                source=self._next_frames_if_upgraded,
                start_task=self.server.start_background_task,
                threads=self.server.async_mode == "threading",
            )
        except BadHandshake as refusal:
            return self.server._bad_request(str(refusal))
        try:
            if self._upgrade(websocket):
                self._read(websocket)
        finally:
            websocket.finish()
            if self._websocket is websocket:
                self.close(abort=True, reason=self.server.reason.TRANSPORT_CLOSE)
        websocket.end_request()
        return ()  # not a list: engineio would answer 200 on a connection that is gone

    def _next_frames_if_upgraded(self) -> bytes:
        return self._outbox.take_frames() if self.upgraded else b""

    def _upgrade(self, websocket: WebSocket) -> bool:
        """Make this WebSocket the transport: at once for a new connection, after a probe for one that polls."""
        if self.connected and not self._probe(websocket):
            websocket.close(PROTOCOL_ERROR)
            return False
        self.connected = self.upgraded = True
        self.upgrading = False
        self._websocket = websocket
        websocket.flush()
        if self.closing:
            websocket.close(self._close_code)
        return True

    def _probe(self, websocket: WebSocket) -> bool:
        if self.upgrading or self.upgraded:
            return False
        self.upgrading = True
        self._probing = websocket
        self._probe_until = clock.monotonic() + self._limits.connect_seconds
        websocket.flush()
        try:
            if websocket.receive() != "2probe":
                return False
            websocket.say(PROBE_ANSWER.frame)
            self._put(NOOP)  # ends the poll that waits, so that the browser can go on
            return websocket.receive() == "5"
        finally:
            self.upgrading = False
            self._probing = None

    def _read(self, websocket: WebSocket) -> None:
        while (text := websocket.receive()) is not None:
            self.receive(text)


def _asks_for_websocket(environ: dict[str, Any]) -> bool:
    return (
        environ.get("HTTP_UPGRADE", "").lower() == "websocket"
        and "upgrade" in environ.get("HTTP_CONNECTION", "").lower()
    )
