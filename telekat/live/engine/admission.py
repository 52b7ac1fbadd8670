"""Who may open one more socket: counts by address, by person and in all (SECURITY-REQUIREMENTS P-03)."""

import ipaddress
import threading
from collections import Counter

from telekat.live.engine.limits import EngineLimits

IPV6_SITE_BITS = 64  # one home or phone gets a whole /64: counting single addresses there would count nothing


def neighbourhood(address: str) -> str:
    """What one caller can hardly change: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, IPV6_SITE_BITS), strict=False))


class Admission:
    """The counts. A transport enters when it opens, settles when its CONNECT is accepted, and leaves once."""

    def __init__(self, limits: EngineLimits) -> None:
        self._limits = limits
        self._all = 0
        self._by_address: Counter[str] = Counter()
        self._unsettled: Counter[str] = Counter()
        self._by_user: Counter[str] = Counter()
        self._lock = threading.Lock()  # never held while anything waits

    def enter(self, address: str) -> bool:
        """Count a new transport; False when there is no room for it."""
        limits = self._limits
        with self._lock:
            if (
                _full(self._all, limits.sockets)
                or _full(self._by_address[address], limits.sockets_per_address)
                or _full(self._unsettled[address], limits.unconnected_per_address)
            ):
                return False
            self._all += 1
            self._by_address[address] += 1
            self._unsettled[address] += 1
            return True

    def settle(self, address: str) -> None:
        """Its CONNECT was accepted: it no longer counts among the silent ones."""
        with self._lock:
            _less(self._unsettled, address)

    def claim(self, user_id: str) -> bool:
        """Count one more socket of this person; False when they have as many as they may."""
        with self._lock:
            if _full(self._by_user[user_id], self._limits.sockets_per_user):
                return False
            self._by_user[user_id] += 1
            return True

    def leave(self, address: str, *, settled: bool, user_id: str | None) -> None:
        with self._lock:
            self._all -= 1
            _less(self._by_address, address)
            if not settled:
                _less(self._unsettled, address)
            if user_id is not None:
                _less(self._by_user, user_id)


def _full(count: int, cap: int | None) -> bool:
    return cap is not None and count >= cap


def _less(counts: Counter[str], key: str) -> None:
    counts[key] -= 1
    if counts[key] <= 0:
        del counts[key]
