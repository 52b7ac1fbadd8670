"""Signing in. The same answer and the same time for every kind of failure (SECURITY-REQUIREMENTS A-04)."""

from collections.abc import Callable
from dataclasses import dataclass

from telekat.accounts import passwords, queries, throttle
from telekat.accounts.actions import logins
from telekat.accounts.models import KnownDevice, Login, Throttle, User
from telekat.audit import trail
from telekat.core import clock, ids
from telekat.core.database import forget_snapshot
from telekat.core.errors import RateLimited, Unauthenticated
from telekat.core.writer import Work, write
from telekat.policy import Action, Principal, Role
from telekat.vault import hashing

MOST_LOGINS = 5  # SECURITY-REQUIREMENTS S-08
REFUSAL = "This address and password do not belong together."
RUN_OUT = "This first password has run out. Ask your practice for a new one."


_tries_per_minute = throttle.TRIES_PER_MINUTE
_on_guessing: Callable[[str], None] | None = None


def start(*, tries_per_minute: int, on_guessing: Callable[[str], None]) -> None:
    """tries_per_minute: passwords compared for one address in a minute, right or wrong. on_guessing(user id) is told
    of a hundred failures in a day, inside the action that counts them: mail lies above.

    Nothing is locked for good by then (A-05 would want a new password): whoever knows an address could else keep its
    owner out, or a psychiatrist from their patients' alerts. The waits go on; the practice can give a new password.
    """
    global _tries_per_minute, _on_guessing
    _tries_per_minute, _on_guessing = tries_per_minute, on_guessing


@dataclass(frozen=True, slots=True)
class SignedIn:
    """token: the cookie's value, seen only here. ended_login_ids: older logins that had to make room."""

    principal: Principal
    token: str
    device_token: str


def sign_in(email: str, password: str, *, address: str, device: str, device_token: str) -> SignedIn:
    """Check address and password, open a login.

    address: the client's network address. device: what the browser calls itself. device_token: its known-device
    cookie, or "". Raises Unauthenticated, RateLimited, Unavailable.
    """
    user = queries.user_by_email(email)
    known = bool(user) and queries.is_known_device(device_token, user.id if user else "")
    keys = _Keys.of(email, address, device_token if known else "")
    _pass_throttle(keys)
    stored = user.password_hash if user else passwords.dummy_hash()
    right = passwords.verify(stored, password)
    forget_snapshot()
    _pass_throttle(keys)  # of many tries at once, all passed the first look: beyond the free ones none is told
    if user is None or not right or user.status != "active":
        _count_failure(keys, user.id if user is not None and user.status == "active" else "")
        raise Unauthenticated(REFUSAL)
    if user.first_password_until is not None and user.first_password_until <= clock.now():
        _count_failure(keys, user.id)
        raise Unauthenticated(RUN_OUT)  # A-04 keeps nothing from whoever has the password itself
    rehashed = passwords.hash_password(password) if passwords.needs_rehash(stored) else None
    return _open_counted(keys, user.id, device=device, device_token=device_token, rehashed=rehashed)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The counters of one try. tries: of the address, successes too."""

    account: str
    address: str
    tries: str

    @classmethod
    def of(cls, email: str, address: str, known_device: str) -> "_Keys":
        # A known browser has its own counter, so that a guesser elsewhere cannot lock the owner out.
        device = hashing.keyed_hash("device throttle", known_device)[:20] if known_device else "any"
        network = throttle.network_of(address)
        return cls(
            throttle.account_keys(queries.email_hash(email)) + device, f"address:{network}", f"tries:{network}"
        )


def _pass_throttle(keys: _Keys) -> None:
    now = clock.now()
    counts = (queries.throttle_count(key) for key in (keys.account, keys.address, keys.tries))
    wait = max(throttle.seconds_blocked(count, now) for count in counts)
    if wait > 0:
        raise RateLimited(wait, "Too many tries. Please wait before you try again.")


@write
def _count_failure(work: Work, keys: _Keys, user_id: str) -> None:
    """Remember one failed try, of an open account's or "". Whose it was is not recorded in words."""
    now = clock.now()
    keep_count(work, keys.account, throttle.after_account_failure(queries.throttle_count(keys.account), now))
    keep_count(work, keys.address, throttle.after_address_failure(queries.throttle_count(keys.address), now))
    _count_try(work, keys)
    work.db.flush()
    if user_id and _on_guessing is not None and queries.failures_today(user_id) == throttle.TOLD_FAILURES:
        _on_guessing(user_id)
    trail.record(None, Action.LOGIN_REFUSE, "throttle", keys.account.split(":")[1][:16], outcome="refused")


def _count_try(work: Work, keys: _Keys) -> None:
    count = throttle.after_try(queries.throttle_count(keys.tries), clock.now(), _tries_per_minute)
    keep_count(work, keys.tries, count)


def keep_count(work: Work, key: str, count: throttle.Count) -> None:
    """Write a counter down. Joins the running action."""
    row = work.db.get(Throttle, key)
    if row is None:
        row = Throttle(key=key)
        work.db.add(row)
    row.failures, row.since, row.blocked_until = count.failures, count.since, count.blocked_until


@write
def _open_counted(
    work: Work, keys: _Keys, user_id: str, *, device: str, device_token: str, rehashed: str | None
) -> SignedIn:
    _count_try(work, keys)
    if row := work.db.get(Throttle, keys.account):
        work.db.delete(row)
    if rehashed:
        work.db.get_one(User, user_id).password_hash = rehashed
    return open_login(user_id, device=device, device_token=device_token)


@write
def open_login(
    work: Work,
    user_id: str,
    *,
    device: str = "",
    device_token: str = "",
) -> SignedIn:
    """Open a login for somebody already proven to be this person."""
    user = work.db.get_one(User, user_id)
    token, now, role = ids.token(), clock.now(), Role(user.role)
    who = Principal(user_id, role, ids.new_id(), password_due=user.first_password_until is not None)
    _make_room(work, who)
    login = Login(
        id=who.login_id,
        user_id=user_id,
        token_hash=queries.token_hash(token),
        device=device[:80],
        created_at=now,
        last_active_at=now,
        expires_at=now + queries.limits().absolute(role),
    )
    work.db.add(login)
    device_token = device_token or ids.token()
    work.db.merge(KnownDevice(token_hash=queries.token_hash(device_token), user_id=user_id, last_seen_at=now))
    trail.record(who, Action.LOGIN_CREATE, "login", login.id)
    return SignedIn(who, token, device_token)


def _make_room(work: Work, who: Principal) -> None:
    """The oldest logins beyond the most make room: their sockets are told why, and the sign-in page and the account
    page of their person say it."""
    for old in queries.logins_of(who.id)[MOST_LOGINS - 1 :]:
        logins.end(work, old, "replaced")
        trail.record(who, Action.LOGIN_END, "login", old.id, detail={"reason": "replaced"})
