"""What gets installed is exact: locks with hashes, no addresses, and never behind what the project asks for."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def loose_lines(lock: str) -> list[str]:
    """Requirements without an exact version and a hash, and addresses or paths of the machine that resolved them."""
    joined = re.sub(r"\\\n\s*", "", lock)
    required = [line for line in joined.splitlines() if line and not line.lstrip().startswith("#")]
    loose = [line for line in required if not re.match(r"[\w.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]
    return loose + re.findall(r"\S*://\S*|file:\S*|(?<=\s)/\S+|--(?:extra-)?index-url.*|--find-links.*", lock)


def locked(name: str) -> dict[str, str]:
    """Version by package of requirements/<name>.txt."""
    return dict(re.findall(r"^([\w.-]+)==(\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE))


def unmet(wanted: list[str], versions: dict[str, str]) -> list[str]:
    """Lower bounds of pyproject.toml that a lock does not keep: `make lock` was forgotten."""
    parts = [re.fullmatch(r"([\w.-]+)(?:\[\w+\])?(?:>=([\d.]+))?", line) for line in wanted]
    assert all(parts), "a requirement of pyproject.toml is more than a name and a lower bound"
    return [part[0] for part in parts if part and number(versions.get(part[1], "-1")) < number(part[2] or "0")]


def number(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"-?\d+", version)]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_lock_is_exact_hashed_and_without_addresses(lock):
    assert loose_lines(lock.read_text()) == []


def test_locks_keep_what_the_project_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    run, dev = asked["project"]["dependencies"], asked["dependency-groups"]["dev"]
    assert unmet(run, locked("run")) == []
    assert unmet([*run, *dev], locked("dev")) == []
    assert locked("run").items() <= locked("dev").items(), "tests would run on other versions than the server"


def test_browser_lock_is_hashed_and_without_addresses():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert not name or package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name


@pytest.mark.parametrize(
    "lock",
    [
        "flask==3.1.3\n",
        f"flask>=3 \\\n    --hash=sha256:{'a' * 64}\n",
        f"flask==3.1.3 \\\n    --hash=md5:{'a' * 32}\n",
        f"--index-url https://mirror.example\nflask==3.1.3 \\\n    --hash=sha256:{'a' * 64}\n",
        f"flask==3.1.3 \\\n    --hash=sha256:{'a' * 64}\n    # via -r /home/me/run.in\n",
    ],
)
def test_loose_requirement_is_found(lock):
    assert loose_lines(lock)


def test_forgotten_lock_is_found():
    assert unmet(["flask>=3.1.3", "tzdata", "redis>=8.1"], {"flask": "3.1.2", "redis": "8.1.0"}) == [
        "flask>=3.1.3",
        "tzdata",
    ]
