"""A sealed file opens whole, with its key, or not at all."""

import os

import pytest

from telekat.vault import archive
from telekat.vault.archive import ArchiveBroken

KEY, OTHER = b"\1" * 32, b"\2" * 32
MANIFEST = {"made_at": "2026-11-24T10:00:00.000Z", "bytes": 5}


@pytest.fixture
def packed(tmp_path, monkeypatch):
    """A file of several chunks that cannot be made smaller."""
    monkeypatch.setattr(archive, "CHUNK", 1000)
    source = tmp_path / "source"
    source.write_bytes(os.urandom(5000))
    target = tmp_path / "packed"
    archive.write_archive(target, source, MANIFEST, "k1", KEY)
    return target


def opened(packed, keys=None):
    target = packed.with_name(f"opened-{os.urandom(4).hex()}")
    manifest = archive.read_archive(packed, target, keys or {"k1": KEY})
    return target.read_bytes(), manifest


def test_content_and_manifest_come_back(packed):
    content, manifest = opened(packed)
    assert content == packed.with_name("source").read_bytes()
    assert manifest == MANIFEST


@pytest.mark.parametrize("size", [0, 1, 999, 1000, 1001])
def test_every_size_comes_back(tmp_path, monkeypatch, size):
    monkeypatch.setattr(archive, "CHUNK", 1000)
    (tmp_path / "source").write_bytes(os.urandom(size))
    archive.write_archive(tmp_path / "packed", tmp_path / "source", MANIFEST, "k1", KEY)
    assert len(opened(tmp_path / "packed")[0]) == size


def test_file_holds_neither_content_nor_key_and_is_for_its_owner_only(tmp_path):
    (tmp_path / "source").write_bytes(b"a very private thing" * 100)
    archive.write_archive(tmp_path / "packed", tmp_path / "source", MANIFEST, "k1", KEY)
    stored = (tmp_path / "packed").read_bytes()
    assert b"private" not in stored and KEY not in stored and b"made_at" not in stored
    assert (tmp_path / "packed").stat().st_mode & 0o777 == 0o600


def test_file_that_is_there_is_not_replaced(packed):
    before = packed.read_bytes()
    with pytest.raises(FileExistsError):
        archive.write_archive(packed, packed.with_name("source"), MANIFEST, "k1", KEY)
    assert packed.read_bytes() == before


def test_failing_write_leaves_nothing(tmp_path):
    with pytest.raises(OSError):
        archive.write_archive(tmp_path / "packed", tmp_path / "nothing here", MANIFEST, "k1", KEY)
    assert list(tmp_path.iterdir()) == []


def test_wrong_or_missing_key_is_told(packed):
    with pytest.raises(ArchiveBroken, match="another one"):
        opened(packed, {"k1": OTHER})
    with pytest.raises(ArchiveBroken, match="k1, which is not in TELEKAT_MASTER_KEYS"):
        opened(packed, {"k2": KEY})


def test_no_cut_file_opens(packed):
    whole = packed.read_bytes()
    for length in [*range(0, len(whole), 97), len(whole) - 1]:
        packed.write_bytes(whole[:length])
        with pytest.raises(ArchiveBroken):
            opened(packed)


def test_no_changed_file_opens(packed):
    whole = packed.read_bytes()
    for at in range(0, len(whole), 61):
        packed.write_bytes(whole[:at] + bytes((whole[at] ^ 1,)) + whole[at + 1 :])
        with pytest.raises(ArchiveBroken):
            opened(packed)


def chunks_of(whole):
    """The head, and the chunks with their lengths."""
    start = whole.index(b"\n", len(archive.MAGIC)) + 1
    head, rest, chunks = whole[:start], whole[start:], []
    while rest:
        size = 4 + int.from_bytes(rest[:4], "big")
        chunks.append(rest[:size])
        rest = rest[size:]
    return head, chunks


def test_chunks_moved_left_out_or_added_do_not_open(packed):
    head, chunks = chunks_of(packed.read_bytes())
    assert len(chunks) > 3
    for changed in (
        [chunks[1], chunks[0], *chunks[2:]],
        [*chunks[:1], *chunks[2:]],
        chunks[:-1],
        [*chunks, chunks[-1]],
        [*chunks, chunks[0]],
    ):
        packed.write_bytes(head + b"".join(changed))
        with pytest.raises(ArchiveBroken):
            opened(packed)


def test_chunk_of_another_file_does_not_open(packed, tmp_path):
    archive.write_archive(tmp_path / "second", tmp_path / "source", MANIFEST, "k1", KEY)
    head, chunks = chunks_of(packed.read_bytes())
    _, others = chunks_of((tmp_path / "second").read_bytes())
    packed.write_bytes(head + b"".join([chunks[0], others[1], *chunks[2:]]))
    with pytest.raises(ArchiveBroken):
        opened(packed)


@pytest.mark.parametrize("content", [b"", b"PK\3\4", b"TELEKAT SEALED FILE 1\n", b"TELEKAT SEALED FILE 1\n{}\n"])
def test_file_that_is_no_backup_is_told(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ArchiveBroken):
        opened(tmp_path / "other")
