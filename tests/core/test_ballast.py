"""The reserve on the disk: made while there is room, given up when there is none, and the order in which work stops."""

import pytest

from telekat.core import ballast
from telekat.core.ballast import FILE, GIVE_UP_BYTES, MARGIN_BYTES, Ballast
from telekat.core.errors import Unavailable

MIB = 1024 * 1024
SIZE, LEAST = 2 * MIB, 8 * MIB


@pytest.fixture
def disk(monkeypatch):
    """How many bytes are free is what the test says."""
    told = {"free": 100 * MIB}
    monkeypatch.setattr(ballast, "free_bytes", lambda folder: told["free"])
    yield told
    ballast._ballast = None


@pytest.fixture
def reserve(tmp_path, disk):
    made = Ballast(tmp_path, SIZE, LEAST)
    ballast.start(made)
    return made


def at(disk, free):
    disk["free"] = free
    ballast.look()


def test_reserve_has_its_size_and_its_blocks_from_the_start(reserve):
    told = reserve.path.stat()
    assert told.st_size == SIZE and told.st_blocks * 512 >= SIZE and told.st_mode & 0o077 == 0


def test_messages_stop_below_the_least_and_start_again_at_it(reserve, disk):
    ballast.pass_chat()
    at(disk, LEAST - 1)
    with pytest.raises(Unavailable) as refused:
        ballast.pass_chat()
    assert (refused.value.reason, refused.value.retry_after) == ("storage_full", 30)
    assert reserve.path.exists()
    at(disk, LEAST)
    ballast.pass_chat()


def test_reserve_is_given_up_on_a_full_disk_and_made_anew_only_with_room_to_spare(reserve, disk):
    at(disk, GIVE_UP_BYTES)
    assert reserve.path.exists()
    at(disk, GIVE_UP_BYTES - 1)
    assert not reserve.path.exists()
    at(disk, SIZE + LEAST + MARGIN_BYTES - 1)
    assert not reserve.path.exists()
    at(disk, SIZE + LEAST + MARGIN_BYTES)
    assert reserve.path.exists()


def test_write_that_finds_the_disk_full_gives_the_reserve_up_at_once(reserve):
    ballast.give_up()
    assert not (reserve.folder / FILE).exists()
    ballast.give_up()


def test_reserve_that_cannot_be_made_leaves_nothing_and_stops_nothing(tmp_path, disk, monkeypatch):
    def refuse(path, size):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ballast, "_write_blocks", refuse)
    ballast.start(Ballast(tmp_path, SIZE, LEAST))
    assert not (tmp_path / FILE).exists()
    ballast.pass_chat()


def test_practice_without_a_reserve_is_never_held_up(tmp_path, disk):
    disk["free"] = 0
    ballast.start(Ballast(tmp_path, 0, 0))
    ballast.pass_chat()
    assert not (tmp_path / FILE).exists()
