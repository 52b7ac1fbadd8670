"""Serving: one listening socket, one loop of requests per async mode, one way to stop.

Owns what a production web server must get right here: the backlog, Nagle off, no cap of 1,024 sockets, a stop that
finishes what is under way, and the garbage collector's settings. The servers themselves are by_*.py; routes are Flask's,
frames telekat.live's.
eventlet and gevent are for production; threading (werkzeug) is for development and tests.
"""

import contextlib
import gc
import logging
import resource
import signal
import socket
import time
from collections.abc import Callable
from types import FrameType
from typing import Any, Protocol

from telekat.core import edge
from telekat.core.edge.by_eventlet import EventletServer
from telekat.core.edge.by_gevent import GeventServer
from telekat.core.edge.by_threading import ThreadingServer
from telekat.core.edge.limits import POLL_SECONDS

BACKLOG = 4096
STOP_SECONDS = 6.5  # for draining; together with the polls below a stop stays under ten seconds
UNSENT_BYTES = (
    256 * 1024
)  # what the kernel may hold unsent, so that a slow reader shows up here and not in its memory

log = logging.getLogger("telekat.serving")


def serve(
    wsgi_app: Callable[..., Any],
    host: str,
    port: int,
    *,
    on_ready: Callable[[int], object] | None = None,
    on_stop: Callable[[], object] | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, then return; call it from the main thread.

    port: 0 takes a free one. on_ready is told the real port. on_stop drains (tell the sockets, empty the writer): it
    runs when nobody new is accepted any more, and has STOP_SECONDS. Raises OSError when the address is taken.
    """
    _allow_descriptors()
    listener = _listen(host, port)
    asked = _StopRequest()
    server = _SERVERS[edge.mode()](listener, wsgi_app)
    server.start()
    _settle_collector()
    try:
        if on_ready is not None:
            on_ready(listener.getsockname()[1])
        while not asked.to_stop:
            edge.sleep(POLL_SECONDS)
        server.stop_accepting()
        _drain(server, on_stop)
    finally:
        listener.close()
        asked.restore()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # Never SO_REUSEPORT: a forgotten old process would silently share the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # Accepted sockets inherit these. Without NODELAY two small frames wait 40 ms for the peer's delayed ack.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if hasattr(socket, "TCP_NOTSENT_LOWAT"):
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


class _StopRequest:
    """Remembers a signal. The loop polls it, since a hub asleep in epoll does not notice work a handler schedules."""

    def __init__(self) -> None:
        self.to_stop = False
        self._before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.to_stop = True

    def restore(self) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)


def _allow_descriptors() -> None:
    """Take as many as the system gives: shells start programs with 1,024, one for each socket."""
    soft, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != most:
        with contextlib.suppress(ValueError, OSError):  # macOS says "unlimited" and means less
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _settle_collector() -> None:
    """What start-up made lives for good: looking at it in every full pass cost eventlet a p99 of 74 ms."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)


class _Server(Protocol):
    in_flight: set[object]

    def start(self) -> None: ...
    def stop_accepting(self) -> None: ...


def _drain(server: _Server, on_stop: Callable[[], object] | None) -> None:
    """Let `on_stop` and the requests under way finish, as long as there is time."""
    until = time.monotonic() + STOP_SECONDS
    drained = edge.event()

    def run() -> None:
        try:
            if on_stop is not None:
                on_stop()
        except Exception:
            log.exception("draining failed")
        finally:
            drained.set()

    edge.spawn(run)
    drained.wait(STOP_SECONDS)
    while server.in_flight and time.monotonic() < until:
        edge.sleep(POLL_SECONDS / 4)
    if server.in_flight or not drained.is_set():
        log.warning("stopping with %d requests unfinished", len(server.in_flight))


_SERVERS: dict[str, Callable[[socket.socket, Callable[..., Any]], _Server]] = {
    "eventlet": EventletServer,
    "gevent": GeventServer,
    "threading": ThreadingServer,
}
