"""A login that ends takes its sockets with it, at once; whoever has no right any more hears nothing more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from tests.server.clients import Browser, Gone, Json, Socket
from tests.server.practice import PASSWORD
from tests.server.process import Server, Servers, until

pytestmark = pytest.mark.server
CUT_SECONDS = 2.0  # contract section 5
OFFLINE_SECONDS = 8.0  # the grace for a page that reloads, and some
IDLE_MINUTES, ABSOLUTE_HOURS = 0.2, 0.004  # 12 s, past the first ping at 10 s; 14.4 s
IDLE_SECONDS, ABSOLUTE_SECONDS, SLACK_SECONDS = IDLE_MINUTES * 60, ABSOLUTE_HOURS * 3600, 5.0
POLLING = "/socket.io/?EIO=4&transport=polling"

Enter = Callable[[Server, str], Browser]


def send(socket: Socket, room: str, client_id: str) -> Json:
    """The acknowledgement of one message; a connection that is gone takes nothing either."""
    try:
        return socket.call("message:send", {"room": room, "client_id": client_id, "body": "is this heard?"})
    except Gone:
        return {"ok": False, "error": {"code": "gone"}}


def assert_cut(socket: Socket, reason: str, since: float, limit: float = CUT_SECONDS) -> None:
    """session:ended came, was the last thing heard, and the connection ended in time."""
    ended = socket.is_cut(since - time.monotonic() + limit + 1)
    assert ended - since <= limit, f"cut after {ended - since:.1f} s"
    assert socket.heard[-1].event == "session:ended", socket.heard
    assert socket.heard[-1].payload == {"reason": reason}


def assert_refused(server: Server, cookie: str) -> None:
    """The cookie opens nothing any more, by socket or by request."""
    again = Socket(server, cookie)
    until(lambda: again.refusal, told="no refusal")
    assert again.refusal == {"message": "unauthenticated"} and again.is_cut()
    answer = requests.get(f"{server.origin}/api/v1/me", headers={"Cookie": cookie}, timeout=10)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthenticated")


# --- Who ends it ---


def test_sign_out_cuts_the_sockets_of_that_login_and_of_no_other(clinic: Server, enter: Enter, facts):
    care = facts["rooms"]["care"]
    phone, laptop, ben = enter(clinic, "ada"), enter(clinic, "ada"), enter(clinic, "ben").connect()
    first, second, other = phone.connect(), phone.connect(), laptop.connect()
    cookie = phone.cookie
    assert phone.delete("/api/v1/session").status_code == 200
    since = time.monotonic()
    assert not send(first, care, f"late-{clinic.mode}")["ok"]
    assert_cut(first, "signed_out", since)
    assert_cut(second, "signed_out", since)
    assert send(ben, care, f"after-{clinic.mode}")["ok"]
    other.hears("message:new", lambda told: told["client_id"] == f"after-{clinic.mode}")
    assert first.heard_of("message:new") == second.heard_of("message:new") == []
    assert clinic.rows("SELECT count(*) FROM message WHERE client_id = ?", f"late-{clinic.mode}") == [(0,)]
    assert_refused(clinic, cookie)
    assert other.is_open and laptop.get("/api/v1/me").status_code == 200
    for one in (other, ben):
        one.close()


def test_others_learn_that_somebody_who_signed_out_is_away(clinic: Server, enter: Enter, facts):
    finn, cleo = enter(clinic, "finn"), enter(clinic, "cleo").connect()
    finns = finn.connect()
    here = {"room": facts["rooms"]["finns_care"], "user": facts["people"]["finn"]["id"], "online": True}
    cleo.hears("presence", lambda told: told == here)
    finn.delete("/api/v1/session")
    finns.is_cut(CUT_SECONDS)
    cleo.hears("presence", lambda told: told == {**here, "online": False}, OFFLINE_SECONDS)
    cleo.close()


def test_admin_ends_a_login_and_a_sixth_login_ends_the_oldest(clinic: Server, enter: Enter):
    eve, gail = enter(clinic, "eve"), enter(clinic, "gail")
    gails = gail.connect()
    (mine,) = [one["id"] for one in gail.get("/api/v1/me/sessions").json()["sessions"] if one["current"]]
    assert eve.delete(f"/api/v1/sessions/{mine}").status_code == 200
    assert_cut(gails, "ended", time.monotonic())
    oldest = enter(clinic, "gail")
    oldests = oldest.connect()
    for _ in range(5):
        enter(clinic, "gail")
    assert_cut(oldests, "replaced", time.monotonic())
    assert_refused(clinic, oldest.cookie)


@pytest.mark.parametrize(
    ("who", "act", "form", "reason", "undo"),
    [
        ("theo", "close", {}, "disabled", ("open", {})),
        ("dana", "role", {"role": "therapist"}, "role_changed", ("role", {"role": "psychiatrist"})),
    ],
    ids=["closed", "another role"],
)
def test_admin_s_act_cuts_at_once(clinic: Server, enter: Enter, facts, who, act, form, reason, undo):
    eve, browser = enter(clinic, "eve"), enter(clinic, who)
    socket, cookie = browser.connect(), browser.cookie
    address = f"/admin/people/{facts['people'][who]['id']}"
    assert eve._send("POST", f"{address}/{act}", data=form, allow_redirects=False).status_code == 303
    try:
        assert_cut(socket, reason, time.monotonic())
        assert_refused(clinic, cookie)
        may_enter = Browser(clinic).sign_in(f"{who}@example.org", PASSWORD).ok
        assert may_enter == (act == "role")
    finally:
        eve._send("POST", f"{address}/{undo[0]}", data=undo[1], allow_redirects=False)
        clinic.change("DELETE FROM throttle")


def test_new_password_ends_every_other_login(servers: Servers, enter: Enter):
    server = servers.start("gevent")
    here, there = enter(server, "ada"), enter(server, "ada")
    mine, theirs = here.connect(), there.connect()
    new = {"current": PASSWORD, "new": "quite another horse battery"}
    assert here._send("PUT", "/api/v1/me/password", json=new).status_code == 200
    assert_cut(theirs, "password_changed", time.monotonic())
    assert_refused(server, there.cookie)
    assert mine.is_open and here.get("/api/v1/me").status_code == 200
    assert Browser(server).sign_in("ada@example.org", PASSWORD).status_code == 401


ELSEWHERE = {
    "theo": ("UPDATE user_account SET status = 'disabled' WHERE id = ?", "disabled"),
    "ben": ("UPDATE user_account SET role = 'coordinator' WHERE id = ?", "role_changed"),
    "cleo": (
        "UPDATE login SET ended_at = '2026-01-01T00:00:00.000Z', ended_reason = 'ended' WHERE user_id = ?",
        "ended",
    ),
}


def test_what_another_process_ends_is_cut_here_too(servers: Servers, enter: Enter, facts):
    """The command line, or another node, changes the database; nobody acts here."""
    server = servers.start("eventlet")
    browsers = {who: enter(server, who) for who in ELSEWHERE}
    sockets = {who: browser.connect() for who, browser in browsers.items()}
    bystander = enter(server, "ada").connect()
    changed = {}
    for who, (statement, _) in ELSEWHERE.items():
        assert server.change(statement, facts["people"][who]["id"]) == 1
        changed[who] = time.monotonic()
    for who, (_, reason) in ELSEWHERE.items():
        assert_cut(sockets[who], reason, changed[who])
        assert_refused(server, browsers[who].cookie)
    assert bystander.is_open


# --- Time ends it ---


def test_pings_and_polling_do_not_keep_a_login_alive_but_acts_do(servers: Servers, enter: Enter, facts):
    server = servers.start(
        "eventlet",
        TELEKAT_IDLE_MINUTES_STAFF=str(IDLE_MINUTES),
        TELEKAT_IDLE_MINUTES_PATIENT=str(IDLE_MINUTES),
        TELEKAT_ABSOLUTE_HOURS_STAFF=str(ABSOLUTE_HOURS),
    )
    care = facts["rooms"]["care"]
    began = time.monotonic()
    quiet, acting, doctor = enter(server, "ada"), enter(server, "ada"), enter(server, "ben")
    sockets = {name: one.connect() for name, one in (("quiet", quiet), ("acting", acting), ("doctor", doctor))}
    over = threading.Event()

    def look(number: int = 0) -> None:
        """What a page does by itself while nobody touches it."""
        while not over.wait(0.5):
            number += 1
            quiet.get("/api/v1/rooms")
            quiet.get(f"/api/v1/rooms/{care}/messages?after_seq=0")
            try:
                sockets["quiet"].call("message:since", {"room": care, "after_seq": 0})
                sockets["quiet"].post("typing", {"room": care, "on": False})
                sockets["quiet"].call("message:read", {"room": care, "seq": number})
            except Gone:
                return

    def write(name: str) -> None:
        for number in range(1000):
            if over.wait(1.0) or not send(sockets[name], care, f"{name}-{number}")["ok"]:
                return

    with ThreadPoolExecutor(3) as page:
        acts = [page.submit(look), page.submit(write, "acting"), page.submit(write, "doctor")]
        try:
            idle = sockets["quiet"].is_cut(IDLE_SECONDS + SLACK_SECONDS + 3) - began
            absolute = sockets["doctor"].is_cut(ABSOLUTE_SECONDS + SLACK_SECONDS + 3) - began
            until(lambda: time.monotonic() - began > IDLE_SECONDS + SLACK_SECONDS, 20)
            assert sockets["acting"].is_open and acting.get("/api/v1/me").status_code == 200
        finally:
            over.set()
        assert [one.result() for one in acts] == [None] * 3
    assert IDLE_SECONDS - 0.5 <= idle <= IDLE_SECONDS + SLACK_SECONDS, idle
    assert ABSOLUTE_SECONDS - 0.5 <= absolute <= ABSOLUTE_SECONDS + SLACK_SECONDS, absolute
    assert [sockets[name].heard[-1].payload for name in ("quiet", "doctor")] == [{"reason": "expired"}] * 2
    assert_refused(server, quiet.cookie)
    assert_refused(server, doctor.cookie)


def test_login_idles_out_though_the_disk_takes_nothing(servers: Servers, enter: Enter, facts):
    idle_minutes = 0.1
    server = servers.start("eventlet", sabotage="by_marker", TELEKAT_IDLE_MINUTES_PATIENT=str(idle_minutes))
    ada = enter(server, "ada").connect()
    (server.folder / "read-only").touch()
    refused = send(
        ada, facts["rooms"]["care"], "refused"
    )  # an act all the same, and one that cannot be written down
    assert refused["error"]["code"] == "unavailable"
    assert_cut(ada, "expired", time.monotonic() + idle_minutes * 60, SLACK_SECONDS)


# --- A right ends ---


@pytest.fixture
def danas(clinic: Server, enter: Enter, facts) -> Iterator[tuple[Browser, Socket, Callable[[], float]]]:
    """Dana in Finn's room, her connection, and how to remove her from it (answers when that was)."""
    room, dana_id = facts["rooms"]["finns_care"], facts["people"]["dana"]["id"]
    cora, dana = enter(clinic, "cora"), enter(clinic, "dana")
    assert cora.post(f"/api/v1/rooms/{room}/members", {"user": dana_id}).status_code == 200
    socket = dana.connect()
    assert socket.call("room:enter", {"room": room})["ok"]

    def remove() -> float:
        assert cora.delete(f"/api/v1/rooms/{room}/members/{dana_id}").status_code == 200
        return time.monotonic()

    yield dana, socket, remove
    cora.delete(f"/api/v1/rooms/{room}/members/{dana_id}")
    socket.close()


def test_removed_member_is_cut(danas):
    _, socket, remove = danas
    assert_cut(socket, "membership_changed", remove())


def test_removed_member_hears_and_may_nothing_more(clinic: Server, enter: Enter, facts, danas):
    room, (dana, before, remove) = facts["rooms"]["finns_care"], danas
    finn = enter(clinic, "finn").connect()
    head = send(finn, room, f"before-{clinic.mode}")["seq"]
    before.hears("message:new", lambda told: told["seq"] == head)
    removed, heard = remove(), len(before.heard)

    later = dana.connect()  # the login lives on: Dana has other patients
    for event, payload in (
        ("room:enter", {"room": room}),
        ("message:since", {"room": room, "after_seq": 0}),
        ("message:send", {"room": room, "client_id": "late", "body": "late"}),
        ("message:read", {"room": room, "seq": 1}),
        ("typing", {"room": room, "on": True}),
    ):
        assert later.call(event, payload)["error"]["code"] == "not_found", event
    for path in (f"/api/v1/rooms/{room}", f"/api/v1/rooms/{room}/messages"):
        assert dana.get(path).status_code == 404, path
    assert room not in [one["id"] for one in dana.get("/api/v1/rooms").json()["rooms"]]
    until(lambda: time.monotonic() - removed > CUT_SECONDS)
    canary = send(finn, room, f"canary-{clinic.mode}")["seq"]
    finn.post("typing", {"room": room, "on": True})
    finn.call("message:read", {"room": room, "seq": canary})
    finn.hears("message:new", lambda told: told["seq"] == canary)
    later.call("message:since", {"room": room, "after_seq": 0})  # whatever was on its way is here now
    silent = {"room:updated", "session:ended"}
    assert {one.event for one in [*later.heard, *before.heard[heard:]]} <= silent
    for one in (later, finn):
        one.close()
