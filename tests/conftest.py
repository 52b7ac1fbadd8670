"""The fixed cast, a fresh copy of their practice for every test, and two doors to knock at.

Ada is a patient; Ben her psychiatrist, Theo her therapist; Cleo is a psychiatrist of others; Cora coordinates, Eve
administers; Finn is another patient, of Cleo.

The practice is built once and its database file copied for each test: real commits, nothing shared. (An outer
transaction rolled back after each test would not let the writer commit, which is what most promises hang on.)
"""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, settings

from config import Config
from telekat import app as house
from telekat.accounts import cookies
from telekat.accounts import queries as accounts
from telekat.accounts.actions import people
from telekat.accounts.actions.sign_in import SignedIn, open_login
from telekat.audit import heads, looks
from telekat.core import clock, database, ids, migrating, writer
from telekat.eligibility.queries import overdue
from telekat.live import announcing, connections
from telekat.patients import actions as patients
from telekat.policy import Principal, Role
from telekat.practice import queries as practice
from telekat.questionnaires.queries import imported
from telekat.rooms import actions as rooms
from telekat.vault import keys
from telekat.web import csrf, gate, sockets
from tests.readable import SealedWords

# Shared machines stall for a moment now and then; how long an example takes is no promise of ours.
settings.register_profile("telekat", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("telekat")

PASSWORD = "correct horse battery staple"
STAFF = {
    "ben": Role.PSYCHIATRIST,
    "theo": Role.THERAPIST,
    "cleo": Role.PSYCHIATRIST,
    "cora": Role.COORDINATOR,
    "eve": Role.ADMIN,
}
NAMES = {
    "ada": "Ada Byron",
    "ben": "Dr Ben Okri",
    "theo": "Theo Marsh",
    "cleo": "Dr Cleo Voss",
    "cora": "Cora Lind",
    "eve": "Eve Adler",
    "finn": "Finn Moss",
}


@dataclass(frozen=True)
class Member:
    """One of the cast. principal has a living login."""

    id: str
    name: str
    email: str
    principal: Principal
    token: str


@dataclass(frozen=True)
class Cast:
    """The people, and the rooms: Ada's three, Finn's care room."""

    ada: Member
    ben: Member
    theo: Member
    cleo: Member
    cora: Member
    eve: Member
    finn: Member
    care: str
    front_desk: str
    staff_room: str
    finns_care: str

    @property
    def everybody(self) -> dict[str, Member]:
        return {name: getattr(self, name) for name in NAMES}


@dataclass(frozen=True)
class Practice:
    app: Flask
    database: Path
    template: Path
    cast: Cast


@pytest.fixture(scope="session", autouse=True)
def swept() -> Iterator[None]:
    """After everything: nothing that a served practice has sealed lies readable in its files or its log."""
    yield
    from tests.server.process import LIVED
    from tests.server.sweep import sweep

    found = sweep(LIVED) if LIVED else []
    assert found == [], found


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    """The practice, built once in each test process."""
    folder = tmp_path_factory.mktemp("practice")
    config = Config.from_env(
        {"TELEKAT_ENV": "testing", "TELEKAT_ASYNC_MODE": "threading", "TELEKAT_DATA_DIR": str(folder)}
    )
    app = house.create_app(config)
    app.testing = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    migrating.upgrade()
    writer.start(_writer())
    with database.read_scope():
        cast = _make_cast()
    writer.current().stop()
    database.disconnect()
    file, template = folder / "telekat.db", folder / "template.db"
    shutil.copy(file, template)
    yield Practice(app, file, template, cast)


def _writer() -> writer.Writer:
    made = writer.Writer()
    made.deliver = announcing.deliver
    return made


def _make_cast() -> Cast:
    ids_by_name = {
        name: people.store_user(
            None,
            people.prepare_user(email=f"{name}@example.org", name=NAMES[name], role=role, password=PASSWORD),
        )
        for name, role in STAFF.items()
    }
    cora = Principal(ids_by_name["cora"], Role.COORDINATOR)
    for name, born in (("ada", "1985-12-10"), ("finn", "1990-03-02")):
        ids_by_name[name] = patients.create_patient(
            cora, email=f"{name}@example.org", name=NAMES[name], password=PASSWORD, birth_date=born
        )
    care = rooms.open_room(
        cora, ids_by_name["ada"], "care", (ids_by_name["ben"], ids_by_name["theo"]), welcome=False
    )
    front_desk = rooms.open_room(cora, ids_by_name["ada"], "front_desk")
    finns = rooms.open_room(cora, ids_by_name["finn"], "care", (ids_by_name["cleo"],), welcome=False)
    from telekat.rooms.queries import rooms_of_patients

    database.forget_snapshot()
    staff_room = rooms_of_patients([ids_by_name["ada"]])[ids_by_name["ada"]]["staff"].id
    members = {name: _member(name, user_id) for name, user_id in ids_by_name.items()}
    return Cast(**members, care=care.id, front_desk=front_desk.id, staff_room=staff_room, finns_care=finns.id)


def _member(name: str, user_id: str) -> Member:
    entered: SignedIn = open_login(user_id, device="tests")
    return Member(user_id, NAMES[name], f"{name}@example.org", entered.principal, entered.token)


@pytest.fixture
def practice_copy(built: Practice) -> Iterator[Practice]:
    """A fresh copy of the practice with its writer running; reads of the test see it."""
    for leftover in (*built.database.parent.glob("telekat.db*"), built.database.parent / heads.FILE):
        leftover.unlink(missing_ok=True)
    shutil.copy(built.template, built.database)
    _keep_awake(built.database)
    config: Config = built.app.config["TELEKAT"]
    database.connect(config.database_url)
    _forget_everything(config)
    writer.start(_writer())
    words = SealedWords()
    with pytest.MonkeyPatch.context() as patched, database.read_scope():
        words.watch(patched)
        yield built
    assert writer.current().stop(), "the writer did not finish"
    database.disconnect()
    readable = words.found(built.database)
    assert readable == [], readable


def _keep_awake(file: Path) -> None:
    """The cast's logins are as old as the test process: without this they would idle out, and be too old for what asks
    for the password again, in the course of a long run."""
    with closing(sqlite3.connect(file, isolation_level=None)) as practice:
        practice.execute(
            "UPDATE login SET created_at = :now, last_active_at = :now", {"now": clock.stamp(clock.now())}
        )


def _forget_everything(config: Config) -> None:
    keys.start(config.master_keys)
    accounts.start(accounts.limits())
    practice.forget()
    imported.forget()
    overdue.forget("")
    looks.forget()
    gate.buckets.__init__()  # type: ignore[misc]
    gate.throttle.__init__()  # type: ignore[misc]
    announcing.start(lambda sids, event, payload: None)
    connections.start(lambda sids, reason: None)


@pytest.fixture
def cast(practice_copy: Practice) -> Cast:
    return practice_copy.cast


@pytest.fixture
def app(practice_copy: Practice) -> Flask:
    return practice_copy.app


class Browser:
    """The HTTP door for one person: a Flask test client with their cookie and CSRF token."""

    def __init__(self, client: FlaskClient, member: Member | None) -> None:
        self.client = client
        self.headers: dict[str, str] = {"Origin": "http://127.0.0.1:5000"}
        if member is not None:
            client.set_cookie(cookies.login_name(), member.token, domain="localhost")
            self.headers[csrf.HEADER] = csrf.token_for(member.principal.login_id)

    def get(self, path: str, **options: Any) -> Any:
        return self._open("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        return self._open("POST", path, body, **options)

    def put(self, path: str, body: Any = None, **options: Any) -> Any:
        return self._open("PUT", path, body, **options)

    def delete(self, path: str, **options: Any) -> Any:
        return self._open("DELETE", path, **options)

    def form(self, path: str, fields: dict[str, str]) -> Any:
        """Post a form as a page would."""
        return self._open("POST", path, data=fields)

    def _open(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        answer = self.client.open(path, method=method, headers=headers, **options)
        database.forget_snapshot()
        return answer


@pytest.fixture
def browser_of(app: Flask) -> Callable[[Member | None], Browser]:
    """browser_of(cast.ada) is Ada's browser; browser_of(None) a stranger's."""
    return lambda member: Browser(app.test_client(), member)


@dataclass
class Socket:
    """The Socket.IO door for one person, without a network: calls go through the gate, news is kept in `heard`."""

    sid: str
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def call(self, event: str, payload: Any) -> dict[str, Any]:
        """Send an event, return its acknowledgement."""
        answer = sockets.answer(sockets.DOORS[event], self.sid, (payload,))
        database.forget_snapshot()
        return answer

    def heard_of(self, event: str) -> list[dict[str, Any]]:
        """The payloads of this event so far."""
        return [payload for name, payload in self.heard if name == event]


class Wire:
    """All sockets of a test, and what was sent to each."""

    def __init__(self) -> None:
        self.sockets: dict[str, Socket] = {}

    def open(self, member: Member) -> Socket:
        socket = Socket(ids.new_id())
        self.sockets[socket.sid] = socket
        connections.add(socket.sid, member.principal)
        return socket

    def fan_out(self, sids: Any, event: str, payload: Any) -> None:
        for sid in sids:
            if sid in self.sockets:
                self.sockets[sid].heard.append((event, dict(payload)))

    def close(self, sids: Any, reason: str) -> None:
        self.fan_out(sids, "session:ended", {"reason": reason})
        for sid in list(sids):
            connections.drop(sid)


@pytest.fixture
def socket_of(practice_copy: Practice) -> Callable[[Member], Socket]:
    """socket_of(cast.ada) is a connected socket of Ada's."""
    wire = Wire()
    announcing.start(wire.fan_out)
    connections.start(wire.close)
    return wire.open
