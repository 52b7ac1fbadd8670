"""Reading: where a room opens, what counts as read, what is out of view, and what hostile or odd words may do."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.room import RoomOnScreen, care_room
from tests.server.clients import Browser
from tests.server.process import until

PASSWORD = "quiet morning light"
HOSTILE = [
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    "javascript:alert(3) data:text/html,<b>x</b> https://harbour.example@elsewhere.example/",
    "\u202edesrever \u2066 and \u200f more",
    "{{ 7 * 7 }} ${alert(4)} %3Cscript%3E",
    "W" * 700,
]


@pytest.fixture
def maya(own_demo, person):
    someone = person(own_demo, width=390)
    someone.is_signed_in("maya@example.org", PASSWORD)
    return RoomOnScreen(someone).opens(care_room(someone))


@pytest.fixture
def ruiz(own_demo, person):
    someone = person(own_demo)
    someone.is_signed_in("ruiz@harbour.example.org", PASSWORD)
    return RoomOnScreen(someone).opens(care_room(someone))


def mark_of(server, reader: RoomOnScreen) -> int:
    """How far the server knows this person to have read in their care room."""
    me = reader.page.request.get("/api/v1/me").json()["user"]["id"]
    rows = server.rows(
        "SELECT m.read_seq FROM room_member m JOIN room r ON r.id = m.room_id WHERE r.kind = 'care' AND m.user_id = ?",
        me,
    )
    return int(rows[0][0])


def front_desk_of(server, reader: RoomOnScreen) -> tuple[str, str, int]:
    """Who this patient is, which their front-desk room is, and how much of it they have not read."""
    me = str(reader.page.request.get("/api/v1/me").json()["user"]["id"])
    front = str(server.rows("SELECT id FROM room WHERE kind = 'front_desk' AND patient_id = ?", me)[0][0])
    return me, front, int(reader.page.request.get("/api/v1/rooms/unread").json()["unread"].get(front, 0))


def desk_writes(server, room: str, words: str) -> None:
    """The coordinator, into a front-desk room."""
    desk = Browser(server)
    assert desk.sign_in("priya@harbour.example.org", PASSWORD).ok
    assert desk.post(f"/api/v1/rooms/{room}/messages", {"client_id": "n", "body": words}).ok


def title_with(reader: RoomOnScreen, here: int) -> re.Pattern[str]:
    """How the title begins with so many unread in the open room, and those of the person's other rooms."""
    counts = reader.page.request.get("/api/v1/rooms/unread").json()["unread"]
    count = here + sum(number for room, number in counts.items() if not reader.page.url.endswith(room))
    return re.compile(rf"^\({count}\) " if count else r"^(?!\()")


def test_a_room_opens_at_the_first_unread_message(own_demo, maya, ruiz):
    address = maya.page.url
    maya.page.goto("/help")
    ruiz.writes("News one", "News two")
    expect(ruiz.unsent).to_have_count(0)
    before = mark_of(own_demo, maya)
    maya.opens(address)
    expect(maya.part.locator("[data-role=new-line]")).to_have_text("2 new")
    expect(maya.row("News one")).to_be_in_viewport()
    until(lambda: mark_of(own_demo, maya) == before + 2)
    expect(maya.page).to_have_title(title_with(maya, 0))
    expect(ruiz.states.last).to_contain_text("Read by Maya")


def test_what_is_out_of_view_is_counted_and_not_read_until_it_is_seen(own_demo, maya, ruiz):
    log = maya.part.locator("[data-role=log]")
    ruiz.writes(*[f"Filling line {number}" for number in range(12)])
    expect(maya.row("Filling line 11")).to_be_in_viewport()
    read = int(maya.row("Filling line 11").get_attribute("data-seq") or 0)
    until(lambda: mark_of(own_demo, maya) == read)
    log.evaluate("log => { log.scrollTop = 0; }")
    expect(maya.row("Filling line 11")).not_to_be_in_viewport()
    ruiz.writes("Far below one", "Far below two")
    pill = maya.part.locator("[data-role=new-pill]")
    expect(pill).to_have_text("2 new")
    expect(maya.page).to_have_title(title_with(maya, 2))
    assert mark_of(own_demo, maya) == read
    pill.click()
    expect(maya.row("Far below one")).to_be_in_viewport()
    until(lambda: mark_of(own_demo, maya) == read + 2)
    expect(pill).to_be_hidden()


def test_a_message_longer_than_the_window_is_read_once_it_fills_it(own_demo, maya, ruiz):
    log = maya.part.locator("[data-role=log]")
    ruiz.writes(*[f"Filling line {number}" for number in range(12)])
    expect(maya.row("Filling line 11")).to_be_in_viewport()
    log.evaluate("log => { log.scrollTop -= 500; }")
    expect(maya.row("Filling line 11")).not_to_be_in_viewport()
    until(lambda: mark_of(own_demo, maya) == int(maya.row("Filling line 11").get_attribute("data-seq") or 0))
    before = mark_of(own_demo, maya)
    ruiz.writes("A long letter. " * 520)
    expect(maya.page).to_have_title(title_with(maya, 1))
    for _ in range(60):  # in small steps, as a finger does
        log.evaluate("log => { log.scrollTop += 120; }")
    until(lambda: mark_of(own_demo, maya) == before + 1)
    expect(maya.page).to_have_title(title_with(maya, 0))


def test_hostile_and_odd_words_are_shown_as_words(own_demo, maya, ruiz):
    ruiz.writes(*HOSTILE)
    for text in HOSTILE:
        expect(maya.row(text)).to_have_count(1)
    assert maya.part.locator("[data-role=log] :is(img, script, iframe)").count() == 0
    assert maya.part.locator("[data-role=bubble] a").count() == 0
    ruiz.writes("See https://nhs.example/sleep.")
    link = maya.row("nhs.example").get_by_role("link")
    expect(link).to_have_attribute("href", "https://nhs.example/sleep")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    assert maya.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_where_sockets_are_blocked_messages_go_and_come_over_http(own_demo, maya, ruiz):
    maya.person.blocks_sockets()
    maya.opens(maya.page.url)
    maya.field.fill("Sent without a socket")
    maya.send.click()
    expect(ruiz.row("Sent without a socket")).to_have_count(1, timeout=60_000)
    expect(maya.unsent).to_have_count(0)
    ruiz.writes("Heard without a socket")
    expect(maya.row("Heard without a socket")).to_have_count(1, timeout=20_000)
    assert maya.bodies("Sent without") == ["Sent without a socket"]
    badge = maya.page.locator("[data-role=elsewhere]")
    _, front, before = front_desk_of(own_demo, maya)
    desk_writes(own_demo, front, "Your form is here")
    expect(badge).to_have_text(f"{before + 1} new in other rooms", timeout=25_000)


def test_signing_out_in_one_tab_ends_the_other_and_leaves_nothing(own_demo, ruiz):
    other = RoomOnScreen(ruiz.person, ruiz.person.context.new_page()).opens(ruiz.page.url)
    other.field.fill("half a sentence")
    until(lambda: other.kept() != [])
    ruiz.page.locator("[popovertarget=person-menu]").click()
    ruiz.page.get_by_role("button", name="Sign out").click()
    ruiz.page.wait_for_url("**/sign-in")
    expect(other.page.locator("[data-role=sign-in-again]")).to_be_visible()
    expect(other.part).to_have_count(0)
    assert other.kept() == []


def assert_paper_tells_what_is_missing_and_the_keys_print_all(own: RoomOnScreen) -> None:
    own.page.emulate_media(media="print")
    own.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    head, missing = (own.part.locator(f"[data-role={role}]") for role in ("print-head", "print-missing"))
    expect(head).to_contain_text("Patient: Maya Okafor")
    expect(head).to_contain_text(re.compile(r"Printed by Maya Okafor \(“You” below\), \w+day \d"))
    expect(missing).to_contain_text("This print is not complete: messages before")
    own.page.evaluate(
        "dispatchEvent(new Event('afterprint')); window.print = () => dispatchEvent(new Event('beforeprint'))"
    )
    own.page.keyboard.press("Control+p")
    expect(missing).to_be_hidden()
    assert own.part.locator("[data-role=message]").first.get_attribute("data-seq") == "1"
    own.page.emulate_media(media="screen")
    expect(head).to_be_hidden()


def test_older_messages_come_while_scrolling_up_and_nothing_jumps(own_demo, maya, ruiz):
    ruiz.writes(*[f"Long ago {number}" for number in range(70)])
    expect(ruiz.unsent).to_have_count(0, timeout=30_000)
    expect(maya.row("Long ago 69")).to_be_in_viewport()
    last = int(maya.row("Long ago 69").get_attribute("data-seq") or 0)
    until(lambda: mark_of(own_demo, maya) == last)  # else the page loads back to the first unread by itself
    own = maya.opens(maya.page.url)
    assert own.part.locator("[data-role=message]").count() >= 60
    assert_paper_tells_what_is_missing_and_the_keys_print_all(own)
    own.opens(own.page.url)
    log = own.part.locator("[data-role=log]")

    def is_at_the_beginning() -> bool:
        log.evaluate("log => { log.scrollTop -= 400; }")
        return bool(own.part.locator('[data-role=message][data-seq="1"]').count())

    until(is_at_the_beginning, 20)
    seqs = [int(row.get_attribute("data-seq") or 0) for row in own.part.locator("[data-role=message]").all()]
    assert seqs == list(range(1, len(seqs) + 1))


def test_whoever_is_taken_out_keeps_their_words_and_the_others_read_who_left(own_demo, maya, person):
    sam = person(own_demo)
    sam.is_signed_in("sam@harbour.example.org", PASSWORD)
    sam_in_room = RoomOnScreen(sam).opens(care_room(sam))
    promise = maya.part.locator("[data-role=promise-words]")
    expect(promise).to_contain_text("Sam Whitlock answers by")
    sam_in_room.field.fill("half a thought")
    until(lambda: sam_in_room.kept() != [])
    desk = Browser(own_demo)
    assert desk.sign_in("priya@harbour.example.org", PASSWORD).ok
    me = sam.page.request.get("/api/v1/me").json()["user"]["id"]
    room = sam.page.url.rpartition("/")[2]
    assert desk.delete(f"/api/v1/rooms/{room}/members/{me}").ok
    sam.sees("You are no longer in this room")
    expect(sam.page.locator("[data-role=kept-words]")).to_have_value("half a thought")
    sam.does_not_see("Maya Okafor")
    expect(maya.row("Sam Whitlock is no longer your therapist.")).to_have_count(1)
    expect(promise).to_contain_text("Dr Elena Ruiz answers by")
    sam.page.get_by_role("link", name="Go to the start page").click()
    sam.page.wait_for_url("**/day")


def test_news_of_another_room_is_told_inside_this_one_and_goes_when_it_is_read(own_demo, maya):
    badge = maya.page.locator("[data-role=elsewhere]")
    me, front, before = front_desk_of(own_demo, maya)
    desk_writes(own_demo, front, "Your form is here")
    expect(badge).to_have_text(f"{before + 1} new in other rooms")
    expect(maya.page).to_have_title(re.compile(rf"^\({before + 1}\) "))
    last = own_demo.rows("SELECT last_seq FROM room WHERE id = ?", front)[0][0]
    other = RoomOnScreen(maya.person, maya.person.context.new_page())
    other.page.goto(f"/rooms/{front}")
    until(
        lambda: (
            own_demo.rows("SELECT read_seq FROM room_member WHERE room_id = ? AND user_id = ?", front, me)[0][0]
            == last
        )
    )
    expect(badge).to_be_hidden()


def test_a_phone_on_its_side_with_its_keyboard_shows_the_field_and_two_messages(own_demo, maya):
    maya.writes("A first short line", "A second short line")
    expect(maya.unsent).to_have_count(0)
    maya.page.set_viewport_size({"width": 844, "height": 220})
    maya.field.focus()
    for part in (maya.field, maya.send, maya.row("A first short line"), maya.row("A second short line")):
        expect(part.last).to_be_in_viewport(ratio=0.9)
    expect(maya.page.get_by_role("link", name="Get help now").first).to_be_in_viewport()
