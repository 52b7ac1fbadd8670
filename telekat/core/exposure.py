"""What others on the same machine could do to the practice's files, and where the embedded database's lie.

Encryption and sign-in are worth nothing where everybody may read the keys, or where a fault of ours is the whole
machine's (SECURITY-REQUIREMENTS K-01). Plain questions to the file system; whoever asks decides.
"""

import stat
from pathlib import Path

ROOT_UID = 0
_OTHERS = stat.S_IROTH | stat.S_IWOTH
_BESIDE = ("", "-wal", "-shm", "-journal")


def is_open_to_all(path: Path) -> bool:
    """Whether everybody on the machine may read or change this file; a file that is not there is open to nobody."""
    try:
        return bool(path.stat().st_mode & _OTHERS)
    except FileNotFoundError:
        return False


def database_files(url: str) -> list[Path]:
    """The files of an embedded database, whether they are there or not; none for a database server's."""
    scheme, _, place = url.partition(":///")
    path = place.partition("?")[0].removeprefix("file:")
    if not scheme.startswith("sqlite") or path in ("", ":memory:"):
        return []
    return [Path(path + end) for end in _BESIDE]
