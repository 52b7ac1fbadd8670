"""The load process: reads what to do as JSON on standard input, does it, writes what it saw as JSON.

A process of its own, so that its work is never taken for the server's, and it watches its own share of a core:
`client_busy` near 1 means that the client, not the server, was at its limit.
"""

import asyncio
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.wire import Wire, connect_all

BODY = "I slept better this week, and the walks in the morning help more than I thought they would. See you on Thursday, then."
WARM_UP_SECONDS = 0.7
MOST_SECONDS = 60.0
SETTLE_SECONDS = 2.0  # for what is under way when the sending stops
_CLIENT_ID = b'"client_id":"'
_TICKS = os.sysconf("SC_CLK_TCK")


class Traffic:
    """Messages on their way: who sent them, when they were acknowledged, when the other one in the room had them."""

    def __init__(self) -> None:
        self.wires: list[Wire] = []
        self.acks_ms: list[float] = []
        self.deliveries_ms: list[float] = []
        self.typing_ms: list[float] = []
        self.refusals: dict[str, int] = {}
        self.counting = False
        self.on_ack: Callable[[bool], None] = lambda accepted: None
        self._run = os.urandom(4).hex()
        self.sent = 0
        self._calls: dict[tuple[int, int], tuple[float, bool]] = {}
        self._messages: dict[bytes, tuple[float, int, bool]] = {}
        self._typing: dict[str, tuple[float, int]] = {}

    @property
    def outstanding(self) -> int:
        return len(self._calls)

    @property
    def undelivered(self) -> int:
        return len(self._messages) if len(self.wires) > len({wire.room for wire in self.wires}) else 0

    def send_next(self) -> None:
        """One more message, from whoever's turn it is."""
        wire = self.wires[self.sent % len(self.wires)]
        self.sent += 1
        client_id = f"{self._run}-{self.sent}".encode()
        now = time.perf_counter()
        self._messages[client_id] = (now, wire.number, self.counting)
        call = wire.call(
            b'["message:send",{"room":"%b","client_id":"%b","body":"%b"}]'
            % (wire.room.encode(), client_id, BODY.encode())
        )
        self._calls[wire.number, call] = (now, self.counting)

    def type_next(self, turn: int) -> None:
        wire = self.wires[(turn * 2) % len(self.wires)]
        self._typing[wire.room] = (time.perf_counter(), wire.number)
        on = b"true" if turn // len(self.wires) % 2 == 0 else b"false"
        wire.send(b'42["typing",{"room":"%b","on":%b}]' % (wire.room.encode(), on))

    def answer(self, wire: Wire, call: int, text: bytes) -> None:
        sent_at, counted = self._calls.pop((wire.number, call), (0.0, False))
        accepted = b'"ok":true' in text
        if not accepted:
            code = text.partition(b'"code":"')[2].partition(b'"')[0].decode() or "unreadable"
            self.refusals[code] = self.refusals.get(code, 0) + 1
        elif counted:
            self.acks_ms.append((time.perf_counter() - sent_at) * 1000)
        self.on_ack(accepted)

    def event(self, wire: Wire, text: bytes) -> None:
        if text.startswith(b'["message:new"'):
            start = text.find(_CLIENT_ID) + len(_CLIENT_ID)
            client_id = text[start : text.index(b'"', start)]
            sent = self._messages.get(client_id)
            if sent is not None and sent[1] != wire.number:
                del self._messages[client_id]
                if sent[2]:
                    self.deliveries_ms.append((time.perf_counter() - sent[0]) * 1000)
        elif text.startswith(b'["typing"'):
            sent_at, number = self._typing.get(wire.room, (0.0, wire.number))
            if number != wire.number:
                del self._typing[wire.room]
                self.typing_ms.append((time.perf_counter() - sent_at) * 1000)


async def saturate(spec: dict[str, Any]) -> dict[str, Any]:
    """So many messages under way at any time; with `typing`, somebody also types 40 times a second."""
    traffic = await _open(spec)
    sending = True

    def again(accepted: bool) -> None:
        if not sending:
            return
        if accepted:
            traffic.send_next()
        else:  # refused for a while: asking again at once would only measure refusals
            asyncio.get_running_loop().call_later(0.05, traffic.send_next)

    traffic.on_ack = again
    typist = asyncio.create_task(_type(traffic)) if spec.get("typing") else None
    for _ in range(spec["outstanding"]):
        traffic.send_next()
    await asyncio.sleep(WARM_UP_SECONDS)
    await _warm(traffic, spec.get("warm_messages", 0))
    watch = Watch(spec["pid"])
    traffic.counting, traffic.typing_ms = True, []
    began = time.perf_counter()
    await _long_enough(traffic, spec)
    took = time.perf_counter() - began
    figures = watch.stop(len(traffic.acks_ms))
    acked = len(traffic.acks_ms)
    sending = traffic.counting = False
    await _settle(traffic)
    if typist is not None:
        typist.cancel()
    return {"acked_per_second": acked / took, **figures, **_latencies(traffic)}


async def _warm(traffic: Traffic, count: int) -> None:
    """Until so many were sent: what the first message of each room takes is not what a message costs."""
    until = time.monotonic() + MOST_SECONDS
    while traffic.sent < count:
        if time.monotonic() > until:
            raise SystemExit(f"only {traffic.sent} of {count} messages were sent to warm up")
        await asyncio.sleep(0.05)


async def _long_enough(traffic: Traffic, spec: dict[str, Any]) -> None:
    """So many seconds; or, where only the cost of a message matters, until so many were acknowledged."""
    if "messages" not in spec:
        return await asyncio.sleep(spec["seconds"])
    until = time.monotonic() + MOST_SECONDS
    while len(traffic.acks_ms) < spec["messages"]:
        if time.monotonic() > until:
            raise SystemExit(f"only {len(traffic.acks_ms)} of {spec['messages']} messages were acknowledged")
        await asyncio.sleep(0.02)


async def steady(spec: dict[str, Any]) -> dict[str, Any]:
    """So many messages a second, evenly, whatever the answers do."""
    traffic = await _open(spec)
    loop = asyncio.get_running_loop()
    began = loop.time()
    warm = int(spec["rate"] * WARM_UP_SECONDS)
    watch = None
    for number in range(warm + int(spec["rate"] * spec["seconds"])):
        await asyncio.sleep(max(0.0, began + number / spec["rate"] - loop.time()))
        if number == warm:
            watch, traffic.counting = Watch(spec["pid"]), True
        traffic.send_next()
    assert watch is not None
    figures = watch.stop(len(traffic.acks_ms))
    await _settle(traffic)
    return {**figures, **_latencies(traffic)}


async def idle(spec: dict[str, Any]) -> dict[str, Any]:
    """Sockets that only answer pings: how many get in, how many stay, what they weigh."""
    before = _resident_mib(spec["pid"])
    began = time.perf_counter()
    wires, failures = await connect_all(spec, lambda *_: None, lambda *_: None)
    took = time.perf_counter() - began
    await asyncio.sleep(spec["seconds"])
    after = _resident_mib(spec["pid"])
    stayed = sum(not wire.lost for wire in wires)
    return {
        "accepted": stayed,
        "failed": len(failures) + len(wires) - stayed,
        "first_failure": failures[0] if failures else None,
        "connect_seconds": took,
        "mib_per_1000": (after - before) / max(1, stayed) * 1000,
    }


async def _open(spec: dict[str, Any]) -> Traffic:
    traffic = Traffic()
    traffic.wires, failures = await connect_all(spec, traffic.answer, traffic.event)
    if failures:
        raise SystemExit(f"{len(failures)} of {len(spec['people'])} connections failed: {failures[0]}")
    return traffic


async def _type(traffic: Traffic) -> None:
    turn = 0
    while True:
        traffic.type_next(turn)
        turn += 1
        await asyncio.sleep(0.025)


async def _settle(traffic: Traffic) -> None:
    until = time.monotonic() + SETTLE_SECONDS
    while (traffic.outstanding or traffic.undelivered) and time.monotonic() < until:
        await asyncio.sleep(0.02)


def _latencies(traffic: Traffic) -> dict[str, Any]:
    figures: dict[str, Any] = {
        "delivered": len(traffic.deliveries_ms) / max(1, len(traffic.acks_ms)),
        "refusals": traffic.refusals,
    }
    for name, values in (
        ("ack", traffic.acks_ms),
        ("delivery", traffic.deliveries_ms),
        ("typing", traffic.typing_ms),
    ):
        figures[f"{name}_p50_ms"] = quantile(values, 0.50)
        figures[f"{name}_p99_ms"] = quantile(values, 0.99)
    return figures


def quantile(values: list[float], share: float) -> float | None:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else None


class Watch:
    """The processor time of server and client between two moments."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._server, self._client, self._began = cpu_seconds(pid), time.process_time(), time.perf_counter()

    def stop(self, acked: int) -> dict[str, float]:
        took = time.perf_counter() - self._began
        server = cpu_seconds(self._pid) - self._server
        return {
            "cpu_seconds_per_1000": server / max(1, acked) * 1000,
            "server_busy": server / took,
            "client_busy": (time.process_time() - self._client) / took,
        }


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident_mib(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def main() -> None:
    spec = json.load(sys.stdin)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    scenario = {"saturate": saturate, "steady": steady, "idle": idle}[spec["do"]]
    json.dump(asyncio.run(scenario(spec)), sys.stdout)


if __name__ == "__main__":
    main()
