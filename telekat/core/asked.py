"""What is being asked of the process at this moment: the facts that stand in each log line written meanwhile.

Set by the doors, read by `core.logs`. Ids and the names of our own routes only: an address holds what people typed.
"""

from contextvars import ContextVar
from dataclasses import dataclass

from telekat.core import ids


@dataclass(slots=True)
class Asked:
    """One request, or one event of a socket. route: our name for the door; actor_id: "" before it is known."""

    route: str = ""
    actor_id: str = ""
    _id: str = ""

    @property
    def id(self) -> str:
        """The request id, made when it is first wanted: most events of sockets are never logged."""
        if not self._id:
            self._id = ids.new_id()
        return self._id


current: ContextVar[Asked | None] = ContextVar("asked", default=None)


def facts() -> dict[str, str]:
    """For a log line: request, route and actor, as far as they are known."""
    asked = current.get()
    if asked is None:
        return {}
    told = {"request": asked.id, "route": asked.route, "actor": asked.actor_id}
    return {name: value for name, value in told.items() if value}


def request_id() -> str:
    """The id of what is being asked; a new one where nothing is."""
    asked = current.get()
    return asked.id if asked is not None else ids.new_id()
