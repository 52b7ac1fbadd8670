"""The signature under a decision: an HMAC over all that it says, on what, by whom and when, and the one before it.

Rows can be changed by whoever reaches the database; what was signed cannot be changed without its showing. The audit
trail keeps each signature too, so that a chain made anew does not match it.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from telekat.vault import hashing

NONE_YET = "0" * 64
"""The signature before the first."""


def signature(facts: Mapping[str, Any], previous: str) -> str:
    """facts: plain values with text keys; their order does not matter."""
    canonical = orjson.dumps({**facts, "previous": previous}, option=orjson.OPT_SORT_KEYS)
    return hashing.keyed_hash("eligibility decision", canonical.decode())


def is_genuine(facts: Mapping[str, Any], previous: str, kept: str) -> bool:
    return hashing.same(signature(facts, previous), kept)
