"""A mail server on loopback: speaks enough SMTP to take mail, and to misbehave when told to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_string, policy


class Post:
    """What came in. refuse: the answer to RCPT, None takes everybody."""

    def __init__(self) -> None:
        self.taken: list[tuple[list[str], str]] = []
        self.refuse: str | None = None
        self.port = 0

    @property
    def mails(self):
        return [(to, message_from_string(text, policy=policy.default)) for to, text in self.taken]


def _handler(post: Post) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            self._say("220 post.example ready")
            recipients: list[str] = []
            while line := self.rfile.readline().decode().strip():
                verb = line.split(":")[0].split(" ")[0].upper()
                if verb == "RCPT":
                    recipients.append(line.partition(":")[2].split("<")[1].split(">")[0])
                    self._say(post.refuse or "250 ok")
                elif verb == "DATA":
                    self._say("354 go on")
                    post.taken.append((recipients, self._body()))
                    self._say("250 kept")
                elif verb == "QUIT":
                    self._say("221 bye")
                    return
                else:
                    self._say("250 ok")

        def _body(self) -> str:
            lines: list[str] = []
            while (line := self.rfile.readline().decode()) not in (".\r\n", ""):
                lines.append(line)
            return "".join(lines)

        def _say(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    return Handler


@contextmanager
def running() -> Iterator[Post]:
    """A mail server while the block runs."""
    found = Post()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(found)) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        found.port = server.server_address[1]
        yield found
        server.shutdown()
