"""`telekat instruments`: what this installation can ask and score, and on what terms; and taking in one of one's own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from telekat.questionnaires import registry
from telekat.questionnaires.definition import Instrument

EXAMPLE = """\b
Example:
  telekat instruments --json
  telekat instruments import our-form.json --accept-losses
"""
IMPORT_EXAMPLE = """\b
Example:
  telekat instruments import our-form.json --id sleep_diary --check
"""
COLUMNS = ("ID", "VERSION", "KIND", "ITEMS", "RANGE", "TITLE", "NEEDED TO SHOW THE TEXT")


@click.group("instruments", epilog=EXAMPLE, invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per line, with items and licence.")
@click.pass_context
def instruments(context: click.Context, as_json: bool) -> None:
    """List the questionnaires that ship with this version and those that the practice has imported."""
    if context.invoked_subcommand is not None:
        return
    with _own_ones():
        found = registry.all_instruments()
    if as_json:
        for each in found:
            click.echo(json.dumps(each.as_json(), ensure_ascii=False))
        return
    rows = [COLUMNS, *(_row(each) for each in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


@contextmanager
def _own_ones() -> Iterator[None]:
    """Within, the registry knows the practice's own, where there is a database; none is made for the asking."""
    from config import Config
    from telekat.core import database, edge

    url = Config.from_env().database_url
    file = url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else ""
    if file and not Path(file).exists():
        yield
        return
    edge.patch("threading")
    from telekat.core.migrating import is_current
    from telekat.questionnaires.queries import imported

    database.connect(url)
    try:
        if is_current():
            imported.forget()
            registry.start(imported.imported)
        else:
            click.echo("The database is not up to date: only what ships is listed.", err=True)
        with database.read_scope():
            yield
    finally:
        imported.forget()
        database.disconnect()


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


@instruments.command("import", epilog=IMPORT_EXAMPLE)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--id", "wanted_id", default="", help="The instrument's id; by default made from the file's name.")
@click.option("--accept-losses", is_flag=True, help="Import although some of the file cannot be honoured.")
@click.option("--check", is_flag=True, help="Only say what would be lost; nothing is stored.")
def import_(file: Path, wanted_id: str, accept_losses: bool, check: bool) -> None:
    """Import a FHIR R4 Questionnaire (JSON) as an instrument of the practice's own.

    Says exactly what it cannot honour. Refused things have to be changed in the file; losses have to be accepted.
    """
    from telekat.questionnaires.from_fhir.findings import Weight
    from telekat.questionnaires.from_fhir.reading import read_questionnaire

    original = file.read_bytes()
    definition, found = read_questionnaire(original, wanted_id)
    for weight in Weight:
        for one in found.of(weight):
            click.echo(f"{weight.value:8}{one.path}: {one.reason}")
    refused, lost = len(found.of(Weight.REFUSED)), len(found.of(Weight.LOST))
    if definition is None:
        raise click.ClickException(f"Not imported: {refused} of it cannot be taken, named above.")
    if lost and not accept_losses:
        raise click.ClickException(
            f"Not imported: {lost} of it would be lost, named above. --accept-losses takes it so."
        )
    if check:
        click.echo(f"Nothing was stored. It would be {definition.id} with {len(definition.items)} questions.")
        return
    from telekat.cli.opened import opened_house

    with opened_house():
        from telekat.questionnaires import actions

        done = actions.import_instrument(None, definition, original, found.all)
    state = "Imported as" if done.is_new else "Nothing new, it is already there as"
    click.echo(f"{state} {done.id}, version {done.version}, with {len(definition.items)} questions.")
