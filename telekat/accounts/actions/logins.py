"""Ending logins: by the person, by an admin, by time. Their sockets are cut at once."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, text

from telekat.accounts import queries
from telekat.accounts.models import Login, User
from telekat.audit import trail
from telekat.core import clock
from telekat.core.errors import NotFound
from telekat.core.writer import Work, write
from telekat.live import connections
from telekat.policy import Action, Principal, Relation, Role, allow

_KEEP_ACTIVITY = text("UPDATE login SET last_active_at = :at WHERE id = :id AND last_active_at < :at")


@write
def sign_out(work: Work, who: Principal) -> None:
    """End the login that this call came with."""
    login = work.db.get(Login, who.login_id)
    if login is not None and login.ended_at is None:
        end(work, login, "signed_out")
        trail.record(who, Action.LOGIN_END, "login", login.id)


@write
def end_login(work: Work, who: Principal, login_id: str) -> None:
    """End one login: one's own, or as an admin anybody's. Raises NotFound."""
    login = work.db.get(Login, login_id)
    relations = {Relation.PRACTICE} | ({Relation.SELF} if login and login.user_id == who.id else set())
    if login is None or login.ended_at is not None or not allow(who, Action.LOGIN_END, relations).allowed:
        raise NotFound
    end(work, login, "ended")
    trail.record(who, Action.LOGIN_END, "login", login.id, detail={"user": login.user_id})


def end_all_of(work: Work, user_id: str, reason: str, *, but: str = "") -> None:
    """End every login of a person, except the one with the id `but`. Joins the running action."""
    for login in queries.logins_of(user_id):
        if login.id != but:
            end(work, login, reason)


def end(work: Work, login: Login, reason: str) -> None:
    """End one login, cut its sockets after the commit. Joins the running action."""
    login.ended_at, login.ended_reason = clock.now(), reason
    login_id = login.id
    work.after_commit(lambda: connections.cut_login(login_id, reason))


@write
def end_overdue(work: Work) -> int:
    """End logins that idled out or grew too old, among those with sockets here; returns how many."""
    now, count = clock.now(), 0
    here = {connection.principal.login_id for connection in connections.everyone()}
    if not here:
        return 0
    for login, user in work.db.execute(select(Login, User).join(User).where(Login.id.in_(here))):
        if login.ended_at is None and _overdue(login, Role(user.role), now):
            end(work, login, "expired")
            trail.record(None, Action.LOGIN_END, "login", login.id, detail={"reason": "expired"})
            count += 1
    return count


def _overdue(login: Login, role: Role, now: datetime) -> bool:
    return now >= login.expires_at or now >= queries.last_act(login) + queries.limits().idle(role)


def dead_logins(login_ids: Sequence[str]) -> list[str]:
    """Which of these logins have ended elsewhere (another node, the command line)."""
    return [login_id for login_id in login_ids if queries.login_by_id(login_id) is None]


def note_act(who: Principal) -> None:
    """A person acted: remembered here, written down by `keep_activity` within seconds."""
    queries.last_acts[who.login_id] = clock.now()


@write
def keep_activity(work: Work) -> None:
    """Write down when people last acted, so that another node and a restart know it."""
    for login_id, at in list(queries.last_acts.items()):
        work.sql(_KEEP_ACTIVITY, id=login_id, at=clock.stamp(at))
        if clock.now() - at > queries.limits().absolute(Role.PATIENT):
            queries.last_acts.pop(login_id, None)
