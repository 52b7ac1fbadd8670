"""The serving process itself, imported after the async library has patched the world."""

import logging
import os

import click

from config import Config
from telekat import app as house
from telekat.core import edge, logs
from telekat.core.edge.serving import serve
from telekat.core.exposure import ROOT_UID
from telekat.core.migrating import is_current

log = logging.getLogger("telekat")


def run(host: str, port: int, *, say_demo: bool) -> None:
    """Serve until SIGTERM or SIGINT. Raises ConfigError, VaultError, OSError before anything is served."""
    config = Config.from_env(port=port)
    logs.start(config.log_level)
    if config.is_production and os.geteuid() == ROOT_UID:
        log.warning("serving as root, as TELEKAT_ALLOW_ROOT says")
    app = house.create_app(config)
    if not is_current():
        raise click.ClickException("The database is not up to date. Run: telekat db upgrade")
    house.start_loops(app)
    if config.redis_url:
        log.warning("TELEKAT_REDIS_URL is set, but nothing uses it: this is one node, and others would not hear it")
    log.info("async mode", extra={"async_mode": edge.mode(), "note": _note()})

    def ready(real_port: int) -> None:
        click.echo(f"TeleKAT is at {config.public_url}")
        if say_demo:
            from telekat.demo.people import sign_ins

            click.echo(sign_ins())

    serve(app.wsgi_app, host, port, on_ready=ready, on_stop=lambda: house.stop(app))


def _note() -> str:
    return "deprecated upstream; gevent is recommended" if edge.mode() == "eventlet" else ""
