"""Forms filled in together, on a real TeleKAT: `python -m bench.forms` is the load process of the scenario `forms`.

Two people on each of 50 forms answer in turns, 100 answers a second in all, and every tenth answer is a risk answer
on a form that had none. Measured at the receivers: when the other side's socket has the answer, and when a
clinician's socket has the alert. The ceiling knows no forms, so this scenario has figures for TeleKAT alone.
"""

import asyncio
import json
import random
import sys
import time
from typing import Any

from bench.load import SETTLE_SECONDS, WARM_UP_SECONDS, Watch, quantile
from bench.wire import Wire, connect_all

INSTRUMENT = "phq9"
RISK_ITEM = "9"
RISK_EVERY = 10  # answers
ITEMS = tuple(str(number) for number in range(1, 9))


class Filling:
    """Answers on their way. Two wires after each other share a form: patient, then psychiatrist."""

    def __init__(self) -> None:
        self.wires: list[Wire] = []
        self.forms: list[str] = []
        self.acks_ms: list[float] = []
        self.others_ms: list[float] = []
        self.alerts_ms: list[float] = []
        self.refusals: dict[str, int] = {}
        self.counting = False
        self._calls: dict[tuple[int, int], tuple[float, bool]] = {}
        self._given: dict[tuple[int, int], asyncio.Future[str]] = {}
        self._answers: dict[tuple[str, str], tuple[float, int, bool]] = {}
        self._alerts: dict[str, tuple[float, bool]] = {}
        self._values: dict[tuple[str, str], int] = {}
        self._chance = random.Random(7)

    @property
    def under_way(self) -> int:
        return len(self._calls) + len(self._answers) + len(self._alerts)

    async def give_forms(self) -> None:
        """The psychiatrist of each room gives the form."""
        for number in range(0, len(self.wires), 2):
            clinician = self.wires[number + 1]
            payload = {"room": clinician.room, "instrument": INSTRUMENT, "client_id": f"bench-{time.time_ns()}"}
            given: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            call = clinician.call(json.dumps(["questionnaire:assign", payload]).encode())
            self._given[clinician.number, call] = given
            self.forms.append(await asyncio.wait_for(given, 20))

    def answer_next(self, turn: int) -> None:
        """One more answer: from the patient a risk answer where the form has none yet, else any, from either side."""
        risky = turn // RISK_EVERY
        if turn % RISK_EVERY == 0 and risky < len(self.forms):
            self._send(risky, 0, RISK_ITEM, 1 + risky % 3)
            return
        number = turn % len(self.forms)
        item = self._chance.choice(ITEMS)
        form = self.forms[number]
        if (form, item) not in self._answers:
            self._send(number, self._chance.randrange(2), item, 1 - self._values.get((form, item), 0))

    def _send(self, number: int, side: int, item: str, value: int) -> None:
        wire, form, now = self.wires[number * 2 + side], self.forms[number], time.perf_counter()
        self._values[form, item] = value
        self._answers[form, item] = (now, wire.number, self.counting)
        if item == RISK_ITEM:
            self._alerts[form] = (now, self.counting)
        payload = {"questionnaire": form, "item": item, "value": value}
        call = wire.call(json.dumps(["questionnaire:answer", payload]).encode())
        self._calls[wire.number, call] = (now, self.counting)

    def acknowledged(self, wire: Wire, call: int, text: bytes) -> None:
        answer = json.loads(text)[0]
        given = self._given.pop((wire.number, call), None)
        if given is not None:
            given.set_result(answer["questionnaire"])
            return
        sent_at, counted = self._calls.pop((wire.number, call), (0.0, False))
        if not answer["ok"]:
            code = answer["error"]["code"]
            self.refusals[code] = self.refusals.get(code, 0) + 1
        elif counted:
            self.acks_ms.append((time.perf_counter() - sent_at) * 1000)

    def heard(self, wire: Wire, text: bytes) -> None:
        now = time.perf_counter()
        if text.startswith(b'["questionnaire:changed"'):
            news = json.loads(text)[1]
            place = (news["questionnaire"], news["item"])
            sent = self._answers.get(place)
            if sent is not None and sent[1] != wire.number:
                del self._answers[place]
                if sent[2]:
                    self.others_ms.append((now - sent[0]) * 1000)
        elif text.startswith(b'["alert:raised"'):
            raised = self._alerts.pop(json.loads(text)[1]["cause"]["id"], None)
            if raised is not None and raised[1]:
                self.alerts_ms.append((now - raised[0]) * 1000)


async def fill(spec: dict[str, Any]) -> dict[str, Any]:
    """So many answers a second, evenly, whatever the server does."""
    filling = Filling()
    filling.wires, failures = await connect_all(spec, filling.acknowledged, filling.heard)
    if failures:
        raise SystemExit(f"{len(failures)} of {len(spec['people'])} connections failed: {failures[0]}")
    await filling.give_forms()
    loop = asyncio.get_running_loop()
    began, warm, watch = loop.time(), int(spec["rate"] * WARM_UP_SECONDS), None
    for turn in range(warm + int(spec["rate"] * spec["seconds"])):
        await asyncio.sleep(max(0.0, began + turn / spec["rate"] - loop.time()))
        if turn == warm:
            watch, filling.counting = Watch(spec["pid"]), True
        filling.answer_next(turn)
    assert watch is not None
    figures = watch.stop(len(filling.acks_ms))
    until = time.monotonic() + SETTLE_SECONDS
    while filling.under_way and time.monotonic() < until:
        await asyncio.sleep(0.02)
    return {**figures, **_figures(filling)}


def _figures(filling: Filling) -> dict[str, Any]:
    return {
        "delivered": len(filling.others_ms) / max(1, len(filling.acks_ms)),
        "refusals": filling.refusals,
        "alerts": len(filling.alerts_ms),
        "ack_p95_ms": quantile(filling.acks_ms, 0.95),
        "answer_p50_ms": quantile(filling.others_ms, 0.50),
        "answer_p95_ms": quantile(filling.others_ms, 0.95),
        "alert_p50_ms": quantile(filling.alerts_ms, 0.50),
        "alert_p99_ms": quantile(filling.alerts_ms, 0.99),
    }


if __name__ == "__main__":
    json.dump(asyncio.run(fill(json.load(sys.stdin))), sys.stdout)
