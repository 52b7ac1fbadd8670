"""The `telekat` command as people and programs meet it: exit codes, one line for a failure, never a traceback."""

from __future__ import annotations

import base64
import json
import os
import resource
import socket
import stat
from pathlib import Path

import pytest

from tests.server.clients import Browser, Socket
from tests.server.process import Server, Servers, environment, free_port, telekat

pytestmark = pytest.mark.server
GOOD = {
    "TELEKAT_ENV": "production",
    "TELEKAT_PUBLIC_URL": "https://care.example",
    "TELEKAT_SECRET_KEY": base64.b64encode(os.urandom(33)).decode(),
    "TELEKAT_MASTER_KEYS": f"k1:{base64.b64encode(os.urandom(32)).decode()}",
}
COMMAND_SECONDS = 2  # until a command has loaded what it needs
COMMANDS = ["serve", "db upgrade", "user add", "instruments", "score", "fixture"]


@pytest.fixture
def server(servers: Servers) -> Server:
    """A practice to run commands in; nothing is served yet."""
    return servers.prepare()


def one_line(text: str) -> str:
    """The text, which must be a single line and no traceback."""
    assert text.strip() and len(text.strip().splitlines()) == 1, text
    assert "Traceback" not in text and ".py" not in text, text
    return text.strip()


@pytest.mark.parametrize("words", COMMANDS)
def test_help_shows_an_example_and_ends_well(tmp_path: Path, words: str):
    done = telekat([*words.split(), "--help"], environment(tmp_path / "var"))
    assert done.returncode == 0 and f"telekat {words}" in done.stdout.partition("Example")[2]
    assert not (tmp_path / "var").exists(), "asking for help makes nothing"


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["serve", "--port", "70000"],
        ["fixture", "--rooms", "0", "--out", "x"],
        ["fixture", "--out", "x"],
        ["user", "add", "--email", "a@example.org", "--name", "A", "--role", "king"],
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_2(tmp_path: Path, words: list[str]):
    done = telekat(words, environment(tmp_path / "var"))
    assert done.returncode == 2 and done.stdout == "" and "Traceback" not in done.stderr
    assert done.stderr.strip()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("TELEKAT_SECRET_KEY", ""),
        ("TELEKAT_SECRET_KEY", "changeme"),
        ("TELEKAT_SECRET_KEY", "x" * 31),
        ("TELEKAT_MASTER_KEYS", ""),
        ("TELEKAT_MASTER_KEYS", "k1:c2hvcnQ="),
        ("TELEKAT_PUBLIC_URL", ""),
        ("TELEKAT_PUBLIC_URL", "http://care.example"),
        ("TELEKAT_IDLE_MINUTES_STAFF", "31"),
        ("TELEKAT_IDLE_MINUTES_PATIENT", "never"),
        ("TELEKAT_ASYNC_MODE", "asyncio"),
        ("TELEKAT_MESSAGE_RATE", "fast"),
        ("TELEKAT_BENCH_COMMIT_DELAY_MS", "5"),
    ],
)
def test_production_does_not_start_with_a_bad_setting_and_names_it(tmp_path: Path, setting: str, value: str):
    folder = tmp_path / "var"
    env = environment(folder, **{**GOOD, setting: value})
    done = telekat(["serve", "--port", str(free_port())], env)
    assert done.returncode == 1 and done.stdout == ""
    assert one_line(done.stderr).startswith(setting)
    assert "PUBLIC_URL" in setting or len(value) < 6 or value not in done.stderr, "a secret is repeated"
    assert not folder.exists(), "a refused start makes nothing"


def test_demo_and_fixture_are_refused_in_production(tmp_path: Path):
    env = environment(tmp_path / "var", **GOOD)
    assert telekat(["db", "upgrade"], env).returncode == 0
    done = telekat(["fixture", "--rooms", "1", "--out", str(tmp_path / "rooms.json")], env)
    assert done.returncode == 1 and "production" in one_line(done.stderr)
    assert not (tmp_path / "rooms.json").exists()
    served = telekat(["serve", "--demo", "--port", "0"], env)
    assert served.returncode == 1 and "production" in one_line(served.stderr)


def test_serve_tells_in_one_line_why_it_cannot(server: Server):
    env = environment(server.folder)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = telekat(["serve", "--port", str(taken.getsockname()[1])], env)
    assert done.returncode == 1 and "in use" in one_line(last_line(done.stderr))
    other_key = f"development:{base64.b64encode(os.urandom(32)).decode()}"
    done = telekat(["serve", "--port", "0"], {**env, "TELEKAT_MASTER_KEYS": other_key})
    assert done.returncode == 1 and "TELEKAT_MASTER_KEYS" in one_line(last_line(done.stderr))
    done = telekat(["serve", "--port", "0"], {**env, "TELEKAT_DATA_DIR": str(server.folder / "empty")})
    assert done.returncode == 1 and "telekat db upgrade" in one_line(last_line(done.stderr))
    (server.folder / "telekat.db").write_bytes(b"this is no database, though it is long enough to be one" * 200)
    done = telekat(["serve", "--port", "0"], env)
    assert done.returncode == 1 and one_line(last_line(done.stderr))


def last_line(text: str) -> str:
    """Before it there may be log lines, each a JSON object."""
    *logged, last = text.strip().splitlines()
    assert all(json.loads(line) for line in logged), text
    return last


def test_fixture_writes_rooms_whose_cookies_open_the_server(server: Server, tmp_path: Path):
    out = tmp_path / "rooms.json"
    done = telekat(["fixture", "--rooms", "3", "--out", str(out)], environment(server.folder))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    rooms = json.loads(out.read_text())["rooms"]
    assert len({room["room"] for room in rooms}) == 3
    server.start()
    for role in ("patient", "psychiatrist"):
        person = rooms[0][role]
        assert set(person) == {"id", "cookie"}
        me = Browser(server, person["cookie"]).get("/api/v1/me").json()["user"]
        assert (me["id"], me["role"]) == (person["id"], role)
        entered = Socket(server, person["cookie"]).connected().call("room:enter", {"room": rooms[0]["room"]})
        assert {member["role"] for member in entered["room"]["members"]} == {"patient", "psychiatrist"}


def processor_seconds() -> float:
    """What ended commands have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_rooms_are_made_at_the_promised_rate(server: Server, tmp_path: Path):
    """A thousand in less than a minute; here a tenth of that, in processor time, so that others' load does not count."""
    out, before = tmp_path / "rooms.json", processor_seconds()
    done = telekat(["fixture", "--rooms", "100", "--out", str(out)], environment(server.folder))
    assert processor_seconds() - before < 6 + COMMAND_SECONDS
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert len(json.loads(out.read_text())["rooms"]) == 100


def test_user_add_reads_the_password_from_standard_input_and_they_can_sign_in(server: Server):
    words = ["user", "add", "--email", "nora@example.org", "--name", "Nora Ito", "--role", "therapist"]
    env = environment(server.folder)
    done = telekat(words, env, text_in="a long enough password\n")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    again = telekat(words, env, text_in="a long enough password\n")
    assert again.returncode == 1 and one_line(again.stderr)
    for password in ("", "nora is long enough\n"):
        refused = telekat([*words[:3], "other@example.org", *words[4:]], env, text_in=password)
        assert refused.returncode == 1 and "password" in one_line(refused.stderr)
    patient = telekat([*words[:-1], "patient"], env, text_in="a long enough password\n")
    assert patient.returncode == 1 and one_line(patient.stderr)
    server.start()
    browser = Browser(server)
    assert browser.sign_in("nora@example.org", "a long enough password").status_code == 200
    assert browser.get("/api/v1/me").json()["user"] == {
        "id": done.stdout.strip(),
        "name": "Nora Ito",
        "role": "therapist",
    }


def test_command_works_beside_a_running_server_which_goes_on_seamlessly(server: Server, pairs):
    """The audit chain's head and every room's seq live in memory too; another process moves them on."""
    server.start()
    room = {"room": pairs[0]["room"]}
    patient = Socket(server, pairs[0]["patient"]["cookie"]).connected()
    assert patient.call("message:send", {**room, "client_id": "before", "body": "before"})["seq"] == 1
    words = ["user", "add", "--email", "omar@example.org", "--name", "Omar Fell", "--role", "coordinator"]
    assert telekat(words, environment(server.folder), text_in="a long enough password\n").returncode == 0
    assert patient.call("message:send", {**room, "client_id": "after", "body": "after"})["seq"] == 2
    from tests.server.checker import faults_of

    faults = faults_of(server, [])
    assert not faults, faults


def test_score_needs_no_database_and_no_setting(tmp_path: Path):
    line = '{"instrument": "gad2", "answers": {"1": 2, "2": 1}}\n'
    env = environment(tmp_path / "var", TELEKAT_ENV="production")
    done = telekat(["score"], env, text_in=line + "nonsense\n")
    assert (done.returncode, done.stderr) == (0, "")
    first, second = (json.loads(answer) for answer in done.stdout.splitlines())
    assert (first["total"], second["error"]["code"]) == (3, "invalid")
    assert not (tmp_path / "var").exists()


def test_file_that_cannot_be_written_is_told_in_one_line(server: Server, tmp_path: Path):
    out = tmp_path / "nowhere" / "rooms.json"
    done = telekat(["fixture", "--rooms", "1", "--out", str(out)], environment(server.folder))
    assert done.returncode == 1 and str(out) in one_line(done.stderr)


def test_database_is_nobody_else_s_to_read(tmp_path: Path):
    folder = tmp_path / "new" / "var"
    assert telekat(["db", "upgrade"], environment(folder)).returncode == 0
    for path in (folder, *folder.glob("telekat.db*")):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, f"{path.name} is open to others"
