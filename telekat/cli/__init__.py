"""The `telekat` command: a file for each subcommand, loaded only when it is called, so that `score` starts fast.

Exit codes: 0 done, 1 a failure told in one line on standard error, 2 wrong usage. No traceback reaches a user.
"""

import importlib
import os
import sys

import click

_COMMANDS = {
    "serve": "telekat.cli.serve",
    "config": "telekat.cli.config",
    "db": "telekat.cli.db",
    "demo": "telekat.cli.demo",
    "user": "telekat.cli.user",
    "instruments": "telekat.cli.instruments",
    "score": "telekat.cli.score",
    "fixture": "telekat.cli.fixture",
    "audit": "telekat.cli.audit",
    "integrity": "telekat.cli.integrity",
    "keys": "telekat.cli.keys",
    "backup": "telekat.cli.backup",
    "restore": "telekat.cli.restore",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = getattr(importlib.import_module(module), cmd_name)
        return command


@click.command(cls=_Lazy)
def telekat() -> None:
    """TeleKAT: chat, live screening and check-ins for ketamine-assisted therapy."""


def main() -> None:
    """Run the command line; turn every failure into one line and an exit code."""
    os.umask(0o077)  # the database, its backups and what lies beside them are nobody else's to read
    try:
        telekat.main(prog_name="telekat", standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2 if isinstance(error, click.UsageError) else 1)
    except click.Abort:
        _fail("Stopped.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        if os.environ.get("TELEKAT_LOG_LEVEL", "").upper() == "DEBUG":
            raise
        _fail(_sentence(error))


def _sentence(error: Exception) -> str:
    from telekat.core.errors import TeleKATError

    if isinstance(error, TeleKATError):
        wrong = "; ".join(f"{name}: {why}" for name, why in error.fields.items())
        return error.message + (f" ({wrong})" if wrong else "")
    if type(error).__name__ in ("ConfigError", "VaultError") or isinstance(error, OSError):
        return str(error)
    return f"telekat failed: {type(error).__name__}. Set TELEKAT_LOG_LEVEL=DEBUG to see where."


def _fail(sentence: str) -> None:
    click.echo(sentence, err=True)
    sys.exit(1)
