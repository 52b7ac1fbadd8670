"""Each rule of test_house.py can fail: small sources that it must refuse, beside some that it must let pass."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.test_house import (
    RULES,
    House,
    arrows_into_closed_rooms,
    arrows_up_inside_a_package,
    arrows_up_or_sideways,
    circle,
    folders_without_init,
    packages_without_a_floor,
    rules_that_are_not_pure,
)

PACKAGES = ("", "cli/", "core/", "live/", "rooms/", "chat/", "safety/", "policy/", "migrations/", "audit/")
FILES = (
    *("app", "core/clock", "core/errors", "core/database", "live/announcing", "policy/table", "migrations/m0001"),
    *("rooms/routes", "rooms/sockets", "rooms/actions", "rooms/queries", "rooms/access", "rooms/events"),
    *("rooms/models", "rooms/stages", "rooms/presence", "chat/actions", "chat/queries", "chat/models"),
    *("chat/sockets", "safety/actions", "safety/screening", "audit/models"),
)
EMPTY = {f"telekat/{name}.py": "" for name in (*FILES, *(f"{package}__init__" for package in PACKAGES))}
EMPTY |= {"wsgi.py": "", "config.py": ""}


def broken(rule, path: str, text: str, more: Mapping[str, str] | None = None) -> list[str]:
    """What the rule says of a small house with these files in it."""
    return rule(House({**EMPTY, **(more or {}), path: text}))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("telekat/core/clock.py", "from telekat.rooms import access"),
        ("telekat/rooms/actions.py", "from telekat.chat.queries import heads"),
        ("telekat/rooms/actions.py", "import telekat.chat.queries"),
        ("telekat/rooms/actions.py", "from telekat.safety import actions"),
        ("telekat/rooms/actions.py", "from ..chat import queries"),
        ("telekat/rooms/actions.py", "def late():\n    from telekat.chat import queries"),
        (
            "telekat/rooms/actions.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from telekat.chat.queries import Head",
        ),
        ("telekat/rooms/actions.py", "from telekat import chat\nchat.queries.heads()"),
        ("telekat/rooms/actions.py", "from telekat.app import create_app"),
        ("telekat/rooms/actions.py", "from config import Config"),
        ("telekat/rooms/actions.py", "from telekat.migrations import m0001"),
        ("telekat/migrations/m0001.py", "from telekat.rooms.models import Room"),
        ("telekat/cli/__init__.py", "import wsgi"),
        ("config.py", "from telekat.rooms import access"),
    ],
)
def test_arrow_up_or_sideways_is_refused(path, text):
    assert broken(arrows_up_or_sideways, path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("telekat/rooms/actions.py", "from telekat.core import clock\nfrom telekat.policy import Action"),
        ("telekat/chat/sockets.py", "from telekat.rooms import access\nfrom telekat.chat import actions"),
        ("telekat/cli/__init__.py", "from config import Config\nfrom telekat.migrations import m0001"),
        ("telekat/migrations/m0001.py", "from telekat.core import database"),
        ("wsgi.py", "from telekat.app import create_app"),
    ],
)
def test_arrow_down_passes_every_rule(path, text):
    assert [broken(rule, path, text) for rule in RULES] == [[]] * len(RULES)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("telekat/rooms/models.py", "from telekat.rooms import queries"),
        ("telekat/rooms/access.py", "from telekat.rooms.actions import open_room"),
        ("telekat/rooms/events.py", "from .actions import open_room"),
        ("telekat/rooms/actions/members.py", "from telekat.rooms.routes import doors"),
        ("telekat/rooms/queries.py", "from telekat.rooms import sockets"),
    ],
)
def test_arrow_up_inside_a_package_is_refused(path, text):
    assert broken(arrows_up_inside_a_package, path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("telekat/chat/actions.py", "from telekat.rooms.events import room_updated"),
        ("telekat/chat/actions.py", "from telekat.rooms import sockets"),
        ("telekat/chat/actions.py", "from telekat import rooms\nrooms.events.room_updated()"),
        ("telekat/chat/actions.py", "from telekat.rooms.models import Room\nRoom(title='')"),
        ("telekat/chat/actions.py", "from telekat.rooms import models\nmodels.Room(title='')"),
        ("telekat/chat/models.py", "from telekat.rooms.models import Room\nroom: Room"),
        ("telekat/chat/actions.py", "from telekat.audit.models import AuditEvent\nAuditEvent()"),
    ],
)
def test_inside_of_another_package_is_refused(path, text):
    assert broken(arrows_into_closed_rooms, path, text)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("telekat/chat/queries.py", "from telekat.rooms.models import Room\nselect(Room)"),
        ("telekat/chat/actions.py", "from telekat.rooms.models import Room\ndef send(room: Room) -> Room: ..."),
        ("telekat/chat/actions.py", "from telekat.rooms.stages import next_stage\nnext_stage()"),
        ("telekat/app.py", "from telekat.rooms import sockets, events, models\nmodels.Room()"),
    ],
)
def test_open_parts_of_another_package_pass(path, text):
    assert broken(arrows_into_closed_rooms, path, text) == []


@pytest.mark.parametrize(
    "inside",
    [
        "from telekat.core import clock",
        "from telekat.core.database import db",
        "from telekat.live.announcing import announce",
        "from sqlalchemy.orm import Session",
        "from telekat.rooms.models import Room",
    ],
)
def test_file_that_is_no_pure_rule_is_closed_to_others(inside):
    text = "from telekat.rooms import presence"
    assert broken(arrows_into_closed_rooms, "telekat/chat/actions.py", text, {"telekat/rooms/presence.py": inside})
    assert broken(rules_that_are_not_pure, "telekat/rooms/stages.py", inside)


def test_package_without_a_floor_is_refused():
    assert broken(packages_without_a_floor, "telekat/billing/actions.py", "") == ["billing"]


@pytest.mark.parametrize("late", ["from telekat.rooms import queries", "def f():\n    from . import queries"])
def test_circle_of_files_is_refused(late):
    text = "from telekat.rooms.actions import open_room"
    assert broken(circle, "telekat/rooms/actions.py", late, {"telekat/rooms/queries.py": text})


def test_file_that_imports_its_own_package_back_is_a_circle():
    package = {"telekat/policy/__init__.py": "from telekat.policy.table import TABLE"}
    assert broken(circle, "telekat/policy/table.py", "from telekat.policy import Action", package)


def test_type_named_both_ways_in_a_package_is_no_circle():
    text = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from telekat.rooms.queries import Head"
    queries = {"telekat/rooms/queries.py": "from telekat.rooms.actions import open_room"}
    assert broken(circle, "telekat/rooms/actions.py", text, queries) == []


def test_folder_without_its_own_file_is_refused():
    assert broken(folders_without_init, "telekat/rooms/loops/opening.py", "") == ["telekat/rooms/loops"]
