"""The figures that have a fixed bound instead of a ceiling: long rooms, and whether a message costs the same when the
practice or its history has grown.

rooms: one person opens a room of 10,000 messages, and asks for the newest 200: at most 100 ms and 30 ms of the server's
time, which is its processor's. How long it took on the clock stands below it, and says as much about the machine.
growth: processor time per message where there are 10 rooms and where there are 5,000, all of them written in; and in a
room of 10 messages and one of 100,000. The larger may cost 1.3 times the smaller. The bare server beside it shows how
much of that is sockets: six messages that came in on one are read and answered in one go, one each on 5,000 are not.
"""

import contextlib
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench.targets import Person, Practice, Target, small

OPEN_MS, SINCE_MS, GROWTH_RATIO = 100.0, 30.0, 1.3
LONG_ROOM, FEW_ROOMS, MANY_ROOMS, SHORT_HISTORY, LONG_HISTORY = 10_000, 10, 5_000, 10, 100_000
OUTSTANDING = 64
SETTINGS = {"TELEKAT_MESSAGE_RATE": "5000/10000"}

Load = Callable[..., dict[str, Any]]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """One measured value and the bound it is held against; None where it only explains another."""

    section: str
    what: str
    value: float
    unit: str
    bound: float | None = None

    @property
    def is_kept(self) -> bool:
        return self.bound is None or self.value <= self.bound


def table(figures: Sequence[Figure]) -> str:
    """A line for each, its bound beside it."""
    lines = [f"{'section':10}{'':66}{'':>10} {'':3}{'bound':>8}"]
    for one in figures:
        bound = "" if one.bound is None else f"{one.bound:g}"
        verdict = "" if one.is_kept else "  over the bound"
        lines.append(f"{one.section:10}{one.what:66}{one.value:10.2f} {one.unit:3}{bound:>8}{verdict}")
    return "\n".join(lines)


def as_json(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    return [{**asdict(one), "is_kept": one.is_kept} for one in figures]


# --- rooms ---


def rooms(mode: str, read: Load, say: Say, *, times: int) -> list[Figure]:
    """A practice with two long rooms: in one everything is read, in the other nothing."""
    say(f"{mode}: two rooms of {LONG_ROOM} messages")
    with contextlib.closing(Practice(mode, 2, **SETTINGS)) as practice:
        practice.fill([(room, LONG_ROOM, number == 0) for number, room in enumerate(practice.rooms)])
        with practice.served() as target:
            figures = []
            for number, state in enumerate(("all read", "nothing read")):
                for who, person in zip(("patient", "psychiatrist"), _of_room(target, number), strict=True):
                    say(f"{mode}: the room with {state}, opened by the {who}")
                    figures += _opened(read, target, person, f"opened by the {who}, {state}", times)
            return figures


def _opened(read: Load, target: Target, person: Person, what: str, times: int) -> list[Figure]:
    page = read(target, [person], do="open", times=times, shows=f'data-seq="{LONG_ROOM}"')
    since = read(target, [person], do="since", times=min(times, 30), last_seq=LONG_ROOM)
    return [
        Figure("rooms", what, page["cpu_ms"], "ms", OPEN_MS),
        Figure("rooms", f"{what}: until it was here, median", page["p50_ms"], "ms"),
        Figure("rooms", f"{what}: message:since with 200", since["cpu_ms"], "ms", SINCE_MS),
        Figure("rooms", f"{what}: until they were here, median", since["p50_ms"], "ms"),
    ]


def _of_room(target: Target, number: int) -> list[Person]:
    return target.people[number * 2 : number * 2 + 2]


# --- growth ---


def growth(mode: str, load: Load, say: Say, *, turns: int, messages: int, many: int) -> list[Figure]:
    """Two practices that take turns, so that a busy minute of the machine slows both."""
    say(f"{mode}: practices with {FEW_ROOMS} and {many} rooms, one of those with {LONG_HISTORY} messages")
    with contextlib.ExitStack() as stack:
        few_rooms = stack.enter_context(contextlib.closing(Practice(mode, FEW_ROOMS, **SETTINGS)))
        many_rooms = stack.enter_context(contextlib.closing(Practice(mode, many, **SETTINGS)))
        short = few_rooms.rooms[:turns]  # another one each turn: what is written into it must not make it long
        few_rooms.fill([(room, SHORT_HISTORY, True) for room in short])
        few_rooms.fill([(few_rooms.rooms[-1], LONG_HISTORY, True)])
        by_rooms, bare, by_history = _Pairs(), _Pairs(), _Pairs()
        for turn in range(turns):
            say(f"{mode}: growth, turn {turn + 1} of {turns}")
            costs = []
            for practice in (few_rooms, many_rooms):
                with practice.served() as target:
                    costs.append(_cost_in_every_room(load, target, messages))
            by_rooms.add(*costs)
            costs = []
            for rooms in (FEW_ROOMS, many):
                with small("ceiling", mode, rooms) as target:
                    costs.append(_cost_in_every_room(load, target, messages))
            bare.add(*costs)
            with few_rooms.served() as target:
                by_history.add(
                    *(_cost_in_one_room(load, target, room, messages // 3) for room in (turn, FEW_ROOMS - 1))
                )
    few, lots = f"{FEW_ROOMS} rooms", f"{many:,} rooms"
    return [
        *by_rooms.figures(few, lots, GROWTH_RATIO),
        *bare.figures(f"{few}, bare server", f"{lots}, bare server", None),
        *by_history.figures(f"{SHORT_HISTORY} messages", f"{LONG_HISTORY:,} messages", GROWTH_RATIO),
    ]


class _Pairs:
    """What the smaller and the larger cost, measured one right after the other, turn by turn."""

    def __init__(self) -> None:
        self._turns: list[tuple[float, float]] = []

    def add(self, smaller: float, larger: float) -> None:
        self._turns.append((smaller, larger))

    def figures(self, smaller: str, larger: str, bound: float | None) -> list[Figure]:
        """The ratio is the median of the turns' own: a machine that slows down in between is not growth."""
        one, other = (statistics.median(costs) for costs in zip(*self._turns, strict=True))
        ratio = statistics.median(second / first for first, second in self._turns)
        return [
            Figure("growth", f"processor time per message, {smaller}", one, "ms"),
            Figure("growth", f"processor time per message, {larger}", other, "ms"),
            Figure("growth", f"ratio of {larger} to {smaller}", ratio, "", bound),
        ]


def _cost_in_every_room(load: Load, target: Target, messages: int) -> float:
    """One person in each room writes in turn; counted once everybody has."""
    return _cost(load, target, target.people[::2], messages)


def _cost_in_one_room(load: Load, target: Target, number: int, messages: int) -> float:
    """Both write. Few messages: they are history to those that follow them."""
    return _cost(load, target, _of_room(target, number), messages)


def _cost(load: Load, target: Target, people: list[Person], messages: int) -> float:
    """Processor milliseconds per message, over a number of messages: a busy minute of the machine lasts longer then."""
    warm, at_once = len(people), OUTSTANDING
    found = load(target, people, do="saturate", outstanding=at_once, messages=messages, warm_messages=warm)
    return float(found["cpu_seconds_per_1000"])
