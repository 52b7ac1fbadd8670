"""Token buckets, in memory: how fast one person may do one kind of thing (SECURITY-REQUIREMENTS P-09).

Per process on purpose: exceeding them costs politeness, not safety. What guards accounts is counted in the
database (accounts.throttle).
"""

from dataclasses import dataclass

from telekat.core import clock
from telekat.core.errors import RateLimited

Rate = tuple[float, int]
"""Allowed per second, and how many at once."""

TYPING: Rate = (2, 4)
ENTER: Rate = (10, 20)
HTTP: Rate = (5, 300)
DEFAULT: Rate = (10, 40)
_SWEEP_AT = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Buckets:
    """Buckets by (who, kind). `rates` may be changed by kind: the message rate is a setting."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], _Bucket] = {}

    def take(self, who: str, kind: str, rate: Rate) -> None:
        """Take one. Raises RateLimited with the seconds until there is one again."""
        per_second, burst = rate
        now = clock.monotonic()
        bucket = self._buckets.get((who, kind))
        if bucket is None:
            self._sweep(now)
            bucket = self._buckets[(who, kind)] = _Bucket(burst, now)
        bucket.left = min(burst, bucket.left + (now - bucket.at) * per_second)
        bucket.at = now
        if bucket.left < 1:
            raise RateLimited((1 - bucket.left) / per_second)
        bucket.left -= 1

    def _sweep(self, now: float) -> None:
        if len(self._buckets) >= _SWEEP_AT:
            self._buckets = {key: bucket for key, bucket in self._buckets.items() if now - bucket.at < 60}
