"""The process edge: the async library patches the world before anything else is imported. Then the app is made."""

import os
from typing import Any

from telekat.core import edge

edge.patch(os.environ.get("TELEKAT_ASYNC_MODE") or "eventlet")  # type: ignore[arg-type]


def make(port: int = 5000) -> Any:
    """The application with its loops running, ready to be served on `port`."""
    from config import Config
    from telekat.app import create_app, start_loops

    config = Config.from_env(port=port)
    config.check_start(os.geteuid())
    app = create_app(config)
    start_loops(app)
    return app


if __name__ != "__main__" and os.environ.get("TELEKAT_SERVED_BY") == "wsgi":
    app = make()
