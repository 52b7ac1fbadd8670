"""Data keys: making, wrapping, finding. Unwrapped keys live in memory only.

A key made inside an action is remembered after its commit, never before: a rollback would otherwise leave us
sealing under a key that no longer exists anywhere.

A newest key that does not open is followed by a new one: what lay under it is lost or waits for its master key, but an
alert must never fail for that.
"""

import hashlib
import hmac
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select, text

from telekat.core import clock, ids
from telekat.core.database import current_work, db, rows
from telekat.vault.models import DataKey, MasterKey

MOST_USES = 2**30  # random 96-bit nonces: SECURITY-REQUIREMENTS C-05
_BLOCK = 2**16  # uses are counted in blocks, so that sealing does not cost a row update each time
_NONCE_BYTES = 12
NEWEST_SECONDS = 5.0  # how long a server may seal on under a data key that another process replaced

_STORED = "SELECT id, subject, number, wrapped, master_key_id, reserved_uses FROM data_key WHERE "
_BY_ID = text(_STORED + "id = :key_id")
_NEWEST = text(_STORED + "subject = :subject ORDER BY number DESC LIMIT 1")
_NEWEST_STANDS = text("SELECT id, wrapped FROM data_key WHERE subject = :subject ORDER BY number DESC LIMIT 1")
_MASTERS_IN_USE = text(
    "SELECT id FROM master_key WHERE EXISTS (SELECT 1 FROM data_key WHERE data_key.master_key_id = master_key.id)"
)
_RESERVE = text("UPDATE data_key SET reserved_uses = reserved_uses + :block WHERE id = :key_id")

log = logging.getLogger("telekat.vault")


class VaultError(Exception):
    """The vault cannot open: names the key at fault, never a key's bytes."""


@dataclass(slots=True)
class Sealer:
    """A data key ready for use. left: seals until the next block of uses must be reserved.

    wrapped: how its row holds it. newest_until: on the monotonic clock, when to ask again whether that row still is
    its subject's newest and holds it so: what is sealed under a key that is nowhere else is lost with the process.
    """

    key_id: str
    cipher: AESGCM
    wrapped: bytes
    left: int
    key_bytes: bytes = field(init=False)
    newest_until: float = field(init=False)

    def __post_init__(self) -> None:
        self.newest_until = clock.monotonic() + NEWEST_SECONDS
        self.key_bytes = UUID(self.key_id).bytes


class StoredKey(NamedTuple):
    """A data key's row, read without its model: the first message of a room waits for it."""

    id: str
    subject: str
    number: int
    wrapped: bytes
    master_key_id: str
    reserved_uses: int


_masters: dict[str, AESGCM] = {}
_current_master = ""
_sealers: dict[str, Sealer] = {}
_openers: dict[str, AESGCM] = {}
_record_broken: Callable[[str, str], None] | None = None


def start(master_keys: tuple[tuple[str, bytes], ...]) -> None:
    """Take the master keys; the first is current. Forgets every data key."""
    global _current_master
    _masters.clear()
    _current_master = master_keys[0][0]
    for key_id, key in master_keys:
        _masters[key_id] = AESGCM(_derive(key, "wrap"))
    _checks.clear()
    _checks.update({key_id: _check_value(key) for key_id, key in master_keys})
    forget()


_checks: dict[str, bytes] = {}


def on_broken(record: Callable[[str, str], None]) -> None:
    """Take who records, in the running action, that a data key (its id, its subject) does not open and gets a successor."""
    global _record_broken
    _record_broken = record


def _derive(key: bytes, label: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=f"telekat master {label}".encode()).derive(key)


def _check_value(key: bytes) -> bytes:
    return hmac.new(_derive(key, "check"), b"telekat", hashlib.sha256).digest()


def current_master() -> str:
    """The id of the master key that wraps new data keys."""
    return _current_master


def configured_masters() -> tuple[str, ...]:
    """Ids of the master keys of this process, the current one first."""
    return tuple(_masters)


def verify_master_keys() -> None:
    """Compare the configured keys with what the database has seen. Raises VaultError; writes nothing."""
    in_use = set(db().scalars(select(DataKey.master_key_id).distinct()))
    for known in db().scalars(select(MasterKey)):
        if known.id in _checks and not hmac.compare_digest(known.check_value, _checks[known.id]):
            raise VaultError(f"TELEKAT_MASTER_KEYS: the key {known.id} is not the one this database was made with")
        if known.id in in_use and known.id not in _checks:
            raise VaultError(f"TELEKAT_MASTER_KEYS: the key {known.id} is missing and still in use")


def holds_all_in_use() -> bool:
    """Whether this process has every master key that wraps something now: another process may have rotated."""
    return all(row[0] in _masters for row in rows(_MASTERS_IN_USE))


def forget(subject: str | None = None) -> None:
    """Drop unwrapped keys from memory: all, or one subject's after its key was destroyed."""
    if subject is None:
        _sealers.clear()
    else:
        _sealers.pop(subject, None)
    _openers.clear()


def sealer_for(subject: str) -> Sealer:
    """The key that seals this subject's words now; made at first use. Only inside an action."""
    sealer = _sealers.get(subject)
    if sealer is None or not _is_newest(subject, sealer):
        sealer = _newest(subject) or make_key(subject)
        _remember_after_commit(subject, sealer)
    elif sealer.left <= 0:
        sealer = _reserve_more(subject, sealer)
    sealer.left -= 1
    return sealer


def _is_newest(subject: str, sealer: Sealer) -> bool:
    now = clock.monotonic()
    if now < sealer.newest_until:
        return True
    found = rows(_NEWEST_STANDS, subject=subject)
    sealer.newest_until = now + NEWEST_SECONDS
    return bool(found) and tuple(found[0]) == (sealer.key_id, sealer.wrapped)


def forget_after_commit(subject: str) -> None:
    """Ask for this subject's newest key again once the running action is written."""
    work = current_work.get()
    if work is not None:
        work.after_commit(lambda: forget(subject))


def opener_for(key_id: str) -> AESGCM | None:
    """The key with this id, None when it does not exist (destroyed, or the bytes are not ours)."""
    opener = _openers.get(key_id)
    if opener is None:
        found = rows(_BY_ID, key_id=key_id)
        if not found:
            return None
        opener = _openers[key_id] = AESGCM(unwrap(StoredKey(*found[0])))
    return opener


def _newest(subject: str) -> Sealer | None:
    """The subject's newest key; None where there is none yet, or it does not open and another must follow it."""
    found = rows(_NEWEST, subject=subject)
    if not found:
        return None
    stored = StoredKey(*found[0])
    try:
        cipher = AESGCM(unwrap(stored))
    except VaultError:
        log.error("a data key does not open: a new one follows it", extra={"data_key_id": stored.id})
        if _record_broken is not None:
            _record_broken(stored.id, subject)
        return None
    return _reserve_more(subject, Sealer(stored.id, cipher, stored.wrapped, 0))


def _reserve_more(subject: str, sealer: Sealer) -> Sealer:
    found = rows(_BY_ID, key_id=sealer.key_id)
    reserved = StoredKey(*found[0]).reserved_uses if found else MOST_USES
    if reserved >= MOST_USES:
        fresh = make_key(subject)
        _remember_after_commit(subject, fresh)
        return fresh
    block = min(_BLOCK, MOST_USES - reserved)
    rows(_RESERVE, key_id=sealer.key_id, block=block)
    sealer.left = block
    return sealer


def make_key(subject: str) -> Sealer:
    """A new data key for this subject, which seals from now on. Only inside an action; remembered by whoever asked."""
    last = db().scalar(
        select(DataKey.number).where(DataKey.subject == subject).order_by(DataKey.number.desc()).limit(1)
    )
    key = AESGCM.generate_key(256)
    know_current_master()
    row = DataKey(
        id=ids.new_id(),
        subject=subject,
        number=(last or 0) + 1,
        master_key_id=_current_master,
        reserved_uses=min(_BLOCK, MOST_USES),
        created_at=clock.now(),
        wrapped=b"",
    )
    row.wrapped = wrap(row, key)
    db().add(row)
    db().flush()
    return Sealer(row.id, AESGCM(key), row.wrapped, row.reserved_uses)


def know_current_master() -> None:
    """Note in the database that the current master key wraps something. Only inside an action."""
    if db().get(MasterKey, _current_master) is None:
        db().add(MasterKey(id=_current_master, check_value=_checks[_current_master]))
        db().flush()


def _remember_after_commit(subject: str, sealer: Sealer) -> None:
    work = current_work.get()
    if work is None:
        raise RuntimeError("sealing belongs into an action")
    work.after_commit(lambda: _sealers.__setitem__(subject, sealer))


def wrap(row: DataKey, key: bytes) -> bytes:
    """`key` under the current master key, bound to this row."""
    nonce = AESGCM.generate_key(128)[:_NONCE_BYTES]
    return nonce + _masters[_current_master].encrypt(nonce, key, _binding(row))


def unwrap(row: DataKey | StoredKey) -> bytes:
    """The data key itself. Raises VaultError when its master key is missing or the row was changed."""
    master = _masters.get(row.master_key_id)
    if master is None:
        raise VaultError(f"TELEKAT_MASTER_KEYS: the key {row.master_key_id} is missing and still in use")
    try:
        return master.decrypt(row.wrapped[:_NONCE_BYTES], row.wrapped[_NONCE_BYTES:], _binding(row))
    except (InvalidTag, ValueError):  # ValueError: what is left of it is too short to be a wrapped key
        raise VaultError(f"the data key {row.id} does not open: wrong master key, or its row was changed") from None


def _binding(row: DataKey | StoredKey) -> bytes:
    return f"telekat data key|{row.id}|{row.subject}|{row.number}".encode()
