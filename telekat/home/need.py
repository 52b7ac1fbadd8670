"""Who needs a clinician first. Plain values only."""

from datetime import datetime
from typing import Protocol

RISKS = ("high", "moderate", "unverified", "low", "none", "unscreened")
"""Levels of the risk mark, the most serious first; what was never asked about comes last but is never "none"."""


class Line(Protocol):
    """What is known of one patient. alerts: open ones nobody has taken. waiting_since: their oldest unanswered words."""

    @property
    def name(self) -> str: ...
    @property
    def alerts(self) -> int: ...
    @property
    def alerts_taken(self) -> int: ...
    @property
    def risk(self) -> str: ...
    @property
    def waiting_since(self) -> datetime | None: ...
    @property
    def checkins_missed(self) -> int: ...
    @property
    def checkins_to_read(self) -> int: ...
    @property
    def unread(self) -> int: ...


def by_need(line: Line) -> tuple[int, int, int, int, float, int, int, str]:
    """Sort key: an open alert, a taken one, risk, waiting words (the longest wait first), news, then the name."""
    waiting = line.waiting_since.timestamp() if line.waiting_since else float("inf")
    return (
        -line.alerts,
        -line.alerts_taken,
        min(_rank(line.risk), RISKS.index("low")),  # below moderate, waiting counts more than the level
        0 if line.waiting_since else 1,
        waiting,
        -(line.checkins_missed + line.checkins_to_read),
        -line.unread,
        line.name.casefold(),
    )


def _rank(risk: str) -> int:
    return RISKS.index(risk) if risk in RISKS else len(RISKS) - 1
