"""Identifiers and random tokens.

Ids are UUIDv7: they sort by creation time, which keeps database pages warm, and they are never a secret
(SECURITY-REQUIREMENTS Z-09). Whatever must not be guessed is a `token`.
"""

import os
import re
import secrets
import time

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id() -> str:
    """A UUIDv7 as lower-case text (RFC 9562): 48 bits of milliseconds, 74 random bits."""
    at, random = f"{time.time_ns() // 1_000_000:012x}", os.urandom(10).hex()
    variant = "89ab"[int(random[3], 16) & 3]
    return f"{at[:8]}-{at[8:]}-7{random[:3]}-{variant}{random[4:7]}-{random[7:19]}"


def is_id(text: str) -> bool:
    """Whether `text` has the shape of an id. A caller who sends something else gets NotFound, not a crash."""
    return _UUID.fullmatch(text) is not None


def token() -> str:
    """256 random bits, URL-safe: cookies, links."""
    return secrets.token_urlsafe(32)
