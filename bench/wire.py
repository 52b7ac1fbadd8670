"""The cheapest honest client: one asyncio protocol for each socket, frames by hand, JSON only where it is read.

Its frames are masked with the key 0, which is a legal key and leaves the text as it is; the server unmasks them like
any other. On the project machine one message costs this client about a tenth of what it costs a server.
"""

import asyncio
import base64
import secrets
from collections.abc import Callable
from typing import Any


class Wire(asyncio.Protocol):
    """A socket of one person. `opened` is set when CONNECT is answered, or fails with what was said instead."""

    def __init__(
        self,
        number: int,
        room: str,
        request: bytes,
        on_answer: Callable[["Wire", int, bytes], None],
        on_event: Callable[["Wire", bytes], None],
    ) -> None:
        self.number = number
        self.room = room
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.lost = False
        self.calls = 0
        self._request = request
        self._on_answer = on_answer
        self._on_event = on_event
        self._unread = b""
        self._upgraded = False
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost = True
        self._fail("the connection was lost")

    def _fail(self, why: str) -> None:
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(why))
            self.opened.exception()  # it may be that nobody waits

    def send(self, text: bytes) -> None:
        size = len(text)
        head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + text)

    def call(self, event_and_payload: bytes) -> int:
        """Send an event that is to be acknowledged; the number that the answer will bear."""
        self.calls += 1
        self.send(b"42%d%b" % (self.calls, event_and_payload))
        return self.calls

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._unread:
            data = self._unread + data
        if not self._upgraded:
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._unread = head
                return
            self._upgraded = True
            if b" 101 " not in head[:16]:
                self._fail(head.split(b"\r\n")[0].decode())
                self.close()
                return
        self._unread = self._take_frames(data)

    def _take_frames(self, data: bytes) -> bytes:
        at, end = 0, len(data)
        while end - at >= 2:
            size, head = data[at + 1], 2
            if size >= 126:
                head = 4 if size == 126 else 10
                size = int.from_bytes(data[at + 2 : at + head], "big")
            if end - at < head + size:
                break
            start, at = at + head, at + head + size
            if data[start - head] == 0x81:
                self._take(data[start:at])
        return data[at:]

    def _take(self, text: bytes) -> None:
        kind = text[:2]
        if kind == b"43":
            bracket = text.index(b"[")
            self._on_answer(self, int(text[2:bracket]), text[bracket:])
        elif kind == b"42":
            self._on_event(self, text[2:])
        elif text == b"2":
            self.send(b"3")
        elif text[:1] == b"0":
            self.send(b'40{"room":"%b"}' % self.room.encode())
        elif kind == b"40":
            if not self.opened.done():
                self.opened.set_result(None)
        elif kind == b"44":
            self._fail(text.decode())


async def connect_all(
    spec: dict[str, Any],
    on_answer: Callable[[Wire, int, bytes], None],
    on_event: Callable[[Wire, bytes], None],
    *,
    at_once: int = 40,
) -> tuple[list[Wire], list[str]]:
    """Open a socket for everybody in the spec, so many at a time. Returns them and why others failed."""
    turn = asyncio.Semaphore(at_once)
    failures: list[str] = []

    async def open_one(number: int, room: str, cookie: str) -> Wire | None:
        async with turn:
            wire = Wire(number, room, _request(spec, cookie), on_answer, on_event)
            try:
                async with asyncio.timeout(20):
                    await asyncio.get_running_loop().create_connection(lambda: wire, "127.0.0.1", spec["port"])
                    await wire.opened
            except (OSError, TimeoutError) as error:
                failures.append(str(error) or type(error).__name__)
                wire.close()
                return None
            return wire

    opened = await asyncio.gather(
        *(open_one(number, room, cookie) for number, (room, cookie) in enumerate(spec["people"]))
    )
    return [wire for wire in opened if wire is not None], failures


def _request(spec: dict[str, Any], cookie: str) -> bytes:
    lines = [
        "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1",
        f"Host: 127.0.0.1:{spec['port']}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Origin: {spec['origin']}",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(secrets.token_bytes(16)).decode()}",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    return "\r\n".join([*lines, "", ""]).encode()
