"""Runs the scenarios on each server in turn and prints the table."""

import argparse
import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import bench
from bench import bounded, report
from bench.targets import ROOT, Person, Practice, Target, as_spec, small

ROOMS = 50
OUTSTANDING = 64
RATE = 100
COMMIT_DELAY_MS = 20
SOCKETS_PER_PERSON = 5  # for idle connections; TeleKAT allows ten


@dataclass(frozen=True)
class Plan:
    turns: int
    seconds: float
    idle: int
    opened: int
    many_rooms: int
    messages: int


FULL = Plan(turns=3, seconds=2.0, idle=5000, opened=30, many_rooms=bounded.MANY_ROOMS, messages=3000)
QUICK = Plan(turns=1, seconds=1.5, idle=500, opened=10, many_rooms=500, messages=1500)
COMPARED = ["saturation", "steady", "slow commits", "forms", "idle"]
BOUNDED = ["rooms", "growth"]
Found = dict[str, dict[str, report.Turns]]


def main() -> int:
    options = _options()
    plan = QUICK if options.quick else FULL
    compared = [name for name in COMPARED if name in options.only]
    results: dict[str, Any] = {}
    for mode in options.modes if compared else ():
        results[mode] = _measure(mode, options.servers, plan, compared)
    figures = _measure_bounded(options.modes[0], plan, options.only)
    if results:
        print(report.table(results, options.servers))
    if figures:
        print(bounded.table(figures))
    file = report.keep(results, options.servers, bounded.as_json(figures), options.out)
    print(f"\nEvery turn is in {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}")
    return 0


def _measure_bounded(mode: str, plan: Plan, names: list[str]) -> list[bounded.Figure]:
    """In one mode only: what these sections look at is the same in all."""
    figures: list[bounded.Figure] = []
    if "rooms" in names:
        figures += bounded.rooms(mode, _read, _say, times=plan.opened)
    if "growth" in names:
        figures += bounded.growth(mode, _load, _say, turns=plan.turns, messages=plan.messages, many=plan.many_rooms)
    return figures


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=bench.__doc__)
    parser.add_argument("--quick", action="store_true", help="one short turn each, 500 idle connections")
    parser.add_argument("--modes", type=_list_of("eventlet", "gevent", "threading"), default=["eventlet", "gevent"])
    parser.add_argument("--servers", type=_list_of("ceiling", "engine", "telekat"), default=["ceiling", "telekat"])
    parser.add_argument(
        "--only",
        type=_list_of(*COMPARED, *BOUNDED),
        default=[*COMPARED, *BOUNDED],
        metavar="SECTIONS",
        help=f"some of: {', '.join([*COMPARED, *BOUNDED])}, with commas between them",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "bench", help="folder for the JSON")
    return parser.parse_args()


def _list_of(*allowed: str) -> Any:
    def parse(text: str) -> list[str]:
        names = [name.strip() for name in text.split(",")]
        for name in names:
            if name not in allowed:
                raise argparse.ArgumentTypeError(f"{name!r} is none of: {', '.join(allowed)}")
        return names

    return parse


def _measure(mode: str, kinds: list[str], plan: Plan, scenarios: list[str]) -> Found:
    """All turns of one mode: by scenario, then by kind of server."""
    found: Found = {name: {kind: [] for kind in kinds} for name in scenarios}
    with contextlib.ExitStack() as stack:
        practice = None
        if "telekat" in kinds:
            rooms = max(ROOMS, plan.idle // 2 // SOCKETS_PER_PERSON) if "idle" in scenarios else ROOMS
            _say(f"{mode}: a practice with {rooms} rooms")
            practice = Practice(mode, rooms)
            stack.callback(practice.close)
        for turn in range(1, plan.turns + 1):
            for group in (("saturation", "steady"), ("slow commits",)):
                names = [name for name in group if name in scenarios]
                _say(f"{mode}: {', '.join(names)}, turn {turn} of {plan.turns}")
                _one_turn(names, mode, practice, plan, found)
        if practice is not None and "forms" in scenarios:
            found["forms"]["telekat"] += [_forms(mode, practice, plan, turn) for turn in range(1, plan.turns + 1)]
        for kind in kinds if "idle" in scenarios else ():
            _say(f"{mode}: {plan.idle} idle connections, {kind}")
            with _served(kind, mode, practice) as target:
                people = (target.people * (plan.idle // len(target.people) + 1))[: plan.idle]
                found["idle"][kind].append(_load(target, people, do="idle", seconds=3))
    return found


def _one_turn(names: Sequence[str], mode: str, practice: Practice | None, plan: Plan, found: Found) -> None:
    """All servers up and fresh, loaded one after the other: a busy minute of this machine slows them alike."""
    if not names:
        return
    delay = COMMIT_DELAY_MS if "slow commits" in names else 0
    with contextlib.ExitStack() as stack:
        kinds = list(found[names[0]])
        targets = [stack.enter_context(_served(kind, mode, practice, delay)) for kind in kinds]
        for name in names:
            for target in targets:
                found[name][target.kind].append(_run(name, target, plan))


def _forms(mode: str, practice: Practice, plan: Plan, turn: int) -> dict[str, Any]:
    """TeleKAT alone: see bench/forms.py. A server of its own, so that no form has an answer yet."""
    _say(f"{mode}: forms, turn {turn} of {plan.turns}")
    with practice.served() as target:
        return _client(
            "bench.forms", target, target.people[: ROOMS * 2], {"rate": RATE, "seconds": plan.seconds * 2}
        )


def _run(name: str, target: Target, plan: Plan) -> dict[str, Any]:
    people = target.people[: ROOMS * 2]
    if name == "steady":
        return _load(target, people, do="steady", rate=RATE, seconds=plan.seconds * 1.5)
    typing = name == "slow commits"
    return _load(target, people, do="saturate", outstanding=OUTSTANDING, seconds=plan.seconds, typing=typing)


@contextlib.contextmanager
def _served(kind: str, mode: str, practice: Practice | None, delay_ms: int = 0) -> Iterator[Target]:
    if kind == "telekat":
        assert practice is not None
        with practice.served(delay_ms) as target:
            yield target
    else:
        with small(kind, mode, ROOMS) as target:
            yield target


def _load(target: Target, people: list[Person], **spec: Any) -> dict[str, Any]:
    return _client("bench.load", target, people, spec)


def _read(target: Target, people: list[Person], **spec: Any) -> dict[str, Any]:
    return _client("bench.reading", target, people, spec)


def _client(module: str, target: Target, people: list[Person], spec: dict[str, Any]) -> dict[str, Any]:
    """Run a client process to its end; what it saw."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        input=json.dumps({**as_spec(target, people), **spec}),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"{module} on {target.kind} failed: {done.stderr.strip()[-600:]}")
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
