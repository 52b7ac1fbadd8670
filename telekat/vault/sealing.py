"""Sealing one field: AES-256-GCM, bound to the very place where it is stored.

Stored form: version (1 byte), data key id (16), nonce (12), ciphertext with tag. The binding names format
version, table, column, row and subject, so that a ciphertext moved to another place does not open.
"""

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag

from telekat.vault import keys

VERSION = 1
_HEAD = 1 + 16
_NONCE = 12

PRACTICE = "practice"
"""Subject of what belongs to no patient: names and contact of staff, the practice's own settings."""


def patient(patient_id: str) -> str:
    """Subject of all that belongs to one patient."""
    return f"patient:{patient_id}"


def patient_of(subject: str) -> str:
    """The id of the patient whose words this subject's key seals, "" where it is nobody's alone."""
    kind, _, patient_id = subject.partition(":")
    return patient_id if kind == "patient" else ""


def staff_room(room_id: str) -> str:
    """Subject of one staff-only room."""
    return f"staff-room:{room_id}"


class SealBroken(Exception):
    """The stored bytes do not open here: changed, moved, cut, or their key is gone. One item, never a page."""


def seal(subject: str, table: str, column: str, row_id: str, text: str) -> bytes:
    """`text` as bytes to store in exactly this place. Only inside an action."""
    sealer = keys.sealer_for(subject)
    nonce = os.urandom(_NONCE)
    head = bytes((VERSION,)) + sealer.key_bytes
    binding = _binding(subject, table, column, row_id, sealer.key_id)
    return head + nonce + sealer.cipher.encrypt(nonce, text.encode(), binding)


def unseal(subject: str, table: str, column: str, row_id: str, stored: bytes) -> str:
    """The text that was sealed for this place. Raises SealBroken."""
    if len(stored) < _HEAD + _NONCE + 16 or stored[0] != VERSION:
        raise SealBroken(f"{table}.{column}")
    key_id = str(UUID(bytes=stored[1:_HEAD]))
    try:
        opener = keys.opener_for(key_id)
    except keys.VaultError:  # one data key that does not unwrap: its texts are broken, not the page of everybody
        opener = None
    if opener is None:
        raise SealBroken(f"{table}.{column}")
    nonce, sealed = stored[_HEAD : _HEAD + _NONCE], stored[_HEAD + _NONCE :]
    try:
        return opener.decrypt(nonce, sealed, _binding(subject, table, column, row_id, key_id)).decode()
    except InvalidTag:
        raise SealBroken(f"{table}.{column}") from None


def _binding(subject: str, table: str, column: str, row_id: str, key_id: str) -> bytes:
    return f"{VERSION}|{subject}|{table}|{column}|{row_id}|{key_id}".encode()
