"""A practice in production does not start where the machine undoes its locks: one line, exit 1, nothing made."""

import base64
import os

import pytest

from config import Config, ConfigError
from telekat.core import edge

SECRET, KEY = "a secret of this test, long enough for a practice", "a:" + base64.b64encode(b"\1" * 32).decode()
SOMEBODY, ROOT = 1000, 0


@pytest.fixture
def production(house, monkeypatch):
    """A practice in production that may start, with its database; started by a user of its own."""
    assert house.telekat("db", "upgrade").code == 0
    house.set(ENV="production", PUBLIC_URL="https://care.example", SECRET_KEY=SECRET, MASTER_KEYS=KEY)
    monkeypatch.setattr(os, "geteuid", lambda: SOMEBODY)
    monkeypatch.setattr(edge, "patch", _go_on)
    return house


def _go_on(mode):
    """Where `serve` goes on with settings that may serve: these tests serve nothing."""
    raise AssertionError(mode)


def settings(**changed):
    return Config.from_env({**os.environ, **{f"TELEKAT_{name}": value for name, value in changed.items()}})


def refused(production, *named):
    """`serve` gives one line that names these, and ends with 1 before anything is opened."""
    ran = production.telekat("serve", "--port", "0")
    assert (ran.code, ran.out) == (1, "") and ran.err.count("\n") == 1, ran.err
    for words in named:
        assert words in ran.err
    assert not (production.folder / "serving").exists() and not (production.folder / "ballast").exists()


def test_practice_that_keeps_all_of_it_may_start(production):
    settings().check_start(SOMEBODY)
    assert production.telekat("config", "check").code == 0


def test_root_is_refused(production, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: ROOT)
    refused(production, "root", "TELEKAT_ALLOW_ROOT")


def test_root_may_start_where_it_was_allowed_and_in_development(production):
    settings(ALLOW_ROOT="1").check_start(ROOT)
    settings(ENV="development").check_start(ROOT)
    with pytest.raises(ConfigError, match="TELEKAT_ALLOW_ROOT must be one of"):
        settings(ALLOW_ROOT="certainly")


@pytest.mark.parametrize("mode", [0o604, 0o602, 0o666, 0o644])
@pytest.mark.parametrize("name", ["telekat.db", "telekat.db-wal"])
def test_database_that_everybody_may_read_or_change_is_refused(production, name, mode):
    file = production.folder / name
    file.touch()
    file.chmod(mode)
    refused(production, str(file), "chmod")
    assert production.telekat("config", "check").code == 1
    file.chmod(0o640)
    settings().check_start(SOMEBODY)


def test_database_elsewhere_is_looked_at_where_it_lies(production, tmp_path):
    file = tmp_path / "elsewhere.db"
    file.touch(mode=0o600)
    file.chmod(0o644)
    production.set(DATABASE_URL=f"sqlite:///{file}?timeout=3")
    refused(production, str(file))
    file.chmod(0o600)
    settings().check_start(SOMEBODY)


@pytest.mark.parametrize("name", ["SECRET_KEY", "MASTER_KEYS"])
def test_key_file_that_everybody_may_read_is_refused(production, tmp_path, name):
    file, secret = tmp_path / "key", os.environ[f"TELEKAT_{name}"]
    file.write_text(secret + "\n")
    file.chmod(0o644)
    production.set(**{name: "", f"{name}_FILE": str(file)})
    refused(production, str(file), "chmod")
    file.chmod(0o400)
    found = settings()
    found.check_start(SOMEBODY)
    assert (found.secret_key, found.master_keys) == (SECRET, (("a", b"\1" * 32),))


def test_key_file_that_cannot_be_read_or_stands_beside_a_setting_is_refused(production, tmp_path):
    production.set(SECRET_KEY_FILE=str(tmp_path / "nowhere"))
    refused(production, "TELEKAT_SECRET_KEY and TELEKAT_SECRET_KEY_FILE")
    production.set(SECRET_KEY="")
    refused(production, "TELEKAT_SECRET_KEY_FILE cannot be read")
    (tmp_path / "nowhere").write_bytes(b"\xff\xfe")
    refused(production, "TELEKAT_SECRET_KEY_FILE cannot be read")


@pytest.mark.parametrize(
    ("name", "value"), [("BALLAST_MIB", "63"), ("LEAST_FREE_MIB", "127"), ("BALLAST_MIB", "0.5")]
)
def test_too_small_a_reserve_on_the_disk_is_refused(production, name, value):
    production.set(**{name: value})
    refused(production, f"TELEKAT_{name} must be at least")
    settings(ENV="development")


def test_one_key_for_two_purposes_is_refused(production):
    _, _, encoded = KEY.partition(":")
    production.set(SECRET_KEY=encoded)
    refused(production, "TELEKAT_SECRET_KEY", "TELEKAT_MASTER_KEYS")
    production.set(SECRET_KEY=SECRET, MASTER_KEYS=f"{KEY},b:{encoded}")
    refused(production, "one key under two ids")


def test_debugging_is_refused(production, monkeypatch):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    refused(production, "FLASK_DEBUG")
    settings(ENV="development")
