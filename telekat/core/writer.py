"""The only writer of the process: actions wait in line, and everything that waits shares one commit.

An action is decorated `@write` and called without its first argument; it runs in the writer's next batch, and one
that raises is undone alone. Savepoints would do that, but cost a tenth of a message: so a batch first runs without
them, which is enough while those that raise have not written yet, and runs again with them otherwise. Answers and announcements leave after the commit, never
before. Statements run on the loop (they are short); a commit that has lately been slow goes to a native thread,
so that typing and reading go on while a disk hesitates.

Refused: one thread for whole batches (a quarter slower: the interpreter lock changes hands at each statement),
one commit for each message (hangs capacity on the disk's fsync rate).
"""

import logging
from collections import deque
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.engine import Connection

from telekat.core import clock, database, edge
from telekat.core.checkpoint import SAFETY_PAGES, Checkpoints
from telekat.core.errors import Unavailable
from telekat.core.pending import Pending, Then
from telekat.core.refusals import as_refusal
from telekat.core.work import Work

__all__ = ["Work", "Writer", "current", "start", "write", "write_then"]

P = ParamSpec("P")
R = TypeVar("R")

BATCH = 256  # actions in one commit
BREATH = 8  # actions after which others get a turn
QUEUE = 2000  # actions waiting; beyond it the caller is told to retry (R-07: no pile-up)
WAIT_SECONDS = 7.0  # below the socket's ping timeout, so that a blocked write never looks like a dead peer
HURRIED_SECONDS = 0.5  # how long a stopping process waits for another's lock
SLOW_COMMIT_SECONDS = 0.001  # commits slower than this leave the loop, and so do those of larger batches
FEW = 4  # actions whose commit, on a fast disk, is shorter than handing it to a thread and back is worth
SLOW_DISK_SECONDS = 0.005
CACHE_KIB = 32 * 1024  # pages the writer keeps at hand; in SQLite's 2 MiB the indexes of a busy week do not fit
GATHER_SECONDS = 0.004  # SECURITY-REQUIREMENTS R-01 allows a group 5 ms to form

log = logging.getLogger("telekat.writer")


class _Entangled(Exception):
    """An action raised after it had written, in a batch without savepoints."""


class Writer:
    """Runs batches until stopped. `deliver` takes the announcements of a committed batch."""

    def __init__(self, *, commit_delay_seconds: float = 0.0) -> None:
        self.deliver: Callable[[list[tuple[Any, tuple[str, ...]]]], None] = lambda announcements: None
        self._waiting: deque[Pending] = deque()
        self._wake = edge.Handover()
        self._finished = edge.event()
        self._stopping = self._hurried = False
        self._commit_seconds = 0.0
        self._delay = commit_delay_seconds
        self._kept: dict[str, Any] = {}
        self._facts: dict[Hashable, Any] = {}
        self._checkpoints = Checkpoints()
        self._version: Any = None
        self._connection: Connection | None = None

    def start(self) -> None:
        edge.spawn(self._run)

    def hurry(self) -> None:
        """The process is about to stop: still writes, but waits no more for another process's lock."""
        self._hurried = True

    def stop(self, timeout: float = 8.0) -> bool:
        """Finish what waits, then end. Returns whether everything was written in time."""
        self._stopping = self._hurried = True
        self._wake.give()
        self._finished.wait(timeout)
        return self._finished.is_set()

    def submit(self, function: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Queue an action, wait for its commit, return or raise what it did."""
        return self._queue(Pending(function, args, kwargs)).wait(WAIT_SECONDS)

    def submit_then(self, then: Then, function: Callable[..., Any], args: Any) -> None:
        """Queue an action and go on; `then` hears what became of it. Raises Unavailable when the line is full."""
        self._queue(Pending(function, args, {}, then))

    def _queue(self, item: Pending) -> Pending:
        if self._stopping or len(self._waiting) >= QUEUE:
            raise Unavailable("We are busy just now. Please try again.", reason="busy")
        database.forget_snapshot()
        self._waiting.append(item)
        self._wake.give()
        return item

    def _run(self) -> None:
        while True:
            self._wake = edge.Handover()  # before the look: whoever comes after it gives this one
            if self._waiting:
                edge.sleep(0)  # between two batches, whoever types or reads comes first
            elif self._stopping:
                break
            else:
                self._wake.wait()
            self._gather()
            batch = self._take()
            if batch:
                self._checkpoints.finish()
                self._write(batch)
                self._checkpoints.note(len(batch))
        self._close()
        self._finished.set()

    def _take(self) -> list[Pending]:
        """The next batch. Who has waited too long is told so, once."""
        batch: list[Pending] = []
        for _ in range(min(len(self._waiting), BATCH)):
            item = self._waiting.popleft()
            if item.is_late(WAIT_SECONDS):
                self._give(item, item.give_up)
            else:
                batch.append(item)
        return batch

    def _gather(self) -> None:
        """While the disk is slow, let those who were just answered join: else two half groups take turns waiting."""
        if self._delay or self._commit_seconds > SLOW_DISK_SECONDS:
            edge.sleep(GATHER_SECONDS)

    def _write(self, batch: list[Pending]) -> None:
        before = dict(self._kept)
        try:
            try:
                self._run_batch(batch, apart=False)
            except _Entangled:
                self._roll_back()
                self._kept = dict(before)
                self._run_batch(batch, apart=True)
        except Exception as error:
            self._kept = before
            self._undo(batch, error)
        announcements: list[tuple[Any, tuple[str, ...]]] = []
        for item in batch:
            if item.error is None and item.work is not None:
                announcements += item.work.announcements
                self._run_after(item.work)
        if announcements:
            self._deliver(announcements)
        for item in batch:
            self._give(item, item.give)

    @staticmethod
    def _give(item: Pending, give: Callable[[], None]) -> None:
        try:
            give()
        except Exception as error:  # whoever waits for the next one must not suffer for it
            log.error("an outcome was not told", extra={"error_class": type(error).__name__})

    def _run_batch(self, batch: list[Pending], *, apart: bool) -> None:
        """All of it in one transaction. apart: each action in a savepoint of its own."""
        connection = self._begin()
        apart = apart or connection.dialect.name != "sqlite"  # elsewhere a failed read alone spoils a transaction
        for number, item in enumerate(batch, start=1):
            self._act(connection, item, apart=apart)
            if number % BREATH == 0:
                edge.sleep(0)  # a long batch must not hold up whoever types or reads
        self._commit(connection, len(batch))

    def _begin(self) -> Connection:
        connection = self._connection
        if connection is None:
            connection = database.engine().connect().execution_options(tk_writer=True)
            self._connection = connection
            if connection.dialect.name == "sqlite":
                dbapi: Any = connection.connection.dbapi_connection
                dbapi.execute("PRAGMA busy_timeout=0")  # on the loop nobody may wait for another process's lock
                dbapi.execute(f"PRAGMA cache_size=-{CACHE_KIB}")
                dbapi.execute(f"PRAGMA wal_autocheckpoint={SAFETY_PAGES}")
        if connection.dialect.name == "sqlite":
            self._begin_immediate(connection.connection.dbapi_connection)
        else:
            connection.begin()
        version = self._data_version(connection)
        if version is None or version != self._version:  # another process has written since
            self._kept.clear()
            self._facts.clear()
            self._version = version
        return connection

    def _begin_immediate(self, dbapi: Any) -> None:
        # Try at once; when another process writes, wait for it in a native thread.
        try:
            dbapi.execute("BEGIN IMMEDIATE")
        except Exception as error:
            if not _is_locked(error):
                raise
            seconds = HURRIED_SECONDS if self._hurried else database.BUSY_SECONDS
            dbapi.execute(f"PRAGMA busy_timeout={int(seconds * 1000)}")
            try:
                edge.native(dbapi.execute, "BEGIN IMMEDIATE")
            finally:
                dbapi.execute("PRAGMA busy_timeout=0")

    @staticmethod
    def _data_version(connection: Connection) -> Any:
        if connection.dialect.name != "sqlite":
            return None
        dbapi: Any = connection.connection.dbapi_connection
        return dbapi.execute("PRAGMA data_version").fetchone()[0]

    def _act(self, connection: Connection, item: Pending, *, apart: bool) -> None:
        kept = dict(self._kept)
        dbapi: Any = connection.connection.dbapi_connection
        work = item.work = Work(connection, dbapi, self._kept, self._facts)
        item.result = item.error = None
        mark = database.current_work.set(work)
        try:
            if apart:
                dbapi.execute("SAVEPOINT tk")
            item.result = item.function(work, *item.args, **item.kwargs)
            work.finish()
            if apart:
                dbapi.execute("RELEASE SAVEPOINT tk")
        except Exception as error:
            item.error = as_refusal(error)
            self._kept.clear()
            self._kept.update(kept)
            self._facts.clear()
            self._undo_one(dbapi, work, error, apart=apart)
        finally:
            database.current_work.reset(mark)
        if work.has_session:
            self._facts.clear()

    @staticmethod
    def _undo_one(dbapi: Any, work: Work, error: Exception, *, apart: bool) -> None:
        """Undo one action. Raises _Entangled where only the whole batch can be, and the error itself where a full or
        failing disk has made SQLite undo everything already."""
        try:
            work.abandon()
            if apart:
                dbapi.execute("ROLLBACK TO SAVEPOINT tk")
                dbapi.execute("RELEASE SAVEPOINT tk")
        except Exception:
            raise error from None
        if not apart and not dbapi.in_transaction:
            raise error
        if not apart and work.has_written:
            raise _Entangled

    def _commit(self, connection: Connection, actions: int) -> None:
        started = clock.monotonic()
        if self._delay or actions > FEW or self._commit_seconds > SLOW_COMMIT_SECONDS:
            edge.native(self._commit_now, connection)
        else:
            self._commit_now(connection)
        took = clock.monotonic() - started
        self._commit_seconds = 0.8 * self._commit_seconds + 0.2 * took
        if connection.in_transaction():  # nothing is left to commit; SQLAlchemy must know that it is over
            connection.commit()

    def _commit_now(self, connection: Connection) -> None:
        if self._delay:
            edge.blocking_sleep(self._delay)
        dbapi: Any = connection.connection.dbapi_connection
        dbapi.commit()

    def _undo(self, batch: list[Pending], error: Exception) -> None:
        refusal = as_refusal(error)
        log.error("a batch was not written", extra={"error_class": type(error).__name__})
        for item in batch:
            item.error, item.result = item.error or refusal, None
        # What came in while this batch waited for a lock has waited with it, and must not wait as long once more;
        # in a hurry there is no time to run into the same lock again.
        while (self._hurried or _is_locked(error)) and self._waiting:
            left = self._waiting.popleft()
            left.error = refusal
            self._give(left, left.give)
        self._roll_back()

    def _roll_back(self) -> None:
        """Keep the connection if it can be kept: when SQLite's last one closes, so do the files that readers need,
        and on a full disk nobody could make them anew."""
        connection, self._version = self._connection, None
        self._facts.clear()
        if connection is None:
            return
        try:
            dbapi: Any = connection.connection.dbapi_connection
            dbapi.rollback()
            connection.rollback()
        except Exception:
            self._close()

    def _close(self) -> None:
        connection, self._connection, self._version = self._connection, None, None
        if connection is not None:
            try:
                connection.invalidate()
                connection.close()
            except Exception as error:  # the connection may be beyond closing; a new one is made next time
                log.warning(
                    "the writer's connection did not close",
                    extra={"error_class": type(error).__name__},
                )

    def _run_after(self, work: Work) -> None:
        for act in work.after:
            try:
                act()
            except Exception as error:
                log.error(
                    "an act after the commit failed",
                    extra={"error_class": type(error).__name__},
                )

    def _deliver(self, announcements: list[tuple[Any, tuple[str, ...]]]) -> None:
        try:
            self.deliver(announcements)
        except Exception as error:  # the facts are stored; whoever missed the news catches up by seq
            log.error(
                "announcements were not delivered",
                extra={"error_class": type(error).__name__},
            )


def _is_locked(error: BaseException) -> bool:
    return "locked" in str(error) or "busy" in str(error)


_writer: Writer | None = None


def start(writer: Writer) -> Writer:
    """Make this the process's writer and start it."""
    global _writer
    _writer = writer
    writer.start()
    return writer


def current() -> Writer:
    """The running writer. Raises RuntimeError before `start`."""
    if _writer is None:
        raise RuntimeError("the writer is not running")
    return _writer


def write(action: Callable[Concatenate[Work, P], R]) -> Callable[P, R]:
    """Make `action(work, …)` an action called as `action(…)`.

    Called by another action it joins that one's transaction; else it waits for the next commit.
    Raises what the action raises, and Unavailable when nothing could be stored.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        work = database.current_work.get()
        if work is not None:
            return action(work, *args, **kwargs)  # type: ignore[arg-type]
        result: R = current().submit(action, args, kwargs)
        return result

    return run


def write_then(then: Then, action: Callable[..., Any], *args: Any) -> None:
    """Start an action decorated `@write` without waiting for it; `then` hears its outcome after the commit.

    For doors whose caller has more to say meanwhile. Raises Unavailable when the line is full, RuntimeError inside
    another action.
    """
    if database.current_work.get() is not None:
        raise RuntimeError("an action inside an action is called, not queued")
    current().submit_then(then, action.__wrapped__, args)  # type: ignore[attr-defined]
