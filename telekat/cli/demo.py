"""`telekat demo`: a believable week at a fictional practice."""

import click

from telekat.cli.opened import bring_up_to_date, opened_house


@click.command("demo", epilog="Example: telekat demo")
@click.option("--if-empty", is_flag=True, help="Do nothing when there are people already.")
@click.option("--upgrade", is_flag=True, help="Bring the database to the newest version first.")
@click.option("--quiet", is_flag=True, help="Do not print the sign-ins.")
def demo(if_empty: bool, upgrade: bool, quiet: bool) -> None:
    """Make the demo practice in an empty database. Never in production."""
    if upgrade:
        bring_up_to_date()
    with opened_house() as config:
        if config.is_production:
            if if_empty:
                return
            raise click.ClickException("telekat demo is refused in production.")
        from telekat.demo.people import sign_ins
        from telekat.demo.queries import is_empty
        from telekat.demo.week import make_week

        if is_empty():
            make_week()
        elif not if_empty:
            raise click.ClickException("There are people in this database already.")
    if not quiet:
        click.echo(sign_ins())
