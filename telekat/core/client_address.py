"""The address a call really comes from, where proxies of ours stand between: one answer for both doors.

The question: whom do limits count behind a proxy, where every call has the proxy's address? Chosen: X-Forwarded-For is
read from the right, and only as far as each hop is a proxy that the settings name; the first other address is the
client. Refused: a number of hops to trust (whoever reaches the server beside the proxy writes what they like).
"""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
MOST_HOPS = 16

_trusted: tuple[Network, ...] = ()


def networks(text: str) -> tuple[Network, ...]:
    """`10.0.0.7, 192.168.0.0/16` as networks. Raises ValueError for anything else and for a network of everybody."""
    found = tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())
    if any(one.prefixlen == 0 for one in found):
        raise ValueError("everybody is no proxy")
    return found


def start(trusted: Iterable[Network]) -> None:
    """trusted: the proxies whose word counts. None of them: every forwarded address is ignored."""
    global _trusted
    _trusted = tuple(trusted)


def address_of(environ: Mapping[str, Any]) -> str:
    """The client's address: the connection's own, or what trusted proxies say. "" when there is none to read."""
    peer = str(environ.get("REMOTE_ADDR") or "")
    found = _parsed(peer)
    if found is None or not _is_trusted(found):
        return str(found) if found is not None else peer
    hops = str(environ.get("HTTP_X_FORWARDED_FOR") or "").split(",")
    for hop in hops[: -MOST_HOPS - 1 : -1]:
        before = _parsed(hop)
        if before is None:  # nobody knows who came before: the last proxy that is known counts
            break
        found = before
        if not _is_trusted(found):
            break
    return str(found)


def _is_trusted(address: Address) -> bool:
    return any(address in network for network in _trusted)


def _parsed(text: str) -> Address | None:
    """`192.0.2.1`, `192.0.2.1:443`, `2001:db8::1`, `[2001:db8::1]:443`; an IPv4 address in IPv6 clothes is IPv4."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
