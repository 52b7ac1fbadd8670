"""`telekat serve`: one process that answers HTTP and Socket.IO."""

import os
import sys
from typing import Any

import click


@click.command("serve", epilog="Example: telekat serve --host 127.0.0.1 --port 5000")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=5000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--demo", is_flag=True, help="Bring the database up to date; make the demo practice when it is empty."
)
def serve(host: str, port: int, demo: bool) -> None:
    """Serve TeleKAT until it is told to stop."""
    if demo:
        _prepare()
    mode = _checked_mode()
    # The library patches the world first, so everything else is imported in here.
    from telekat.core import edge

    edge.patch(mode)
    import socket

    port = port or _free_port(socket, host)
    from telekat.cli.serving import run

    run(host, port, say_demo=demo)


def _checked_mode() -> Any:
    """The async mode of settings that may serve, before anything is opened or made. Raises ConfigError."""
    from config import Config

    config = Config.from_env()
    config.check_start(os.geteuid())
    return config.async_mode


def _free_port(socket: Any, host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _prepare() -> None:
    """Migration and demo data run in a process of their own: they must not meet the patched world.

    Where there is nothing to do, it is not started: loading the house twice would double the time to a first page.
    """
    from config import Config
    from telekat.cli.prepared import is_prepared

    config = Config.from_env()
    if config.is_production:
        raise click.ClickException("telekat serve --demo is refused in production.")
    if is_prepared(config.database_url):
        return
    import subprocess

    command = [sys.executable, "-m", "telekat", "demo", "--upgrade", "--if-empty", "--quiet"]
    done = subprocess.run(command, env=os.environ, stdout=subprocess.DEVNULL)
    if done.returncode:
        sys.exit(done.returncode)
