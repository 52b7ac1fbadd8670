"""What a running action holds: its session, its fast statements, and what it will say after the commit.

The writer makes one for each action and finishes or abandons it; actions get it as their first argument.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import TextClause
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session


class Work:
    """One running action's hands: its session, its fast statements, and what it will say after the commit."""

    def __init__(self, connection: Connection, dbapi: Any, kept: dict[str, Any]) -> None:
        self.connection = connection
        self._dbapi = dbapi
        self.kept = kept
        """Remembered between transactions, put back when one is undone (the audit chain's head)."""
        self.announcements: list[tuple[Any, tuple[str, ...]]] = []
        self.after: list[Callable[[], None]] = []
        self._session: Session | None = None

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
        text, names = _compiled(statement, self.connection)
        if self._session is not None:
            self._session.flush()
        cursor = self._dbapi.execute(text, [params[name] for name in names] if names is not None else params)
        return cursor.fetchall() if cursor.description else ()

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


_statements: dict[tuple[str, str], tuple[str, list[str] | None]] = {}


def _compiled(statement: TextClause, connection: Connection) -> tuple[str, list[str] | None]:
    key = (statement.text, connection.dialect.name)
    if key not in _statements:
        compiled = statement.compile(dialect=connection.dialect)
        names = list(compiled.positiontup or ()) if compiled.positional else None
        _statements[key] = (str(compiled), names)
    return _statements[key]
