"""Every page of every role: no accessibility violation, nothing that scrolls sideways, no broken script or style, in
light and dark, on a phone and on a desk; and nothing fetched from anywhere else."""

from __future__ import annotations

import time
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.person import Person

pytestmark = pytest.mark.browser

PASSWORD = "quiet morning light"
EMAIL = {
    "maya": "maya@example.org",
    "tom": "tom@example.org",
    "ruiz": "ruiz@harbour.example.org",
    "haddad": "haddad@harbour.example.org",
    "sam": "sam@harbour.example.org",
    "priya": "priya@harbour.example.org",
    "leo": "leo@harbour.example.org",
}
PATHS = {
    "": ["/sign-in", "/help", "/offline", "/nowhere"],
    "maya": ["/", "@room", "@front_desk", "@form", "/account", "/record-access", "/nowhere"],
    "tom": ["/", "@checkin"],
    "ruiz": [
        "/day",
        "@room",
        "@room#form",
        "@room#sessions",
        "@room#check-ins",
        "/alerts",
        "@alert",
        "/account",
        "/prove",
    ],
    "haddad": ["/emergency-access/new", "/emergency-access"],
    "priya": ["/board", "/messages", "/patients/new", "@patient", "@front_desk"],
    "leo": ["/admin/people", "/admin/rights", "/admin/settings", "/admin/audit", "@account", "/emergency-access"],
}
MOTIONLESS = "document.getAnimations().forEach((one) => one.finish())"


@pytest.fixture(scope="module")
def places(demo) -> dict[str, str]:
    """Addresses of things in the demo practice, by the words used above."""

    def one(query: str) -> Any:
        return demo.rows(query)[0][0]

    maya = "(SELECT patient_id FROM room WHERE kind = 'care' AND stage = 'forms')"
    return {
        "@room": "/rooms/" + one(f"SELECT id FROM room WHERE kind = 'care' AND patient_id = {maya}"),
        "@front_desk": "/rooms/" + one(f"SELECT id FROM room WHERE kind = 'front_desk' AND patient_id = {maya}"),
        "@form": "/forms/" + one("SELECT id FROM questionnaire_response WHERE status = 'in_progress'"),
        "@alert": "/alerts/" + one("SELECT id FROM alert WHERE state = 'open'"),
        "@patient": "/patients/" + one(f"SELECT {maya}"),
        "@account": "/admin/people/" + one("SELECT id FROM user_account WHERE role = 'therapist'"),
        "@checkin": "/check-ins/"
        + one(
            "SELECT id FROM checkin WHERE state = 'due' AND patient_id IN (SELECT patient_id FROM room) ORDER BY due_at DESC"
        ),
    }


def _address(places: dict[str, str], path: str) -> str:
    name, hash_mark, rest = path.partition("#")
    return places.get(name, name) + hash_mark + rest


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("name", sorted(PATHS))
def test_page_is_whole_for_everybody(demo, person, places, name, width, theme):
    one: Person = person(demo, width=width, theme=theme)
    foreign: list[str] = []
    one.page.on(
        "request", lambda request: None if request.url.startswith(_own(demo)) else foreign.append(request.url)
    )
    if name:
        one.signs_in(EMAIL[name], PASSWORD)
    found: list[str] = []
    for path in PATHS[name]:
        one.opens(_address(places, path))
        one.page.wait_for_load_state("load")
        one.page.evaluate(MOTIONLESS)
        found += [f"{path}: {line}" for line in _violations(one)]
        if _scrolls_sideways(one):
            found.append(f"{path}: scrolls sideways at {width} px")
    assert found == []
    assert foreign == []


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_opened_record_is_whole_and_stands_under_its_line(demo, person, width, theme):
    one: Person = person(demo, width=width, theme=theme)
    one.signs_in(EMAIL["haddad"], PASSWORD)
    one.opens("/emergency-access/new")
    one.page.fill("#f-name", "Maya Okafor")
    one.page.fill("#f-birth_date", "1988-03-14")
    one.page.check("input[value=cover]")
    one.page.fill("#f-reason", "Covering for Dr Ruiz, who is on a flight.")
    admin: Person = person(demo, width=width, theme=theme)
    admin.signs_in(EMAIL["leo"], PASSWORD)
    _opens_live(admin, "/admin/people")
    one.page.get_by_role("button", name="Open the record").click()
    one.page.get_by_role("heading", name="Maya Okafor").wait_for()
    one.page.evaluate(MOTIONLESS)
    assert "You have the record of Maya Okafor open" in one.page.locator("[data-role='opened-record']").inner_text()
    assert _violations(one) == [] and not _scrolls_sideways(one)
    admin.sees("A record was opened by emergency access.")
    one.page.get_by_role("button", name="End it now").click()
    one.page.wait_for_url("**/day")
    assert one.page.locator("[data-role='opened-record']").count() == 0


def _opens_live(one: Person, path: str) -> None:
    """Open a page and wait until the server has taken its connection."""
    heard: list[str] = []
    one.page.on("websocket", lambda ws: ws.on("framereceived", lambda frame: heard.append(str(frame))))
    one.opens(path)
    end = time.monotonic() + 10
    while not any(frame.startswith("40") for frame in heard):
        assert time.monotonic() < end, heard
        one.page.wait_for_timeout(50)


def _own(demo) -> tuple[str, ...]:
    return (demo.origin, demo.origin.replace("http", "ws"), "data:", "blob:")


def _violations(one: Person) -> list[str]:
    told = Axe().run(one.page).response["violations"]
    return [f"{rule['id']} at {node['target']}" for rule in told for node in rule["nodes"]]


def _scrolls_sideways(one: Person) -> bool:
    return bool(one.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
