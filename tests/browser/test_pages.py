"""Every page of every role: no accessibility violation, nothing that scrolls sideways, no broken script or style, in
light and dark, on a phone and on a desk; and nothing fetched from anywhere else.

A page is loaded in one theme and looked at in both, as when the sun sets over an open page: loading is half the cost.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.browser.axe import violations
from tests.browser.person import Person
from tests.server.clients import Browser

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
    "maya": ["/", "@room", "@front_desk", "@form", "@handed_in", "@set", "/account", "/record-access", "/nowhere"],
    "tom": ["/", "@checkin"],
    "ruiz": [
        "/day",
        "@room",
        "@room#form",
        "@room#sessions",
        "@room#check-ins",
        "/alerts",
        "@alert",
        "@risk",
        "@sessions",
        "/on-call",
        "/drills",
        "/account",
        "@eligibility",
        "@criterion",
        "@consult",
        "@consult#note",
        "@consult#forms",
        "@note",
        "@form",
        "@handed_in",
        "/prove",
    ],
    "haddad": ["/emergency-access/new", "/emergency-access", "@gone"],
    "sam": ["@decided", "@consult#note", "@note"],
    "priya": ["/board", "/messages", "/patients/new", "@patient", "@patient/password", "@front_desk", "/on-call"],
    "leo": [
        "/admin/people",
        "/admin/rights",
        "/admin/settings",
        "/admin/audit",
        "/admin/notices",
        "/admin/crisis",
        "/admin/crisis/new",
        "/admin/crisis/0/preview",
        "/on-call",
        "/drills",
        "@account",
        "@account/password",
        "/emergency-access",
    ],
}


@pytest.fixture(scope="module")
def places(demo) -> dict[str, str]:
    """Addresses of things in the demo practice, by the words used above."""

    def one(query: str) -> Any:
        return demo.rows(query)[0][0]

    maya = "(SELECT patient_id FROM room WHERE kind = 'care' AND stage = 'forms')"
    asked = one("SELECT patient_id FROM eligibility_clearance")
    decided = one("SELECT patient_id FROM eligibility_decision ORDER BY signed_at DESC")
    room = one(f"SELECT id FROM room WHERE kind = 'care' AND patient_id = {maya}")
    form = one("SELECT id FROM questionnaire_response WHERE status = 'in_progress'")
    handed_in = one(f"SELECT id FROM questionnaire_response WHERE status = 'completed' AND patient_id = {maya}")
    return {
        "@room": f"/rooms/{room}",
        "@handed_in": f"/forms/{handed_in}",
        "@set": f"/form-sets/{_given_set(demo, room)}",
        "@gone": "/rooms/"
        + _left_room(demo, one("SELECT id FROM room WHERE kind = 'care' AND stage = 'integration'")),
        "@front_desk": "/rooms/" + one(f"SELECT id FROM room WHERE kind = 'front_desk' AND patient_id = {maya}"),
        "@form": f"/forms/{form}",
        "@alert": "/alerts/" + one("SELECT id FROM alert WHERE state = 'open'"),
        "@patient": "/patients/" + one(f"SELECT {maya}"),
        "@risk": "/patients/" + one(f"SELECT {maya}") + "/risk",
        "@sessions": "/patients/" + one(f"SELECT {maya}") + "/sessions",
        "@eligibility": f"/patients/{asked}/eligibility",
        "@criterion": f"/patients/{asked}/eligibility?criterion=heart_disease",
        "@decided": f"/patients/{decided}/eligibility",
        "@consult": "/patients/" + one(f"SELECT {maya}") + "/consult",
        "@note": "/notes/" + one("SELECT id FROM clinical_note WHERE status = 'signed'"),
        "@account": "/admin/people/" + one("SELECT id FROM user_account WHERE role = 'therapist'"),
        "@checkin": "/check-ins/"
        + one(
            "SELECT id FROM checkin WHERE state = 'due' AND patient_id IN (SELECT patient_id FROM room) ORDER BY due_at DESC"
        ),
    }


def _given_set(demo, room: str) -> str:
    """The demo's patients have single forms: here one is given several in one go."""
    ruiz = Browser(demo)
    assert ruiz.sign_in(EMAIL["ruiz"], PASSWORD).ok
    given = ruiz.post(f"/api/v1/rooms/{room}/questionnaire-sets", {"set": "Intake packet", "client_id": "axe"})
    assert given.ok, given.text
    return str(given.json()["set"])


def _left_room(demo, room: str) -> str:
    """A room that Dr Haddad sat in for a moment."""
    priya, haddad = Browser(demo), Browser(demo)
    assert priya.sign_in(EMAIL["priya"], PASSWORD).ok
    me = haddad.sign_in(EMAIL["haddad"], PASSWORD).json()["user"]["id"]
    assert priya.post(f"/api/v1/rooms/{room}/members", {"user": me}).ok
    assert priya.delete(f"/api/v1/rooms/{room}/members/{me}").ok
    return room


def _address(places: dict[str, str], path: str) -> str:
    name, hash_mark, rest = path.partition("#")
    first, slash, under = name.partition("/")
    return places.get(first, first) + slash + under + hash_mark + rest


LOADED_IN = {390: "light", 1440: "dark"}


@pytest.mark.parametrize("width", sorted(LOADED_IN))
@pytest.mark.parametrize("name", sorted(PATHS))
def test_page_is_whole_for_everybody(demo, person, places, name, width):
    one: Person = person(demo, width=width, theme=LOADED_IN[width], still=True)
    foreign: list[str] = []
    one.page.on(
        "request", lambda request: None if request.url.startswith(_own(demo)) else foreign.append(request.url)
    )
    if name:
        one.is_signed_in(EMAIL[name], PASSWORD)
    found: list[str] = []
    for path in PATHS[name]:
        one.opens(_address(places, path))
        one.page.wait_for_load_state("load")
        first, other = _themes(width)
        found += [f"{path} {wrong}" for wrong in (*_looked_at(one, first), *_looked_at(one, other, COLOURS))]
    assert found == []
    assert foreign == []


def _themes(width: int) -> list[str]:
    """Both, the one it was loaded in first."""
    return sorted(["light", "dark"], key=lambda theme: theme != LOADED_IN[width])


COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""All that another theme of the same page can change: axe-core's other rules ask for names, roles and places."""


def _looked_at(one: Person, theme: str, rules: dict[str, list[str]] | None = None) -> list[str]:
    """What is wrong with the open page in this theme; by all rules, or by some."""
    one.page.emulate_media(color_scheme=theme)
    wrong = [f"in {theme}: {line}" for line in violations(one, rules)]
    return wrong + ([f"in {theme}: scrolls sideways"] if _scrolls_sideways(one) else [])


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_opened_record_is_whole_and_stands_under_its_line(demo, person, width, theme):
    one: Person = person(demo, width=width, theme=theme, still=True)
    one.is_signed_in(EMAIL["haddad"], PASSWORD)
    one.opens("/emergency-access/new")
    one.page.fill("#f-name", "Maya Okafor")
    one.page.fill("#f-birth_date", "1988-03-14")
    one.page.check("input[value=cover]")
    one.page.fill("#f-reason", "Covering for Dr Ruiz, who is on a flight.")
    admin: Person = person(demo, width=width, theme=theme, still=True)
    admin.is_signed_in(EMAIL["leo"], PASSWORD)
    _opens_live(admin, "/admin/people")
    one.page.get_by_role("button", name="Open the record").click()
    one.page.get_by_role("heading", name="Maya Okafor").wait_for()
    assert "You have the record of Maya Okafor open" in one.page.locator("[data-role='opened-record']").inner_text()
    assert violations(one) == [] and not _scrolls_sideways(one)
    admin.sees("A record was opened by emergency access.")
    one.page.get_by_role("button", name="End it now").click()
    one.page.wait_for_url("**/day")
    assert one.page.locator("[data-role='opened-record']").count() == 0


@pytest.mark.parametrize(("width", "theme"), [(390, "dark"), (1440, "light")])
def test_way_back_in_after_a_lost_password_is_whole(demo, person, width, theme):
    desk, jonas = (
        person(demo, width=width, theme=theme, still=True),
        person(demo, width=width, theme=theme, still=True),
    )
    desk.is_signed_in(EMAIL["priya"], PASSWORD)
    desk.opens(_patient_named(demo, "jonas") + "/password")
    found = violations(desk)
    desk.clicks("Give Jonas Feld a new one")
    desk.sees("This page shows the password once.")
    found += violations(desk)
    jonas.signs_in("jonas@example.org", desk.page.locator("[data-role=password]").inner_text().strip())
    jonas.sees("Choose your own password")
    found += violations(jonas)
    jonas.page.get_by_label("Your new password").fill("too short")
    jonas.clicks("Keep it and go on")
    jonas.sees("Your password is not changed yet.")
    found += violations(jonas)
    assert found == [] and not _scrolls_sideways(desk) and not _scrolls_sideways(jonas)
    jonas.chooses_password(PASSWORD)
    jonas.sees("Your care team")


def _patient_named(demo, key: str) -> str:
    """The address of a patient's page, from the board: names are sealed in the database."""
    found = Browser(demo)
    assert found.sign_in(EMAIL["priya"], PASSWORD).ok
    (patient,) = [
        one for one in found.get("/api/v1/board").json()["patients"] if one["name"].lower().startswith(key)
    ]
    return f"/patients/{patient['id']}"


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


def _scrolls_sideways(one: Person) -> bool:
    return bool(one.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
