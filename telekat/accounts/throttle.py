"""How long a guesser must wait: pure rules (SECURITY-REQUIREMENTS A-05, A-06)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

FREE_FAILURES = 5
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
ADDRESS_FAILURES = 20
ADDRESS_WINDOW = timedelta(minutes=5)
TRIES_PER_MINUTE = 60
TRIES_WINDOW = timedelta(minutes=1)
TOLD_FAILURES = 100  # in FORGET_AFTER: the account's person hears of it
FORGET_AFTER = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Count:
    """failures since `since`; blocked until then, or None."""

    failures: int
    since: datetime
    blocked_until: datetime | None


def after_account_failure(count: Count | None, now: datetime) -> Count:
    """One more failure on an account or device: free at first, then a wait that doubles."""
    if count is None or now - count.since > FORGET_AFTER:
        count = Count(0, now, None)
    failures = count.failures + 1
    if failures < FREE_FAILURES:
        return Count(failures, count.since, None)
    wait = min(FIRST_WAIT * 2 ** min(failures - FREE_FAILURES, 10), LONGEST_WAIT)
    return Count(failures, count.since, now + wait)


def after_address_failure(count: Count | None, now: datetime) -> Count:
    """One more failure from an address, over all accounts."""
    return _in_window(count, now, ADDRESS_FAILURES, ADDRESS_WINDOW)


def after_try(count: Count | None, now: datetime, most: int) -> Count:
    """One more password compared for an address, right or wrong: `most` in a minute."""
    return _in_window(count, now, most, TRIES_WINDOW)


def _in_window(count: Count | None, now: datetime, most: int, window: timedelta) -> Count:
    if count is None or now - count.since > window:
        count = Count(0, now, None)
    failures = count.failures + 1
    return Count(failures, count.since, count.since + window if failures >= most else None)


def seconds_blocked(count: Count | None, now: datetime) -> float:
    """Seconds still to wait; 0 when a try is free."""
    if count is None or count.blocked_until is None:
        return 0.0
    return max(0.0, (count.blocked_until - now).total_seconds())


def account_keys(email_hash: str) -> str:
    """What the keys of one account's counters begin with, whatever browser was tried from."""
    return f"account:{email_hash[:40]}:"


def network_of(address: str) -> str:
    """What is counted as one address: IPv6 by its /64, since one household has that many."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address):
        return str(ip_network(f"{parsed}/64", strict=False))
    return str(parsed)
