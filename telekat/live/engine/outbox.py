"""What waits for one reader, within bounds (SECURITY-REQUIREMENTS P-10)."""

from collections import deque

from telekat.live.engine.limits import EngineLimits
from telekat.live.engine.packets import Outgoing

JOIN_BYTES = 64 * 1024  # frames joined into one send


class Outbox:
    """Packets in order, counted in number and bytes."""

    def __init__(self, limits: EngineLimits) -> None:
        self._limits = limits
        self._waiting: deque[Outgoing] = deque()
        self._bytes = 0

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def is_full_for(self, packet: Outgoing) -> bool:
        limits = self._limits
        return len(self._waiting) >= limits.queue_packets or self._bytes + len(packet.frame) > limits.queue_bytes

    def put(self, packet: Outgoing) -> None:
        """Add it, full or not: last words must find room."""
        self._waiting.append(packet)
        self._bytes += len(packet.frame)

    def take_frames(self) -> bytes:
        """Frames that are waiting, joined: one send, one wake-up of the reader. b"" when nothing waits."""
        frames: list[bytes] = []
        size = 0
        while self._waiting and size < JOIN_BYTES:
            frame = self._waiting.popleft().frame
            size += len(frame)
            frames.append(frame)
        self._bytes = self._bytes - size if self._waiting else 0
        return frames[0] if len(frames) == 1 else b"".join(frames)

    def take_all(self) -> list[Outgoing]:
        """Packets that are waiting, for the answer to a poll."""
        packets: list[Outgoing] = []
        while self._waiting:  # one by one: another thread may be adding
            packets.append(self._waiting.popleft())
        self._bytes = 0
        return packets

    def clear(self) -> None:
        self._waiting.clear()
        self._bytes = 0
