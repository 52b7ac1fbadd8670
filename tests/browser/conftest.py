"""A real browser before a real server. People are driven through small navigators: what a person does, by name."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Playwright, sync_playwright

from scripts import system
from tests.browser.person import Person
from tests.server.process import ROOT, Server, Servers, environment, made_once

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


class Chromium:
    """The browser of a test process. One that has crashed is started anew: it must not take the next tests along."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._browser: Browser | None = None

    def new_context(self, **options: Any) -> BrowserContext:
        if self._browser is None or not self._browser.is_connected():
            self._browser = self._playwright.chromium.launch(executable_path=system.browser(), args=FLAGS)
        return self._browser.new_context(**options)

    def close(self) -> None:
        if self._browser is not None:
            self._browser.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    with sync_playwright() as playwright:
        started = Chromium(playwright)
        yield started
        started.close()


def _made(folder: Path, *commands: list[str], said: str = "") -> Path:
    for command in (["db", "upgrade"], *commands):
        done = subprocess.run(
            [sys.executable, "-m", "telekat", *command],
            cwd=ROOT,
            env=environment(folder),
            input=said,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo practice on the disk."""
    return made_once(tmp_path_factory, "demo", lambda folder: _made(folder / "var", ["demo", "--quiet"])) / "var"


@pytest.fixture(scope="session")
def demo(demo_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo practice, served; for tests that only look."""
    servers = Servers(demo_template, tmp_path_factory.mktemp("demo-served"))
    yield servers.start("eventlet")
    servers.end()


@pytest.fixture
def own_demo(demo_template: Path, tmp_path: Path) -> Iterator[Server]:
    """A demo practice of this test's own, to change and to break."""
    servers = Servers(demo_template, tmp_path)
    yield servers.start("eventlet")
    servers.end()


@pytest.fixture
def new_practice(tmp_path: Path) -> Iterator[Server]:
    """A practice in which only staff have accounts yet."""
    password = "a staff password of some length\n"
    staff = [
        ["user", "add", "--email", f"{key}@example.org", "--name", name, "--role", role]
        for key, name, role in (
            ("priya", "Priya Nair", "coordinator"),
            ("ruiz", "Dr Elena Ruiz", "psychiatrist"),
        )
    ]
    servers = Servers(_made(tmp_path / "made", *staff, said=password), tmp_path)
    yield servers.start("eventlet")
    servers.end()


@pytest.fixture
def person(chromium: Chromium) -> Iterator[Callable[..., Person]]:
    """person(server, width=390, theme="light") is somebody with a browser of their own; what breaks in it fails.

    still=True asks pages for reduced motion: no colour is on its way to another when a test looks.
    """
    people: list[Person] = []

    def enter(server: Server, *, width: int = 1440, theme: str = "light", still: bool = False) -> Person:
        people.append(Person(chromium, server, width, theme, still))
        return people[-1]

    yield enter
    for one in people:
        one.leave()
    broken = [line for one in people for line in one.broken]
    assert not broken, broken
