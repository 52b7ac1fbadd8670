"""What a web server says before any application is asked: to what is no request, and after what nobody foresaw.

A request line may hold a person's words, and a library's own answers and log lines repeat it. So every such answer is
made here, out of a number alone, with the headers of all others; the log learns the number and an exception's class.
"""

import http
import logging

from telekat.core import clock, ids

HEADERS = (
    ("Content-Type", "application/json"),
    ("Cache-Control", "no-store"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
_BODIES = {
    400: ("invalid", "This could not be read."),
    413: ("too_large", "This is too large."),
    500: ("unavailable", "Something went wrong on our side."),
}
_KIND = {414: 413, 431: 413}

log = logging.getLogger("telekat.serving")
_noted_at = float("-inf")
_unnoted_count = 0


def body_for(status: int) -> bytes:
    """The contract's error object for a status of 400 and more."""
    code, message = _BODIES[_KIND.get(status, status if status in _BODIES else 400)]
    return f'{{"error":{{"code":"{code}","message":"{message}"}}}}'.encode()


def status_line(status: int) -> str:
    """Such as "400 Bad Request"."""
    return f"{status} {http.HTTPStatus(status).phrase}"


def malformed(status: int) -> bytes:
    """A whole answer to what could not be read; the connection ends with it."""
    request_id, body = ids.new_id(), body_for(status)
    _note_malformed(status, request_id)
    lines = [f"HTTP/1.1 {status_line(status)}", *(f"{name}: {value}" for name, value in HEADERS)]
    lines += [f"X-Request-Id: {request_id}", f"Content-Length: {len(body)}", "Connection: close", "", ""]
    return "\r\n".join(lines).encode() + body


def _note_malformed(status: int, request_id: str) -> None:
    """A line a second at most: whoever sends nonsense by the thousand must not fill the disk with ours."""
    global _noted_at, _unnoted_count
    now = clock.monotonic()
    if now - _noted_at < 1:
        _unnoted_count += 1
        return
    facts = {"status": status, "request": request_id, "unnoted_count": _unnoted_count}
    _noted_at, _unnoted_count = now, 0
    log.info("a request could not be read", extra=facts)


def note(error: BaseException | type[BaseException] | None) -> None:
    """Tell the log that an exception came as far as the web server: its class, never its text."""
    kind = error if isinstance(error, type) or error is None else type(error)
    log.error("the web server met an exception", extra={"error_class": kind.__name__ if kind else ""})
