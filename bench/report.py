"""Medians of the turns, side by side with the ceiling; a table for people and JSON for programs."""

import json
import os
import platform
import statistics
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Turns = list[dict[str, Any]]

ROWS = [
    ("saturation", "acked_per_second", "acknowledged messages a second"),
    ("saturation", "cpu_seconds_per_1000", "processor seconds per 1,000"),
    ("saturation", "delivered", "delivered per acknowledged"),
    ("saturation", "ack_p99_ms", "acknowledgement p99, ms"),
    ("steady", "ack_p50_ms", "acknowledgement p50, ms"),
    ("steady", "ack_p99_ms", "acknowledgement p99, ms"),
    ("steady", "delivery_p50_ms", "delivery p50, ms"),
    ("steady", "delivery_p99_ms", "delivery p99, ms"),
    ("steady", "cpu_seconds_per_1000", "processor seconds per 1,000"),
    ("slow commits", "acked_per_second", "acknowledged messages a second"),
    ("slow commits", "ack_p50_ms", "acknowledgement p50, ms"),
    ("slow commits", "typing_p50_ms", "typing p50, ms"),
    ("slow commits", "typing_p99_ms", "typing p99, ms"),
    ("forms", "ack_p95_ms", "answer acknowledged p95, ms"),
    ("forms", "answer_p50_ms", "answer on the other side p50, ms"),
    ("forms", "answer_p95_ms", "answer on the other side p95, ms"),
    ("forms", "alert_p50_ms", "risk answer to alert p50, ms"),
    ("forms", "alert_p99_ms", "risk answer to alert p99, ms"),
    ("forms", "alerts", "alerts measured"),
    ("idle", "accepted", "connections accepted"),
    ("idle", "failed", "connections failed"),
    ("idle", "connect_seconds", "seconds to connect them"),
    ("idle", "mib_per_1000", "MiB per 1,000 connections"),
]


def medians(turns: Turns) -> dict[str, Any]:
    """Each figure's median over the turns; what is no figure is taken from the last one."""
    figures = dict(turns[-1])
    for name in figures:
        values = [turn[name] for turn in turns if isinstance(turn.get(name), int | float)]
        if values:
            figures[name] = statistics.median(values)
    return figures


def table(results: dict[str, dict[str, dict[str, Turns]]], kinds: list[str]) -> str:
    """results: turns by mode, scenario and kind of server. The ratio is the last kind's to the ceiling's."""
    lines = [f"{'mode':10}{'scenario':14}{'':34}" + "".join(f"{kind:>11}" for kind in kinds) + f"{'ratio':>8}"]
    for mode, scenarios in results.items():
        for scenario, name, label in ROWS:
            by_kind = scenarios.get(scenario, {})
            values = [medians(by_kind[kind]).get(name) if by_kind.get(kind) else None for kind in kinds]
            if any(value is not None for value in values):
                cells = "".join(f"{_cell(value):>11}" for value in values)
                lines.append(f"{mode:10}{scenario:14}{label:34}{cells}{_ratio(values):>8}")
        lines.append("")
    return "\n".join(lines + warnings(results))


def _cell(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"


def _ratio(values: list[float | None]) -> str:
    first, last = values[0], values[-1]
    return f"{last / first:.2f}" if len(values) > 1 and first and last is not None else ""


def warnings(results: dict[str, dict[str, dict[str, Turns]]]) -> list[str]:
    """What makes a figure less than it seems."""
    found: list[str] = []
    for mode, scenarios in results.items():
        for scenario, by_kind in scenarios.items():
            for kind, turns in by_kind.items():
                if turns:
                    found += [f"{mode} {scenario} {kind}: {text}" for text in _doubts(scenario, medians(turns))]
    return found


def _doubts(scenario: str, figures: dict[str, Any]) -> list[str]:
    doubts = []
    if figures.get("client_busy", 0) > 0.9:
        doubts.append(f"the client used {figures['client_busy']:.0%} of a core and may be the limit")
    if scenario == "saturation" and figures.get("server_busy", 1) < 0.8:
        doubts.append(f"the server got only {figures['server_busy']:.0%} of a core: is the machine busy?")
    if abs(1 - figures.get("delivered", 1)) > 0.02:
        doubts.append(f"{figures['delivered']:.1%} of what was acknowledged was delivered")
    if figures.get("refusals"):
        doubts.append(f"refused: {figures['refusals']}")
    if figures.get("failed"):
        doubts.append(f"{figures['failed']} failed, the first with: {figures.get('first_failure')}")
    return doubts


def keep(results: dict[str, Any], kinds: list[str], bounded: list[dict[str, Any]], folder: Path) -> Path:
    """Write everything, turn by turn, to a new file and to latest.json."""
    folder.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC)
    text = json.dumps(
        {
            "at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load_average": os.getloadavg(),
            "servers": kinds,
            "turns": results,
            "bounded": bounded,
        },
        indent=1,
    )
    file = folder / f"{now:%Y%m%d-%H%M%S}.json"
    for one in (file, folder / "latest.json"):
        one.write_text(text + "\n")
    return file
