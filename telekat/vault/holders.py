"""Which serving processes are alive on this data folder, and which master keys each of them holds.

A server that does not hold a key cannot open what is wrapped under it, so nothing may be wrapped under a key before
every server has it. Each server writes its key ids (never a key's bytes) into a file of its own and keeps that file
locked; the lock ends with the process, however it ends, so a file that can be locked is left over from a dead one.
"""

import contextlib
import fcntl
import os
from pathlib import Path

from telekat.core import ids
from telekat.vault import keys

FOLDER = "serving"

_held: tuple[int, Path] | None = None


def enter(data_dir: Path) -> None:
    """Write down the keys of this process until it ends or leaves. Raises OSError."""
    global _held
    leave()
    folder = data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{ids.new_id()}.keys"
    begun = path.with_suffix(".begun")  # seen only once it is locked and whole
    handle = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    os.write(handle, "\n".join(keys.configured_masters()).encode())
    begun.rename(path)
    _held = handle, path


def leave() -> None:
    """This process serves no longer."""
    global _held
    if _held is not None:
        handle, path = _held
        _held = None
        path.unlink(missing_ok=True)
        os.close(handle)


def living(data_dir: Path) -> list[frozenset[str]]:
    """The key ids of every serving process that is alive. What dead ones left is taken away."""
    found = (_key_ids(path) for path in sorted((data_dir / FOLDER).glob("*.keys")))
    return [key_ids for key_ids in found if key_ids is not None]


def lacking(data_dir: Path, key_id: str) -> int:
    """How many living servers do not hold this master key."""
    return sum(key_id not in key_ids for key_ids in living(data_dir))


def _key_ids(path: Path) -> frozenset[str] | None:
    with contextlib.suppress(FileNotFoundError), path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return frozenset(file.read().split("\n"))
        path.unlink(missing_ok=True)
    return None
