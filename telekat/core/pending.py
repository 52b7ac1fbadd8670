"""An action that waits for the writer: who waits for it, and how its outcome reaches them."""

from collections.abc import Callable
from typing import Any

from telekat.core import clock, edge
from telekat.core.errors import Unavailable
from telekat.core.work import Work

Then = Callable[[Any, BaseException | None], None]
"""Takes an action's result, and what it raised (None: nothing). Runs in the writer, so it must not wait."""


class Pending:
    """One action in the writer's line. Somebody waits for it, or `then` is called with its outcome."""

    __slots__ = (
        "_done",
        "args",
        "error",
        "function",
        "is_given_up",
        "kwargs",
        "queued_at",
        "result",
        "then",
        "work",
    )

    def __init__(self, function: Callable[..., Any], args: Any, kwargs: Any, then: Then | None = None) -> None:
        self.function, self.args, self.kwargs, self.then = function, args, kwargs, then
        self.queued_at = clock.monotonic()
        self._done = edge.Handover() if then is None else None
        self.is_given_up = False
        self.result: Any = None
        self.error: BaseException | None = None
        self.work: Work | None = None

    def wait(self, seconds: float) -> Any:
        """Its result, once committed. Raises what it raised, and Unavailable after `seconds`."""
        assert self._done is not None
        if not self._done.wait(seconds):
            self.is_given_up = True
            raise Unavailable(reason="slow")
        if self.error is not None:
            raise self.error
        return self.result

    def is_late(self, seconds: float) -> bool:
        """Whether nobody waits any more; for `then` nobody else keeps the time."""
        return self.is_given_up or (self.then is not None and clock.monotonic() - self.queued_at > seconds)

    def give_up(self) -> None:
        """It is not run: say so to `then`."""
        if self.then is not None:
            self.then(None, Unavailable(reason="slow"))

    def give(self) -> None:
        """It is over: tell whoever waits."""
        if self.then is not None:
            self.then(None if self.error is not None else self.result, self.error)
        elif self._done is not None:
            self._done.give()
