"""`telekat keys`: status, rotating the master key, changing a patient's data key, and being killed on the way."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import KEY_A, KEY_B, master_keys

ROOT = Path(__file__).resolve().parents[2]
BOTH = master_keys(("b", KEY_B), ("a", KEY_A))
BACK = master_keys(("a", KEY_A), ("b", KEY_B))


def data_keys(house):
    with closing(sqlite3.connect(house.database)) as connection:
        return dict(connection.execute("SELECT master_key_id, count(*) FROM data_key GROUP BY 1").fetchall())


def rooms(house):
    return json.loads((house.folder / "rooms.json").read_text())["rooms"]


def assert_all_opens(house):
    """Every sealed text of the database opens."""
    from sqlalchemy import select

    from telekat.cli.opened import opened_house

    with opened_house():
        from telekat.core.database import db
        from telekat.vault import places, sealing
        from telekat.vault.models import DataKey

        count = 0
        for key in db().scalars(select(DataKey)).all():
            for place in places.places_under([key.id]):
                stored = db().execute(select(place.at.column).where(*places._is(place))).scalar_one()
                sealing.unseal(key.subject, place.at.table.name, place.at.name, place.row_id, stored)
                count += 1
        assert count >= 15


def test_status_counts_and_says_what_may_go(lived_in):
    total = data_keys(lived_in)["a"]
    assert lived_in.telekat("keys", "status").out == f"a  {total} data keys  current\n"
    lived_in.set(MASTER_KEYS=BOTH)
    assert lived_in.telekat("keys", "status").out.splitlines() == [
        "b  0 data keys  current",
        f"a  {total} data keys  in use: keep it, or run telekat keys rotate",
    ]


def test_rotating_takes_every_data_key_over_and_then_the_old_one_may_go(lived_in):
    total = data_keys(lived_in)["a"]
    lived_in.set(MASTER_KEYS=BOTH)
    ran = lived_in.telekat("keys", "rotate", "--batch", 3)
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "All data keys are under b.")
    assert data_keys(lived_in) == {"b": total}
    assert lived_in.telekat("keys", "status").out.splitlines()[1] == "a  0 data keys  not in use: may be taken out"
    lived_in.set(MASTER_KEYS=master_keys(("b", KEY_B)))
    assert_all_opens(lived_in)
    assert lived_in.telekat("audit", "verify").code == 0


@pytest.fixture
def serving(lived_in):
    """serving(*named): a server of this practice that holds these keys, until the test ends."""
    from telekat.vault import holders, keys

    def run(*named):
        keys.start(named)
        holders.enter(lived_in.folder)

    yield run
    holders.leave()


def test_rotating_is_refused_while_a_running_server_lacks_the_key(lived_in, serving):
    total = data_keys(lived_in)["a"]
    serving(("a", KEY_A))
    lived_in.set(MASTER_KEYS=BOTH)
    for command in (("keys", "rotate"), ("keys", "rotate", "--data", rooms(lived_in)[0]["patient"]["id"])):
        ran = lived_in.telekat(*command)
        assert ran.code == 1 and ran.err.count("\n") == 1
        assert "does not know the key b" in ran.err and "restart" in ran.err
    assert data_keys(lived_in) == {"a": total}
    serving(("a", KEY_A), ("b", KEY_B))
    assert lived_in.telekat("keys", "rotate").code == 0
    assert data_keys(lived_in) == {"b": total}


def test_changing_a_data_key_waits_until_a_running_server_uses_it(lived_in, serving, monkeypatch):
    from telekat.vault import keys

    waited = []
    monkeypatch.setattr("telekat.cli.keys.time.sleep", waited.append)
    serving(("a", KEY_A))
    ran = lived_in.telekat("keys", "rotate", "--data", rooms(lived_in)[0]["patient"]["id"])
    assert ran.code == 0 and ran.out.endswith("Done.\n")
    assert waited and waited[0] > keys.NEWEST_SECONDS
    assert_all_opens(lived_in)


def test_rotating_again_changes_nothing(lived_in):
    lived_in.set(MASTER_KEYS=BOTH)
    lived_in.telekat("keys", "rotate")
    again = lived_in.telekat("keys", "rotate")
    assert (again.code, again.out) == (0, "All data keys are under b.\n")


def test_one_broken_data_key_stops_no_other_and_is_told_at_the_end(lived_in):
    total = data_keys(lived_in)["a"]
    with closing(sqlite3.connect(lived_in.database)) as connection:
        connection.execute("UPDATE data_key SET wrapped = x'00' WHERE id = (SELECT min(id) FROM data_key)")
        connection.commit()
    lived_in.set(MASTER_KEYS=BOTH)
    for _ in range(2):
        ran = lived_in.telekat("keys", "rotate", "--batch", 2)
        assert ran.code == 1 and ran.err.count("\n") == 1
        assert "1 data key does not open and was left as it is" in ran.err
        assert data_keys(lived_in) == {"a": 1, "b": total - 1}
    assert "in use: keep it" in lived_in.telekat("keys", "status").out


def test_old_key_taken_out_too_early_refuses_every_start(lived_in):
    lived_in.set(MASTER_KEYS=master_keys(("b", KEY_B)))
    before = lived_in.database.read_bytes()
    for command in (("keys", "status"), ("keys", "rotate"), ("audit", "verify")):
        ran = lived_in.telekat(*command)
        assert ran.code == 1
        assert "TELEKAT_MASTER_KEYS: the key a is missing and still in use" in ran.err
    assert lived_in.database.read_bytes() == before


def test_patients_data_key_is_changed_and_all_opens(lived_in):
    patient_id = rooms(lived_in)[0]["patient"]["id"]
    before = sum(data_keys(lived_in).values())
    ran = lived_in.telekat("keys", "rotate", "--data", patient_id, "--batch", 2)
    assert ran.code == 0 and ran.out.splitlines()[-2].endswith("sealed anew")
    assert sum(data_keys(lived_in).values()) == before + 1
    assert_all_opens(lived_in)


def test_unknown_patient_is_told(lived_in):
    ran = lived_in.telekat("keys", "rotate", "--data", "01890000-0000-7000-8000-000000000000")
    assert (ran.code, ran.err) == (1, "Error: There is no patient with this id.\n")


def test_rotation_is_in_the_trail_without_a_key(lived_in):
    lived_in.set(MASTER_KEYS=BOTH)
    lived_in.telekat("keys", "rotate")
    with closing(sqlite3.connect(lived_in.database)) as connection:
        acts = connection.execute(
            "SELECT subject_id, detail FROM audit_event WHERE action = 'keys:rotate'"
        ).fetchall()
    assert [subject for subject, _ in acts] == ["b"] and '"data_keys":' in acts[0][1]


def test_killed_at_any_point_all_stays_readable_and_the_next_run_finishes(lived_in):
    """SIGKILL after a number of transactions that chance chooses, 20 times, then to the end. The killer may come late
    on a busy machine: where everything is under the new key by then, the next rounds go back to the old one."""
    lived_in.telekat("fixture", "--rooms", 40, "--out", lived_in.folder / "more.json")
    lived_in.set(MASTER_KEYS=BOTH)
    total, chance = sum(data_keys(lived_in).values()), random.Random(20261124)
    orders, kills = [BOTH, BACK], 0
    while kills < 20:
        before = data_keys(lived_in)
        kills += kill_after(chance.randint(1, 3))
        left = data_keys(lived_in)
        assert sum(left.values()) == total and left != before
        if len(left) == 1:
            orders.reverse()
            lived_in.set(MASTER_KEYS=orders[0])
    lived_in.set(MASTER_KEYS=BOTH)
    assert_all_opens(lived_in)
    assert lived_in.telekat("keys", "rotate").code == 0
    assert data_keys(lived_in) == {"b": total}
    assert_all_opens(lived_in)
    assert lived_in.telekat("audit", "verify").code == 0


def kill_after(transactions):
    """Run the rotation one data key at a time in a process of its own; kill it right after so many, or when it is
    done. Whether it was killed on the way."""
    command = [sys.executable, "-m", "telekat", "keys", "rotate", "--batch", "1"]
    with subprocess.Popen(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as process:
        for _ in range(transactions):
            if "wrapped anew" not in process.stdout.readline():
                break
        process.send_signal(signal.SIGKILL)
    assert process.returncode in (0, -signal.SIGKILL)
    return process.returncode == -signal.SIGKILL
