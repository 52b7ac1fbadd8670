"""A disk small enough to fill: a tmpfs where we may mount one, else commits that fail by order."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DISK_MIB = 24


class Tmpfs:
    """A real file system that is really full."""

    sabotage = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "filler"

    def nearly_fill(self, leave: int) -> None:
        """Fill it but for `leave` bytes."""
        disk = os.statvfs(self.folder)
        with self._ballast.open("ab", buffering=0) as ballast:
            ballast.write(bytes(max(0, disk.f_bavail * disk.f_frsize - leave)))

    def fill(self) -> None:
        with self._ballast.open("ab", buffering=0) as ballast, contextlib.suppress(OSError):
            while True:
                ballast.write(b"\0" * 4096)

    def free(self) -> None:
        self._ballast.unlink()


class Marker:
    """Where nothing can be mounted: the server is told by a marker (tests/server/sabotage.py) that it is full."""

    sabotage = "by_marker"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _markers(self, name: str) -> list[Path]:
        return [path / name for path in self.folder.iterdir() if path.is_dir()]

    def nearly_fill(self, leave: int) -> None:
        for marker in self._markers("low"):
            marker.write_text(str(leave))

    def fill(self) -> None:
        for marker in self._markers("full"):
            marker.touch()

    def free(self) -> None:
        for marker in [*self._markers("full"), *self._markers("low")]:
            marker.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path) -> Iterator[Tmpfs | Marker]:
    """A small disk at `folder`."""
    folder.mkdir()
    if not _mounted(folder):
        yield Marker(folder)
        return
    try:
        yield Tmpfs(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def _mounted(folder: Path) -> bool:
    if os.geteuid() != 0 or not os.path.exists("/proc/mounts"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MIB}m", "telekat-test", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
