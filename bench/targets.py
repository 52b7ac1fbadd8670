"""The server processes that are measured: how each is started, whom it knows, how it is stopped."""

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 15.0


@dataclass(frozen=True)
class Person:
    room: str
    cookie: str = ""


@dataclass(frozen=True)
class Target:
    """A server that runs. people: two after each other share a room."""

    kind: str
    port: int
    pid: int
    origin: str
    people: list[Person]


@contextlib.contextmanager
def small(kind: str, mode: str, rooms: int) -> Iterator[Target]:
    """The ceiling, or the bare engine."""
    command = [sys.executable, "-m", "bench.small_server", kind, mode]
    with _running(command, dict(os.environ), stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline() or _gave_up(process))
        people = [Person(f"room-{number}") for number in range(rooms) for _ in range(2)]
        yield Target(kind, port, process.pid, "http://127.0.0.1", people)


class Practice:
    """A TeleKAT with a fresh database of its own, which several servers can be started on one after the other."""

    def __init__(self, mode: str, rooms: int, **settings: str) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="telekat-bench-")
        self._port = _free_port()
        self._origin = f"http://127.0.0.1:{self._port}"
        self._environ = {
            **os.environ,
            "TELEKAT_ENV": "development",
            "TELEKAT_DATA_DIR": self._folder.name,
            "TELEKAT_DATABASE_URL": "",
            "TELEKAT_REDIS_URL": "",
            "TELEKAT_ASYNC_MODE": mode,
            "TELEKAT_PUBLIC_URL": self._origin,
            "TELEKAT_SECRET_KEY": secrets.token_urlsafe(48),
            "TELEKAT_LOG_LEVEL": "ERROR",
            **settings,
        }
        self._run("db", "upgrade")
        self._people = self._make_people(rooms)

    def _make_people(self, rooms: int) -> list[Person]:
        file = Path(self._folder.name, "rooms.json")
        self._run("fixture", "--rooms", str(rooms), "--out", str(file))
        return [
            Person(room["room"], room[role]["cookie"])
            for room in json.loads(file.read_text())["rooms"]
            for role in ("patient", "psychiatrist")
        ]

    @property
    def rooms(self) -> list[str]:
        """Ids, in the order of their people."""
        return [person.room for person in self._people[::2]]

    def fill(self, history: list[tuple[str, int, bool]]) -> None:
        """Give rooms a past, while nobody serves them: room id, messages, whether everybody has read them."""
        self._python("bench.history", text_in=json.dumps({"fill": history}))

    def _run(self, *arguments: str) -> None:
        self._python("telekat", *arguments)

    def _python(self, module: str, *arguments: str, text_in: str = "") -> None:
        done = subprocess.run(
            [sys.executable, "-m", module, *arguments],
            cwd=ROOT,
            env=self._environ,
            input=text_in,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"{module} {' '.join(arguments)}: {done.stderr.strip()[-400:]}")

    @contextlib.contextmanager
    def served(self, commit_delay_ms: int = 0) -> Iterator[Target]:
        environ = dict(self._environ)
        if commit_delay_ms:
            environ["TELEKAT_BENCH_COMMIT_DELAY_MS"] = str(commit_delay_ms)
        command = [sys.executable, "-m", "telekat", "serve", "--host", "127.0.0.1", "--port", str(self._port)]
        with _running(command, environ, stdout=subprocess.DEVNULL) as process:
            _wait_until_up(process, self._port)
            yield Target("telekat", self._port, process.pid, self._origin, self._people)

    def close(self) -> None:
        self._folder.cleanup()


@contextlib.contextmanager
def _running(command: list[str], environ: dict[str, str], stdout: int) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=stdout, text=True)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def _gave_up(process: subprocess.Popen[str]) -> int:
    raise RuntimeError(f"{' '.join(map(str, process.args[1:]))} ended with {process.wait()}")  # type: ignore[index]


def _wait_until_up(process: subprocess.Popen[str], port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            _gave_up(process)
        with contextlib.suppress(urllib.error.URLError, OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError("telekat serve does not answer /healthz")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def as_spec(target: Target, people: list[Person]) -> dict[str, Any]:
    """What the load process needs to know."""
    return {
        "port": target.port,
        "pid": target.pid,
        "origin": target.origin,
        "people": [[person.room, person.cookie] for person in people],
    }
