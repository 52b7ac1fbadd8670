"""What a running action holds: its session, its fast statements, and what it will say after the commit.

The writer makes one for each action and finishes or abandons it; actions get it as their first argument.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import TextClause
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

T = TypeVar("T")
MOST_FACTS = 20_000


class Work:
    """One running action's hands: its session, its fast statements, and what it will say after the commit.

    kept: remembered between transactions, put back when one is undone (the audit chain's head).
    has_written: a fast statement has changed something. has_session: the session was asked for.
    """

    __slots__ = ("_dbapi", "_facts", "_session", "after", "announcements", "connection", "has_written", "kept")

    def __init__(
        self, connection: Connection, dbapi: Any, kept: dict[str, Any], facts: dict[Hashable, Any]
    ) -> None:
        self.connection = connection
        self._dbapi = dbapi
        self.kept = kept
        self._facts = facts
        self.announcements: list[tuple[Any, tuple[str, ...]]] = []
        self.after: list[Callable[[], None]] = []
        self.has_written = False
        self._session: Session | None = None

    @property
    def has_session(self) -> bool:
        return self._session is not None

    @property
    def db(self) -> Session:
        """An ORM session on the writer's connection, made on first use."""
        if self._session is None:
            if not self.connection.in_transaction():
                # Or the session would take itself for the outermost transaction, and commit on its own.
                self.connection.begin()
            self._session = Session(
                self.connection,
                join_transaction_mode="create_savepoint",
                expire_on_commit=False,
            )
        return self._session

    def sql(self, statement: TextClause, **params: Any) -> Sequence[tuple[Any, ...]]:
        """Run a hot statement on the driver's cursor; it is compiled once. No type conversion: pass strings."""
        text, names, writes = _compiled(statement, self.connection)
        if self._session is not None:
            self._session.flush()
        if writes:
            self.has_written = True
        cursor = self._dbapi.execute(text, [params[name] for name in names] if names is not None else params)
        return cursor.fetchall() if cursor.description else ()

    def recall(self, fact: Hashable, load: Callable[[], T]) -> T:
        """What `load` reads from the database, remembered for later actions; None is not remembered.

        Only for what no fast statement changes. Every action that asks for the session may change anything: while it
        runs nothing is recalled, and after it everything is forgotten, as when another process has written.
        """
        if self._session is not None:
            return load()
        found: T | None = self._facts.get(fact)
        if found is None:
            found = load()
            if found is not None:
                if len(self._facts) >= MOST_FACTS:
                    self._facts.clear()
                self._facts[fact] = found
        return found

    def announce(self, event: Any, to: Iterable[str]) -> None:
        """Tell `to` (user ids) after the commit. A rollback drops it."""
        self.announcements.append((event, tuple(to)))

    def after_commit(self, act: Callable[[], None]) -> None:
        """Run `act` once the commit is on disk: for caches and sockets, never for facts."""
        self.after.append(act)

    def finish(self) -> None:
        if self._session is not None:
            self._session.commit()
            self._session.close()

    def abandon(self) -> None:
        if self._session is not None:
            self._session.close()


_statements: dict[tuple[str, str], tuple[str, list[str] | None, bool]] = {}


def _compiled(statement: TextClause, connection: Connection) -> tuple[str, list[str] | None, bool]:
    """The driver's text, the names of its parameters in order (None: by name), whether it changes anything."""
    key = (statement.text, connection.dialect.name)
    known = _statements.get(key)
    if known is None:
        compiled = statement.compile(dialect=connection.dialect)
        names = list(compiled.positiontup or ()) if compiled.positional else None
        known = _statements[key] = (str(compiled), names, not statement.text.lstrip().upper().startswith("SELECT"))
    return known
