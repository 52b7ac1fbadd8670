"""Serving: one listening socket, one loop of requests per async mode, one way to stop.

Owns what a production web server must get right here: the backlog, Nagle off, no cap of 1,024 sockets, a stop that
finishes what is under way, and the garbage collector's settings. Leaves routes to Flask and frames to telekat.live.
eventlet and gevent are for production; threading (werkzeug) is for development and tests.
"""

import contextlib
import errno
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

BACKLOG = 4096
MAX_CONNECTIONS = 20_000  # eventlet's own default stops at exactly 1,024 sockets
STOP_SECONDS = 6.5  # for draining; together with the polls below a stop stays under ten seconds
POLL_SECONDS = 0.1
KEEPALIVE_SECONDS = 75  # longer than nginx keeps its own, so that a reused connection is never a dead one
REQUEST_SECONDS = 60  # one read or write of an HTTP request: ends senders of one byte a minute
UNSENT_BYTES = (
    256 * 1024
)  # what the kernel may hold unsent, so that a slow reader shows up here and not in its memory
EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED, errno.EPROTO}

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


class _EventletServer:
    def __init__(self, listener: socket.socket, wsgi_app: Callable[..., Any]) -> None:
        from eventlet import wsgi

        in_flight: set[object] = set()

        class Protocol(wsgi.HttpProtocol):
            def get_environ(self) -> dict[str, Any]:
                environ: dict[str, Any] = super().get_environ()
                environ["telekat.release"] = self._release
                return environ

            def _release(self) -> None:
                """Free the buffers of a connection that has spoken its last HTTP: 24 KiB for each WebSocket."""
                self.rfile.close()
                self.wfile.close()

            def handle_one_response(self) -> None:
                in_flight.add(self)
                try:
                    super().handle_one_response()
                finally:
                    in_flight.discard(self)

        self.in_flight = in_flight
        self._protocol = Protocol
        self._listener = _PatientListener(listener)
        self._app = wsgi_app
        self._loop: Any = None

    def start(self) -> None:
        import eventlet
        from eventlet import wsgi

        self._loop = eventlet.spawn(
            wsgi.server,
            self._listener,
            self._app,
            protocol=self._protocol,
            max_size=MAX_CONNECTIONS,
            log_output=False,
            debug=False,
            keepalive=KEEPALIVE_SECONDS,
            socket_timeout=REQUEST_SECONDS,
        )
        eventlet.sleep(0)

    def stop_accepting(self) -> None:
        self._loop.kill()  # ends its accept; it goes on waiting for its requests, which is nobody's hindrance
        self._listener.close()


class _PatientListener:
    """Waits when the process has no descriptor left. eventlet.wsgi takes that error for the end of all service."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock

    def accept(self) -> Any:
        while True:
            try:
                return self._sock.accept()
            except OSError as error:
                if error.errno not in EXHAUSTED:
                    raise
                edge.sleep(POLL_SECONDS)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


class _GeventServer:
    def __init__(self, listener: socket.socket, wsgi_app: Callable[..., Any]) -> None:
        from gevent import pool, pywsgi

        in_flight: set[object] = set()

        class Handler(pywsgi.WSGIHandler):
            def __init__(self, sock: Any, *rest: Any) -> None:
                sock.settimeout(KEEPALIVE_SECONDS)
                super().__init__(sock, *rest)

            def get_environ(self) -> dict[str, Any]:
                environ: dict[str, Any] = super().get_environ()
                environ["telekat.socket"] = self.socket
                environ["telekat.end"] = self._end
                environ["telekat.release"] = self.rfile.close
                return environ

            def _end(self) -> None:
                self.close_connection = True

            def handle_one_response(self) -> None:
                in_flight.add(self)
                try:
                    super().handle_one_response()
                finally:
                    in_flight.discard(self)

        self.in_flight = in_flight
        self._server = pywsgi.WSGIServer(
            listener,
            wsgi_app,
            log=None,
            error_log=log,
            handler_class=Handler,
            spawn=pool.Pool(MAX_CONNECTIONS),
            environ={"SERVER_NAME": listener.getsockname()[0]},  # else it asks the resolver for a name
        )

    def start(self) -> None:
        self._server.start()

    def stop_accepting(self) -> None:
        self._server.close()


class _ThreadingServer:
    def __init__(self, listener: socket.socket, wsgi_app: Callable[..., Any]) -> None:
        from werkzeug.serving import WSGIRequestHandler, make_server

        in_flight: set[object] = set()

        class Handler(WSGIRequestHandler):
            timeout = KEEPALIVE_SECONDS

            def run_wsgi(self) -> None:
                in_flight.add(self)
                try:
                    super().run_wsgi()
                finally:
                    in_flight.discard(self)

            def send_header(self, keyword: str, value: str) -> None:
                if keyword != "Server":  # a banner names versions
                    super().send_header(keyword, value)

            def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
                """Addresses hold ids: there is no access log here."""

            def log(self, type: str, message: str, *args: Any) -> None:
                log.warning(message, *args)

        self.in_flight = in_flight
        host, port = listener.getsockname()[:2]
        self._server = make_server(
            host, port, wsgi_app, threaded=True, request_handler=Handler, fd=listener.fileno()
        )

    def start(self) -> None:
        edge.spawn(self._server.serve_forever, POLL_SECONDS)

    def stop_accepting(self) -> None:
        self._server.shutdown()
        self._server.socket.close()


_SERVERS: dict[str, Callable[[socket.socket, Callable[..., Any]], _Server]] = {
    "eventlet": _EventletServer,
    "gevent": _GeventServer,
    "threading": _ThreadingServer,
}
