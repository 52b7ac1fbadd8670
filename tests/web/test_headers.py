"""Security headers stand on every answer of every route, errors and redirects too."""

import re

import pytest

from telekat.web import http

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def _nothing(rule):
    return re.sub(r"<[^>]+>", "01890000-0000-7000-8000-000000000000", rule)


@pytest.mark.parametrize("name", [None, "ada", "ben", "cora", "eve"])
def test_every_answer_carries_them(app, cast, browser_of, name):
    browser = browser_of(cast.everybody[name] if name else None)
    for door in http.DOORS.values():
        answer = browser.client.open(_nothing(door.rule), method=door.method, headers=browser.headers)
        for header, value in ALWAYS.items():
            assert answer.headers.get(header) == value, f"{door.method} {door.rule}"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Cookie" in answer.headers["Vary"]
        assert "Server" not in answer.headers


def test_content_policy_is_strict_and_its_nonce_never_repeats(browser_of):
    seen = set()
    for _ in range(20):
        answer = browser_of(None).get("/sign-in")
        policy = answer.headers["Content-Security-Policy"]
        nonce = re.search(r"script-src 'nonce-([\w-]{22,})' 'strict-dynamic'", policy)[1]
        assert f'nonce="{nonce}"'.encode() in answer.data
        assert "unsafe" not in policy and "*" not in policy and "default-src 'none'" in policy
        assert "require-trusted-types-for 'script'" in policy and "frame-ancestors 'none'" in policy
        seen.add(nonce)
    assert len(seen) == 20


def test_unknown_address_and_wrong_method_get_our_own_words(browser_of):
    lost = browser_of(None).get("/api/v1/nowhere")
    assert (lost.status_code, lost.json["error"]["code"]) == (404, "not_found")
    wrong = browser_of(None).put("/healthz")
    assert wrong.status_code == 405 and b"Werkzeug" not in wrong.data


def test_oversize_body_is_refused(cast, browser_of):
    answer = browser_of(cast.ada).post(
        f"/api/v1/rooms/{cast.care}/messages", {"client_id": "c", "body": "x" * 140_000}
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"\xff\xfe", b'{"client_id": "c", "body": NaN}'])
def test_broken_json_is_refused_in_words(cast, browser_of, body):
    browser = browser_of(cast.ada)
    answer = browser.client.post(
        f"/api/v1/rooms/{cast.care}/messages", data=body, content_type="application/json", headers=browser.headers
    )
    assert (answer.status_code, answer.json["error"]["code"]) == (422, "invalid")


def test_unexpected_error_tells_nothing_but_a_reference(app, cast, browser_of, monkeypatch, caplog):
    from telekat.chat import queries

    def broken(*_args, **_more):
        raise RuntimeError("planted words of a patient")

    monkeypatch.setattr(queries, "messages_after", broken)
    answer = browser_of(cast.ada).get(f"/api/v1/rooms/{cast.care}/messages")
    assert answer.status_code == 500 and answer.json["error"]["code"] == "unavailable"
    assert b"planted" not in answer.data and "planted" not in caplog.text
    assert answer.json["error"]["reference"][-12:] in answer.json["error"]["message"]
