"""The reading process: one person opens a room and asks for what they missed, again and again, and nobody disturbs.

Reads what to do as JSON on standard input, writes what it saw as JSON. Times are taken here, on the same machine and
one open connection, so they are the server's own and a little more.
"""

import asyncio
import http.client
import json
import sys
import time
from typing import Any

from bench.load import cpu_seconds, quantile
from bench.wire import Wire, connect_all

PAUSE_SECONDS = 0.12  # one person may ask ten times a second
FIRST = 3  # not counted: what the first of everything takes


def open_page(spec: dict[str, Any]) -> dict[str, Any]:
    """GET the page of the room; milliseconds of the whole answer, and of the processor."""
    room, cookie = spec["people"][0]
    connection = http.client.HTTPConnection("127.0.0.1", spec["port"], timeout=30)
    headers = {"Cookie": cookie, "Accept": "text/html"}

    def once() -> float:
        began = time.perf_counter()
        connection.request("GET", f"/rooms/{room}", headers=headers)
        answer = connection.getresponse()
        page = answer.read()
        took = (time.perf_counter() - began) * 1000
        if answer.status != 200 or spec["shows"].encode() not in page:
            raise SystemExit(f"the room answered {answer.status} without what it should show")
        return took

    try:
        return _repeated(spec, once)
    finally:
        connection.close()


def _repeated(spec: dict[str, Any], once: Any) -> dict[str, Any]:
    for _ in range(FIRST):
        once()
    before = cpu_seconds(spec["pid"])
    took = [once() for _ in range(spec["times"])]
    used = (cpu_seconds(spec["pid"]) - before) * 1000 / spec["times"]
    return {"p50_ms": quantile(took, 0.5), "p90_ms": quantile(took, 0.9), "cpu_ms": used}


def catch_up(spec: dict[str, Any]) -> dict[str, Any]:
    """`message:since` for the newest 200 messages, over one socket."""
    return asyncio.run(_catch_up(spec))


async def _catch_up(spec: dict[str, Any]) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    answers: dict[int, asyncio.Future[bytes]] = {}

    def answer(wire: Wire, call: int, text: bytes) -> None:
        answers.pop(call).set_result(text)

    wires, failures = await connect_all(spec, answer, lambda *_: None)
    if failures:
        raise SystemExit(failures[0])
    (wire,) = wires
    question = b'["message:since",{"room":"%b","after_seq":%d}]' % (wire.room.encode(), spec["last_seq"] - 200)

    async def once() -> float:
        began = time.perf_counter()
        waiting = answers[wire.calls + 1] = loop.create_future()
        wire.call(question)
        text = await asyncio.wait_for(waiting, 30)
        took = (time.perf_counter() - began) * 1000
        if text.count(b'"seq":') != 200:
            raise SystemExit(f"not 200 messages: {text[:300].decode()}")
        await asyncio.sleep(PAUSE_SECONDS)
        return took

    for _ in range(FIRST):
        await once()
    before = cpu_seconds(spec["pid"])
    took = [await once() for _ in range(spec["times"])]
    used = (cpu_seconds(spec["pid"]) - before) * 1000 / spec["times"]
    return {"p50_ms": quantile(took, 0.5), "p90_ms": quantile(took, 0.9), "cpu_ms": used}


def main() -> None:
    spec = json.load(sys.stdin)
    json.dump({"open": open_page, "since": catch_up}[spec["do"]](spec), sys.stdout)


if __name__ == "__main__":
    main()
