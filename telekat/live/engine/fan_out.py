"""One event to many sockets: encoded once, the same packet handed to each."""

from collections.abc import Iterable
from typing import Any

from telekat.live.engine.packets import Outgoing, event_text
from telekat.live.engine.socket_io import NAMESPACE, SocketServer


def fan_out(server: SocketServer, sids: Iterable[str], event: str, payload: Any) -> int:
    """Queue `event` for every socket of this process named in `sids`; how many of them are here.

    Never waits for a reader: one that is too slow is told `resync` and cut, one that is gone is passed over, and
    neither stops the next. Raises TypeError, before anything is sent, when the payload is no JSON.
    """
    packet = Outgoing(event_text(event, payload))
    reached = 0
    for sid in sids:
        try:
            eio_sid = server.manager.eio_sid_from_sid(sid, NAMESPACE)
            if eio_sid is not None:
                server._send_eio_packet(eio_sid, packet)
                reached += 1
        except Exception:
            server.logger.exception("a socket could not be told")
    return reached
