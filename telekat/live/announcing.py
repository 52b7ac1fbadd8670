"""What is told, and who may hear it. The policy is asked again for each hearer at the moment of sending."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from telekat.live import connections
from telekat.policy import Action, Role, may_ever

NOBODY: tuple[str, ...] = ()
"""Say this when nobody is to hear; an empty list of hearers is otherwise a mistake."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """One outgoing event. hear: the action whose roles may hear it at all.

    by_role: another payload for some roles (a score that the patient does not see).
    """

    name: str
    payload: Mapping[str, Any]
    hear: Action
    by_role: Mapping[Role, Mapping[str, Any]] = field(default_factory=dict)


FanOut = Callable[[Sequence[str], str, Mapping[str, Any]], None]
_fan_out: FanOut | None = None


def start(fan_out: FanOut) -> None:
    """fan_out(sids, event, payload) writes to sockets; one that fails never stops the next."""
    global _fan_out
    _fan_out = fan_out


def deliver(announcements: Sequence[tuple[Announcement, tuple[str, ...]]]) -> None:
    """Send committed announcements to the sockets of their hearers on this process."""
    for announcement, hearers in announcements:
        if announcement.by_role:
            _send_by_role(announcement, hearers)
        else:
            sids = _allowed_sids(announcement.hear, hearers)
            if sids and _fan_out is not None:
                _fan_out(sids, announcement.name, announcement.payload)


def tell_now(announcement: Announcement, to: Iterable[str]) -> None:
    """For what is never stored (typing, presence, focus): goes out at once."""
    deliver([(announcement, tuple(to))])


def _allowed_sids(hear: Action, hearers: Iterable[str]) -> list[str]:
    sids: list[str] = []
    for user_id in hearers:
        for sid in connections.sids_of(user_id):
            connection = connections.get(sid)
            if connection is not None and may_ever(connection.principal.role, hear):
                sids.append(sid)
    return sids


def _send_by_role(announcement: Announcement, hearers: Iterable[str]) -> None:
    for sid in _allowed_sids(announcement.hear, hearers):
        connection = connections.get(sid)
        if connection is not None and _fan_out is not None:
            payload = announcement.by_role.get(connection.principal.role, announcement.payload)
            _fan_out([sid], announcement.name, payload)
