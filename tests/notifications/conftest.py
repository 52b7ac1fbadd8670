"""A practice with a mail server."""

from collections.abc import Iterator

import pytest

from telekat.notifications import channel
from tests.notifications.mail_server import Post, running


@pytest.fixture
def post() -> Iterator[Post]:
    """A running mail server; the practice is told of it."""
    with running() as found:
        channel.start(f"smtp://127.0.0.1:{found.port}?from=alerts@harbour.example.org", "https://care.example")
        yield found
    channel.start("", "http://127.0.0.1:5000")
