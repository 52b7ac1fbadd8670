"""`telekat fixture`: rooms with signed-in people, for programs that test or measure from outside."""

import json
from pathlib import Path

import click

from telekat.cli.opened import opened_house

EXAMPLE = "Example: telekat fixture --rooms 50 --out rooms.json"


@click.command("fixture", epilog=EXAMPLE)
@click.option("--rooms", required=True, type=click.IntRange(1, 100_000), help="How many rooms of two.")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where the JSON goes.")
def fixture(rooms: int, out: Path) -> None:
    """Make rooms, each with one patient and one psychiatrist who are signed in. Never in production."""
    with opened_house() as config:
        if config.is_production:
            raise click.ClickException("telekat fixture is refused in production.")
        from telekat.demo.fixture import make_rooms

        made = make_rooms(rooms)
    out.write_text(json.dumps({"rooms": made}))
    click.echo(f"{len(made)} rooms in {out}")
