"""Servers to start, people to be, and the check of what they lived through against what was stored."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.clients import Browser
from tests.server.correspondents import Correspondent, Story
from tests.server.process import MODES, ROOT, Server, Servers, environment, made_once

PAIRS = 6


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a server go to one process, so that it is started once; the others to whichever is free."""
    for item in items:
        used = getattr(item, "fixturenames", ())
        if "clinic" in used:
            item.add_marker(pytest.mark.xdist_group(f"clinic {item.callspec.params['mode']}"))  # type: ignore[attr-defined]
        elif "quiet_clinic" in used:
            item.add_marker(pytest.mark.xdist_group("quiet clinic"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A practice on the disk, and who and what is in it: see tests/server/practice.py."""
    folder = made_once(tmp_path_factory, "practice", _make_practice)
    return folder / "var", json.loads((folder / "facts.json").read_text())


def _make_practice(folder: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "tests.server.practice", str(PAIRS)],
        cwd=ROOT,
        env=environment(folder / "var", TELEKAT_ENV="development"),  # passwords hashed as they are in earnest
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    (folder / "facts.json").write_text(made.stdout)


@pytest.fixture(scope="session")
def facts(template: tuple[Path, dict[str, Any]]) -> dict[str, Any]:
    return template[1]


@pytest.fixture(scope="session")
def pairs(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """Rooms of two with cookies, as `telekat fixture` writes them."""
    made: list[dict[str, Any]] = facts["pairs"]
    return made


@pytest.fixture
def servers(template: tuple[Path, dict[str, Any]], tmp_path: Path) -> Iterator[Servers]:
    """Servers of this test alone."""
    started = Servers(template[0], tmp_path)
    yield started
    started.end()


@pytest.fixture(scope="session", params=MODES)
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def clinic(
    template: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory, mode: str
) -> Iterator[Server]:
    """One server in each mode for the tests that leave it as it was."""
    started = Servers(template[0], tmp_path_factory.mktemp(f"clinic-{mode}"))
    yield started.start(mode)
    started.end()


@pytest.fixture(scope="session")
def quiet_clinic(
    template: tuple[Path, dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """One server in the default mode, for what does not depend on the mode."""
    started = Servers(template[0], tmp_path_factory.mktemp("quiet-clinic"))
    yield started.start("eventlet")
    started.end()


@pytest.fixture
def enter(facts: dict[str, Any]) -> Callable[[Server, str], Browser]:
    """enter(server, "ada") is a browser in which Ada has just signed in."""

    def sign_in(server: Server, name: str) -> Browser:
        from tests.server.practice import PASSWORD

        browser = Browser(server)
        answer = browser.sign_in(facts["people"][name]["email"], PASSWORD)
        assert answer.ok, answer.text
        return browser

    return sign_in


@pytest.fixture
def story(pairs: list[dict[str, Any]]) -> Iterator[Callable[..., Story]]:
    """story(server, 3) has both people of three rooms write at once; everybody stops with the test."""
    told: list[Story] = []

    def begin(server: Server, rooms: int = 3, **options: Any) -> Story:
        one = Story(
            [
                Correspondent(server, pair[who], pair["room"], **options)
                for pair in pairs[:rooms]
                for who in ("patient", "psychiatrist")
            ]
        )
        told.append(one)
        one.begin()
        return one

    yield begin
    for one in told:
        one.stop()
