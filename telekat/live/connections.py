"""Who is connected here and now: the sockets of this process, by person and by login."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from telekat.core import clock
from telekat.policy import Principal, Role


@dataclass(slots=True)
class Connection:
    """One socket. checked_at: monotonic seconds when its login was last read from the database."""

    sid: str
    principal: Principal
    checked_at: float


_by_sid: dict[str, Connection] = {}
_by_user: dict[str, set[str]] = defaultdict(set)
_by_login: dict[str, set[str]] = defaultdict(set)
_by_role: dict[Role, set[str]] = defaultdict(set)
_close: Callable[[Iterable[str], str], None] | None = None


def start(close: Callable[[Iterable[str], str], None]) -> None:
    """close: tells sockets `session:ended` with a reason, then disconnects them. Forgets all connections."""
    global _close
    _close = close
    for table in (_by_sid, _by_user, _by_login, _by_role):
        table.clear()


def add(sid: str, principal: Principal) -> bool:
    """Remember a socket. Returns whether the person was not connected here before."""
    first = not _by_user.get(principal.id)
    _by_sid[sid] = Connection(sid, principal, clock.monotonic())
    _by_user[principal.id].add(sid)
    _by_login[principal.login_id].add(sid)
    _by_role[principal.role].add(sid)
    return first


def drop(sid: str) -> Principal | None:
    """Forget a socket. Returns the person when this was their last one here."""
    connection = _by_sid.pop(sid, None)
    if connection is None:
        return None
    principal = connection.principal
    _by_role[principal.role].discard(sid)
    for table, key in ((_by_user, principal.id), (_by_login, principal.login_id)):
        table[key].discard(sid)
        if not table[key]:
            del table[key]
    return None if principal.id in _by_user else principal


def get(sid: str) -> Connection | None:
    return _by_sid.get(sid)


def sids_of(user_id: str) -> tuple[str, ...]:
    return tuple(_by_user.get(user_id, ()))


def everyone() -> tuple[Connection, ...]:
    """All sockets of this process at this moment."""
    return tuple(_by_sid.values())


def ids_with_role(role: Role) -> set[str]:
    """The people with this role who are connected here and now."""
    return {_by_sid[sid].principal.id for sid in _by_role[role]}


def count_of(user_id: str) -> int:
    return len(_by_user.get(user_id, ()))


def is_online(user_id: str) -> bool:
    return user_id in _by_user


def cut_login(login_id: str, reason: str) -> None:
    """End every socket of one login: sign-out, expiry, revocation."""
    _cut(_by_login.get(login_id, ()), reason)


def cut_user(user_id: str, reason: str) -> None:
    """End every socket of one person: disabled, another role."""
    _cut(_by_user.get(user_id, ()), reason)


def _cut(sids: Iterable[str], reason: str) -> None:
    if _close is not None:
        _close(tuple(sids), reason)
