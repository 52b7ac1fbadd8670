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


BROWSER = Program(
    ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"),
    "chromium-headless-shell",
    "the browser tests",
)
"""The headless shell first: it has no window to draw, which is a third of a whole Chromium's work."""
NEEDED = (BROWSER,)


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
    return [program for program in NEEDED if found(program) is None]


def found(program: Program) -> str | None:
    """Where it is: the first of its names that is on the PATH."""
    return next(filter(None, map(shutil.which, program.names)), None)


def browser() -> str:
    """The browser to start. Raises LookupError where none is."""
    path = found(BROWSER)
    if path is None:
        raise LookupError(f"none of {', '.join(BROWSER.names)} is on the PATH")
    return path


def offer(programs: list[Program]) -> None:
    """Install them where we may: apt is there and we are root."""
    if not programs or not shutil.which("apt-get") or os.geteuid() != 0:
        return
    packages = [program.package for program in programs]
    say(f"Installing {', '.join(packages)}")
    apt_install(packages)


if __name__ == "__main__":
    sys.exit(main())
