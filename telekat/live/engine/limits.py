"""What one caller may use of the sockets: sizes, times and counts (SECURITY-REQUIREMENTS P-03, P-04, P-10)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """Bounds of the transport. A count of None means no cap; the defaults are the production values."""

    frame_bytes: int = 128 * 1024  # a WebSocket message or the body of a polling POST
    packets_per_post: int = 16
    connect_seconds: float = 10.0  # from opening a transport to an accepted CONNECT
    ping_interval_seconds: float = 10.0
    ping_timeout_seconds: float = 8.0
    queue_packets: int = 256  # waiting for one reader; beyond it the reader is cut
    queue_bytes: int = 1024 * 1024
    farewell_seconds: float = 5.0  # how long last words may take to leave
    errors_per_minute: int = 10  # unknown events and broken packets of one socket
    unconnected_per_address: int | None = 20
    sockets_per_address: int | None = 200
    sockets_per_user: int | None = 10
    sockets: int | None = 18_000  # below the web server's own 20,000, so that pages still open when it is reached
