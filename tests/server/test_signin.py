"""Guessing passwords, borrowing cookies, sending from elsewhere: what a stranger tries at the real server's door."""

from __future__ import annotations

import base64
import os
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
import websocket

from tests.server.clients import Browser, Socket
from tests.server.practice import PASSWORD
from tests.server.process import Server, Servers, environment, telekat

pytestmark = pytest.mark.server
FREE_FAILURES, FIRST_WAIT_SECONDS = 5, 30  # SECURITY-REQUIREMENTS A-05
HASHES_AT_ONCE = 4
ADDRESS_FAILURES = 20
SAMPLES = 10
WRONG = "certainly not this password"

Enter = Callable[[Server, str], Browser]


@pytest.fixture
def server(quiet_clinic: Server) -> Server:
    """The shared one, with nobody throttled."""
    quiet_clinic.change("DELETE FROM throttle")
    return quiet_clinic


def guess(server: Server, email: str, password: str = WRONG, **headers: str) -> requests.Response:
    """One try from a browser that nobody knows."""
    return Browser(server).post("/api/v1/session", {"email": email, "password": password}, headers=headers)


# --- What a failure tells ---


@pytest.mark.alone
def test_unknown_wrong_and_disabled_look_and_take_the_same(servers: Servers, facts):
    """With the password hash that is used in earnest; a missing dummy hash would answer ten times as fast."""
    server = servers.start("eventlet", TELEKAT_ENV="development")
    server.change("UPDATE user_account SET status = 'disabled' WHERE id = ?", facts["people"]["gail"]["id"])
    tries = {
        "unknown": ("nobody@example.org", WRONG),
        "wrong": ("ada@example.org", WRONG),
        "disabled": ("gail@example.org", PASSWORD),
    }
    took: dict[str, list[float]] = {name: [] for name in tries}
    looks = set()
    for number in range(SAMPLES + 1):
        server.change("DELETE FROM throttle")
        for name, (email, password) in tries.items():
            answer = guess(server, email, password)
            headers = tuple(sorted(key for key in answer.headers))
            looks.add((answer.status_code, answer.content, headers, "Set-Cookie" in answer.headers))
            if number:  # the first round warms up
                took[name].append(answer.elapsed.total_seconds())
    assert len(looks) == 1 and next(iter(looks))[0] == 401, looks
    medians = {name: statistics.median(times) for name, times in took.items()}
    assert max(medians.values()) < 1.5 * min(medians.values()), medians


@pytest.mark.alone
def test_sign_in_does_not_hold_up_those_who_are_in(servers: Servers, pairs):
    """Hashing twenty passwords takes seconds; the loop must not notice."""
    server = servers.start("eventlet", TELEKAT_ENV="development", TELEKAT_MESSAGE_RATE="100/200")
    socket = Socket(server, pairs[0]["patient"]["cookie"]).connected()
    message = {"room": pairs[0]["room"], "client_id": "first", "body": "the first of everything takes longer"}
    assert socket.call("message:send", message)["ok"] and guess(server, "nobody@example.org").status_code == 401
    took: list[float] = []
    with ThreadPoolExecutor(20) as at_once:
        tries = [at_once.submit(guess, server, f"nobody{number}@example.org") for number in range(20)]
        while not all(one.done() for one in tries) or not took:
            began = time.monotonic()
            message = {"room": pairs[0]["room"], "client_id": f"s{len(took)}", "body": "meanwhile"}
            assert socket.call("message:send", message)["ok"]
            took.append(time.monotonic() - began)
    assert {one.result().status_code for one in tries} <= {401, 429, 503}
    assert statistics.median(took) < 0.25 and max(took) < 1.0, sorted(took)[-5:]
    socket.close()


# --- Guessing ---


def test_five_failures_make_everybody_else_wait_but_not_the_known_browser(server: Server, enter: Enter):
    known = enter(server, "finn")
    for email in ("finn@example.org", "nobody@example.org"):
        assert [guess(server, email).status_code for _ in range(FREE_FAILURES)] == [401] * FREE_FAILURES
        for password in (WRONG, PASSWORD):
            answer = guess(server, email, password)
            assert answer.status_code == 429, "an unknown address is not told from a known one"
            assert answer.json()["error"]["code"] == "rate_limited"
            assert 0 < answer.json()["error"]["retry_after"] <= FIRST_WAIT_SECONDS
            assert answer.headers["Retry-After"] == str(answer.json()["error"]["retry_after"])
    assert known.sign_in("finn@example.org", PASSWORD).status_code == 200
    assert guess(server, "finn@example.org", PASSWORD).status_code == 429
    assert [known.sign_in("finn@example.org", WRONG).status_code for _ in range(6)] == [401] * 5 + [429]


def test_wait_doubles_and_success_forgets_the_failures(server: Server):
    for _ in range(FREE_FAILURES):
        guess(server, "gail@example.org")
    waits = []
    for _ in range(6):
        waits.append(guess(server, "gail@example.org").json()["error"]["retry_after"])
        server.change("UPDATE throttle SET blocked_until = '2020-01-01T00:00:00.000Z' WHERE key LIKE 'account:%'")
        assert guess(server, "gail@example.org").status_code == 401
        server.change("UPDATE throttle SET failures = 0, blocked_until = NULL WHERE key LIKE 'address:%'")
    expected = [30, 60, 120, 240, 480, 900]
    assert all(want - 3 <= wait <= want for wait, want in zip(waits, expected, strict=True)), waits
    server.change("UPDATE throttle SET blocked_until = NULL")
    assert guess(server, "gail@example.org", PASSWORD).status_code == 200
    assert [guess(server, "gail@example.org").status_code for _ in range(4)] == [401] * 4


def test_many_guesses_at_once_get_no_more_answers_than_one_by_one(servers: Servers):
    server = servers.start("gevent", TELEKAT_ENV="development")
    with ThreadPoolExecutor(16) as at_once:
        codes = list(at_once.map(lambda _: guess(server, "ada@example.org").status_code, range(40)))
    assert set(codes) <= {401, 429, 503}
    assert codes.count(401) <= FREE_FAILURES + HASHES_AT_ONCE, codes


def test_an_address_is_counted_over_all_accounts_whatever_it_calls_itself(server: Server):
    forged = ("203.0.113.7", "198.51.100.1, 127.0.0.1", "::1", "unknown", "127.0.0.1")
    codes = [
        guess(
            server,
            f"nobody{number}@example.org",
            **{"X-Forwarded-For": forged[number % 5], "Forwarded": "for=192.0.2.1", "X-Real-IP": "192.0.2.9"},
        ).status_code
        for number in range(ADDRESS_FAILURES)
    ]
    assert codes == [401] * ADDRESS_FAILURES
    answer = guess(server, "ada@example.org", PASSWORD, **{"X-Forwarded-For": "203.0.113.99"})
    assert answer.status_code == 429 and answer.json()["error"]["retry_after"] <= 300
    assert server.rows("SELECT key FROM throttle WHERE key LIKE 'address:%'") == [("address:127.0.0.1",)]


def test_counters_survive_kill_9(servers: Servers):
    server = servers.start("eventlet")
    for _ in range(FREE_FAILURES):
        assert guess(server, "ada@example.org").status_code == 401
    server.kill9()
    server.start()
    assert guess(server, "ada@example.org", PASSWORD).status_code == 429


# --- Requests from elsewhere ---

CHANGES = [
    ("POST", "/api/v1/rooms/{room}/messages", {"client_id": "csrf", "body": "forged"}),
    ("PUT", "/api/v1/rooms/{room}/read", {"seq": 0}),
    ("PUT", "/api/v1/me/password", {"current": PASSWORD, "new": "another horse battery"}),
    ("DELETE", "/api/v1/session", None),
]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"X-CSRF-Token": None}, 403),
        ({"X-CSRF-Token": ""}, 403),
        ({"X-CSRF-Token": "f" * 64}, 403),
        ({"X-CSRF-Token": "another login's"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://127.0.0.1"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
    ids=str,
)
def test_forged_change_is_denied_and_changes_nothing(server: Server, enter: Enter, facts, headers, status: int):
    ada, finn = enter(server, "ada"), enter(server, "finn")
    if headers.get("X-CSRF-Token") == "another login's":
        headers = {"X-CSRF-Token": finn.http.headers["X-CSRF-Token"]}
    before = server.rows("SELECT count(*), max(last_seq) FROM room")
    for method, path, body in CHANGES:
        address = path.format(room=facts["rooms"]["care"])
        answer = ada._send(method, address, json=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, "forbidden"), (address, answer.text)
    assert server.rows("SELECT count(*), max(last_seq) FROM room") == before
    assert server.rows("SELECT count(*) FROM message WHERE client_id = 'csrf'") == [(0,)]
    assert ada.get("/api/v1/me").status_code == 200


def test_sign_in_itself_checks_origin_and_content_type(server: Server):
    right = {"email": "ada@example.org", "password": PASSWORD}
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = Browser(server).post("/api/v1/session", right, headers=headers)
        assert answer.status_code == 403 and "Set-Cookie" not in answer.headers
    text = '{"email": "ada@example.org", "password": "correct horse battery staple"}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = Browser(server)._send("POST", "/api/v1/session", data=text, headers={"Content-Type": kind})
        assert answer.status_code == 422 and "Set-Cookie" not in answer.headers


# --- Cookies and tokens ---


def test_token_is_in_the_cookie_only_and_never_on_the_disk(server: Server, enter: Enter):
    ada = enter(server, "ada")
    answer = ada.get("/api/v1/me")
    tokens = [value for value in ada.http.cookies.values() if value]
    assert len(tokens) == 2 and all(len(token) >= 43 for token in tokens), "256 bits are 43 letters"
    disk = b"".join(path.read_bytes() for path in server.folder.iterdir() if path.is_file())
    for token in tokens:
        assert token not in answer.text and token.encode() not in disk and token not in server.said()
    cookie = ada.cookie
    ended = ada.delete("/api/v1/session")
    assert {'"cache"', '"storage"'} <= set(ended.headers["Clear-Site-Data"].split(", "))
    assert requests.get(f"{server.origin}/api/v1/me", headers={"Cookie": cookie}, timeout=10).status_code == 401


def test_production_sets_host_cookies_and_wants_an_origin(tmp_path: Path):
    public = "https://care.example"
    settings = {
        "TELEKAT_ENV": "production",
        "TELEKAT_ALLOW_ROOT": "1",  # whoever runs these tests may be root in a container
        "TELEKAT_PUBLIC_URL": public,
        "TELEKAT_SECRET_KEY": base64.b64encode(os.urandom(33)).decode(),
        "TELEKAT_MASTER_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
    }
    server = Server(tmp_path / "practice", "gevent", **settings)
    env = environment(server.folder, **settings)
    words = ["user", "add", "--email", "eve@example.org", "--name", "Eve Adler", "--role", "admin"]
    for command, text in ((["db", "upgrade"], ""), (words, "quite a long horse battery\n")):
        done = telekat(command, env, text_in=text)
        assert done.returncode == 0, done.stderr
    server.start()
    try:
        right = {"email": "eve@example.org", "password": "quite a long horse battery"}
        address = f"{server.origin}/api/v1/session"
        for headers in ({}, {"Origin": server.origin}, {"Origin": "null"}, {"Origin": "http://care.example"}):
            refused = requests.post(address, json=right, headers=headers, timeout=10)
            assert refused.status_code == 403, headers
        entered = requests.post(address, json=right, headers={"Origin": public}, timeout=10)
        assert entered.status_code == 200, entered.text
        cookies = entered.raw.headers.getlist("Set-Cookie")
        names = [cookie.partition("=")[0] for cookie in cookies]
        assert sorted(names) == ["__Host-telekat", "__Host-telekat-device"]
        for cookie in cookies:
            flags = {part.strip() for part in cookie.split(";")[1:]}
            assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= flags
            assert not any(flag.startswith("Domain") for flag in flags)
        login = next(cookie.partition(";")[0] for cookie in cookies if cookie.startswith("__Host-telekat="))
        for origin in ("", server.origin, "http://care.example", "https://care.example.evil"):
            with pytest.raises(websocket.WebSocketBadStatusException):
                Socket(server, login, origin=origin)
        Socket(server, login, origin=public).connected().close()
    finally:
        server.kill9()
