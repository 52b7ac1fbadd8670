"""One secret, a key of its own for each purpose."""

import ast
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from telekat.vault import archive, hashing, keys

ROOT = Path(__file__).resolve().parents[2]
SECRET = "s" * 32


def purposes_in_the_sources() -> list[str]:
    """What is asked of the vault by name, read from the sources."""
    found = []
    for path in (ROOT / "telekat").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and node.args:
                name = ast.unparse(node.func).rpartition(".")[2]
                if name in ("derived_key", "keyed_hash") and isinstance(node.args[0], ast.Constant):
                    found.append(node.args[0].value)
    return found


def test_every_purpose_has_a_key_of_its_own(practice_copy):
    purposes = set(purposes_in_the_sources())
    assert {"audit chain", "audit head", "csrf", "login token", "email index"} <= purposes
    made = {purpose: hashing.derived_key(purpose) for purpose in purposes}
    assert len(set(made.values())) == len(purposes)
    assert all(len(key) == 32 for key in made.values())
    assert SECRET.encode() not in made.values()


def test_purposes_of_a_master_key_are_distinct_too():
    master = b"\7" * 32
    made = {keys._derive(master, "wrap"), keys._derive(master, "check"), archive._key(master, b"\0" * 32), master}
    assert len(made) == 4


def test_check_value_does_not_open_anything():
    master = b"\7" * 32
    value = keys._check_value(master)
    wrapped = AESGCM(keys._derive(master, "wrap")).encrypt(b"\0" * 12, b"data key", None)
    assert value not in (master, keys._derive(master, "wrap"), keys._derive(master, "check"))
    assert value not in wrapped


def test_another_secret_makes_other_keys(practice_copy):
    before = hashing.derived_key("csrf")
    try:
        hashing.start(SECRET)
        assert hashing.derived_key("csrf") != before
    finally:
        hashing.start(practice_copy.app.config["TELEKAT"].secret_key)
    assert hashing.derived_key("csrf") == before


def test_keyed_hash_of_one_purpose_is_none_of_another(practice_copy):
    assert hashing.keyed_hash("csrf", "x") != hashing.keyed_hash("login token", "x")
    assert hashing.keyed_hash("csrf", "x") == hashing.keyed_hash("csrf", "x")
