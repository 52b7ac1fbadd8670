"""`telekat keys`: which master keys are in use, and changing keys while the practice goes on."""

import time
from pathlib import Path
from typing import Any

import click

from telekat.cli.opened import opened_house

BATCH = 200  # data keys or texts in one transaction: the writer is held for milliseconds only


@click.group("keys")
def keys() -> None:
    """Look after the keys that seal what people write."""


@keys.command("status", epilog="Example: telekat keys status")
def status() -> None:
    """How many data keys each master key wraps. One with none may be taken out of TELEKAT_MASTER_KEYS."""
    with opened_house():
        from telekat.vault import rotating

        for one in rotating.status():
            click.echo(f"{one.key_id}  {one.data_keys} data keys  {_standing(one)}")


def _standing(one: Any) -> str:
    if one.current:
        return "current"
    if one.data_keys:
        return "in use: keep it, or run telekat keys rotate"
    return "not in use: may be taken out" if one.configured else "not in use, not configured"


@keys.command("rotate", epilog="Example: telekat keys rotate")
@click.option("--data", "patient_id", metavar="PATIENT_ID", help="Seal all that belongs to this patient anew.")
@click.option(
    "--batch", default=BATCH, show_default=True, type=click.IntRange(1, 10_000), help="In one transaction."
)
def rotate(patient_id: str | None, batch: int) -> None:
    """Wrap every data key anew under the first key of TELEKAT_MASTER_KEYS; with --data, change a patient's data key.

    Safe while the server runs, safe to interrupt, safe to run again. Refused while a running server lacks that key.
    """
    with opened_house() as config:
        _refuse_unknown_key(config.data_dir)
        if patient_id is None:
            _rewrap_all(config.data_dir, batch)
        else:
            _reseal(config.data_dir, patient_id, batch)


def _refuse_unknown_key(data_dir: Path) -> None:
    """Raises ClickException while a living server could not open what is wrapped under the current master key."""
    from telekat.vault import holders
    from telekat.vault import keys as vault_keys

    count = holders.lacking(data_dir, vault_keys.current_master())
    if count:
        raise click.ClickException(
            f"{count} running server{'s do' if count > 1 else ' does'} not know the key {vault_keys.current_master()}."
            " Put it into the TELEKAT_MASTER_KEYS of every server, restart them, and rotate then."
        )


def _rewrap_all(data_dir: Path, batch: int) -> None:
    from telekat.audit import trail
    from telekat.core.writer import Work, write
    from telekat.policy import Action
    from telekat.vault import keys as vault_keys
    from telekat.vault import rotating

    @write
    def rewrap(work: Work, after: str) -> rotating.Wrapped:
        done = rotating.rewrap_some(batch, after)
        if done.count:
            facts = {"data_keys": done.count}
            trail.record(None, Action.KEYS_ROTATE, "master_key", vault_keys.current_master(), detail=facts)
        return done

    total = broken = 0
    done = rewrap("")
    while done.last:
        total, broken = total + done.count, broken + done.broken
        click.echo(f"{total} wrapped anew")
        _refuse_unknown_key(data_dir)  # a server may have been started meanwhile
        done = rewrap(done.last)
    if broken:
        raise click.ClickException(_left_behind(broken, vault_keys.current_master()))
    click.echo(f"All data keys are under {vault_keys.current_master()}.")


def _left_behind(broken: int, current: str) -> str:
    one = broken == 1
    return (
        f"{broken} data key{' does' if one else 's do'} not open and {'was' if one else 'were'} left as"
        f" {'it is' if one else 'they are'} under the old master key, which has to stay configured; all others are"
        f" under {current}."
    )


def _reseal(data_dir: Path, patient_id: str, batch: int) -> None:
    from telekat.audit import trail
    from telekat.core.writer import Work, write
    from telekat.policy import Action
    from telekat.rooms.queries import rooms_of_patients
    from telekat.vault import rotating, sealing

    @write
    def renew(work: Work, subject: str) -> None:
        rotating.renew(subject)
        trail.record(None, Action.KEYS_ROTATE, "data_key", subject, patient_id=patient_id)

    @write
    def move(work: Work, subject: str, some: list[Any]) -> rotating.Moved:
        return rotating.move(subject, some)

    rooms = rooms_of_patients([patient_id]).get(patient_id, {})
    subjects = [sealing.patient(patient_id)]
    subjects += [sealing.staff_room(room.id) for kind, room in rooms.items() if kind == "staff"]
    if not rotating.has_key(subjects[0]):
        raise click.ClickException("There is no patient with this id.")
    total = broken = 0
    subjects = list(filter(rotating.has_key, subjects))
    for subject in subjects:
        renew(subject)
    _wait_for_servers(data_dir)
    for subject in subjects:
        waiting = rotating.places_to_move(subject)
        for start in range(0, len(waiting), batch):
            moved = move(subject, waiting[start : start + batch])
            total, broken = total + moved.count, broken + moved.broken
            click.echo(f"{total} sealed anew")
    if broken:
        raise click.ClickException(f"{broken} texts do not open and were left as they are.")
    click.echo("Done.")


def _wait_for_servers(data_dir: Path) -> None:
    """Until every running server has asked for the newest data key: what it sealed before is sealed anew after."""
    from telekat.vault import holders
    from telekat.vault import keys as vault_keys

    if holders.living(data_dir):
        click.echo("Waiting until the running server seals under the new key …")
        time.sleep(vault_keys.NEWEST_SECONDS + 1)
