"""The programs that tests need beside Python: found on the PATH, or installed on Debian and Ubuntu as root.

Elsewhere the missing ones are named and the run stops, for a test that is left out in silence proves nothing.
A program belongs in NEEDED once a test starts it.
"""

from __future__ import annotations

import os
import shutil
import sys
from typing import NamedTuple

from scripts.install import CannotInstall, apt_install, say


class Program(NamedTuple):
    """One thing to have: any of its names on the PATH will do."""

    names: tuple[str, ...]
    package: str
    used_for: str


NEEDED = (Program(("chromium", "chromium-browser", "google-chrome"), "chromium", "the browser tests"),)


def main() -> int:
    """0 when all is there or was installed; 1 and one line for each missing program."""
    try:
        offer(missing())
    except CannotInstall as reason:
        print(f"error: {reason}", file=sys.stderr)
        return 1
    absent = missing()
    for program in absent:
        print(
            f"error: {' or '.join(program.names)} is missing; {program.used_for} need it. "
            f"On Debian: sudo apt-get install {program.package}",
            file=sys.stderr,
        )
    return 1 if absent else 0


def missing() -> list[Program]:
    """What is needed and not on the PATH."""
    return [program for program in NEEDED if not any(shutil.which(name) for name in program.names)]


def offer(programs: list[Program]) -> None:
    """Install them where we may: apt is there and we are root."""
    if not programs or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    packages = [program.package for program in programs]
    say(f"Installing {', '.join(packages)}")
    apt_install(packages)


if __name__ == "__main__":
    sys.exit(main())
