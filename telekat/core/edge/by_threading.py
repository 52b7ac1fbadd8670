"""werkzeug's web server, for development and tests."""

import socket
import sys
from collections.abc import Callable
from typing import Any

from telekat.core import edge
from telekat.core.edge import refusing
from telekat.core.edge.limits import KEEPALIVE_SECONDS, POLL_SECONDS


class ThreadingServer:
    def __init__(self, listener: socket.socket, wsgi_app: Callable[..., Any]) -> None:
        from werkzeug.serving import make_server

        self.in_flight: set[object] = set()
        host, port = listener.getsockname()[:2]
        self._server = make_server(
            host,
            port,
            wsgi_app,
            threaded=True,
            request_handler=_handler(self.in_flight),
            fd=listener.fileno(),
        )
        _quiet(self._server)

    def start(self) -> None:
        edge.spawn(self._server.serve_forever, POLL_SECONDS)

    def stop_accepting(self) -> None:
        self._server.shutdown()
        self._server.socket.close()


def _quiet(server: Any) -> None:
    server.log = server.handle_error = _note_class


def _note_class(*_said: Any) -> None:
    """The library's sentences hold a traceback with its values, or an address."""
    refusing.note(sys.exc_info()[0])


def _handler(in_flight: set[object]) -> type[Any]:
    from werkzeug.serving import WSGIRequestHandler

    class Handler(WSGIRequestHandler):
        timeout = KEEPALIVE_SECONDS

        def run_wsgi(self) -> None:
            in_flight.add(self)
            try:
                super().run_wsgi()
            finally:
                in_flight.discard(self)

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """The library's words repeat the request's own."""
            self.close_connection = True
            self.wfile.write(refusing.malformed(int(code)))

        def send_header(self, keyword: str, value: str) -> None:
            if keyword != "Server":  # a banner names versions
                super().send_header(keyword, value)

        def log(self, type: str, message: str, *args: Any) -> None:
            """Addresses hold ids, and a line that could not be read may hold anything: nothing is logged here."""

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """There is no access log here."""

    return Handler
