"""What both doors ask before anything else: is the login alive, may this role ever do this, not too fast.

How a login is read is handed in at start (`start`), because this floor does not know accounts.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from telekat.core import clock
from telekat.core.errors import Forbidden, PasswordDue, Refusal, TeleKATError, Unauthenticated
from telekat.live import connections
from telekat.policy import Action, Principal, may_ever
from telekat.web import rates, refusals

RECHECK_SECONDS = 5  # a revocation is pushed at once; this bounds what a lost push can cost


@dataclass(frozen=True, slots=True)
class Logins:
    """What accounts hands in.

    by_token(cookie) and by_id(login id): the living login's principal, or None. touch(principal): a person acted.
    refused(principal, refusal, address, unrecorded count): keeps the refusal for the audit trail. principal: None, and
    address: given, for strangers. unrecorded count: refusals that were too many to keep since the last that was.
    """

    by_token: Callable[[str], Principal | None]
    by_id: Callable[[str], Principal | None]
    touch: Callable[[Principal], None]
    refused: Callable[[Principal | None, Refusal, str, int], None]


log = logging.getLogger("telekat.gate")
buckets = rates.Buckets()
throttle = refusals.Throttle()
_logins: Logins | None = None
_rates: Mapping[str, rates.Rate] = {}


def start(logins: Logins, rate_by_kind: Mapping[str, rates.Rate]) -> None:
    """rate_by_kind: rates that are settings, by the door's kind."""
    global _logins, _rates, buckets, throttle
    _logins, _rates, buckets, throttle = logins, rate_by_kind, rates.Buckets(), refusals.Throttle()


def logins() -> Logins:
    if _logins is None:
        raise RuntimeError("the gate is not open")
    return _logins


def pass_password(principal: Principal) -> None:
    """Raises PasswordDue while somebody has yet to choose a password of their own."""
    if principal.password_due:
        raise PasswordDue


def pass_role(principal: Principal, action: Action) -> None:
    """Raises Forbidden when no row of the table gives this role the action at all."""
    if not may_ever(principal.role, action):
        error = Forbidden()
        error.refusal = Refusal(action.value, "door", "", "role")
        raise error


def pass_rate(principal: Principal, kind: str, rate: rates.Rate) -> None:
    """Raises RateLimited. `kind` names the bucket."""
    buckets.take(principal.id, kind, _rates.get(kind, rate))


def socket_principal(sid: str) -> Principal:
    """The person behind a socket, read anew when last read over 5 s ago. Raises Unauthenticated."""
    connection = connections.get(sid)
    if connection is None:
        raise Unauthenticated
    now = clock.monotonic()
    if now - connection.checked_at > RECHECK_SECONDS:
        fresh = logins().by_id(connection.principal.login_id)
        if fresh is None or fresh.role is not connection.principal.role:
            connections.cut_login(connection.principal.login_id, "expired")
            raise Unauthenticated
        connection.checked_at = now
    return connection.principal


def keep_refusal(
    who: Principal | None, error: BaseException, may: Action | None, door: str, *, address: str = ""
) -> None:
    """Put a denial into the audit trail. A trail that cannot be written does not turn a no into a yes.

    who: None for somebody who is not signed in; then `address` is the network address.
    """
    refusal = refusals.refusal_in(error, may, door)
    if refusal is None or not throttle.has_room(who, address):
        return
    try:
        logins().refused(who, refusal, address, throttle.settled())
    except TeleKATError:
        log.error("a refusal was not recorded", extra={"reason": refusal.reason})
