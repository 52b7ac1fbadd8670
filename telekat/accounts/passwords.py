"""Passwords: argon2id, hashed in native threads, at most four at once; and the rules for choosing one."""

import threading
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from telekat.core import edge
from telekat.core.errors import Invalid, Unavailable
from telekat.policy import Role

MEMORY_KIB, PASSES, LANES = 65536, 3, 1  # SECURITY-REQUIREMENTS A-01
AT_ONCE = 4
T = TypeVar("T")
WAIT_SECONDS = 2.0  # whoever waits longer is told to come back
LEAST = {True: 12, False: 15}  # patients, staff
MOST = 128

_hasher = PasswordHasher(PASSES, MEMORY_KIB, LANES, hash_len=32, salt_len=16)
_slots: threading.Semaphore | None = None


def start(*, cheap: bool) -> None:
    """cheap: weak parameters for tests only; configuration refuses them elsewhere."""
    global _hasher, _slots
    _hasher = (
        PasswordHasher(1, 8, 1) if cheap else PasswordHasher(PASSES, MEMORY_KIB, LANES, hash_len=32, salt_len=16)
    )
    _slots = threading.Semaphore(AT_ONCE)


def hash_password(password: str) -> str:
    """The hash to store. Raises Unavailable when four others are being hashed and none ends in time."""
    return _in_slot(_hasher.hash, password)


def verify(stored: str, password: str) -> bool:
    """Whether `password` is the one behind `stored`."""
    return _in_slot(_verify, stored, password)


def needs_rehash(stored: str) -> bool:
    """Whether `stored` was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def dummy_hash() -> str:
    """A hash that no password has, to compare with when nobody has this address: it takes the same time (A-04).

    Its salt and tag are made up, not computed: the first stranger would otherwise hold up everybody else.
    """
    salt, tag = (b64encode(bytes(size)).decode().rstrip("=") for size in (_hasher.salt_len, _hasher.hash_len))
    costs = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${tag}"


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _in_slot(function: Callable[..., T], *args: str) -> T:
    slots = _slots or threading.Semaphore(AT_ONCE)
    if not slots.acquire(timeout=WAIT_SECONDS):
        raise Unavailable("Many people are signing in. Please try again in a moment.", retry_after=2)
    try:
        return edge.native(function, *args)
    finally:
        slots.release()


def check_new(password: str, role: Role, told_words: Iterable[str]) -> None:
    """Raises Invalid unless `password` may be chosen. told_words: name, address, practice: what a guesser tries."""
    least = LEAST[role is Role.PATIENT]
    if not least <= len(password) <= MOST:
        raise Invalid("Choose another password.", {"password": f"{least} to {MOST} characters"})
    lowered = password.lower()
    if lowered in _common():
        raise Invalid("Choose another password.", {"password": "this one is on every guesser's list"})
    for word in told_words:
        if len(word) > 3 and word.lower() in lowered:
            raise Invalid("Choose another password.", {"password": "leave out your name, address and the practice"})


@cache
def _common() -> frozenset[str]:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # 30,000 passwords; loaded when first needed

    return frozenset(FREQUENCY_LISTS["passwords"])
