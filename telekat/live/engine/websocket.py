"""One WebSocket, the same for eventlet, gevent and threads: our own reading and writing, wsproto's rules.

Why not the drivers that come with engineio: eventlet's unmasks byte by byte (66 µs a message), simple-websocket
assembles a frame of any size before it looks at its limit and leaves the connection half open, and all of them need a
second green thread for every socket that writes. Here the size is known from the frame's header, permessage-deflate is
never agreed to, and a write never waits: what the kernel does not take is sent by a task that lives only that long.
"""

import base64
import binascii
import contextlib
import socket
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Ping, TextMessage
from wsproto.utilities import ProtocolError, generate_accept_token

from telekat.core import clock
from telekat.core.edge.taking import TakenSocket, take_socket
from telekat.live.engine.frames import LONGEST_HEADER, frame_size, plain_text

READ_BYTES = 16 * 1024
LINGER_SECONDS = 2.0  # for the peer to read our goodbye; closing over unread bytes would reset it away
CONTROL_BYTES = 16 * 1024  # pongs waiting for somebody who does not read them; beyond this it is abuse
MAX_FRAGMENTS = 1024  # empty ones cost the sender nothing and us a list entry each
TOO_BIG, PROTOCOL_ERROR, NO_BINARY, NORMAL = 1009, 1002, 1003, 1000


class BadHandshake(Exception):
    """Not a request for a WebSocket that this server can answer."""


class WebSocket:
    """An accepted WebSocket of text messages.

    `receive` is for one reader. `flush` may be called by anybody at any time: it never waits.
    source: asked for the next bytes to send (whole frames), b"" when there are none.
    start_task: runs a function beside the caller. threads: whether callers can truly run at once.
    """

    def __init__(
        self,
        taken: TakenSocket,
        key: bytes,
        *,
        max_bytes: int,
        source: Callable[[], bytes],
        start_task: Callable[..., object],
        threads: bool,
    ) -> None:
        self._sock, self._raw, self._end = taken
        self._max_bytes = max_bytes
        self._source = source
        self._start_task = start_task
        # Green threads cannot interrupt each other inside `flush`, since nothing in it waits.
        self._turn: Any = threading.Lock() if threads else contextlib.nullcontext()
        self._lazy_protocol: Connection | None = None
        self._unread = b""
        self._messages: deque[str] = deque()
        self._fragments: list[str] = []
        self._fragments_bytes = 0
        self._control = _switching_protocols(key)
        self._last_words = b""
        self._said_goodbye = False
        self._draining = False
        self._peer_left = False
        self._gone = False
        self.closing = False

    @classmethod
    def accept(cls, environ: dict[str, Any], **options: Any) -> "WebSocket":
        """Take the connection of an upgrade request. Raises BadHandshake, with the connection untouched."""
        key = _handshake_key(environ)
        taken = take_socket(environ)
        if taken is None:
            raise BadHandshake("this web server does not give its connections away")
        return cls(taken, key, **options)

    def receive(self) -> str | None:
        """Wait for the next text message; None once there will be no more, whoever ended it."""
        while not self._messages:
            if self.closing:
                return None
            received = self._read()
            if not received:
                self._peer_left = True
                return None
            self._feed(received)
        return self._messages.popleft()

    def say(self, frame: bytes) -> None:
        """Send one frame ahead of what `source` holds."""
        with self._turn:
            self._control += frame
        self.flush()

    def flush(self) -> None:
        """Give the kernel what is waiting. What it does not take now is sent by a task, in order."""
        with self._turn:
            if self._draining or self._gone:
                return
            rest = self._push()
            if not rest:
                return
            self._draining = True
        self._start_task(self._drain, rest)

    def close(self, code: int = NORMAL) -> None:
        """Say what is still waiting, then goodbye. The reader then ends the connection with `finish`."""
        if not self.closing:
            self._say_goodbye(CloseConnection(code))

    def abort(self) -> None:
        """End it now: wakes the reader and the writer."""
        self._gone = True
        self.closing = True
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        """Release the connection. For the reader, after `receive` returned None."""
        if not self._peer_left:
            self._linger()
        self.abort()
        with contextlib.suppress(OSError):
            self._sock.close()

    def end_request(self) -> None:
        """Tell the web server that the request is over. The last call of all: it may raise to say so."""
        self._end()

    # Writing

    def _push(self) -> bytes:
        """Send until there is nothing left, or the kernel is full: then what it refused."""
        while out := self._next_bytes():
            try:
                sent = self._raw.send(out, socket.MSG_DONTWAIT)
            except BlockingIOError:
                sent = 0
            except (OSError, ValueError):
                self.abort()
                return b""
            if sent < len(out):
                return out[sent:]
        return b""

    def _next_bytes(self) -> bytes:
        if self._said_goodbye:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_WR)
            return b""
        out, self._control = self._control, b""
        out += self._source()
        if not out and self.closing:
            self._said_goodbye = True
            return self._last_words
        return out

    def _say_goodbye(self, event: CloseConnection) -> None:
        with self._turn:
            self._last_words = self._protocol_bytes(event)
            self.closing = True
        self.flush()

    def _drain(self, rest: bytes) -> None:
        while rest:
            try:
                self._sock.sendall(rest)
            except (OSError, ValueError):
                self.abort()
                return
            with self._turn:
                rest = b"" if self._gone else self._next_bytes()
                self._draining = bool(rest)

    # Reading

    def _read(self) -> bytes:
        try:
            return self._sock.recv(READ_BYTES)
        except (OSError, ValueError):
            return b""

    def _linger(self) -> None:
        """We said goodbye first: let the peer read it, and throw away what it was still sending."""
        until = clock.monotonic() + LINGER_SECONDS
        with contextlib.suppress(OSError):
            self._sock.settimeout(LINGER_SECONDS)
        while clock.monotonic() < until and self._read():
            pass

    def _feed(self, received: bytes) -> None:
        data, at = self._unread + received, 0
        while not self.closing:
            size = frame_size(data, at)
            if size is not None and size > self._max_bytes + LONGEST_HEADER:
                self.close(TOO_BIG)
            elif size is None or len(data) - at < size:
                break
            else:
                self._take_frame(data[at : at + size])
                at += size
        self._unread = b"" if self.closing else data[at:]

    def _take_frame(self, frame: bytes) -> None:
        text = None if self._fragments else plain_text(frame)
        if text is not None:
            self._messages.append(text)
            return
        try:
            self._protocol.receive_data(frame)
            for event in self._protocol.events():
                self._take_event(event)
        except ProtocolError as error:
            hint = getattr(error, "event_hint", None)
            self.close(hint.code if isinstance(hint, CloseConnection) else PROTOCOL_ERROR)

    def _take_event(self, event: Any) -> None:
        if isinstance(event, TextMessage):
            self._take_text(event)
        elif isinstance(event, BytesMessage):
            self.close(NO_BINARY)
        elif isinstance(event, Ping):
            self._answer(event)
        elif isinstance(event, CloseConnection):
            self._peer_left = True
            self._say_goodbye(event.response())

    def _answer(self, ping: Ping) -> None:
        with self._turn:
            self._control += self._protocol_bytes(ping.response())
        if len(self._control) > CONTROL_BYTES:
            self.abort()
        self.flush()

    def _take_text(self, event: TextMessage) -> None:
        self._fragments.append(event.data)
        self._fragments_bytes += len(event.data.encode())
        if self._fragments_bytes > self._max_bytes or len(self._fragments) > MAX_FRAGMENTS:
            self.close(TOO_BIG)
        elif event.message_finished:
            self._messages.append("".join(self._fragments))
            self._fragments, self._fragments_bytes = [], 0

    @property
    def _protocol(self) -> Connection:
        """wsproto's state, made when the first frame needs it: most sockets send plain text and nothing else."""
        if self._lazy_protocol is None:
            self._lazy_protocol = Connection(ConnectionType.SERVER)
        return self._lazy_protocol

    def _protocol_bytes(self, event: Any) -> bytes:
        try:
            return bytes(self._protocol.send(event))
        except ProtocolError:  # both sides are closing: there is nothing left to say
            return b""


def _handshake_key(environ: dict[str, Any]) -> bytes:
    if environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ:
        raise BadHandshake("an upgrade has no body")
    key = environ.get("HTTP_SEC_WEBSOCKET_KEY", "").strip()
    try:
        proper = len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        proper = False
    if not proper or environ.get("HTTP_SEC_WEBSOCKET_VERSION", "").strip() != "13":
        raise BadHandshake("a WebSocket of version 13 needs a key of 16 bytes")
    return bytes(key, "ascii")


def _switching_protocols(key: bytes) -> bytes:
    """The answer to the upgrade. It names no extension, so none (permessage-deflate above all) is in use."""
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + generate_accept_token(key) + b"\r\n\r\n"
    )
