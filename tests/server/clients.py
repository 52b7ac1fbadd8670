"""What a browser does, without a browser: a Socket.IO connection that remembers what it hears, and plain requests."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
import websocket

from tests.server.process import PATIENCE, Server, TooLate, until

Json = dict[str, Any]
CLOSE = 8


class Gone(Exception):
    """The connection ended before there was an answer."""


@dataclass(frozen=True)
class Heard:
    """One pushed event and when it came (monotonic seconds)."""

    event: str
    payload: Any
    at: float


class Socket:
    """One connection, as socket.io's own client makes it. Pings are answered, nothing else is done by itself."""

    def __init__(
        self, server: Server, cookie: str, *, origin: str | None = None, listener: Callable[..., None] | None = None
    ) -> None:
        self.heard: list[Heard] = []
        self.sid = ""
        self.refusal: Json | None = None
        self.close_code: int | None = None
        self.closed_at: float | None = None
        self._listener = listener
        self._answers: dict[int, Any] = {}
        self._calls = 0
        self._changed = threading.Condition()
        self._ws = websocket.create_connection(
            f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket",
            timeout=PATIENCE,
            origin=server.origin if origin is None else origin,
            suppress_origin=origin == "",
            cookie=cookie,
            enable_multithread=True,
        )
        self._ws.settimeout(None)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def connected(self) -> Socket:
        """Wait for the answer to CONNECT. Raises Gone when it was a refusal."""
        until(lambda: self.sid or self.refusal or not self.is_open, told="no answer to CONNECT")
        if not self.sid:
            raise Gone(self.refusal)
        return self

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def call(self, event: str, payload: Any, limit: float = PATIENCE) -> Json:
        """Send an event and return its acknowledgement. Raises Gone."""
        number = self.post(event, payload)
        with self._changed:
            if not self._changed.wait_for(lambda: number in self._answers or not self.is_open, limit):
                raise TooLate(f"no answer to {event} within {limit:g} s")
        if number not in self._answers:
            raise Gone
        answer: Json = self._answers.pop(number)
        return answer

    def post(self, event: str, payload: Any) -> int:
        """Send an event without waiting; the number of its acknowledgement."""
        with self._changed:
            self._calls += 1
            number = self._calls
        self.say(f"42{number}{json.dumps([event, payload])}")
        return number

    def answers(self, numbers: list[int], limit: float = PATIENCE) -> list[Json]:
        """Wait for the acknowledgements of these posts."""
        with self._changed:
            complete = self._changed.wait_for(lambda: all(number in self._answers for number in numbers), limit)
        if not complete:
            raise TooLate(f"{sum(number in self._answers for number in numbers)} of {len(numbers)} answered")
        return [self._answers.pop(number) for number in numbers]

    def taken(self, number: int) -> Json | None:
        """The acknowledgement of a post, if it has come."""
        return self._answers.get(number)

    def say(self, text: str) -> None:
        """Send a text as it is. Raises Gone."""
        self.put(text.encode("utf-8", "surrogatepass"), websocket.ABNF.OPCODE_TEXT)

    def put(self, payload: bytes, opcode: int) -> None:
        """Send one frame of any kind. Raises Gone."""
        try:
            self._ws.send(payload, opcode)
        except (OSError, websocket.WebSocketException):
            raise Gone from None

    def heard_of(self, event: str) -> list[Any]:
        return [one.payload for one in list(self.heard) if one.event == event]

    def hears(
        self, event: str, where: Callable[[Any], bool] = lambda payload: True, limit: float = PATIENCE
    ) -> Any:
        """Wait until such an event has come; its payload."""
        found = until(
            lambda: [payload for payload in self.heard_of(event) if where(payload)],
            limit,
            told=lambda: f"{event} did not come, only {[one.event for one in self.heard]}",
        )
        return found[0]

    def is_cut(self, limit: float = PATIENCE) -> float:
        """Wait for the end of the connection; when it came."""
        until(lambda: not self.is_open, limit, told="the connection is still open")
        assert self.closed_at is not None
        return self.closed_at

    def close(self) -> None:
        """Hang up without a word, as a closed page does."""
        with contextlib.suppress(OSError):
            if self._ws.sock is not None:
                self._ws.sock.shutdown(socket.SHUT_RDWR)  # closing alone would leave our reader waiting
        self._reader.join(PATIENCE)
        self._ws.shutdown()

    def _read(self) -> None:
        with contextlib.suppress(OSError, websocket.WebSocketException, AttributeError):
            while True:
                opcode, data = self._ws.recv_data()
                if opcode == CLOSE:
                    self.close_code = int.from_bytes(data[:2], "big")
                    break
                self._take(data.decode())
        with self._changed:
            self.closed_at = time.monotonic()
            self._changed.notify_all()
        self._tell("closed", 0, None)

    def _take(self, text: str) -> None:
        if text == "2":
            self.say("3")
        elif text.startswith("0"):
            self.say("40")
        elif text.startswith("40"):
            self.sid = json.loads(text[2:])["sid"]
        elif text.startswith("44"):
            self.refusal = json.loads(text[2:])
        elif text.startswith("42"):
            event, *payload = json.loads(text[2:])
            self.heard.append(Heard(event, payload[0] if payload else None, time.monotonic()))
            self._tell("event", 0, self.heard[-1])
        elif text.startswith("43"):
            number, _, rest = text[2:].partition("[")
            with self._changed:
                self._answers[int(number)] = json.loads("[" + rest)[0]
                self._changed.notify_all()
            self._tell("answer", int(number), self._answers[int(number)])

    def _tell(self, kind: str, number: int, news: Any) -> None:
        if self._listener is not None:
            self._listener(kind, number, news)


class Browser:
    """Requests of one browser: keeps cookies, sends Origin, and the CSRF token once it knows it."""

    def __init__(self, server: Server, cookie: str = "") -> None:
        self.server = server
        self.http = requests.Session()
        self.http.trust_env = False
        self.http.headers.update({"Origin": server.origin, "Accept": "application/json"})
        if cookie:
            name, _, value = cookie.partition("=")
            self.http.cookies.set(name, value)
            self.http.headers["X-CSRF-Token"] = self.get("/api/v1/me").json()["csrf_token"]

    def get(self, path: str, **options: Any) -> requests.Response:
        return self._send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self._send("POST", path, json=body, **options)

    def delete(self, path: str, **options: Any) -> requests.Response:
        return self._send("DELETE", path, **options)

    def sign_in(self, email: str, password: str) -> requests.Response:
        """Sign in; when it works, this browser is that person from now on."""
        answer = self.post("/api/v1/session", {"email": email, "password": password})
        if answer.ok:
            self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        return answer

    @property
    def cookie(self) -> str:
        """The login's cookie, as a browser would send it."""
        return f"telekat={self.http.cookies['telekat']}"

    def connect(self, **options: Any) -> Socket:
        return Socket(self.server, self.cookie, **options).connected()

    def _send(self, method: str, path: str, **options: Any) -> requests.Response:
        options.setdefault("timeout", PATIENCE)
        return self.http.request(method, self.server.origin + path, **options)
