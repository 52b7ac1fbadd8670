"""`telekat backup` and `restore`: everything in one sealed file, and back again only whole."""

import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from telekat.audit import heads
from tests.cli.conftest import KEY_A, KEY_B, master_keys


def query(house, statement):
    with closing(sqlite3.connect(house.database)) as connection:
        return connection.execute(statement).fetchall()


def rows(house):
    """Everything in the tables of people and keys."""
    return {
        table: query(house, f"SELECT * FROM {table} ORDER BY 1")
        for table in ("user_account", "patient", "data_key", "room")
    }


@pytest.fixture
def backed_up(lived_in, tmp_path):
    """The practice and its backup."""
    file = tmp_path / "backup.tkb"
    ran = lived_in.telekat("backup", file)
    assert (ran.code, ran.err) == (0, "")
    return lived_in, file


def away(house):
    """An empty place under the same settings: the folder of before is put away."""
    house.folder.rename(house.folder.with_name("before"))
    return house


def test_backup_comes_back_in_an_empty_place(backed_up):
    house, file = backed_up
    before = rows(house)
    ran = away(house).telekat("restore", file)
    assert ran.code == 0, ran.err
    assert rows(house) == before
    assert house.telekat("audit", "verify").code == 0
    assert house.telekat("keys", "status").code == 0


def test_backup_holds_no_key_and_no_words(backed_up):
    house, file = backed_up
    content = file.read_bytes()
    assert KEY_A not in content and b"SQLite format" not in content and b"audit_event" not in content
    assert file.stat().st_mode & 0o777 == 0o600


def test_nobody_is_signed_in_after_a_restore(backed_up):
    house, file = backed_up
    assert query(house, "SELECT count(*) FROM login WHERE ended_at IS NULL")[0][0] == 6
    away(house).telekat("restore", file)
    assert query(house, "SELECT count(*) FROM login WHERE ended_at IS NULL")[0][0] == 0


def test_backup_and_restore_are_in_the_trail(backed_up):
    house, file = backed_up
    away(house).telekat("restore", file)
    acts = [
        row[0] for row in query(house, "SELECT action FROM audit_event WHERE action LIKE 'backup:%' ORDER BY seq")
    ]
    assert acts == ["backup:create", "backup:restore"]


def test_file_that_is_there_is_not_written_over(backed_up):
    house, file = backed_up
    before = file.read_bytes()
    ran = house.telekat("backup", file)
    assert ran.code == 1 and "is there already" in ran.err
    assert file.read_bytes() == before


def test_data_is_not_overwritten_without_force_and_put_aside_with_it(backed_up):
    house, file = backed_up
    house.telekat("fixture", "--rooms", 1, "--out", house.folder / "later.json")
    people = query(house, "SELECT count(*) FROM user_account")[0][0]
    refused = house.telekat("restore", file)
    assert refused.code == 1 and "--force" in refused.err
    assert query(house, "SELECT count(*) FROM user_account")[0][0] == people
    forced = house.telekat("restore", file, "--force")
    assert forced.code == 0, forced.err
    assert query(house, "SELECT count(*) FROM user_account")[0][0] == people - 2
    (aside,) = house.folder.glob("telekat.db.before-*")
    with closing(sqlite3.connect(aside)) as connection:
        assert connection.execute("SELECT count(*) FROM user_account").fetchone()[0] == people


def test_heads_kept_of_what_was_given_up_do_not_speak_against_the_restored(backed_up):
    house, file = backed_up
    house.telekat("fixture", "--rooms", 1, "--out", house.folder / "later.json")
    from telekat.cli.opened import opened_house

    with opened_house() as config:
        heads.keep_head(config.data_dir)
    assert house.telekat("restore", file, "--force").code == 0
    assert house.telekat("audit", "verify").code == 0
    assert house.telekat("fixture", "--rooms", 3, "--out", house.folder / "new.json").code == 0
    assert house.telekat("audit", "verify").code == 0


def test_trail_cut_after_a_restore_is_still_seen(backed_up):
    house, file = backed_up
    away(house).telekat("restore", file)
    count = query(house, "SELECT max(seq) FROM audit_event")[0][0]
    with closing(sqlite3.connect(house.database)) as connection:
        connection.execute("DROP TRIGGER audit_event_no_delete")
        connection.execute(f"DELETE FROM audit_event WHERE seq > {count - 4}")
        connection.commit()
    assert house.telekat("audit", "verify").code == 1


@pytest.mark.parametrize("damage", ["cut", "changed", "no backup", "empty"])
def test_damaged_file_is_refused_and_nothing_is_touched(backed_up, damage):
    house, file = backed_up
    whole = file.read_bytes()
    middle = len(whole) // 2
    file.write_bytes(
        {
            "cut": whole[:middle],
            "changed": whole[:middle] + bytes((whole[middle] ^ 1,)) + whole[middle + 1 :],
            "no backup": b"PK\3\4" + whole,
            "empty": b"",
        }[damage]
    )
    before = house.database.read_bytes()
    ran = house.telekat("restore", file, "--force")
    assert ran.code == 1 and "does not open" in ran.err and ran.err.count("\n") == 1
    assert house.database.read_bytes() == before
    assert not (house.folder / ".restoring").exists()


def test_other_master_key_is_refused(backed_up):
    house, file = backed_up
    away(house).set(MASTER_KEYS=master_keys(("a", KEY_B)))
    assert "another one" in house.telekat("restore", file).err
    house.set(MASTER_KEYS=master_keys(("b", KEY_B)))
    assert "the master key a, which is not in TELEKAT_MASTER_KEYS" in house.telekat("restore", file).err
    assert not house.database.exists()


def test_other_secret_is_refused_because_the_trail_does_not_hold(backed_up):
    house, file = backed_up
    away(house).set(SECRET_KEY="another secret, as long as it has to be")
    ran = house.telekat("restore", file)
    assert ran.code == 1 and "trail in the backup does not hold" in ran.err
    assert not house.database.exists()


def test_backup_of_a_tampered_trail_is_refused(lived_in, tmp_path):
    with closing(sqlite3.connect(lived_in.database)) as connection:
        connection.execute("DROP TRIGGER audit_event_no_update")
        connection.execute("UPDATE audit_event SET outcome = 'refused' WHERE seq = 3")
        connection.commit()
    lived_in.telekat("backup", tmp_path / "b.tkb")
    ran = away(lived_in).telekat("restore", tmp_path / "b.tkb")
    assert ran.code == 1 and "entry 3" in ran.err


@pytest.mark.parametrize("which", ["(SELECT min(id) FROM data_key)", "(SELECT max(id) FROM data_key)"])
def test_broken_data_key_in_a_backup_keeps_nobody_else_away(lived_in, tmp_path, which):
    with closing(sqlite3.connect(lived_in.database)) as connection:
        connection.execute(f"UPDATE data_key SET wrapped = zeroblob(60) WHERE id = {which}")
        connection.commit()
    before, file = rows(lived_in), tmp_path / "backup.tkb"
    assert lived_in.telekat("backup", file).code == 0
    ran = away(lived_in).telekat("restore", file)
    assert ran.code == 1 and ran.err.count("\n") == 1 and "1 data key does not open" in ran.err
    assert ran.out.startswith("Restored the data of")
    assert rows(lived_in) == before
    assert lived_in.telekat("audit", "verify").code == 0


def test_restore_refuses_while_somebody_has_the_database_open(backed_up):
    house, file = backed_up
    with closing(sqlite3.connect(house.database)) as running:
        running.execute("SELECT count(*) FROM user_account").fetchone()
        ran = house.telekat("restore", file, "--force")
        assert ran.code == 1 and "still running" in ran.err
    assert house.telekat("restore", file, "--force").code == 0


def test_backup_taken_while_others_write_is_whole(lived_in, tmp_path):
    """A second process makes rooms all the while."""
    writing = [sys.executable, "-m", "telekat", "fixture", "--rooms", "60", "--out", str(tmp_path / "many.json")]
    with subprocess.Popen(writing, stdout=subprocess.DEVNULL) as process:
        ran = lived_in.telekat("backup", tmp_path / "b.tkb")
        assert process.wait(120) == 0
    assert ran.code == 0, ran.err
    assert away(lived_in).telekat("restore", tmp_path / "b.tkb").code == 0
    assert lived_in.telekat("audit", "verify").code == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_postgresql_is_told_to_use_its_own_tools(house, tmp_path, command):
    (tmp_path / "file").write_bytes(b"x")
    house.set(DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")
    ran = house.telekat(command, tmp_path / ("file" if command == "restore" else "new"))
    assert ran.code == 1
    assert "pg_dump" in ran.err and ran.err.count("\n") == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_help_shows_an_example_and_wrong_usage_exits_2(house, command):
    assert f"telekat {command}" in house.telekat(command, "--help").out
    assert house.telekat(command).code == 2
    assert house.telekat("restore", "/no/such/file").code == 2
