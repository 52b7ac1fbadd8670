"""Proving again who one is, before an act that a stolen open browser must not be able to do (SECURITY-REQUIREMENTS S-09)."""

from datetime import timedelta

from telekat.accounts import passwords, queries, throttle
from telekat.accounts.actions.sign_in import keep_count
from telekat.accounts.models import Login, Throttle, User
from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.database import db, forget_snapshot
from telekat.core.errors import Invalid, RateLimited, ReauthRequired, Unauthenticated
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal

PROOF_LASTS = timedelta(minutes=5)  # SECURITY-REQUIREMENTS S-09


def prove(who: Principal, password: str) -> str:
    """Check the password again; returns the login's new token, for the old one is dead (S-01).

    Raises Invalid for a wrong one, RateLimited after too many, Unavailable.
    """
    pass_own_password(who, password, field="password")
    return _keep_proof(who)


def pass_own_password(who: Principal, password: str, *, field: str) -> None:
    """The one place where a signed-in browser may try passwords, so that all tries count together.

    Raises Invalid naming `field` for a wrong one, RateLimited after too many, Unavailable.
    """
    _pass_throttle(who)
    right = passwords.verify(db().get_one(User, who.id).password_hash, password)
    forget_snapshot()
    _pass_throttle(who)  # of many tries at once, all passed the first look: beyond the free ones none is told
    if not right:
        _count_failure(who)
        raise Invalid("This is not your password.", {field: "not your password"})


def _pass_throttle(who: Principal) -> None:
    wait = throttle.seconds_blocked(queries.throttle_count(_key(who)), clock.now())
    if wait > 0:
        raise RateLimited(wait, "Too many tries. Please wait before you try again.")


def _key(who: Principal) -> str:
    return f"step-up:{who.id}"


@write
def _count_failure(work: Work, who: Principal) -> None:
    key = _key(who)
    keep_count(work, key, throttle.after_account_failure(queries.throttle_count(key), clock.now()))
    trail.record(who, Action.LOGIN_PROVE, "login", who.login_id, outcome="refused")


@write
def _keep_proof(work: Work, who: Principal) -> str:
    login = work.db.get(Login, who.login_id)
    if login is None or login.ended_at is not None:
        raise Unauthenticated
    forget_failures(who)
    token = ids.token()
    login.proven_at, login.token_hash = clock.now(), queries.token_hash(token)
    trail.record(who, Action.LOGIN_PROVE, "login", login.id)
    return token


@write
def forget_failures(work: Work, who: Principal) -> None:
    """The right password was given. Joins the running action."""
    if (row := work.db.get(Throttle, _key(who))) is not None:
        work.db.delete(row)


def is_proven(who: Principal) -> bool:
    """Whether this login's password was given in the last five minutes, at sign-in or since."""
    login = db().get(Login, who.login_id)
    if login is None or login.ended_at is not None:
        return False
    return clock.now() - (login.proven_at or login.created_at) <= PROOF_LASTS


def require_recent_proof(who: Principal) -> None:
    """Raises ReauthRequired unless `is_proven`."""
    if not is_proven(who):
        raise ReauthRequired
