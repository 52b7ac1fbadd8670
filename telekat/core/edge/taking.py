"""Taking a connection out of its HTTP request: the web server's side of a WebSocket, in the three modes."""

import socket
from collections.abc import Callable
from typing import Any, NamedTuple

from telekat.core import edge


class TakenSocket(NamedTuple):
    """A connection that its HTTP request hands over for good (a WebSocket)."""

    sock: socket.socket  # cooperative: waits without holding the loop
    raw: Any  # its `send(data, MSG_DONTWAIT)` never waits, whoever calls it
    end: Callable[[], None]  # call it last: tells the HTTP side that there is nothing left to answer


def take_socket(environ: dict[str, Any]) -> TakenSocket | None:
    """The connection behind a request, in any of the three modes; None where the web server does not give it."""
    mode = edge.mode()
    if mode == "eventlet" and "telekat.release" in environ:
        sock = environ["eventlet.input"].get_socket()
        taken = TakenSocket(sock, sock.fd, _end_eventlet)
        environ["telekat.release"]()
    elif mode == "gevent" and "telekat.release" in environ:
        sock = environ["telekat.socket"]
        # Private to gevent since its first release; simple-websocket and engineio lean on it as well.
        taken = TakenSocket(sock, sock._sock, environ["telekat.end"])
        environ["telekat.release"]()
    elif "werkzeug.socket" in environ:
        sock = environ["werkzeug.socket"]
        taken = TakenSocket(sock, sock, _end_werkzeug)
    else:
        return None
    taken.sock.settimeout(None)
    taken.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return taken


def _end_eventlet() -> None:
    from eventlet import wsgi

    wsgi.WSGI_LOCAL.already_handled = True


def _end_werkzeug() -> None:
    # werkzeug knows no other way to leave a request unanswered; it takes this for a caller who hung up.
    raise ConnectionAbortedError("the WebSocket has ended")
