"""What is no request is refused in the house's own words: none of the sender's come back, and none reach the log."""

from __future__ import annotations

import contextlib
import socket

import pytest

from tests.server.process import PATIENCE, Server

pytestmark = pytest.mark.server

PLANTED = b"quetzal"
LONG = PLANTED * 20_000
END = b"\r\nHost: x\r\nConnection: close\r\n\r\n"
CASES: dict[str, bytes] = {
    "method": b"QUETZAL /healthz HTTP/1.1" + END,
    "small method": b"quetzal /healthz HTTP/1.1" + END,
    "path": b"GET /quetzal?quetzal=quetzal HTTP/1.1" + END,
    "no path": b"quetzal" + END,
    "many words": b"GET /quetzal and quetzal HTTP/1.1" + END,
    "two words": b"quetzal /quetzal" + END,
    "version": b"GET / HTTP/quetzal" + END,
    "version in front": b"GET / quetzal" + END,
    "high version": b"GET /quetzal HTTP/9.9" + END,
    "header name": b"GET /healthz HTTP/1.1\r\nQue tzal quetzal\r\nquetzal\xff\xfe: x" + END,
    "header value": b"GET /healthz HTTP/1.1\r\nX-Words: quetzal\x00\xff quetzal\r\nCookie: quetzal=quetzal" + END,
    "content type": b"GET /healthz HTTP/1.1\r\nContent-Type: quetzal\xff;;=quetzal" + END,
    "length": b"POST /api/v1/session HTTP/1.1\r\nContent-Length: quetzal" + END,
    "length below nothing": b"POST /api/v1/quetzal HTTP/1.1\r\nContent-Length: -5" + END,
    "two lengths": b"POST /quetzal HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked" + END,
    "chunk": b"POST /api/v1/session HTTP/1.1\r\nContent-Type: application/json\r\nOrigin: quetzal\r\n"
    b"Transfer-Encoding: chunked" + END + b"quetzal\r\nquetzal\r\n",
    "long line": b"GET /" + LONG + b" HTTP/1.1" + END,
    "long header": b"GET /healthz HTTP/1.1\r\nX-Words: " + LONG + END,
    "many headers": b"GET /quetzal HTTP/1.1\r\n" + b"X-Quetzal: quetzal\r\n" * 5_000 + END,
    "binary": b"\x16\x03\x01\x02\x00quetzal\x00\xff\xfe quetzal \x1b[31mquetzal" + END,
    "socket": b"GET /socket.io/?EIO=quetzal&transport=quetzal&sid=quetzal HTTP/1.1" + END,
    "no session": b"GET /socket.io/?EIO=4&transport=polling&sid=quetzal HTTP/1.1" + END,
    "post to no session": b"POST /socket.io/?EIO=4&transport=polling&sid=quetzal HTTP/1.1\r\nContent-Length: 7"
    + END
    + PLANTED,
    "version of the engine": b"GET /socket.io/?EIO=quetzal&transport=polling HTTP/1.1" + END,
    "engine method": b"QUETZAL /socket.io/?EIO=4&transport=polling HTTP/1.1" + END,
    "upgrade": b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Key: quetzal\r\nSec-WebSocket-Version: quetzal" + END,
}


def sent(server: Server, request: bytes) -> bytes:
    """Everything that comes back for these bytes."""
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as connection:
        with contextlib.suppress(OSError):  # it may have answered and gone before it had it all
            connection.sendall(request)
            connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while more := connection.recv(65536):
                received += more
    return received


@pytest.mark.parametrize("case", CASES)
def test_nothing_of_a_request_line_comes_back_or_reaches_the_log(clinic: Server, case: str):
    before = len(clinic.said())
    answer = sent(clinic, CASES[case])
    assert PLANTED not in answer.lower(), answer
    assert PLANTED.decode() not in clinic.said()[before:].lower(), clinic.said()[before:]
    assert "Traceback" not in clinic.said()[before:]
    head = answer.partition(b"\r\n\r\n")[0].lower()
    if head.startswith(b"http/"):
        assert b"\r\nserver:" not in head, answer
        for name in (b"x-request-id", b"x-content-type-options", b"content-security-policy", b"cache-control"):
            assert b"\r\n" + name + b": " in head, (name, answer)
    assert sent(clinic, b"GET /healthz HTTP/1.1" + END).startswith(b"HTTP/1.1 200"), "it serves on"


def test_what_could_not_be_read_is_told_as_the_contract_tells_errors(clinic: Server):
    for case in ("version", "version in front", "many words"):
        head, _, body = sent(clinic, CASES[case]).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 400 Bad Request"), (case, head)
        assert b'"code":"invalid"' in body, case


def test_the_log_notes_that_something_could_not_be_read_without_its_words(clinic: Server):
    sent(clinic, CASES["version"])
    assert "a request could not be read" in clinic.said()
