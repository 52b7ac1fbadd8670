"""The chain's head, signed and written down beside the database.

The chain tells when an entry was changed, but not when its newest entries were cut off. So the head is appended,
before the first entry, hourly, at shutdown and after each command that wrote, to a file in the data folder, signed with
a key that neither the file nor the database holds.
Copy that file elsewhere: whoever can change both and leaves no copy behind leaves no trace either.
"""

import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson
from sqlalchemy import text

from telekat.audit.trail import NOBODY_YET
from telekat.core import clock
from telekat.core.database import engine
from telekat.vault import hashing

FILE = "audit-heads.jsonl"
EVERY_SECONDS = 3600  # SECURITY-REQUIREMENTS L-02: hourly

_HEAD = text("SELECT seq, hash FROM audit_event ORDER BY seq DESC LIMIT 1")


@dataclass(frozen=True, slots=True)
class Head:
    """The newest entry at one time. restored: what stood after this entry was given up by a restore."""

    seq: int
    hash: str
    at: str
    restored: bool = False


class HeadsBroken(Exception):
    """A line of the file is not one that we wrote. line: its number, from 1."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} of {FILE} was changed")
        self.line = line


def newest_seq() -> int:
    """The number of the newest entry, 0 for an empty trail."""
    with engine().connect() as connection:
        row = connection.execute(_HEAD).first()
    return row.seq if row is not None else 0


def begin(data_dir: Path) -> None:
    """Sign that the trail is empty, where it is and no file tells otherwise. Raises OSError.

    So a trail without any head is always one whose heads were taken away, even after a crash in the first hour.
    """
    if not (data_dir / FILE).exists() and newest_seq() == 0:
        _append(data_dir / FILE, Head(0, NOBODY_YET, clock.stamp(clock.now())))


def keep_head(data_dir: Path) -> bool:
    """Append the head as it stands, unless the file ends with it. Returns whether it was written. Raises OSError.

    Reads with a connection of its own and waits for the disk: call it from a native thread.
    """
    with engine().connect() as connection:
        row = connection.execute(_HEAD).first()
    if row is None:
        return False
    path = data_dir / FILE
    known = _last_line(path)
    if known is not None and known.get("seq") == row.seq and known.get("hash") == row.hash:
        return False
    _append(path, Head(row.seq, row.hash, clock.stamp(clock.now())))
    return True


def keep_restored(data_dir: Path, seq: int, chained: str) -> None:
    """Note that a backup ending at this entry is in place: heads after it belong to what was given up."""
    _append(data_dir / FILE, Head(seq, chained, clock.stamp(clock.now()), restored=True))


def kept_heads(data_dir: Path) -> list[Head]:
    """The heads that the database must still hold, the oldest first. Raises HeadsBroken for a line that is not ours.

    A last line without its end is one that was being written when the power went; it is passed over.
    """
    path = data_dir / FILE
    if not path.exists():
        return []
    *whole, _cut = path.read_bytes().split(b"\n")
    heads: list[Head] = []
    for number, line in enumerate(whole, start=1):
        head = _head_in(line, number)
        if head.restored:
            heads = [kept for kept in heads if kept.seq <= head.seq]
        heads.append(head)
    return heads


def _append(path: Path, head: Head) -> None:
    facts = {"seq": head.seq, "hash": head.hash, "at": head.at, "restored": head.restored}
    line = orjson.dumps({**facts, "signature": _signature(facts)}, option=orjson.OPT_SORT_KEYS)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, (b"" if _ends_whole(handle) else b"\n") + line + b"\n")
        os.fsync(handle)
    finally:
        os.close(handle)


def _ends_whole(handle: int) -> bool:
    size = os.lseek(handle, 0, os.SEEK_END)
    return size == 0 or os.pread(handle, 1, size - 1) == b"\n"


def _last_line(path: Path) -> Mapping[str, object] | None:
    try:
        return orjson.loads(path.read_bytes().rstrip(b"\n").rpartition(b"\n")[2])
    except (FileNotFoundError, orjson.JSONDecodeError):
        return None


def _head_in(line: bytes, number: int) -> Head:
    try:
        facts = orjson.loads(line)
        signature = facts.pop("signature")
        head = Head(facts["seq"], facts["hash"], facts["at"], facts["restored"])
    except (orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        raise HeadsBroken(number) from None
    if not isinstance(signature, str) or not hashing.same(signature, _signature(facts)):
        raise HeadsBroken(number)
    return head


def _signature(facts: Mapping[str, object]) -> str:
    canonical = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS)
    return hmac.digest(hashing.derived_key("audit head"), canonical, "sha256").hex()
