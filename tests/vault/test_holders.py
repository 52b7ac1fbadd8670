"""Which serving processes live, and which master keys they hold."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from telekat.vault import holders, keys
from tests.cli.conftest import KEY_A, KEY_B

ROOT = Path(__file__).resolve().parents[2]
_SERVES = """
import sys, time
from pathlib import Path
from telekat.vault import holders, keys
keys.start((("a", bytes(32)),))
holders.enter(Path(sys.argv[1]))
print("serving", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def leaves():
    yield
    holders.leave()


def test_living_server_is_known_by_its_key_ids_until_it_leaves(tmp_path):
    keys.start((("b", KEY_B), ("a", KEY_A)))
    holders.enter(tmp_path)
    assert holders.living(tmp_path) == [frozenset({"a", "b"})]
    assert (holders.lacking(tmp_path, "a"), holders.lacking(tmp_path, "c")) == (0, 1)
    holders.leave()
    assert holders.living(tmp_path) == []


def test_no_key_is_written_down(tmp_path):
    keys.start((("b", KEY_B),))
    holders.enter(tmp_path)
    (path,) = (tmp_path / holders.FOLDER).iterdir()
    assert path.read_bytes() == b"b" and path.stat().st_mode & 0o777 == 0o600


def test_killed_server_counts_no_longer(tmp_path):
    command = [sys.executable, "-c", _SERVES, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "serving\n"
        assert holders.lacking(tmp_path, "b") == 1
        os.kill(process.pid, signal.SIGKILL)
    assert holders.living(tmp_path) == []
    assert list((tmp_path / holders.FOLDER).iterdir()) == []
