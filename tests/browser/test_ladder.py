"""Nobody of the care team takes an alert: who is on call sees it on an open page, takes it there, and the care team
sees who has it, also where sockets are blocked. The ladder's minutes are let pass in the database, as they would by
the clock."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.room import care_room
from tests.server.clients import Browser
from tests.server.process import Server

pytestmark = pytest.mark.browser

PASSWORD = "quiet morning light"
LONG_AGO = "2020-01-01T00:00:00.000Z"


def _client(server: Server, address: str) -> Browser:
    browser = Browser(server)
    assert browser.sign_in(address, PASSWORD).ok
    return browser


def _maya_answers(server: Server, room: str) -> None:
    """A new form, and question 9 of it."""
    ruiz, maya = (_client(server, one).connect() for one in ("ruiz@harbour.example.org", "maya@example.org"))
    given = ruiz.call("questionnaire:assign", {"room": room, "instrument": "phq9", "client_id": "ladder"})
    answer = {"questionnaire": given["questionnaire"], "item": "9", "value": 2}
    assert maya.call("questionnaire:answer", answer)["ok"]


def test_alert_climbs_to_whoever_is_on_call(own_demo, person):
    own_demo.change("UPDATE alert SET state = 'closed' WHERE state <> 'closed'")
    ruiz: Person = person(own_demo)
    haddad: Person = person(own_demo, width=390)
    for one, address in ((ruiz, "ruiz@harbour.example.org"), (haddad, "haddad@harbour.example.org")):
        one.is_signed_in(address, PASSWORD)
        one.opens("/day")
    _maya_answers(own_demo, care_room(ruiz).removeprefix("/rooms/"))
    ruiz.sees(re.compile("Take alert for Maya Okafor"))
    following = ruiz.page.locator("[data-role=alarm-next]")
    expect(following).to_have_text(re.compile(r"Dr Amir Haddad, on call, is told in \d+ min"))
    expect(haddad.page.locator("[data-role=alarm]")).to_be_hidden()
    due = "UPDATE ladder_step SET due_at = ? WHERE rung = 'on_call' AND state = 'waiting'"
    assert own_demo.change(due, LONG_AGO) == 1
    haddad.sees(re.compile("Take alert for Maya Okafor"))
    expect(ruiz.page.locator("[data-role=alarm-what]")).to_contain_text("Dr Amir Haddad, on call, was told.")
    haddad.clicks("Take alert for Maya Okafor")
    ruiz.sees(re.compile("Dr Amir Haddad took the alert for Maya Okafor"))
    haddad.sees(re.compile("You have the alert for Maya Okafor"))
    haddad.clicks("Close it with an outcome", role="link")
    haddad.sees("You see this alert, not the record.", within=5)


def test_where_sockets_are_blocked_an_alert_comes_and_is_taken_over_http(own_demo, person):
    own_demo.change("UPDATE alert SET state = 'closed' WHERE state <> 'closed'")
    ruiz: Person = person(own_demo)
    ruiz.is_signed_in("ruiz@harbour.example.org", PASSWORD)
    ruiz.blocks_sockets()
    ruiz.opens("/account")
    _maya_answers(own_demo, care_room(ruiz).removeprefix("/rooms/"))
    ruiz.sees(re.compile("Take alert for Maya Okafor"), within=40)
    ruiz.clicks("Take alert for Maya Okafor")
    ruiz.sees(re.compile("You have the alert for Maya Okafor"))
    assert own_demo.rows("SELECT state FROM alert WHERE state <> 'closed'") == [("acknowledged",)]
