"""A reserve on the disk, and the order in which work stops when the disk fills up (SECURITY-REQUIREMENTS R-06).

While there is room, a file of some MiB lies in the data folder and holds nothing. Below `least_free_bytes` new messages
are refused, so that what is left goes to alerts, answers and sign-ins. When the disk is full the file is given up, and
those have its room. When space returns, messages are taken again, and the file is made anew.

The question: look at the disk before each message? Refused: the hottest path would ask the kernel each time. A loop
looks once a second; a message between two looks is refused by the disk itself, which is as honest.
"""

import contextlib
import logging
import os
from pathlib import Path

from telekat.core.errors import Unavailable

FILE = "ballast"
LOOK_SECONDS = 1.0
FULL_BYTES = 256 * 1024  # less than this and SQLite cannot work on
GIVE_UP_BYTES = 1024 * 1024  # below this the reserve is given up, before the first write fails
MARGIN_BYTES = 1024 * 1024  # beyond what is needed, before the reserve is made anew: no coming and going
RETRY_SECONDS = 30

log = logging.getLogger("telekat.ballast")


def free_bytes(folder: Path) -> int:
    """Room that this process may use on the disk of `folder`."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


class Ballast:
    """The reserve of one data folder. A size of 0 keeps none; a least of 0 refuses nothing."""

    def __init__(self, folder: Path, size_bytes: int, least_free_bytes: int) -> None:
        self.folder, self.size_bytes, self.least_free_bytes = folder, size_bytes, least_free_bytes
        self.is_low = False

    @property
    def path(self) -> Path:
        return self.folder / FILE

    def look(self) -> None:
        """See how much room there is, and act on it: what the loop does each second, and the start once."""
        free = free_bytes(self.folder)
        if free < GIVE_UP_BYTES:
            self.give_up()
        elif free >= self.size_bytes + self.least_free_bytes + MARGIN_BYTES:
            self._reserve()
        self._tell(free < self.least_free_bytes)

    def give_up(self) -> None:
        """Let the reserve go, for a disk that is full."""
        with contextlib.suppress(OSError):
            self.path.unlink()
            log.error("the disk is full: the reserve was given up")

    def _reserve(self) -> None:
        if not self.size_bytes or (self.path.exists() and self.path.stat().st_size == self.size_bytes):
            return
        try:
            _write_blocks(self.path, self.size_bytes)
        except OSError as error:  # it was a near thing; the next second looks again
            log.warning("the reserve was not made", extra={"error_class": type(error).__name__})
            with contextlib.suppress(OSError):
                self.path.unlink()

    def _tell(self, is_low: bool) -> None:
        if is_low != self.is_low:
            log.error("the disk is nearly full: messages are refused") if is_low else log.info("the disk has room")
        self.is_low = is_low


def _write_blocks(path: Path, size: int) -> None:
    """A file that really has its blocks: a mere length would reserve nothing."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(handle, 0, size)
        else:
            for _ in range(size // MARGIN_BYTES):
                os.write(handle, bytes(MARGIN_BYTES))
            os.ftruncate(handle, size)
    finally:
        os.close(handle)


_ballast: Ballast | None = None


def start(ballast: Ballast) -> None:
    """Make this the process's reserve and look for the first time. Raises OSError when there is no such folder."""
    global _ballast
    _ballast = ballast
    ballast.look()


def look() -> None:
    if _ballast is not None:
        _ballast.look()


def give_up() -> None:
    """A write found the disk full: the next one has the reserve's room."""
    if _ballast is not None:
        _ballast.give_up()


def pass_chat() -> None:
    """Raises Unavailable while what is left on the disk is kept for alerts, answers and sign-ins."""
    if _ballast is not None and _ballast.is_low:
        raise Unavailable(
            "There is little room to keep messages just now. Yours waits with you.",
            reason="storage_full",
            retry_after=RETRY_SECONDS,
        )
