"""A first password that can be read out and typed: given once, to hand over."""

import base64
from datetime import timedelta

from telekat.core import ids
from telekat.policy import Role

LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # no l and o, which are read as 1 and 0: 32 signs, 5 bits each
GROUPS, GROUP = 4, 5  # 100 bits
GOOD_FOR_PATIENTS = timedelta(days=7)  # SECURITY-REQUIREMENTS I-02: it is handed over as an invite is
GOOD_FOR_STAFF = timedelta(hours=72)  # the same


def good_for(role: Role) -> timedelta:
    """How long a first password signs in."""
    return GOOD_FOR_PATIENTS if role is Role.PATIENT else GOOD_FOR_STAFF


def first_password() -> str:
    """Such as `kd4ms-x7w2p-hau9c-3erqn`."""
    random = base64.urlsafe_b64decode(ids.token() + "=")
    signs = [LETTERS[byte % len(LETTERS)] for byte in random[: GROUPS * GROUP]]
    return "-".join("".join(signs[start : start + GROUP]) for start in range(0, len(signs), GROUP))
