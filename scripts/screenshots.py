"""Takes the README's pictures from the running demo practice: `make screenshots`.

Starts a practice of its own in a temporary folder, signs in as each role, and writes docs/screens/*.png.
"""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from scripts import system

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
PORT = 5098
ORIGIN = f"http://127.0.0.1:{PORT}"
PASSWORD = "quiet morning light"
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
PHONE, LAPTOP, DESK = (390, 844), (1366, 768), (1440, 900)


@dataclass(frozen=True)
class Picture:
    """who: e-mail, "" for nobody. query: finds the id that the path ends with. choose: a radio to tick first."""

    name: str
    who: str
    path: str
    size: tuple[int, int]
    query: str = ""
    choose: str = ""


MAYAS = "(SELECT patient_id FROM room WHERE kind = 'care' AND stage = 'forms')"
PICTURES = (
    Picture("sign-in", "", "/sign-in", PHONE),
    Picture("patient-home", "maya@example.org", "/", PHONE),
    Picture(
        "patient-room",
        "maya@example.org",
        "/rooms/",
        PHONE,
        f"SELECT id FROM room WHERE kind = 'care' AND patient_id = {MAYAS}",
    ),
    Picture(
        "check-in",
        "hana@example.org",
        "/check-ins/",
        PHONE,
        "SELECT c.id FROM checkin c JOIN room r ON r.patient_id = c.patient_id AND r.kind = 'care'"
        " WHERE c.state = 'due' AND c.open_until > strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AND c.due_at <"
        " strftime('%Y-%m-%dT%H:%M:%fZ', 'now') ORDER BY c.due_at LIMIT 1",
    ),
    Picture("day", "ruiz@harbour.example.org", "/day", DESK),
    Picture(
        "clinician-room",
        "ruiz@harbour.example.org",
        "/rooms/",
        DESK,
        f"SELECT id FROM room WHERE kind = 'care' AND patient_id = {MAYAS}",
    ),
    Picture(
        "consult",
        "ruiz@harbour.example.org",
        "/patients/",
        LAPTOP,
        f"SELECT {MAYAS} || '/consult'",
    ),
    Picture("board", "priya@harbour.example.org", "/board", DESK),
    Picture("people", "leo@harbour.example.org", "/admin/people", DESK),
    Picture("audit", "leo@harbour.example.org", "/admin/audit", DESK),
)


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="telekat-screens-") as folder:
        env = {**os.environ, "TELEKAT_DATA_DIR": folder, "TELEKAT_LOG_LEVEL": "ERROR"}
        server = subprocess.Popen(
            [sys.executable, "-m", "telekat", "serve", "--demo", "--port", str(PORT)], env=env
        )
        try:
            _wait()
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=system.browser(), args=FLAGS)
                for picture in PICTURES:
                    _take(browser, picture, Path(folder, "telekat.db"))
                _take_form(browser, Path(folder, "telekat.db"))
                browser.close()
        finally:
            server.terminate()
            server.wait(20)
    return 0


def _wait() -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{ORIGIN}/healthz", timeout=1).close()
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the demo practice did not start")


def _page(browser: Browser, who: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, base_url=ORIGIN, timezone_id="Europe/London"
    )
    page = context.new_page()
    if who:
        page.goto("/sign-in")
        page.get_by_label("Email").fill(who)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(f"^{ORIGIN}/(?!sign-in)"))
    return page


def _one(database: Path, query: str) -> str:
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return str(connection.execute(query).fetchone()[0])
    finally:
        connection.close()


def _take(browser: Browser, picture: Picture, database: Path) -> None:
    page = _page(browser, picture.who, picture.size)
    page.goto(picture.path + (_one(database, picture.query) if picture.query else ""))
    _keep(page, picture.name)


def _take_form(browser: Browser, database: Path) -> None:
    """A form at the moment of a risk answer: the psychiatrist gives a PHQ-9, Maya answers its ninth question."""
    room = _one(database, f"SELECT id FROM room WHERE kind = 'care' AND patient_id = {MAYAS}")
    ruiz = _page(browser, "ruiz@harbour.example.org", DESK)
    ruiz.goto(f"/rooms/{room}#form")
    ruiz.wait_for_load_state("load")
    ruiz.locator("[data-role=assign-instrument]").select_option(value="phq9")
    ruiz.locator("[data-role=assign-give]").click()
    ruiz.wait_for_timeout(1500)
    maya = _page(browser, "maya@example.org", PHONE)
    query = "SELECT id FROM questionnaire_response WHERE status = 'in_progress' AND instrument = 'phq9'"
    maya.goto("/forms/" + _one(database, query))
    for number in range(1, 10):
        maya.get_by_text(re.compile(f"^Question {number} of")).wait_for()
        maya.get_by_role("radio", name="Several days", exact=True).check()
        if number < 9:
            maya.get_by_role("button", name="Next question").click()
    maya.get_by_role("heading", name="Thank you for saying so.").wait_for()
    maya.evaluate("scrollTo(0, 0)")
    _keep(maya, "form", full_page=True)


def _keep(page: Page, name: str, *, full_page: bool = False) -> None:
    page.wait_for_load_state("load")
    page.wait_for_timeout(800)
    page.screenshot(path=FOLDER / f"{name}.png", full_page=full_page)
    print(FOLDER / f"{name}.png")
    page.context.close()


if __name__ == "__main__":
    raise SystemExit(main())
