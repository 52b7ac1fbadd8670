"""Tells open boards that something changed about a patient, never what. The board then reads its own fields again.

Coordinators must not hear a care room's messages or an alert's words, yet the wait and the alert show on their board
within two seconds. So what was committed is looked at by name only, once for many changes: a busy practice must not
make every board read itself again for each message.
"""

from collections.abc import Sequence

from telekat.core import edge
from telekat.live import announcing, connections
from telekat.live.announcing import Announcement
from telekat.policy import Action, Role

GATHER_SECONDS = 0.5  # changes of this long are told together
PREFIXES = ("message:new", "room:", "alert:", "questionnaire:assigned", "questionnaire:submitted", "checkin:")

_is_told_soon = False


def deliver(announcements: Sequence[tuple[Announcement, tuple[str, ...]]]) -> None:
    """What the writer hands over after a commit: sent to its hearers, and noted for the boards."""
    announcing.deliver(announcements)
    if not _is_told_soon and any(one.name.startswith(PREFIXES) for one, _ in announcements):
        _tell_soon()


def _tell_soon() -> None:
    global _is_told_soon
    if _coordinators():
        _is_told_soon = True
        edge.spawn(_tell)


def _tell() -> None:
    global _is_told_soon
    edge.sleep(GATHER_SECONDS)
    _is_told_soon = False
    hearers = _coordinators()
    if hearers:
        announcing.tell_now(Announcement("board:changed", {}, Action.BOARD_READ), to=hearers)


def _coordinators() -> list[str]:
    """Coordinators with a page open here, from memory: the database is not asked for each message."""
    return sorted(connections.ids_with_role(Role.COORDINATOR))
