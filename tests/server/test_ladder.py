"""An alert that nobody takes reaches who is on call, by socket and by mail, although the server was killed; with two
servers on one database everybody is told once."""

from __future__ import annotations

import time

import pytest

from tests.notifications.mail_server import running
from tests.server.process import Server, until

pytestmark = pytest.mark.server

LONG_AGO = "2020-01-01T00:00:00.000Z"
TWO_ROUNDS_SECONDS = 2.5  # of the loops, which look once a second


def on_call(server: Server, facts, name: str) -> None:
    person = facts["people"][name]["id"]
    server.change("INSERT INTO duty (user_id, duty, since) VALUES (?, 'on_call', ?)", person, LONG_AGO)


def raise_alert(server: Server, facts, enter) -> None:
    """Ada answers item 9, and the answer is acknowledged."""
    ben, ada = enter(server, "ben").connect(), enter(server, "ada").connect()
    given = ben.call(
        "questionnaire:assign", {"room": facts["rooms"]["care"], "instrument": "phq9", "client_id": "f"}
    )
    answer = {"questionnaire": given["questionnaire"], "item": "9", "value": 2}
    assert ada.call("questionnaire:answer", answer)["ok"]


def minutes_pass(server: Server) -> None:
    """Who is on call is due now."""
    due = "UPDATE ladder_step SET due_at = ? WHERE rung = 'on_call' AND state = 'waiting'"
    assert server.change(due, LONG_AGO) == 1


def claims_end(server: Server) -> None:
    """The minute for which a killed server may have claimed a mail."""
    server.change("UPDATE notice SET due_at = ? WHERE state = 'waiting'", LONG_AGO)


def addresses(post) -> list[str]:
    return sorted(to for (to,), _ in post.taken)


def test_on_call_is_told_after_kill_and_restart(servers, facts, enter, mode):
    with running() as post:
        server = servers.start(mode, TELEKAT_SMTP_URL=f"smtp://127.0.0.1:{post.port}")
        on_call(server, facts, "dana")
        raise_alert(server, facts, enter)
        server.kill9()
        claims_end(server)
        server.start()
        dana = enter(server, "dana").connect()
        assert dana.heard_of("alert:raised") == []
        minutes_pass(server)
        news = dana.hears("alert:raised")
        assert (news["state"], news["patient"]["name"]) == ("open", "Ada Example")
        everybody = {"ben@example.org", "dana@example.org", "theo@example.org"}
        # A mail that was out when its server was killed goes out again: twice is better than never.
        until(lambda: set(addresses(post)) == everybody, told=lambda: f"mail went to {addresses(post)}")
        assert all("sign-in" in mail.get_content() for _, mail in post.mails)
        assert dana.call("alert:acknowledge", {"alert": news["alert"]})["ok"]
        assert server.rows("SELECT state FROM ladder_step ORDER BY number") == [("told",), ("told",), ("ended",)]


def test_two_servers_on_one_database_tell_everybody_once(servers, facts, enter):
    with running() as post:
        url = f"smtp://127.0.0.1:{post.port}"
        server = servers.start("eventlet", TELEKAT_SMTP_URL=url)
        other = Server(server.folder, "gevent", TELEKAT_SMTP_URL=url)
        try:
            other.start()
            on_call(server, facts, "dana")
            raise_alert(server, facts, enter)
            minutes_pass(server)
            until(lambda: "dana@example.org" in addresses(post), told="who is on call got no mail")
            time.sleep(TWO_ROUNDS_SECONDS)
            assert addresses(post) == ["ben@example.org", "dana@example.org", "theo@example.org"]
            told = server.rows("SELECT count(*) FROM audit_event WHERE action = 'alert:escalate'")
            assert told == [(1,)]
        finally:
            other.kill9()
