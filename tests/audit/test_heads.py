"""Kept heads: appended, signed, and not taken in when somebody else wrote them."""

import orjson
import pytest

from telekat.audit import heads, trail
from telekat.audit.heads import HeadsBroken, keep_head, keep_restored, kept_heads
from telekat.core.database import forget_snapshot
from telekat.policy import Action


@pytest.fixture
def note(cast, practice_copy):
    """note(): one more entry in the trail."""

    def run():
        trail.record_alone(cast.ben.principal, Action.MESSAGE_READ, "room", cast.care)
        forget_snapshot()

    return run


def test_head_is_kept_once_and_again_when_the_trail_has_grown(entries, note, tmp_path):
    assert keep_head(tmp_path) is True
    assert keep_head(tmp_path) is False
    note()
    assert keep_head(tmp_path) is True
    assert [head.seq for head in kept_heads(tmp_path)] == [entries, entries + 1]


def test_file_is_for_its_owner_only_and_grows_at_its_end(entries, note, tmp_path):
    keep_head(tmp_path)
    first = (tmp_path / heads.FILE).read_bytes()
    note()
    keep_head(tmp_path)
    assert (tmp_path / heads.FILE).read_bytes().startswith(first)
    assert (tmp_path / heads.FILE).stat().st_mode & 0o777 == 0o600


def test_no_file_is_no_head(tmp_path, practice_copy):
    assert kept_heads(tmp_path) == []


@pytest.mark.parametrize("name", ["seq", "hash", "at", "restored", "signature"])
def test_changed_line_is_named(entries, note, tmp_path, name):
    keep_head(tmp_path)
    note()
    keep_head(tmp_path)
    path = tmp_path / heads.FILE
    first, second = path.read_bytes().splitlines()
    facts = orjson.loads(second)
    facts[name] = {"seq": 1, "restored": True}.get(name, "0" * 64)
    path.write_bytes(first + b"\n" + orjson.dumps(facts) + b"\n")
    with pytest.raises(HeadsBroken) as broken:
        kept_heads(tmp_path)
    assert broken.value.line == 2


@pytest.mark.parametrize("line", [b"{}", b"[]", b"null", b"not json", b'{"signature": 7}'])
def test_line_that_is_none_of_ours_is_named(entries, tmp_path, line):
    keep_head(tmp_path)
    with (tmp_path / heads.FILE).open("ab") as file:
        file.write(line + b"\n")
    with pytest.raises(HeadsBroken) as broken:
        kept_heads(tmp_path)
    assert broken.value.line == 2


def test_line_cut_off_by_a_power_cut_is_passed_over_and_the_next_begins_anew(entries, note, tmp_path):
    keep_head(tmp_path)
    path = tmp_path / heads.FILE
    path.write_bytes(path.read_bytes() + b'{"seq": 9')
    assert [head.seq for head in kept_heads(tmp_path)] == [entries]


def test_head_after_a_cut_line_does_not_run_into_it(entries, note, tmp_path):
    keep_head(tmp_path)
    path = tmp_path / heads.FILE
    path.write_bytes(path.read_bytes()[:-1])
    note()
    keep_head(tmp_path)
    assert [head.seq for head in kept_heads(tmp_path)] == [entries, entries + 1]


def test_restore_voids_the_heads_after_it_and_no_others(entries, note, tmp_path):
    keep_head(tmp_path)
    for _ in range(2):
        note()
        keep_head(tmp_path)
    keep_restored(tmp_path, entries + 1, "f" * 64)
    assert [(head.seq, head.restored) for head in kept_heads(tmp_path)] == [
        (entries, False),
        (entries + 1, False),
        (entries + 1, True),
    ]
