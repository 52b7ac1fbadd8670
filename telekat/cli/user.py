"""`telekat user`: accounts from the command line. The first admin is made here."""

import sys

import click

from telekat.cli.opened import opened_house

ROLES = ("psychiatrist", "therapist", "coordinator", "admin")


@click.group("user")
def user() -> None:
    """Look after accounts."""


@user.command(
    "add", epilog='Example: telekat user add --email priya@example.org --name "Priya Nair" --role coordinator'
)
@click.option("--email", required=True)
@click.option("--name", required=True)
@click.option("--role", required=True, type=click.Choice((*ROLES, "patient")))
@click.option("--time-zone", default="Europe/London", show_default=True)
def add(email: str, name: str, role: str, time_zone: str) -> None:
    """Make an account. The password is asked for, or read as one line when input is not a terminal."""
    if role == "patient":
        raise click.ClickException(
            "Patients are made by a coordinator, in the program, so that their record is whole."
        )
    password = _ask_password()
    with opened_house():
        from telekat.accounts.actions import people
        from telekat.policy import Role
        from telekat.rooms.actions import join_front_desks

        new = people.prepare_user(email=email, name=name, role=Role(role), password=password, time_zone=time_zone)
        user_id = people.store_user(None, new)
        if role == "coordinator":
            join_front_desks(user_id)
    click.echo(user_id)


def _ask_password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
