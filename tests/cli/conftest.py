"""The `telekat` command on a practice of its own, run as a person would: arguments in, sentences and an exit code out."""

import base64
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from telekat import cli

KEY_A, KEY_B = b"\1" * 32, b"\2" * 32


def master_keys(*named: tuple[str, bytes]) -> str:
    """The setting TELEKAT_MASTER_KEYS for these keys."""
    return ",".join(f"{key_id}:{base64.b64encode(key).decode()}" for key_id, key in named)


@dataclass
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@dataclass
class House:
    """A data folder, its settings, and the command to run on it."""

    folder: Path
    telekat: Callable[..., Ran]
    monkeypatch: pytest.MonkeyPatch

    @property
    def database(self) -> Path:
        return self.folder / "telekat.db"

    def set(self, **settings: str) -> None:
        for name, value in settings.items():
            self.monkeypatch.setenv(f"TELEKAT_{name}", value)


@pytest.fixture
def house(tmp_path, monkeypatch, capfd) -> House:
    """An empty data folder under one master key."""

    def run(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["telekat", *map(str, arguments)])
        capfd.readouterr()
        code = 0
        try:
            cli.main()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 1
        out, err = capfd.readouterr()
        return Ran(code, out, err)

    for name in [name for name in os.environ if name.startswith("TELEKAT_")]:
        monkeypatch.delenv(name)
    made = House(tmp_path / "var", run, monkeypatch)
    made.set(ENV="testing", DATA_DIR=str(made.folder), MASTER_KEYS=master_keys(("a", KEY_A)))
    return made


@pytest.fixture
def lived_in(house) -> House:
    """The same with three rooms of two, everybody signed in."""
    assert house.telekat("db", "upgrade").code == 0
    assert house.telekat("fixture", "--rooms", 3, "--out", house.folder / "rooms.json").code == 0
    return house
