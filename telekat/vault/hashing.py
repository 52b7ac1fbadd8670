"""Keys for hashing, each derived for one purpose from the secret key (SECURITY-REQUIREMENTS C-09)."""

from functools import cache
from hmac import compare_digest

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_secret = b""


def start(secret_key: str) -> None:
    """Take the process's secret key."""
    global _secret
    _secret = secret_key.encode()
    derived_key.cache_clear()
    _keyed.cache_clear()


@cache
def derived_key(purpose: str) -> bytes:
    """32 bytes for this purpose alone. Raises RuntimeError before `start`."""
    if not _secret:
        raise RuntimeError("the vault is not open")
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"telekat {purpose}".encode()).derive(_secret)


def keyed_hash(purpose: str, text: str | bytes) -> str:
    """HMAC-SHA-256 as 64 hex digits: to find what is stored sealed, or to prove that a text came from here."""
    digest = _keyed(purpose).copy()
    digest.update(text.encode() if isinstance(text, str) else text)
    return digest.finalize().hex()


@cache
def _keyed(purpose: str) -> HMAC:
    # Copied for each text: setting up a key costs four times what hashing a short text does.
    return HMAC(derived_key(purpose), hashes.SHA256())


def same(left: str, right: str) -> bool:
    """Compare without telling by time where they differ."""
    return compare_digest(left.encode(), right.encode())
