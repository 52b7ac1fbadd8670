"""`telekat instruments`: what this installation can ask and score, and on what terms."""

import json

import click

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument

EXAMPLE = """\b
Example:
  telekat instruments --json
"""
COLUMNS = ("ID", "VERSION", "KIND", "ITEMS", "RANGE", "TITLE", "NEEDED TO SHOW THE TEXT")


@click.command("instruments", epilog=EXAMPLE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, with items and licence.")
def instruments(as_json: bool) -> None:
    """List the questionnaires that ship with this version."""
    if as_json:
        for each in registry.all_instruments():
            click.echo(json.dumps(each.as_json(), ensure_ascii=False))
        return
    rows = [COLUMNS, *(_row(each) for each in registry.all_instruments())]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _row(instrument: Instrument) -> tuple[str, ...]:
    span = "" if instrument.maximum is None else f"{instrument.minimum}-{instrument.maximum}"
    return (
        instrument.id,
        instrument.version,
        instrument.kind.replace("_", " "),
        str(len(instrument.items)),
        span,
        instrument.title,
        instrument.licence_needed or "",
    )
