"""The network goes away in the middle of writing: nothing is lost, nothing doubled, the order stays."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.person import Person
from tests.browser.room import RoomOnScreen
from tests.server.process import until

pytestmark = pytest.mark.browser

PASSWORD = "quiet morning light"


def _opens_care_room(maya: Person) -> None:
    maya.signs_in("maya@example.org", PASSWORD)
    maya.page.get_by_role("link", name=re.compile("Your care team")).first.click()
    maya.page.wait_for_load_state("load")
    expect(maya.page.get_by_role("log")).to_contain_text("Yes please.")


def _writes(maya: Person, words: str) -> None:
    maya.page.get_by_role("textbox", name="Write a message").fill(words)
    maya.page.get_by_role("button", name="Send").click()
    maya.sees(words)


def test_ten_messages_over_a_lost_network_and_a_reload_arrive_once_in_order(own_demo, person):
    maya = person(own_demo, width=390)
    _opens_care_room(maya)
    numbers = [f"message number {number} of ten" for number in range(1, 11)]
    for words in numbers[:4]:
        _writes(maya, words)
    maya.sees(re.compile("^Sent "))
    maya.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    own_demo.kill9()  # a browser told to be offline keeps its open WebSocket, so the server goes instead
    for words in numbers[4:]:
        _writes(maya, words)
    maya.does_not_see("Sent now")
    maya.page.reload()
    expect(maya.page.get_by_role("heading", name="You are offline")).to_be_visible()
    own_demo.start()  # the page comes back by itself
    mine = maya.page.locator("[data-role=log] .tk-bubble").filter(has_text="of ten")
    expect(mine).to_have_count(10, timeout=30_000)
    expect(maya.page.locator("[data-role=log] .tk-message--sending, .tk-message--failed")).to_have_count(
        0, timeout=30_000
    )
    bodies = [body for body in _bodies(maya) if "of ten" in body]
    assert bodies == numbers
    maya.page.reload()
    maya.sees(numbers[-1])
    assert [body for body in _bodies(maya) if "of ten" in body] == numbers
    stored = own_demo.rows("SELECT seq FROM message WHERE room_id = ? ORDER BY seq", _room(maya))
    assert [row[0] for row in stored] == list(range(1, len(stored) + 1))


def _bodies(maya: Person) -> list[str]:
    return [words.strip() for words in maya.page.locator("[data-role=log] .tk-bubble").all_inner_texts()]


def _room(maya: Person) -> str:
    return maya.page.url.rsplit("/", 1)[1].split("#")[0].split("?")[0]


def test_help_opens_without_network_and_without_sign_in(own_demo, person):
    maya = person(own_demo, width=390)
    maya.opens("/sign-in")
    maya.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    own_demo.kill9()
    maya.opens("/help")
    expect(maya.page.get_by_role("link", name=re.compile("Call 999"))).to_be_visible()
    maya.opens("/rooms/anything")
    expect(maya.page.get_by_role("heading", name="You are offline")).to_be_visible()


def test_sign_out_leaves_nothing_on_the_device(own_demo, person):
    maya = person(own_demo, width=390)
    _opens_care_room(maya)
    _writes(maya, "one more thing")
    _has_arrived(maya)  # whoever leaves earlier is asked first: the words might be lost
    _signs_out(maya)
    left = maya.page.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert left == []
    maya.page.go_back()
    maya.does_not_see("one more thing")


def _has_arrived(maya: Person) -> None:
    """Nothing is on its way any more: older messages on the page are "Sent" whatever became of this one."""
    room = RoomOnScreen(maya)
    until(lambda: room.kept() == [], told=room.kept)


def _signs_out(maya: Person) -> None:
    maya.opens("/account")
    maya.page.get_by_role("button", name="Sign out").first.click()
    maya.page.wait_for_url(re.compile("/sign-in"))


def test_sign_out_names_words_that_never_left_and_goes_when_told(own_demo, person):
    maya = person(own_demo, width=390)
    _opens_care_room(maya)
    own_demo.kill9()
    _writes(maya, "never left")
    maya.page.close()
    own_demo.start()
    maya.page = maya.context.new_page()
    maya.opens("/account")
    maya.page.get_by_role("button", name="Sign out").first.click()
    maya.sees("1 message is not sent yet")
    assert _end_of_login(own_demo) is None, "nothing is decided yet"
    maya.clicks("Sign out and delete")
    maya.page.wait_for_url(re.compile("/sign-in"))
    assert _end_of_login(own_demo) == "signed_out"
    assert RoomOnScreen(maya).kept() == []


def test_sign_out_ends_the_login_although_the_browser_s_store_hangs(own_demo, person):
    maya = person(own_demo, width=390)
    maya.context.add_init_script("IDBFactory.prototype.open = () => new EventTarget()")  # and nothing ever comes
    maya.signs_in("maya@example.org", PASSWORD)
    assert _end_of_login(own_demo) is None
    _signs_out(maya)
    assert _end_of_login(own_demo) == "signed_out"


def _end_of_login(server) -> str | None:
    """Why the newest login ended, as the server has it; None while it lives."""
    return server.rows("SELECT ended_reason FROM login ORDER BY created_at DESC LIMIT 1")[0][0]
