"""A disk that is full, locked, read-only or failing: nothing is acknowledged that is not kept, reading goes on, and
work goes on by itself when the disk is well again."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.server.checker import faults_of
from tests.server.clients import Browser, Socket
from tests.server.disks import Marker, Tmpfs, small_disk
from tests.server.practice import PASSWORD
from tests.server.process import MODES, Server, Servers, environment, telekat, until

pytestmark = pytest.mark.server
BUSY_SECONDS = 7.0  # SECURITY-REQUIREMENTS R-07: a wait of at most 5 s for the lock, and the way to the caller
PROMPT_SECONDS = 1.0
LOCK_SECONDS = 8.0
FAILURES = ["read-only", *(["failing"] if hasattr(resource, "prlimit") else [])]


class Room:
    """One room of two on a server: the patient writes, the psychiatrist reads, both over one connection each."""

    def __init__(self, server: Server, pair: dict[str, Any]) -> None:
        self.id, self.server = pair["room"], server
        self.browser = Browser(server, pair["psychiatrist"]["cookie"])
        self.writer = Socket(server, pair["patient"]["cookie"]).connected()
        self.reader = Socket(server, pair["psychiatrist"]["cookie"]).connected()
        self.kept: list[str] = []
        self._number = 0

    def send(self, body: str = "words " * 300) -> dict[str, Any]:
        self._number += 1
        client_id = f"d{self._number}"
        answer = self.writer.call("message:send", {"room": self.id, "client_id": client_id, "body": body})
        if answer["ok"]:
            self.kept.append(client_id)
        return answer

    def read(self) -> list[str]:
        """What the other one finds in the room, over the socket and by request."""
        page = self.reader.call("message:since", {"room": self.id, "after_seq": 0, "limit": 200})
        assert page["ok"], page
        assert self.browser.get(f"/api/v1/rooms/{self.id}/messages?limit=1").status_code == 200
        return [message["client_id"] for message in page["messages"]]

    def is_stored(self, client_id: str) -> bool:
        question = "SELECT count(*) FROM message WHERE room_id = ? AND client_id = ?"
        return self.server.rows(question, self.id, client_id) == [(1,)]


def ready(server: Server) -> int:
    return requests.get(f"{server.origin}/readyz", timeout=15).status_code


def alive(server: Server) -> int:
    return requests.get(f"{server.origin}/healthz", timeout=5).status_code


def refused(room: Room, disk: Tmpfs | Marker) -> list[dict[str, Any]]:
    """Write until twenty messages in a row are refused: what a refused write gives back is filled up again."""
    refusals: list[dict[str, Any]] = []
    while len(refusals) < 20:
        answer = room.send()
        assert len(room.kept) < 5000, "the disk is never full"
        refusals = [] if answer["ok"] else [*refusals, answer]
        disk.fill()
    return refusals


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Tmpfs | Marker]:
    with small_disk(tmp_path / "disk") as small:
        yield small


@pytest.mark.parametrize("mode", MODES)
def test_full_disk_refuses_to_store_goes_on_reading_and_recovers(disk: Tmpfs | Marker, template, pairs, mode):
    servers = Servers(template[0], disk.folder)
    server = servers.start(mode, sabotage=disk.sabotage)
    try:
        room = Room(server, pairs[0])
        assert room.send()["ok"] and ready(server) == 200
        disk.fill()
        refusals = refused(room, disk)
        assert {refusal["error"]["code"] for refusal in refusals} == {"unavailable"}
        assert {refusal["error"].get("reason") for refusal in refusals} == {"storage_full"}, refusals
        assert room.read()[:1] == room.kept[:1]
        assert room.reader.call("room:enter", {"room": room.id})["last_seq"] == len(room.kept)
        assert room.browser.get("/api/v1/rooms").status_code == 200
        entering = Browser(server).sign_in("ada@example.org", PASSWORD)
        assert entering.ok or entering.json()["error"]["reason"] == "storage_full", entering.text
        assert alive(server) == 200
        until(lambda: ready(server) == 503, told="it calls itself ready")
        disk.free()
        until(lambda: room.send()["ok"], told=lambda: f"it does not recover: {room.send()}")
        until(lambda: ready(server) == 200, told="it is not ready again")
        assert all(room.is_stored(client_id) for client_id in room.kept)
        assert len(room.kept) == server.rows("SELECT last_seq FROM room WHERE id = ?", room.id)[0][0]
        assert server.is_running and "Traceback" not in server.said()
        faults = faults_of(server, [])
        assert not faults, faults
    finally:
        servers.end()


@pytest.mark.parametrize("failure", FAILURES)
def test_disk_that_takes_no_writes_is_never_acknowledged_and_recovers(servers: Servers, pairs, failure: str):
    server = servers.start("eventlet", sabotage="by_marker")
    room = Room(server, pairs[0])
    assert room.send()["ok"]
    if failure == "read-only":
        (server.folder / "read-only").touch()
        refusals = [room.send() for _ in range(5)]
        found = room.read()
        until(lambda: ready(server) == 503, told="it calls itself ready")
        (server.folder / "read-only").unlink()
    else:
        with server.refusing_writes():
            refusals = [room.send() for _ in range(5)]
            found = room.read()
            until(lambda: ready(server) == 503, told="it calls itself ready")
    assert {(answer["ok"], answer["error"]["code"], answer["error"].get("reason")) for answer in refusals} == {
        (False, "unavailable", "storage")
    }, refusals
    assert found == room.kept == ["d1"]
    until(lambda: room.send()["ok"], told=lambda: f"it does not recover: {room.send()}")
    until(lambda: ready(server) == 200, told="it is not ready again")
    server.kill9()
    server.start()
    assert Room(server, pairs[0]).read() == room.kept
    faults = faults_of(server, [])
    assert not faults, faults


@pytest.mark.alone
@pytest.mark.parametrize("mode", ["eventlet", "gevent"])
def test_lock_of_another_process_holds_up_writers_only(servers: Servers, pairs, mode: str):
    server = servers.start(mode)
    room, other = Room(server, pairs[0]), Room(server, pairs[1])
    assert room.send()["ok"] and other.send()["ok"]
    took: list[tuple[float, dict[str, Any]]] = []
    pause = threading.Event()

    def write() -> None:
        began = time.monotonic()
        answer = room.send()
        took.append((time.monotonic() - began, answer))

    with server.locked():
        locked_at = time.monotonic()
        writing = threading.Thread(target=write)
        writing.start()
        worst = 0.0
        while time.monotonic() - locked_at < LOCK_SECONDS:
            began = time.monotonic()
            assert other.read() == other.kept
            other.writer.call("typing", {"room": other.id, "on": True})
            other.writer.call("room:enter", {"room": other.id})
            assert alive(server) == 200
            worst = max(worst, time.monotonic() - began)
            pause.wait(0.3)
        writing.join(BUSY_SECONDS)
        assert other.reader.hears("typing")["user"] == pairs[1]["patient"]["id"]
    ((seconds, answer),) = took
    assert seconds < BUSY_SECONDS and answer["error"]["code"] == "unavailable", (seconds, answer)
    assert worst < PROMPT_SECONDS, f"somebody waited {worst:.1f} s to read"
    until(lambda: room.send()["ok"] and other.send()["ok"], told="it does not go on")
    assert room.read() == room.kept and not room.is_stored("d2")
    assert ready(server) == 200
    faults = faults_of(server, [])
    assert not faults, faults


# --- The order in which work stops ---

MIB = 1024 * 1024
RESERVE = {"TELEKAT_BALLAST_MIB": "4", "TELEKAT_LEAST_FREE_MIB": "8"}


def test_messages_stop_first_and_the_reserve_keeps_alerts_answers_and_sign_in_going(
    disk: Tmpfs | Marker, template, facts, pairs, enter
):
    servers = Servers(template[0], disk.folder)
    server = servers.start("eventlet", sabotage=disk.sabotage, **RESERVE)
    reserve = server.folder / "ballast"
    try:
        assert reserve.stat().st_size == 4 * MIB
        room = Room(server, pairs[0])
        assert room.send()["ok"]
        form = _given_form(room)
        disk.nearly_fill(6 * MIB)
        until(lambda: not room.send()["ok"], told="messages are still taken")
        assert room.send()["error"] == {
            "code": "unavailable",
            "message": "There is little room to keep messages just now. Yours waits with you.",
            "reason": "storage_full",
        }
        assert room.read() == room.kept and reserve.exists()
        _answers(room, form, "1")

        disk.nearly_fill(0)
        until(lambda: not reserve.exists(), told="the reserve is kept on a full disk")
        _answers(room, form, "9")  # the answer raises an alert, in the same act
        alert = room.reader.hears("alert:raised")["alert"]
        assert room.reader.call("alert:acknowledge", {"alert": alert})["ok"]
        assert enter(server, "ben").get("/day").status_code == 200
        assert room.read() == room.kept and not room.send()["ok"]

        disk.free()
        until(lambda: room.send()["ok"], told=lambda: f"it does not recover: {room.send()}")
        until(reserve.exists, told="the reserve is not made anew")
        assert room.read() == room.kept
        faults = faults_of(server, [])
        assert not faults, faults
    finally:
        servers.end()


def _given_form(room: Room) -> str:
    given = {"room": room.id, "instrument": "phq9", "client_id": "form"}
    form: str = room.reader.call("questionnaire:assign", given)["questionnaire"]
    return form


def _answers(room: Room, form: str, item: str) -> None:
    answer = room.writer.call("questionnaire:answer", {"questionnaire": form, "item": item, "value": 3})
    assert answer["ok"], answer


def test_damaged_page_is_never_acknowledged_and_the_server_does_not_call_itself_ready(servers: Servers, pairs):
    server = servers.start("eventlet")
    room = Room(server, pairs[0])
    assert room.send()["ok"] and ready(server) == 200
    assert server.term()[0] == 0
    _damage(server, "message")
    server.start()
    room = Room(server, pairs[0])
    answer = room.send()
    assert (answer["ok"], answer["error"]["code"], answer["error"]["reason"]) == (False, "unavailable", "storage")
    assert room.reader.call("message:since", {"room": room.id, "after_seq": 0})["error"]["code"] == "unavailable"
    assert ready(server) == 503 and alive(server) == 200
    assert room.browser.get("/api/v1/me").status_code == 200
    told = telekat(["integrity"], environment(server.folder))
    assert told.returncode == 1 and "damaged" in told.stderr and told.stderr.count("\n") == 1


def _damage(server: Server, table: str) -> None:
    """Overwrite the root page of a table, as a failing disk would."""
    size = server.rows("PRAGMA page_size")[0][0]
    root = server.rows("SELECT rootpage FROM sqlite_master WHERE name = ?", table)[0][0]
    server.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    with server.database.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(bytes(range(256)) * (size // 256))
