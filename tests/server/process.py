"""A real server process with a data folder of its own, that tests may kill, stop, break and start again."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODES = ("eventlet", "gevent", "threading")
START_SECONDS = 30.0
PATIENCE = 10.0
_POLL = 0.01
T = TypeVar("T")


class TooLate(AssertionError):
    """A fact did not come about in time."""


def until(fact: Callable[[], T], limit: float = PATIENCE, *, told: Callable[[], object] | str = "") -> T:
    """Wait until `fact()` is true and return it. Raises TooLate after `limit` seconds, saying `told`."""
    end = time.monotonic() + limit
    while not (found := fact()):
        if time.monotonic() > end:
            raise TooLate(f"not within {limit:g} s: {told() if callable(told) else told}")
        time.sleep(_POLL)
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder of this name that `make(folder)` filled, once for all the processes that run tests beside each other."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    folder, made = shared / name, shared / f"{name}.made"
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second waits here; it ends with the file
        if not made.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of a process that was killed half-way
            folder.mkdir()
            make(folder)
            made.touch()
    return folder


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """The environment of a practice in `folder`: none of the caller's own settings, generous rates."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("TELEKAT_")}
    ours = {"TELEKAT_ENV": "testing", "TELEKAT_DATA_DIR": str(folder), "TELEKAT_MESSAGE_RATE": "2000/4000"}
    if settings.get("TELEKAT_ENV") != "production":  # which refuses a weaker limit
        ours["TELEKAT_SIGN_INS_PER_MINUTE"] = "6000"
    return own | ours | settings


def telekat(
    arguments: Sequence[str], env: Mapping[str, str], *, text_in: str = "", limit: float = 60
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "telekat", *arguments],
        cwd=ROOT,
        env=dict(env),
        input=text_in,
        capture_output=True,
        text=True,
        timeout=limit,
        check=False,
    )


class Server:
    """One practice and the process that serves it. The port stays the same over restarts."""

    def __init__(self, folder: Path, mode: str = "eventlet", *, sabotage: str = "", **settings: str) -> None:
        self.folder, self.mode, self.sabotage, self.settings = folder, mode, sabotage, settings
        self.port = free_port()
        self.log = folder.parent / f"{folder.name}.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def database(self) -> Path:
        return self.folder / "telekat.db"

    def start(self, mode: str = "") -> Server:
        """Start, and return when it says that it is there. mode: another one from now on."""
        self.mode = mode or self.mode
        module = "tests.server.sabotage" if self.sabotage else "telekat"
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", module, *self.sabotage.split(), "serve", "--port", str(self.port)],
                cwd=ROOT,
                env=self.environment(self.mode),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )
        try:
            until(lambda: self._is_there(before), START_SECONDS, told=self.said)
        except BaseException:
            self.kill9()  # nobody holds it yet who would: on a busy machine each late start would slow the next one
            raise
        return self

    def _is_there(self, before: int) -> bool:
        assert self.process is not None and self.process.poll() is None, self.said()
        return b"TeleKAT is at" in self.log.read_bytes()[before:]

    def environment(self, mode: str) -> dict[str, str]:
        return environment(self.folder, TELEKAT_ASYNC_MODE=mode, **self.settings)

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill9(self) -> None:
        """End it as a power cut would: nothing is said, nothing is finished."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(PATIENCE)

    def term(self, limit: float = 15) -> tuple[int, float]:
        """Ask it to stop; its exit code, and the seconds that took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(limit), time.monotonic() - began

    def said(self) -> str:
        """Everything it has written so far."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def resident_mib(self) -> float:
        """Memory in use. `ps` knows it on Linux and macOS."""
        assert self.process is not None
        told = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(told.stdout) / 1024

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database from outside, as it stands on the disk."""
        connection = sqlite3.connect(self.database, timeout=5)
        try:
            return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def change(self, statement: str, *values: object) -> int:
        """Change the database from outside, as another process of the practice does; how many rows."""
        connection = sqlite3.connect(self.database, timeout=10)
        try:
            with connection:
                return connection.execute(statement, values).rowcount
        finally:
            connection.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Another process holds the write lock."""
        connection = sqlite3.connect(self.database, timeout=5, isolation_level=None)
        try:
            connection.execute("BEGIN IMMEDIATE")
            yield
        finally:
            connection.close()

    @contextmanager
    def refusing_writes(self) -> Iterator[None]:
        """Every write of the process fails with an I/O error (EFBIG); reading goes on."""
        assert self.process is not None
        _, hard = resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (0, hard))
        try:
            yield
        finally:
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (hard, hard))


LIVED: list[dict[str, Any]] = []
"""The practices that were served in this test process and have ended: see tests/server/sweep.py."""


class Servers:
    """Starts servers on copies of one practice; `end` ends them all."""

    def __init__(self, template: Path, parent: Path) -> None:
        self._template, self._parent = template, parent
        self._started: list[Server] = []

    def prepare(self, mode: str = "eventlet", *, sabotage: str = "", **settings: str) -> Server:
        """A server that is not yet started, with a copy of the practice."""
        folder = self._parent / f"practice{len(self._started)}"
        shutil.copytree(self._template, folder)
        server = Server(folder, mode, sabotage=sabotage, **settings)
        self._started.append(server)
        return server

    def start(self, mode: str = "eventlet", *, sabotage: str = "", **settings: str) -> Server:
        return self.prepare(mode, sabotage=sabotage, **settings).start()

    def end(self) -> None:
        for server in self._started:
            server.kill9()
            LIVED.append(
                {"folder": str(server.folder), "log": str(server.log), "env": server.environment(server.mode)}
            )
