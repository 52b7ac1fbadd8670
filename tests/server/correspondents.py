"""People with a page open that never gives up: it comes back after every cut, sends again what was not acknowledged,
and asks for what it missed. What they were told is kept for the checker."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import websocket

from tests.server.clients import Gone, Json, Socket
from tests.server.process import PATIENCE, Server, TooLate, until


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
        heads = {
            one.room: max(other.newest for other in self.people if other.room == one.room) for one in self.people
        }
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
        return "; ".join(
            f"{len(one.waiting)} unacknowledged, {one.seen} of {one.newest} seen" for one in self.people
        )
