"""A number for each request, made here and never taken from the caller: in the answer's `X-Request-Id`, on error
pages and in every log line. Outermost of all, it is also the last to hear of what nobody caught."""

import sys
from collections.abc import Callable, Iterable
from typing import Any

from telekat.core import asked
from telekat.core.edge import refusing

HEADER = "X-Request-Id"
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def install(app: Any) -> None:
    """Put the number before everything that answers for this Flask application, its sockets too."""
    app.wsgi_app = numbered(app.wsgi_app)


def numbered(app: Wsgi) -> Wsgi:
    """`app` with a request id on each of its answers, and an answer where it raises before it began one."""

    def call(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        number = asked.Asked()
        asked.current.set(number)

        def start(status: str, headers: list[tuple[str, str]], *failed: Any) -> Any:
            own = [header for header in headers if header[0].lower() != "x-request-id"]
            return start_response(status, [*own, (HEADER, number.id)], *failed)

        try:
            return app(environ, start)
        except OSError:
            raise  # whoever asked has hung up, or it is how a WebSocket leaves its request
        except Exception as error:
            refusing.note(error)
            body = refusing.body_for(500)
            start(
                refusing.status_line(500), [*refusing.HEADERS, ("Content-Length", str(len(body)))], sys.exc_info()
            )
            return [body]

    return call
