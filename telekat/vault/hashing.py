"""Keys for hashing, each derived for one purpose from the secret key (SECURITY-REQUIREMENTS C-09)."""

import hashlib
import hmac
from functools import cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_secret = b""


def start(secret_key: str) -> None:
    """Take the process's secret key."""
    global _secret
    _secret = secret_key.encode()
    derived_key.cache_clear()


@cache
def derived_key(purpose: str) -> bytes:
    """32 bytes for this purpose alone. Raises RuntimeError before `start`."""
    if not _secret:
        raise RuntimeError("the vault is not open")
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"telekat {purpose}".encode()).derive(_secret)


def keyed_hash(purpose: str, text: str) -> str:
    """HMAC-SHA-256 as 64 hex digits: to find what is stored sealed, or to prove that a text came from here."""
    return hmac.new(derived_key(purpose), text.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare without telling by time where they differ."""
    return hmac.compare_digest(left.encode(), right.encode())
