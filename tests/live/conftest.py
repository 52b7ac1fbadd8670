"""The engine's rig: real server processes in all three modes, and a client that can also misbehave.

`engine` is one server in each mode with the usual limits; `impatient` the same with times of tenths of a second.
"""

import base64
import contextlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

SERVER = Path(__file__).with_name("engine_server.py")
ORIGIN = "http://clinic.test"
MODES = ("eventlet", "gevent", "threading")
IMPATIENT = {
    "connect_seconds": 0.4,
    "ping_interval_seconds": 0.3,
    "ping_timeout_seconds": 0.3,
    "farewell_seconds": 0.5,
    "sockets_per_user": 2,
    "unconnected_per_address": 5,
    "sockets_per_address": 40,
}
TEXT, BINARY, CLOSE, PING, PONG, CONTINUATION = 1, 2, 8, 9, 10, 0
PATIENCE = 8.0


class Wire:
    """One TCP connection that speaks WebSocket as raw as a test wants it."""

    def __init__(self, port: int, *, sid: str | None = None, headers: dict[str, str] | None = None) -> None:
        self.sock = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._unread = b""
        self.acks = 0
        asked = {
            "Host": f"127.0.0.1:{port}",
            "Upgrade": "websocket",
            "Connection": "Upgrade",
            "Origin": ORIGIN,
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": base64.b64encode(secrets.token_bytes(16)).decode(),
            **(headers or {}),
        }
        lines = [f"GET /socket.io/?EIO=4&transport=websocket{f'&sid={sid}' if sid else ''} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in asked.items() if value]
        self.sock.sendall("\r\n".join([*lines, "", ""]).encode())
        self.status, self.headers = self._read_head()

    def _read_head(self) -> tuple[int, str]:
        while b"\r\n\r\n" not in self._unread:
            self._unread += self.sock.recv(4096) or b"\r\n\r\n"
        head, _, self._unread = self._unread.partition(b"\r\n\r\n")
        return int((head.split() + [b"", b"0"])[1]), head.decode()

    def _exactly(self, count: int) -> bytes:
        while len(self._unread) < count:
            received = self.sock.recv(65_536)
            if not received:
                raise EOFError
            self._unread += received
        taken, self._unread = self._unread[:count], self._unread[count:]
        return taken

    def frame(self) -> tuple[int, bytes] | None:
        """The next frame as (opcode, payload); None when the server has hung up."""
        try:
            first, second = self._exactly(2)
            assert not second & 0x80, "a server's frames are not masked"
            assert not first & 0x70, "no extension was agreed to"
            length = second & 0x7F
            if length > 125:
                length = int.from_bytes(self._exactly(2 if length == 126 else 8), "big")
            return first & 0x0F, self._exactly(length)
        except (EOFError, ConnectionError):
            return None

    def put(self, payload: bytes, opcode: int = TEXT, *, final: bool = True, masked: bool = True) -> None:
        self.sock.sendall(framed(payload, opcode, final=final, masked=masked))

    def say(self, text: str) -> None:
        self.put(text.encode())

    def hear(self) -> str:
        """The next text; fails when there is none."""
        got = self.frame()
        assert got is not None and got[0] == TEXT, got
        return got[1].decode()

    def hear_beside_pings(self) -> str:
        while (text := self.hear()) == "2":
            self.say("3")
        return text

    def goodbye(self) -> int | None:
        """Read to the end; the code of the server's Close frame, if it sent one."""
        code = None
        while (got := self.frame()) is not None:
            if got[0] == CLOSE:
                code = int.from_bytes(got[1][:2], "big")
        return code

    def is_open(self) -> bool:
        readable, _, _ = select.select([self.sock], [], [], 0)
        return not readable or bool(self.sock.recv(1, socket.MSG_PEEK))

    def close(self) -> None:
        self.sock.close()


def framed(payload: bytes, opcode: int = TEXT, *, final: bool = True, masked: bool = True) -> bytes:
    size, flag = len(payload), 0x80 if masked else 0
    head = bytes([(0x80 if final else 0) | opcode])
    if size < 126:
        head += bytes([flag | size])
    elif size < 65_536:
        head += bytes([flag | 126]) + size.to_bytes(2, "big")
    else:
        head += bytes([flag | 127]) + size.to_bytes(8, "big")
    if not masked:
        return head + payload
    mask = secrets.token_bytes(4)
    return head + mask + bytes(byte ^ mask[i % 4] for i, byte in enumerate(payload))


class Browser(Wire):
    """A well-behaved client on a WebSocket, as socket.io's own is."""

    def __init__(self, port: int, auth: dict[str, Any] | None = None, **options: Any) -> None:
        super().__init__(port, **options)
        self.greeting = json.loads(self.hear()[1:])
        self.say("40" + (json.dumps(auth) if auth else ""))
        self.answer = self.hear_beside_pings()
        self.sid = json.loads(self.answer[2:]).get("sid") if self.answer.startswith("40") else None

    def call(self, event: str, payload: Any) -> Any:
        """Send an event and wait for its acknowledgement; news heard meanwhile is kept in `news`."""
        self.acks += 1
        self.say(f'42{self.acks}["{event}",{json.dumps(payload)}]')
        while True:
            text = self.hear_beside_pings()
            if text.startswith(f"43{self.acks}["):
                return (json.loads(text[len(f"43{self.acks}") :]) or [None])[0]

    def news(self) -> Any:
        text = self.hear_beside_pings()
        assert text.startswith("42["), text
        return json.loads(text[2:])


class Engine:
    """A server process."""

    framed = staticmethod(framed)

    def __init__(self, mode: str, settings: dict[str, Any]) -> None:
        self.mode = mode
        self.process = subprocess.Popen(
            [sys.executable, str(SERVER), mode, json.dumps(settings)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None and self.process.stderr is not None
        os.set_blocking(self.process.stderr.fileno(), False)
        self._said = b""
        self.port = int(self.process.stdout.readline() or self.fail())

    def fail(self) -> int:
        self.process.wait(PATIENCE)
        raise AssertionError(self.said())

    def said(self) -> str:
        """Everything it has written to standard error."""
        assert self.process.stderr is not None
        self._said += self.process.stderr.read() or b""
        return self._said.decode()

    def browser(self, auth: dict[str, Any] | None = None, **options: Any) -> Browser:
        return Browser(self.port, auth, **options)

    def wire(self, **options: Any) -> Wire:
        return Wire(self.port, **options)

    def http(
        self, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, str, dict[str, str]]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data=body, headers={"Origin": ORIGIN, **(headers or {})}
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return answer.status, answer.read().decode(), dict(answer.headers)
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.read().decode(), dict(refusal.headers)

    def poll(self, sid: str | None = None, body: str | bytes | None = None, **options: Any) -> tuple[int, str]:
        """One long-polling request: a POST when there is a body."""
        raw = body.encode() if isinstance(body, str) else body
        path = "/socket.io/?EIO=4&transport=polling" + (f"&sid={sid}" if sid else "")
        status, text, _ = self.http(path, raw, options.get("headers"))
        return status, text

    def polling(self, auth: str = "") -> str:
        """A connected transport on long polling; its sid."""
        sid: str = json.loads(self.poll()[1][1:])["sid"]
        assert self.poll(sid, "40" + auth) == (200, "OK")
        assert self.poll(sid)[1].startswith("40{")
        return sid

    def state(self) -> dict[str, Any]:
        """How many are `connected` and how many transports are `open`; why each sid in `ended` ended."""
        state: dict[str, Any] = json.loads(self.http("/alive")[1])
        return state

    def until(self, fact: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait until the server's state says so."""
        limit = time.monotonic() + PATIENCE
        while not fact(state := self.state()):
            assert time.monotonic() < limit, state
            select.select([], [], [], 0.02)
        return state

    def resident_mib(self) -> float:
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def terminate(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(12)

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()
        self.process.wait(PATIENCE)
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


@pytest.fixture(scope="session")
def start_engine() -> Iterator[Callable[..., Engine]]:
    """Start servers; all of them end with the session, and none may have had a traceback to print."""
    started: list[Engine] = []

    def start(mode: str, **settings: Any) -> Engine:
        engine = Engine(mode, settings)
        started.append(engine)
        return engine

    yield start
    complaints = [engine.said() for engine in started]
    for engine in started:
        engine.end()
    assert not [said for said in complaints if "Traceback" in said]


@pytest.fixture(scope="session", params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def engine(start_engine: Callable[..., Engine], mode: str) -> Engine:
    return start_engine(mode)


@pytest.fixture(scope="session")
def impatient(start_engine: Callable[..., Engine], mode: str) -> Engine:
    return start_engine(mode, limits=IMPATIENT, require_origin=True)
