"""The house keeps its floors: who may import whom, read from the sources without running them.

A failure here asks for the function to be moved, not for the import to be hidden inside one: imports inside
functions and under TYPE_CHECKING are read too. That each rule can fail is shown in test_house_refuses.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = """
__main__
wsgi, cli
app
home, admin, fhir, demo
outcomes, notes
dosing
checkins, eligibility, consults
questionnaires, chat, scheduling, referrals
safety, rooms
notifications, break_glass
patients, pages
accounts
web, practice
audit, live
policy, vault
core
"""
FLOORS = HOUSE.strip().splitlines()[::-1]
FLOOR = {package: number for number, floor in enumerate(FLOORS) for package in floor.split(", ")}
BESIDE = {"migrations": {"cli"}, "config": {"wsgi", "cli", "app"}}
"""Standing beside the house: each with the few that may import it; themselves they know core and no more."""
KNOWS_EVERYTHING = {"__main__", "wsgi", "app"}
"""They wire the packages together, so every file of a package is open to them."""
NOT_OF_THE_CLINIC = {"core", "vault", "policy", "live", "audit", "web", "pages", "demo", "cli", *BESIDE}
"""All their files are there to be used, save their models."""

STOREY = {"routes": 3, "sockets": 3, "actions": 2, "queries": 2, "access": 1, "events": 1, "models": 0}
OPEN_STOREYS = {"actions", "queries", "access"}
PURE = {"stages", "screening", "scoring", "assignment", "vitals"}
IMPURE = {
    *("flask", "flask_login", "flask_socketio", "socketio", "engineio", "sqlalchemy", "redis", "requests"),
    *("telekat.core.database", "telekat.core.writer", "telekat.core.clock"),
    *("telekat.audit", "telekat.live", "telekat.web"),
}
"""What a pure rule has no use for: doors, database, clock, news."""


# --- Reading ---


@dataclass(frozen=True)
class Place:
    """Where a module stands: in package `rooms`, part `actions`, for telekat.rooms.actions.members."""

    module: str
    package: str
    part: str


@dataclass(frozen=True)
class Arrow:
    """One import of one of our modules by another; name is the one it binds."""

    path: str
    line: int
    source: Place
    target: Place
    name: str
    is_for_typing: bool

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.target.module}"


class House:
    """Sources by path, and the arrows between them."""

    def __init__(self, sources: Mapping[str, str]) -> None:
        self.trees = {path: ast.parse(text, path) for path, text in sources.items()}
        self.modules = {module_of(path): path for path in sources}

    @cached_property
    def places(self) -> list[Place]:
        return [place_of(module) for module in self.modules]

    @cached_property
    def arrows(self) -> list[Arrow]:
        return list(dict.fromkeys(arrow for path in self.trees for arrow in self.arrows_from(path)))

    def arrows_from(self, path: str) -> Iterator[Arrow]:
        """The imports of one file; `rooms.access` used after `from telekat import rooms` is one as well."""
        tree = self.trees[path]
        typing_lines = lines_for_typing(tree)
        for node, name, bound in imports_in(tree, path):
            target = self.known(name)
            for reached in (target, *self.reached_through(tree, target, bound)) if target else ():
                is_for_typing = node.lineno in typing_lines
                source = place_of(module_of(path))
                yield Arrow(path, node.lineno, source, place_of(reached), bound, is_for_typing)

    def known(self, name: str) -> str | None:
        """The module of ours that is meant: telekat.rooms.models for telekat.rooms.models.Room."""
        candidates = (name, name.rpartition(".")[0])
        return next((candidate for candidate in candidates if candidate in self.modules), None)

    def reached_through(self, tree: ast.AST, package: str, bound: str) -> set[str]:
        attributes = (node for node in ast.walk(tree) if isinstance(node, ast.Attribute))
        reached = {f"{package}.{node.attr}" for node in attributes if ast.unparse(node.value) == bound}
        return reached & set(self.modules)


def module_of(path: str) -> str:
    """telekat.core.edge for telekat/core/edge/__init__.py."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def place_of(module: str) -> Place:
    """wsgi, config and telekat/app.py are packages of one file; telekat itself is one too."""
    package, _, rest = module.removeprefix("telekat.").partition(".")
    return Place(module, package, rest.split(".")[0])


def imports_in(tree: ast.AST, path: str) -> Iterator[tuple[ast.stmt, str, str]]:
    """Every import: its node, the dotted name it asks for, the name it binds."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name, alias.asname or alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            here = path.split("/")[: -node.level] if node.level else []
            base = ".".join([*here, *filter(None, [node.module])])
            yield from ((node, f"{base}.{alias.name}", alias.asname or alias.name) for alias in node.names)


def lines_for_typing(tree: ast.AST) -> set[int]:
    """The lines under `if TYPE_CHECKING`."""
    tests = (node for node in ast.walk(tree) if isinstance(node, ast.If))
    blocks = (node.body for node in tests if ast.unparse(node.test).endswith("TYPE_CHECKING"))
    return {line for block in blocks for node in block for line in range(node.lineno, (node.end_lineno or 0) + 1)}


def names_beyond_annotations(tree: ast.AST) -> set[str]:
    """Names that a file uses for more than to say a type."""
    nodes = list(ast.walk(tree))
    annotations = [getattr(node, field, None) for node in nodes for field in ("annotation", "returns")]
    in_types = {id(part) for annotation in annotations if annotation for part in ast.walk(annotation)}
    return {node.id for node in nodes if isinstance(node, ast.Name) and id(node) not in in_types}


# --- Rules: each answers with the places that break it ---


def packages_without_a_floor(house: House) -> list[str]:
    """A new package takes the lowest floor on which it can stand, here and in the map of the README."""
    return sorted({place.package for place in house.places} - {"telekat", *FLOOR, *BESIDE})


def folders_without_init(house: House) -> list[str]:
    """Without one a folder is no package of ours, and imports of it would go unread."""
    folders = {str(Path(path).parent) for path in house.trees} - {"."}
    return sorted(folder for folder in folders if f"{folder}/__init__.py" not in house.trees)


def arrows_up_or_sideways(house: House) -> list[str]:
    """From one package to another, imports go down only."""
    return [str(arrow) for arrow in house.arrows if not goes_down(arrow.source.package, arrow.target.package)]


def goes_down(source: str, target: str) -> bool:
    if source == target or target == "telekat":
        return True
    if target in BESIDE:
        return source in BESIDE[target]
    if source in BESIDE:
        return target == "core"
    return FLOOR.get(source, -1) > FLOOR.get(target, len(FLOORS))


def arrows_up_inside_a_package(house: House) -> list[str]:
    """routes, sockets > actions, queries > access, events > models."""
    inside = (arrow for arrow in house.arrows if arrow.source.package == arrow.target.package)
    return [str(a) for a in inside if STOREY.get(a.source.part, 3) < STOREY.get(a.target.part, 0)]


def arrows_into_closed_rooms(house: House) -> list[str]:
    """Of another package one may use its actions, queries, access and pure rules."""
    return [str(arrow) for arrow in house.arrows if not is_open(arrow, house)]


def is_open(arrow: Arrow, house: House) -> bool:
    """Models are open only to join in a query or to name a type."""
    source, target = arrow.source, arrow.target
    if source.package in {target.package, *KNOWS_EVERYTHING}:
        return True
    if target.part == "models":
        names_a_type = arrow.name not in names_beyond_annotations(house.trees[arrow.path])
        return source.part in ("queries", "access") or (names_a_type and source.part != "models")
    if target.package in NOT_OF_THE_CLINIC or target.part in ("", *OPEN_STOREYS):
        return True
    return target.part not in STOREY and is_pure(target, house)


def rules_that_are_not_pure(house: House) -> list[str]:
    """A file with the name of a pure rule knows plain values only."""
    return [place.module for place in house.places if place.part in PURE and not is_pure(place, house)]


def is_pure(place: Place, house: House) -> bool:
    """No database, no clock, no door, no news, and no file that has them by its name."""
    path = house.modules[place.module]
    names = {name for _, name, _ in imports_in(house.trees[path], path)}
    prefixes = {name[: len(name) - len(rest)] for name in names for rest in tails(name)}
    return not prefixes & IMPURE and not any(arrow.target.part in STOREY for arrow in house.arrows_from(path))


def tails(name: str) -> list[str]:
    """What can be cut off a dotted name at its end."""
    return ["", *(name[index:] for index, letter in enumerate(name) if letter == ".")]


def circle(house: House) -> list[str]:
    """The files of one circle of imports. A mere type named both ways inside a package makes none."""
    graph: dict[str, set[str]] = {}
    for arrow in house.arrows:
        if not arrow.is_for_typing:
            graph.setdefault(arrow.source.module, set()).add(arrow.target.module)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as found:
        return list(found.args[1])
    return []


RULES = [
    packages_without_a_floor,
    folders_without_init,
    arrows_up_or_sideways,
    arrows_up_inside_a_package,
    arrows_into_closed_rooms,
    rules_that_are_not_pure,
    circle,
]


# --- The house as it stands ---


@pytest.fixture(scope="module")
def house() -> House:
    paths = [*(ROOT / "telekat").rglob("*.py"), *ROOT.glob("*.py")]
    return House({str(path.relative_to(ROOT)): path.read_text() for path in paths})


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_house_keeps_its_rule(rule, house):
    broken = list(dict.fromkeys(rule(house)))
    assert not broken, f"{rule.__doc__}\n" + "\n".join(broken)


def test_house_is_read_whole(house):
    read = {arrow.target.package for arrow in house.arrows}
    assert {"core", "policy", "vault", "web"} <= read, "hardly any import was found: the reading is broken"
