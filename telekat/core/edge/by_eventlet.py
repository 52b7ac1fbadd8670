"""eventlet's web server, as it must be for production."""

import errno
import socket
from collections.abc import Callable
from typing import Any

from telekat.core import edge
from telekat.core.edge import refusing
from telekat.core.edge.limits import KEEPALIVE_SECONDS, MAX_CONNECTIONS, POLL_SECONDS, REQUEST_SECONDS

EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.ECONNABORTED, errno.EPROTO}


class EventletServer:
    def __init__(self, listener: socket.socket, wsgi_app: Callable[..., Any]) -> None:
        self.in_flight: set[object] = set()
        self._protocol = _protocol(self.in_flight)
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


def _protocol(in_flight: set[object]) -> type[Any]:
    from eventlet import wsgi

    class Protocol(wsgi.HttpProtocol):
        def handle(self) -> None:
            try:
                super().handle()
            except TimeoutError:
                raise  # the server closes for it, and says nothing
            except Exception as error:  # left alone, it is printed with its text, which may be a header's
                refusing.note(error)

        def _read_request_line(self) -> bytes:
            line: bytes = super()._read_request_line() or b""
            if len(line) < self.server.url_length_limit:
                return line
            self.send_error(414)
            return b""

        def parse_request(self) -> bool:
            try:
                return bool(super().parse_request()) and self._has_one_length()
            except (wsgi.HeaderLineTooLong, wsgi.HeadersTooLarge):
                self.send_error(431)
                return False

        def _has_one_length(self) -> bool:
            """Whether the length of the body is a number and told once."""
            length = self.headers.get("content-length")
            if length is None or (length.isascii() and length.isdigit() and not self.headers["transfer-encoding"]):
                return True
            self.send_error(400)
            return False

        def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
            """The library's words repeat the request's own."""
            self.close_connection = True
            self.wfile.write(refusing.malformed(int(code)))

        def log_message(self, format: str, *args: Any) -> None:
            """Whatever the library would say holds a request's words."""

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

    return Protocol


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
