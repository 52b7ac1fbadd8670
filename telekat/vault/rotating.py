"""Changing keys while everything stays readable.

Two ways. Master keys: each data key is wrapped anew under the first configured master key, the words stay as they are.
Data keys: a subject gets a new one and each of its texts is sealed again. Both go in small transactions and can be
killed and begun again at any point: what is done is done, what is not opens with the key it has.

Old data keys are never removed here: a running server may still be sealing under one for some seconds.
"""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from telekat.core.database import db
from telekat.vault import keys, places
from telekat.vault.keys import VaultError
from telekat.vault.models import DataKey, MasterKey
from telekat.vault.places import Place
from telekat.vault.sealing import SealBroken


@dataclass(frozen=True, slots=True)
class MasterCount:
    """How many data keys one master key wraps. configured: whether this process has it."""

    key_id: str
    data_keys: int
    current: bool
    configured: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """How many texts were sealed anew, and how many did not open."""

    count: int
    broken: int


@dataclass(frozen=True, slots=True)
class Wrapped:
    """How many data keys were wrapped anew and how many do not open; last: the id to go on after, "" at the end."""

    count: int
    broken: int
    last: str


def status() -> list[MasterCount]:
    """Every master key that is configured or known to the database, the current one first."""
    rows = db().execute(select(DataKey.master_key_id, func.count()).group_by(DataKey.master_key_id))
    counts = {row[0]: row[1] for row in rows}
    configured = keys.configured_masters()
    known = [*configured, *(one for one in db().scalars(select(MasterKey.id)) if one not in configured)]
    return [
        MasterCount(key_id, counts.get(key_id, 0), key_id == keys.current_master(), key_id in configured)
        for key_id in known
    ]


def rewrap_some(limit: int, after: str = "") -> Wrapped:
    """Wrap up to `limit` data keys whose ids follow `after` anew under the current master key. Only inside an action.

    What does not open is left as it is and counted: one broken key must not keep all others under an old master key.
    """
    current = keys.current_master()
    under_others = select(DataKey).where(DataKey.master_key_id != current, DataKey.id > after)
    found = list(db().scalars(under_others.order_by(DataKey.id).limit(limit)))
    if found:
        keys.know_current_master()
    broken = sum(not _wrap_anew(row, current) for row in found)
    db().flush()
    return Wrapped(len(found) - broken, broken, found[-1].id if found else "")


def _wrap_anew(row: DataKey, current: str) -> bool:
    try:
        key = keys.unwrap(row)
    except VaultError:
        return False
    row.wrapped, row.master_key_id = keys.wrap(row, key), current
    return True


def try_every_key() -> int:
    """Open every data key once, as after a restore; returns how many do not open."""
    return sum(not _opens(row) for row in db().scalars(select(DataKey)))


def _opens(row: DataKey) -> bool:
    try:
        keys.unwrap(row)
    except VaultError:
        return False
    return True


def has_key(subject: str) -> bool:
    """Whether anything was ever sealed for this subject."""
    return db().scalar(select(DataKey.id).where(DataKey.subject == subject).limit(1)) is not None


def renew(subject: str) -> None:
    """Give this subject a new data key, under which all that comes from now on is sealed. Only inside an action."""
    keys.make_key(subject)
    keys.forget_after_commit(subject)


def older_keys(subject: str) -> list[str]:
    """Ids of the subject's data keys but the newest."""
    rows = db().scalars(select(DataKey.id).where(DataKey.subject == subject).order_by(DataKey.number.desc()))
    return list(rows)[1:]


def places_to_move(subject: str) -> list[Place]:
    """Where something of this subject still lies under an older key."""
    return list(places.places_under(older_keys(subject)))


def move(subject: str, some: Collection[Place]) -> Moved:
    """Seal these places anew under the subject's newest key. Only inside an action.

    What does not open is left as it is and counted: one broken text must not keep all others under an old key.
    """
    older, count, broken = set(older_keys(subject)), 0, 0
    for place in some:
        try:
            count += places.seal_anew(place, subject, older)
        except SealBroken:
            broken += 1
    return Moved(count, broken)
