"""The process edge: which async library carries this process, and the few things that differ between them.

Owns the only imports of eventlet and gevent. eventlet is the default because the design card names it; it is
deprecated upstream, so nothing above this package may know which of the three carries it. `patch` must run
before every other import (wsgi.py and the command line do that); without it a process is "threading".
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeVar, cast

AsyncMode = Literal["eventlet", "gevent", "threading"]
MODES: tuple[AsyncMode, ...] = ("eventlet", "gevent", "threading")
NATIVE_THREADS = 4  # password hashes and commits; SECURITY-REQUIREMENTS A-02 asks for at most four hashes at once

T = TypeVar("T")
_mode: AsyncMode = "threading"
_native_pool: Any = None


class Event(Protocol):
    """What `event()` returns: the part of threading.Event that all three modes have."""

    def set(self) -> None: ...
    def is_set(self) -> bool: ...
    def clear(self) -> None: ...
    def wait(self, timeout: float | None = None) -> bool: ...


def patch(mode: AsyncMode) -> None:
    """Make the standard library cooperative for this mode. Raises ValueError for an unknown mode."""
    global _mode
    if mode not in MODES:
        raise ValueError(f"async mode must be one of {', '.join(MODES)}, not {mode!r}")
    if mode == "eventlet":
        _patch_eventlet()
    elif mode == "gevent":
        from gevent import monkey

        monkey.patch_all()
    _mode = mode


def _patch_eventlet() -> None:
    import warnings

    # psycopg's compiled wait blocks the whole loop under eventlet; this is read when psycopg is imported.
    os.environ.setdefault("PSYCOPG_WAIT_FUNC", "wait_select")
    # eventlet's own resolver knows neither /etc/hosts changes nor IPv6 well; the system's is good enough here.
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")
    warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")
    import eventlet

    eventlet.monkey_patch()


def mode() -> AsyncMode:
    """The mode this process was patched for."""
    return _mode


def spawn(fn: Callable[..., object], *args: object) -> object:
    """Run `fn` beside the caller: a green thread, or a daemon thread in threading mode."""
    if _mode == "eventlet":
        import eventlet

        return eventlet.spawn(fn, *args)
    if _mode == "gevent":
        import gevent

        return gevent.spawn(fn, *args)
    thread = threading.Thread(target=fn, args=args, daemon=True)
    thread.start()
    return thread


def sleep(seconds: float) -> None:
    """Let others run for at least `seconds` (0: only yield). `time.sleep` is patched where a loop runs."""
    time.sleep(seconds)


def event() -> Event:
    """A new event of the right kind for this mode; `threading.Event` is patched where a loop runs."""
    return threading.Event()


class Handover:
    """A one-shot signal from whoever does the work to the one who waits for it.

    Under eventlet its own event: the patched `threading.Event` makes a lock and a condition for each wait.
    """

    __slots__ = ("_event", "_is_given")

    def __init__(self) -> None:
        self._is_given = False
        if _mode == "eventlet":
            from eventlet.event import Event as GreenEvent

            self._event: Any = GreenEvent()
        else:
            self._event = threading.Event()

    def give(self) -> None:
        """Wake the waiter. A second time changes nothing."""
        if self._is_given:
            return
        self._is_given = True
        if _mode == "eventlet":
            self._event.send(True)
        else:
            self._event.set()

    def wait(self, timeout: float | None = None) -> bool:
        """Whether it was given within `timeout` seconds."""
        return bool(self._event.wait(timeout))


def blocking_sleep(seconds: float) -> None:
    """Hold this very thread, as a slow disk would; only ever called inside `native`."""
    if _mode == "eventlet":
        from eventlet import patcher

        patcher.original("time").sleep(seconds)
    elif _mode == "gevent":
        from gevent import monkey

        monkey.get_original("time", "sleep")(seconds)
    else:
        time.sleep(seconds)


def native(fn: Callable[..., T], *args: Any) -> T:
    """Run blocking `fn` in a native thread and wait for it without holding the loop. Exceptions pass through."""
    if _mode == "eventlet":
        from eventlet import tpool

        return tpool.execute(fn, *args)
    if _mode == "gevent":
        result, error = _gevent_pool().apply(_tried, (fn, args))
        if error is not None:
            raise error
        return cast(T, result)
    return fn(*args)


def _tried(fn: Callable[..., T], args: tuple[Any, ...]) -> tuple[T | None, BaseException | None]:
    """gevent's threads print what is raised in them; when that cannot be written, as on a full disk that holds the log
    too, whoever waits is never told."""
    try:
        return fn(*args), None
    except BaseException as error:
        return None, error


def _gevent_pool() -> Any:
    global _native_pool
    if _native_pool is None:
        from gevent.threadpool import ThreadPool

        _native_pool = ThreadPool(NATIVE_THREADS)
    return _native_pool
