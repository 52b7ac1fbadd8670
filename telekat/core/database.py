"""The database: one engine a process, the base of all models, and the session that a caller reads with.

`db()` is the one way to a Session: inside an action it is the writer's own (so an action reads what it has just
written), elsewhere it belongs to the `read_scope()` that the door opened. Reads never wait for the writer:
SQLite runs in WAL mode with full fsync; NORMAL loses the last commits on power loss.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Engine, MetaData, String, TextClause, create_engine, event, make_url
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from telekat.core import clock

T = TypeVar("T")
BUSY_SECONDS = (
    5  # SECURITY-REQUIREMENTS R-07: wait at most 5 s for a lock, then refuse so that the caller may retry
)
SYNCHRONOUS = "FULL"  # SECURITY-REQUIREMENTS R-01: NORMAL loses the last commits on power loss
CHECKPOINT_PAGES = 8000  # at SQLite's 1,000 checkpoints make the tail of the commit times three times longer

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of every model. Ids are text (UUIDv7), times `UtcTime`, what is sealed `LargeBinary`."""

    metadata = MetaData(naming_convention=_NAMES)


class UtcTime(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as the text the contract sends (sorts by time, same on every database)."""

    impl = String(24)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else clock.stamp(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else clock.parse(value)


class RunningWork(Protocol):
    """What is running an action just now, as far as lower packages need it; `writer.Work` is the whole."""

    @property
    def db(self) -> Session: ...
    def sql(self, statement: TextClause, **params: Any) -> Sequence[Any]: ...
    def after_commit(self, act: Callable[[], None]) -> None: ...


class _ReadScope:
    def __init__(self) -> None:
        self.session: Session | None = None
        self.found: dict[Hashable, Any] = {}

    def db(self) -> Session:
        if self.session is None:
            self.session = Session(engine(), expire_on_commit=False, autoflush=False)
        return self.session

    def close(self) -> None:
        if self.session is not None:
            self.session.close()
            self.session = None
        self.found = {}  # not emptied: a read that is still under way fills the old one


current_work: ContextVar[RunningWork | None] = ContextVar("current_work", default=None)
_scope: ContextVar[_ReadScope | None] = ContextVar("read_scope", default=None)
_engine: Engine | None = None


def connect(url: str) -> Engine:
    """Open the process's engine; one that was open before is closed. A missing SQLite folder is made."""
    global _engine
    disconnect()
    parsed = make_url(url)
    options: dict[str, Any] = {"pool_pre_ping": parsed.get_backend_name() != "sqlite"}
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        options["connect_args"] = {"check_same_thread": False, "timeout": BUSY_SECONDS}
    options |= {"pool_size": 10, "max_overflow": 10, "pool_timeout": BUSY_SECONDS}
    options["hide_parameters"] = True  # an error's text must never carry what a person wrote
    _engine = create_engine(parsed, **options)
    if parsed.get_backend_name() == "sqlite":
        event.listen(_engine, "connect", _prepare_sqlite)
        event.listen(_engine, "begin", _begin_sqlite)
    return _engine


def engine() -> Engine:
    """The open engine. Raises RuntimeError before `connect`."""
    if _engine is None:
        raise RuntimeError("the database is not open")
    return _engine


def is_open() -> bool:
    """Whether there is a database: a command that reads none has not opened any."""
    return _engine is not None


def disconnect() -> None:
    """Close every pooled connection."""
    global _engine
    if _engine is not None:
        _engine.dispose()
        _engine = None


def _prepare_sqlite(dbapi: Any, _record: Any) -> None:
    dbapi.isolation_level = None  # the driver's own implicit transactions cannot be IMMEDIATE
    for pragma in (
        "journal_mode=WAL",
        f"synchronous={SYNCHRONOUS}",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # else INSERT OR REPLACE takes an audit entry away without asking its delete trigger
        f"wal_autocheckpoint={CHECKPOINT_PAGES}",
        "temp_store=MEMORY",  # savepoints and sorting never leave a patient's bytes in a temporary file
    ):
        dbapi.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # The writer has begun by itself (IMMEDIATE, with its own way of waiting); everyone else takes a snapshot.
    if not connection.get_execution_options().get("tk_writer"):
        connection.exec_driver_sql("BEGIN")


def db() -> Session:
    """The session to read with: the running action's, else the read scope's.

    Raises RuntimeError where there is neither: a read that belongs to no request would never be closed.
    """
    work = current_work.get()
    if work is not None:
        return work.db
    scope = _scope.get()
    if scope is None:
        raise RuntimeError("no read scope is open")
    return scope.db()


def rows(statement: TextClause, **params: Any) -> Sequence[Any]:
    """What a hot SELECT finds, read where `db()` would read it but without the session's objects, which cost an action
    ten times as much. No type conversion: ids and times are text."""
    work = current_work.get()
    return work.sql(statement, **params) if work is not None else db().execute(statement, params).all()


def once(key: Hashable, read: Callable[[], T]) -> T:
    """What `read()` found, read once for each snapshot: for what several parts of one page ask. An action, which may
    change it, reads anew each time. key: all that the answer depends on besides the stored data."""
    scope = _scope.get()
    if scope is None or current_work.get() is not None:
        return read()
    found = scope.found
    if key not in found:
        found[key] = read()
    kept: T = found[key]
    return kept


@contextmanager
def read_scope() -> Iterator[None]:
    """Reads within see one snapshot, until an action of the same caller commits. Nested scopes join."""
    if _scope.get() is not None:
        yield
        return
    scope = _ReadScope()
    mark = _scope.set(scope)
    try:
        yield
    finally:
        _scope.reset(mark)
        scope.close()


def forget_snapshot() -> None:
    """Let the caller's next read see what was committed since: called by the writer after each action."""
    scope = _scope.get()
    if scope is not None:
        scope.close()
