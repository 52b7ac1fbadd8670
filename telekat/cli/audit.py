"""`telekat audit`: whether the trail still is what was written."""

import click

from telekat.cli.opened import opened_house


@click.group("audit")
def audit() -> None:
    """Look after the audit trail."""


@audit.command("verify", epilog="Example: telekat audit verify")
def verify() -> None:
    """Check every entry of the trail and its kept heads; exits 1 naming the first entry that does not hold.

    Without a kept head a tail that was cut off cannot be told, so a trail that has none does not pass.
    """
    with opened_house() as config:
        from telekat.audit import heads, verifying

        try:
            kept = heads.kept_heads(config.data_dir)  # before the trail, which only grows
        except heads.HeadsBroken as broken:
            raise click.ClickException(f"The kept heads do not hold: {broken}.") from None
        verdict = verifying.verify(kept)
    if not verdict.holds:
        raise click.ClickException(f"The trail does not hold at entry {verdict.bad_seq}: {verdict.why}.")
    if verdict.lacks_heads:
        raise click.ClickException(verdict.lacks_heads)
    click.echo(f"{verdict.count} entries hold, {len(kept)} kept heads agree.")
