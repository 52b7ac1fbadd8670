"""Ending logins: by the person, by an admin, by time. Their sockets are cut at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from sqlalchemy import text

from telekat.accounts import queries
from telekat.accounts.models import Login
from telekat.audit import trail
from telekat.core import clock, edge
from telekat.core.database import read_scope
from telekat.core.errors import NotFound, Unavailable
from telekat.core.writer import Work, write
from telekat.live import connections
from telekat.policy import Action, Principal, Relation, Role, allow

AT_ONCE = 200  # logins looked at or written down in one go: nobody's message waits longer than that takes
KEEP_APART = timedelta(seconds=4)  # S-04 allows five: who keeps acting is written down no more often

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


def end_overdue() -> int:
    """End logins with sockets here that are over: by time, or by what another process did. Returns how many.

    The sockets are cut first: a disk that refuses to note it down must not keep them open. Those of the others have
    been looked at, so the gate need not ask for each of them.
    """
    ids_by_role: dict[Role, set[str]] = defaultdict(set)
    here, looked_at = connections.everyone(), clock.monotonic()
    for connection in here:
        ids_by_role[connection.principal.role].add(connection.principal.login_id)
    over: dict[str, str] = {}
    for role, ids in ids_by_role.items():
        for some in _portions(sorted(ids)):
            with read_scope():
                over |= queries.logins_over(role, some)
            edge.sleep(0)
    for login_id, reason in over.items():
        connections.cut_login(login_id, reason)
    for connection in here:
        connection.checked_at = looked_at
    if over:
        _note_ended(over)
    return len(over)


def _portions(login_ids: list[str]) -> Iterator[list[str]]:
    return (login_ids[start : start + AT_ONCE] for start in range(0, len(login_ids), AT_ONCE))


@write
def _note_ended(work: Work, reason_by_login: Mapping[str, str]) -> None:
    for login_id, reason in reason_by_login.items():
        login = work.db.get_one(Login, login_id)
        if login.ended_at is None:
            end(work, login, reason)
            trail.record(None, Action.LOGIN_END, "login", login_id, detail={"reason": reason})


def note_act(who: Principal) -> None:
    """A person acted: remembered here, written down by `keep_activity` within seconds."""
    queries.last_acts[who.login_id] = clock.now()


_kept: dict[str, datetime] = {}
"""Login id to what `keep_activity` has written last, so that it writes only news."""


def keep_activity() -> None:
    """Write down when people last acted, so that another node and a restart know it."""
    acts, now = queries.last_acts, clock.now()
    news = [login_id for login_id, at in list(acts.items()) if _is_news(_kept.get(login_id), at, now)]
    for some in _portions(news):
        portion = {login_id: acts[login_id] for login_id in some if login_id in acts}
        if not _is_written(portion):
            break
        _kept.update(portion)
    long_ago = now - queries.limits().absolute(Role.PATIENT)
    for login_id in [login_id for login_id, at in list(acts.items()) if at < long_ago]:
        acts.pop(login_id, None)
        _kept.pop(login_id, None)


def _is_news(kept: datetime | None, at: datetime, now: datetime) -> bool:
    return kept is None or (at != kept and now - kept >= KEEP_APART)


def _is_written(act_by_login: Mapping[str, datetime]) -> bool:
    try:
        _keep(act_by_login)
    except Unavailable:  # it stays news; whoever looks after logins must not stumble over a full disk
        return False
    return True


@write
def _keep(work: Work, act_by_login: Mapping[str, datetime]) -> None:
    for login_id, at in act_by_login.items():
        work.sql(_KEEP_ACTIVITY, id=login_id, at=clock.stamp(at))
