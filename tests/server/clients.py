"""What people's browsers do, without a browser: a Socket.IO connection, plain requests, and a page that never gives up.

`Socket` is one connection and remembers everything it hears. `Correspondent` is a person with a page open: it comes
back after every cut, sends again what was not acknowledged, and asks for what it missed.
"""

from __future__ import annotations

import contextlib
import json
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
        with contextlib.suppress(OSError, AttributeError):
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


class Correspondent(threading.Thread):
    """Somebody who writes into one room without end, `window` messages at once, whatever happens to the server."""

    def __init__(self, server: Server, person: Mapping[str, str], room: str, *, window: int = 4) -> None:
        super().__init__(daemon=True)
        self.server, self.cookie, self.room, self.window = server, person["cookie"], room, window
        self.user = person["id"]
        self.sent: dict[str, str] = {}
        self.acknowledged: dict[str, tuple[str, int]] = {}
        self.history: dict[int, Json] = {}
        self.contradictions: list[str] = []
        """What two answers said differently of one thing: a doubled message, a seq with another message in it."""
        self.duplicates = self.connections = 0
        self.finishing = threading.Event()
        self.stopped = threading.Event()
        self.error: BaseException | None = None
        self._seen = 0
        self._news: queue.Queue[tuple[str, int, Any]] = queue.Queue()

    @property
    def waiting(self) -> list[str]:
        """Client ids of what is not acknowledged yet, in the order they were written."""
        return [client_id for client_id in list(self.sent) if client_id not in self.acknowledged]

    @property
    def seen(self) -> int:
        """Up to which seq the history has no gap."""
        while self._seen + 1 in self.history:
            self._seen += 1
        return self._seen

    def run(self) -> None:
        try:
            while not self.stopped.is_set():
                with contextlib.suppress(Gone, OSError, websocket.WebSocketException, TooLate):
                    self._live()
                self.stopped.wait(0.05)
        except BaseException as error:  # shown by whoever started us: a thread's own traceback goes unseen
            self.error = error
            raise

    @property
    def newest(self) -> int:
        """The highest seq that this person knows of."""
        return max([0, *self.history, *(seq for _, seq in self.acknowledged.values())])

    def stop(self) -> None:
        """End at once, whatever is under way."""
        self.stopped.set()
        self.join(PATIENCE)

    def _live(self) -> None:
        self._news = queue.Queue()
        news = self._news
        connection = Socket(self.server, self.cookie, listener=lambda *told: news.put(told))
        try:
            connection.connected()
            self.connections += 1
            self._talk(connection)
        finally:
            connection.close()

    def _talk(self, connection: Socket) -> None:
        self._catch_up(connection, self._call(connection, "room:enter", {"room": self.room})["last_seq"])
        under_way = {self._post(connection, client_id): client_id for client_id in self.waiting}
        newest = 0
        while not self.stopped.is_set():
            while not self.finishing.is_set() and len(under_way) < self.window:
                client_id = f"{self.user[-4:]}-{len(self.sent)}"
                self.sent[client_id] = f"What I wanted to say, number {len(self.sent)}, wörd for wörd."
                under_way[self._post(connection, client_id)] = client_id
            for kind, number, told in self._arrived():
                if kind == "closed":
                    raise Gone
                if kind == "event" and told.event == "message:new":
                    self._take(told.payload)
                    if told.payload["seq"] <= newest:
                        self.contradictions.append(f"seq {told.payload['seq']} was pushed after {newest}")
                    newest = told.payload["seq"]
                elif kind == "answer" and number in under_way:
                    self._answered(under_way.pop(number), told)
            if self.history and self.seen < max(self.history):
                self._catch_up(connection, max(self.history))
            if self.finishing.is_set():
                under_way |= {
                    self._post(connection, one): one for one in self.waiting if one not in under_way.values()
                }

    def _arrived(self) -> Iterator[tuple[str, int, Any]]:
        with contextlib.suppress(queue.Empty):
            yield self._news.get(timeout=0.1)
            while True:
                yield self._news.get_nowait()

    def _post(self, connection: Socket, client_id: str) -> int:
        message = {"room": self.room, "client_id": client_id, "body": self.sent[client_id]}
        return connection.post("message:send", message)

    def _call(self, connection: Socket, event: str, payload: Json) -> Json:
        """Call until the answer is yes; whoever is asked to wait, waits."""
        while not (answer := connection.call(event, payload))["ok"]:
            if answer["error"]["code"] not in ("rate_limited", "unavailable"):
                raise AssertionError(answer)
            if self.stopped.wait(answer["error"].get("retry_after", 0.2)):
                raise Gone
        return answer

    def _catch_up(self, connection: Socket, last_seq: int) -> None:
        while self.seen < last_seq:
            page = self._call(connection, "message:since", {"room": self.room, "after_seq": self.seen})
            assert page["messages"], f"nothing after {self.seen} though {last_seq} exist"
            for message in page["messages"]:
                self._take(message)
            last_seq = page["last_seq"]

    def _take(self, message: Json) -> None:
        known = self.history.setdefault(message["seq"], message)
        if known["id"] != message["id"]:
            self.contradictions.append(f"seq {message['seq']} is {known['id']} and {message['id']}")

    def _answered(self, client_id: str, answer: Json) -> None:
        if not answer["ok"]:
            assert answer["error"]["code"] in ("unavailable", "rate_limited", "unauthenticated"), answer
            return
        self.duplicates += answer["duplicate"]
        told = answer["id"], answer["seq"]
        if self.acknowledged.setdefault(client_id, told) != told:
            self.contradictions.append(f"{client_id} was acknowledged as {self.acknowledged[client_id]} and {told}")


@dataclass
class Story:
    """Correspondents who write at once, and what can be said of all of them."""

    people: list[Correspondent] = field(default_factory=list)

    def begin(self) -> None:
        for one in self.people:
            one.start()

    @property
    def acknowledged(self) -> int:
        return sum(len(one.acknowledged) for one in self.people)

    @property
    def duplicates(self) -> int:
        return sum(one.duplicates for one in self.people)

    def goes_on(self, count: int, limit: float = 30) -> None:
        """Wait until `count` more messages were acknowledged."""
        wanted = self.acknowledged + count
        until(lambda: self.acknowledged >= wanted, limit, told=lambda: f"{self.acknowledged} of {wanted}")

    def finish(self, limit: float = 30) -> None:
        """Nobody writes anything new; return when all is acknowledged and everybody has seen everything."""
        for one in self.people:
            one.finishing.set()
        until(lambda: not any(one.waiting for one in self.people), limit, told=self._where)
        heads = {one.room: max(other.newest for other in self.people if other.room == one.room) for one in self.people}
        until(lambda: all(one.seen >= heads[one.room] for one in self.people), limit, told=self._where)
        self.stop()

    def stop(self) -> None:
        for one in self.people:
            one.stopped.set()
        for one in self.people:
            one.stop()
        errors = [one.error for one in self.people if one.error is not None]
        assert not errors, errors

    def _where(self) -> str:
        return "; ".join(f"{len(one.waiting)} unacknowledged, {one.seen} of {one.newest} seen" for one in self.people)
