"""gevent's web server, as it must be for production."""

import contextlib
import socket
from collections.abc import Callable
from http.client import HTTPException
from typing import Any

from telekat.core.edge import refusing
from telekat.core.edge.limits import KEEPALIVE_SECONDS, MAX_CONNECTIONS


class GeventServer:
    def __init__(self, listener: socket.socket, wsgi_app: Callable[..., Any]) -> None:
        from gevent import pool, pywsgi

        self.in_flight: set[object] = set()
        self._server = pywsgi.WSGIServer(
            listener,
            wsgi_app,
            log=None,
            error_log=refusing.log,
            handler_class=_handler(self.in_flight),
            spawn=pool.Pool(MAX_CONNECTIONS),
            environ={"SERVER_NAME": listener.getsockname()[0]},  # else it asks the resolver for a name
        )

    def start(self) -> None:
        self._server.start()

    def stop_accepting(self) -> None:
        self._server.close()


def _handler(in_flight: set[object]) -> type[Any]:
    from gevent import GreenletExit, pywsgi

    class Handler(pywsgi.WSGIHandler):
        def __init__(self, sock: Any, *rest: Any) -> None:
            sock.settimeout(KEEPALIVE_SECONDS)
            super().__init__(sock, *rest)

        def handle_one_request(self) -> Any:
            answer = super().handle_one_request()
            if not isinstance(answer, tuple):
                return answer
            return answer[0], refusing.malformed(int(answer[0]))

        def read_request(self, raw_requestline: str) -> bool:
            try:
                return bool(super().read_request(raw_requestline))
            except (ValueError, HTTPException):
                return False  # the library's sentence repeats the request's own words

        def _handle_client_error(self, ex: BaseException) -> tuple[str, bytes]:
            if not isinstance(ex, OSError):
                refusing.note(ex)
            return "400", b""

        def _log_error(self, t: type[BaseException], v: BaseException, tb: object) -> None:
            if not issubclass(t, GreenletExit):  # the library prints the environment: cookies, addresses
                refusing.note(t)

        def _send_error_response_if_possible(self, error_code: int) -> None:
            self.close_connection = True
            if not self.response_length:
                with contextlib.suppress(OSError):
                    self._sendall(refusing.malformed(error_code))

        def log_error(self, msg: str, *args: Any) -> None:
            """Whatever the library would say holds a request's words."""

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

    return Handler
