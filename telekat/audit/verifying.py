"""Reading the whole chain and saying where it first does not hold.

Every entry is hashed again from its own columns and the hash before it, so an edit, an entry taken out, put in or moved
shows at its number; entries cut off at the end show against the kept heads. Reads in pages and holds no lock.
"""

import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy.engine import Connection

from telekat.audit.heads import FILE, Head
from telekat.audit.trail import NOBODY_YET
from telekat.core.database import engine
from telekat.vault import hashing

PAGE = 10_000  # rows in memory at once
_COLUMNS = (
    *("seq", "at", "actor_id", "actor_role", "login_id", "action", "subject_kind", "subject_id"),
    *("patient_id", "outcome", "detail"),
)
_BEFORE_ALL = -(2**62)


@dataclass(frozen=True, slots=True)
class Verdict:
    """count: entries that were read and hold. bad_seq: the first number at which the chain does not hold, and why.

    kept: how many heads it was held against.
    """

    count: int
    last_seq: int
    last_hash: str
    bad_seq: int | None = None
    why: str = ""
    kept: int = 0

    @property
    def holds(self) -> bool:
        return self.bad_seq is None

    @property
    def lacks_heads(self) -> str:
        """Why a chain that holds still is no proof, as a sentence; "" where it is one, or where nothing is written yet."""
        if not self.holds or self.kept or not self.count:
            return ""
        return (
            f"{self.count} entries hold, but there are no heads to compare them with: {FILE} is missing from the data"
            " folder or empty, so a tail that was cut off would not show. Put its copy back and run this again."
        )


def verify(heads: Sequence[Head] = ()) -> Verdict:
    """Check every entry, and that each of `heads` (read before the call) still stands where it stood."""
    with engine().connect() as connection:
        return verify_rows(_rows(connection), heads)


def verify_rows(rows: Iterable[Sequence[Any]], heads: Sequence[Head] = ()) -> Verdict:
    """The same over rows in the order of their seq: the columns of the table, the hash last."""
    kept = {head.seq: head for head in heads}
    key = hashing.derived_key("audit chain")
    count, previous = 0, NOBODY_YET
    for row in rows:
        seq, expected = row[0], count + 1
        if seq != expected:
            return _bad(count, previous, min(seq, expected), _gap_words(seq, expected))
        chained = _chained(key, previous, row)
        if chained != row[-1]:
            return _bad(count, previous, seq, "the entry, or one before it, was changed")
        if seq in kept and kept[seq].hash != chained:
            return _bad(count, previous, seq, "the entries up to here were written anew")
        count, previous = seq, chained
    cut = [seq for seq in kept if seq > count]
    if cut:
        return _bad(count, previous, count + 1, f"the trail was cut off: it once went on to {max(cut)}")
    return Verdict(count, count, previous, kept=len(kept))


def _gap_words(seq: int, expected: int) -> str:
    return "an entry was put in" if seq < expected else f"entries {expected} to {seq - 1} are missing"


def _bad(count: int, previous: str, seq: int, why: str) -> Verdict:
    return Verdict(count, count, previous, seq, why)


def _chained(key: bytes, previous: str, row: Sequence[Any]) -> str:
    event = dict(zip(_COLUMNS, row, strict=False))
    try:
        canonical = orjson.dumps(event, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError):  # a column holds what was never written there
        return ""
    return hmac.digest(key, previous.encode() + canonical, "sha256").hex()


def _rows(connection: Connection) -> Iterator[Sequence[Any]]:
    """The driver's own rows: wrapped ones would double the time that a million takes."""
    after, cursor = _BEFORE_ALL, connection.connection.cursor()
    while True:
        cursor.execute(
            f"SELECT {', '.join(_COLUMNS)}, hash FROM audit_event WHERE seq > {after} ORDER BY seq LIMIT {PAGE}"
        )
        page = cursor.fetchall()
        yield from page
        if len(page) < PAGE:
            return
        after = int(page[-1][0])
