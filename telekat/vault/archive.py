"""A file sealed in chunks: backups, which hold everything and travel.

Layout: a magic line; a line of plain JSON (which master key, a salt); then chunks, each its length in four bytes and
the ciphertext with its tag. The key is derived from the master key and the salt, so no two files share one and chunk
numbers can be nonces. Each chunk is bound to the two lines, its number and whether it is the last: a chunk cut, moved,
left out, or taken from another file does not open.
"""

import errno
import os
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"TELEKAT SEALED FILE 1\n"
CHUNK = 1024 * 1024  # bytes of compressed data in one chunk, at most
_SALT = 32
_MOST_HEAD = 4096
_LENGTH = struct.Struct(">I")


class ArchiveBroken(Exception):
    """Why the file does not open, in one sentence without content."""


def write_archive(target: Path, source: Path, manifest: Mapping[str, Any], key_id: str, master_key: bytes) -> None:
    """Compress and seal `source` into `target`, which must not exist; the manifest travels sealed as well.

    Raises FileExistsError, OSError. What was begun is taken away when it fails; only a whole file gets the name.
    """
    salt = os.urandom(_SALT)
    head = MAGIC + orjson.dumps({"key": key_id, "salt": salt.hex()}) + b"\n"
    cipher = AESGCM(_key(master_key, salt))
    part = target.with_name(target.name + ".part")
    _refuse_existing(target)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(head)
            for number, (chunk, is_last) in enumerate(_with_last(_compressed(source, manifest))):
                sealed = cipher.encrypt(_nonce(number), chunk, _binding(head, number, is_last))
                file.write(_LENGTH.pack(len(sealed)) + sealed)
            file.flush()
            os.fsync(file.fileno())
        _refuse_existing(target)
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def _refuse_existing(target: Path) -> None:
    if target.exists():
        raise FileExistsError(errno.EEXIST, "there is a file with this name already", str(target))


def read_archive(source: Path, target: Path, keys: Mapping[str, bytes]) -> dict[str, Any]:
    """Open `source` into the new file `target`, return its manifest. keys: master keys by id.

    Raises ArchiveBroken, OSError. target may hold a part when it fails.
    """
    with source.open("rb") as file:
        head, key_id, salt = _read_head(file)
        if key_id not in keys:
            raise ArchiveBroken(f"it was sealed under the master key {key_id}, which is not in TELEKAT_MASTER_KEYS")
        chunks = _opened(file, AESGCM(_key(keys[key_id], salt)), head)
        return _unpacked(chunks, target)


def _compressed(source: Path, manifest: Mapping[str, Any]) -> Iterator[bytes]:
    packer, waiting = zlib.compressobj(6), b""
    for block in _blocks(source, manifest):
        waiting += packer.compress(block)
        while len(waiting) > CHUNK:
            yield waiting[:CHUNK]
            waiting = waiting[CHUNK:]
    waiting += packer.flush()
    for start in range(0, len(waiting), CHUNK):
        yield waiting[start : start + CHUNK]


def _blocks(source: Path, manifest: Mapping[str, Any]) -> Iterator[bytes]:
    yield orjson.dumps(dict(manifest)) + b"\n"
    with source.open("rb") as file:
        while block := file.read(CHUNK):
            yield block


def _with_last(chunks: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each chunk, and whether no other follows."""
    held = next(chunks)
    for chunk in chunks:
        yield held, False
        held = chunk
    yield held, True


def _read_head(file: IO[bytes]) -> tuple[bytes, str, bytes]:
    magic = file.readline(_MOST_HEAD)
    if magic != MAGIC:
        raise ArchiveBroken("it is no backup of TeleKAT")
    line = file.readline(_MOST_HEAD)
    try:
        facts = orjson.loads(line)
        return magic + line, str(facts["key"]), bytes.fromhex(facts["salt"])
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
        raise ArchiveBroken("its head was changed") from None


def _opened(file: IO[bytes], cipher: AESGCM, head: bytes) -> Iterator[bytes]:
    number, sealed = 0, _read_chunk(file)
    while sealed is not None:
        following = _read_chunk(file)
        try:
            yield cipher.decrypt(_nonce(number), sealed, _binding(head, number, following is None))
        except InvalidTag:
            raise ArchiveBroken("it was changed or cut, or the master key is another one") from None
        number, sealed = number + 1, following
    if number == 0:
        raise ArchiveBroken("it was cut off")


def _read_chunk(file: IO[bytes]) -> bytes | None:
    length = file.read(_LENGTH.size)
    if not length:
        return None
    if len(length) < _LENGTH.size:
        raise ArchiveBroken("it was cut off")
    size = _LENGTH.unpack(length)[0]
    if size > CHUNK + 16:  # the tag
        raise ArchiveBroken("it was changed")
    sealed = file.read(size)
    if len(sealed) < size:
        raise ArchiveBroken("it was cut off")
    return sealed


def _unpacked(chunks: Iterator[bytes], target: Path) -> dict[str, Any]:
    unpacker, line = zlib.decompressobj(), b""
    manifest: dict[str, Any] | None = None
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in chunks:
            plain = unpacker.decompress(chunk)
            if manifest is None:
                line, newline, plain = (line + plain).partition(b"\n")
                manifest = orjson.loads(line) if newline else None
            file.write(plain)
        file.write(unpacker.flush())
        file.flush()
        os.fsync(file.fileno())
    if manifest is None:
        raise ArchiveBroken("it was cut off")
    return manifest


def _key(master_key: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=salt, info=b"telekat master backup").derive(master_key)


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _binding(head: bytes, number: int, is_last: bool) -> bytes:
    return head + number.to_bytes(8, "big") + (b"L" if is_last else b"M")
