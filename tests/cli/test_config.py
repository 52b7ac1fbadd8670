"""`telekat config check` says what the program does, keeps secrets to itself, and names the setting that is wrong."""

import base64
from pathlib import Path

import pytest

LIMITS = Path(__file__).resolve().parents[2] / "docs" / "limits.txt"
SECRET = "a secret of this test, long enough for a practice"
KEYS = {"a": b"\1" * 32, "b": b"\2" * 32}


def master_keys(**named):
    return ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in named.items())


PRODUCTION = {
    "ENV": "production",
    "PUBLIC_URL": "https://care.example",
    "SECRET_KEY": SECRET,
    "MASTER_KEYS": master_keys(**KEYS),
    "DATABASE_URL": "postgresql+psycopg://telekat:hunter2hunter2@db.internal/telekat",
    "SMTP_URL": "smtps://post:hunter3hunter3@mail.example",
    "DATA_DIR": "/var/lib/telekat",
}


@pytest.fixture
def production(house):
    house.set(**PRODUCTION)
    return house


def test_what_it_prints_in_production_is_the_documented_list(production):
    """Changed a limit on purpose? Then `telekat config check` under PRODUCTION's settings is the new docs/limits.txt."""
    ran = production.telekat("config", "check")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == LIMITS.read_text()


def test_it_prints_no_secret(production):
    ran = production.telekat("config", "check")
    hidden = [
        SECRET,
        "hunter2hunter2",
        "hunter3hunter3",
        *(base64.b64encode(key).decode() for key in KEYS.values()),
    ]
    assert not [secret for secret in hidden if secret in ran.out + ran.err]


WRONG = [
    ("ENV", "staging"),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", "telekat-development-only"),
    ("MASTER_KEYS", ""),
    ("MASTER_KEYS", "a:" + base64.b64encode(b"\1" * 16).decode()),
    ("MASTER_KEYS", "no base64"),
    ("MASTER_KEYS", f"{master_keys(a=KEYS['a'])},{master_keys(a=KEYS['b'])}"),
    ("PUBLIC_URL", ""),
    ("PUBLIC_URL", "http://care.example"),
    ("PUBLIC_URL", "*"),
    ("ASYNC_MODE", "asyncio"),
    ("LOG_LEVEL", "CHATTY"),
    ("MESSAGE_RATE", "fast"),
    ("MESSAGE_RATE", "0/20"),
    ("SIGN_INS_PER_MINUTE", "61"),
    ("IDLE_MINUTES_STAFF", "31"),
    ("IDLE_MINUTES_PATIENT", "61"),
    ("ABSOLUTE_HOURS_STAFF", "13"),
    ("ABSOLUTE_HOURS_PATIENT", "25"),
    ("IDLE_MINUTES_STAFF", "nan"),
    ("SOCKETS_PER_USER", "-1"),
    ("BENCH_COMMIT_DELAY_MS", "20"),
    ("REDIS_URL", "redis://127.0.0.1:6379/0"),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=lambda value: str(value)[:20])
def test_wrong_setting_is_named_in_one_line_and_exits_1(production, name, value):
    production.set(**{name: value})
    ran = production.telekat("config", "check")
    assert (ran.code, ran.out) == (1, "")
    assert f"TELEKAT_{name}" in ran.err and ran.err.count("\n") == 1


def test_development_key_never_serves_a_practice(production):
    import hashlib

    known = hashlib.sha256(b"telekat-development-only").digest()
    production.set(MASTER_KEYS=master_keys(a=KEYS["a"], d=known))
    ran = production.telekat("config", "check")
    assert ran.code == 1 and "TELEKAT_MASTER_KEYS" in ran.err


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["demo"], ["fixture", "--rooms", "1", "--out", "x"]])
def test_nothing_starts_with_a_wrong_setting(production, command):
    production.set(SECRET_KEY="short")
    ran = production.telekat(*command)
    assert ran.code == 1 and ran.err.count("\n") == 1


def test_help_shows_an_example_and_wrong_usage_exits_2(house):
    assert "telekat config check" in house.telekat("config", "check", "--help").out
    assert house.telekat("config", "check", "--everything").code == 2
