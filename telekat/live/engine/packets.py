"""Packets in and out: orjson instead of json, no search for bytes, and one encoding for all readers.

Binary attachments are refused (SECURITY-REQUIREMENTS P-04): what has bytes in it goes by HTTP.
"""

from typing import Any

import engineio.packet
import orjson
import socketio.packet

from telekat.live.engine.frames import text_frame

MESSAGE = engineio.packet.MESSAGE
_DIGITS = "0123456789"
MAX_ID_DIGITS = 15  # what a browser can count to exactly


class MalformedPacket(ValueError):
    """Not a packet that a client of ours would send."""


class BinaryRefused(MalformedPacket):
    """A packet that announces binary attachments. `id` is that of the acknowledgement it waits for, if any."""

    def __init__(self, id: int | None) -> None:
        super().__init__("binary attachments are not accepted")
        self.id = id


class OrJson:
    """orjson with the face of the standard json module, as python-engineio wants it. Set for the whole process."""

    # Times leave as text made by core.clock.stamp: a datetime that slips in is a mistake, not another format.
    _options = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS

    @classmethod
    def dumps(cls, value: Any, **kwargs: Any) -> str:
        """Compact JSON; `separators` is accepted and is always compact. Raises TypeError."""
        return orjson.dumps(value, option=cls._options).decode()

    @classmethod
    def loads(cls, text: str | bytes, **kwargs: Any) -> Any:
        """Raises ValueError, also past 1,024 levels of nesting."""
        return orjson.loads(text)


def event_text(event: str, payload: Any) -> bytes:
    """A Socket.IO EVENT of namespace `/` without acknowledgement, as it stands inside an Engine.IO message."""
    return b"2" + orjson.dumps([event, payload], option=OrJson._options)


class Outgoing(engineio.packet.Packet):
    """An Engine.IO message that is encoded once, however many sockets it goes to.

    A server's frames are not masked, so the very bytes on the wire are the same for every reader.
    """

    def __init__(self, body: bytes, packet_type: int = MESSAGE) -> None:
        self.packet_type = packet_type
        self.binary = False
        self.encode_cache = None
        self.body = body
        self.frame = text_frame(b"%d%b" % (packet_type, body))

    @classmethod
    def of(cls, packet: engineio.packet.Packet) -> "Outgoing":
        """Any Engine.IO packet (open, ping, close) as one of these."""
        if isinstance(packet, cls):
            return packet
        return cls(packet.encode()[1:].encode(), packet.packet_type)

    @property
    def data(self) -> str:
        return self.body.decode()

    def encode(self, b64: bool = False) -> str:
        """As text, for a polling payload."""
        return f"{self.packet_type}{self.body.decode()}"


class SocketPacket(socketio.packet.Packet):
    """A Socket.IO packet without attachments, read strictly."""

    uses_binary_events = False

    def decode(self, encoded_packet: str) -> int:
        """Fill in from `type [namespace ,] [id] [json]`. Raises MalformedPacket."""
        text = encoded_packet
        if not isinstance(text, str) or text[:1] not in ("0", "1", "2", "3", "4", "5", "6"):
            raise MalformedPacket("no packet type")
        self.packet_type = int(text[0])
        at = 1
        if self.packet_type in (socketio.packet.BINARY_EVENT, socketio.packet.BINARY_ACK):
            at = text.find("-") + 1 or len(text)
        self.namespace, at = _namespace(text, at)
        self.id, at = _id(text, at)
        if self.packet_type in (socketio.packet.BINARY_EVENT, socketio.packet.BINARY_ACK):
            raise BinaryRefused(self.id)
        self.data = _json(text, at)
        self._check_shape()
        return 0

    def _check_shape(self) -> None:
        data = self.data
        if self.packet_type == socketio.packet.EVENT:
            if not isinstance(data, list) or not data or not isinstance(data[0], str) or len(data) > 2:
                raise MalformedPacket("an event is a name and at most one payload")
        elif self.packet_type == socketio.packet.CONNECT:
            if data is not None and not isinstance(data, dict):
                raise MalformedPacket("a connect carries an object or nothing")
        elif self.packet_type == socketio.packet.CONNECT_ERROR:
            raise MalformedPacket("only a server refuses a connect")


def _namespace(text: str, at: int) -> tuple[str | None, int]:
    if text[at : at + 1] != "/":
        return None, at
    end = text.find(",", at)
    if end == -1:
        end = len(text)
    return text[at:end].partition("?")[0], end + 1


def _id(text: str, at: int) -> tuple[int | None, int]:
    end = at
    while text[end : end + 1] in _DIGITS and end < len(text):
        end += 1
    if end - at > MAX_ID_DIGITS:
        raise MalformedPacket("an acknowledgement id is too long")
    return (int(text[at:end]) if end > at else None), end


def _json(text: str, at: int) -> Any:
    if at >= len(text):
        return None
    try:
        return orjson.loads(text[at:])
    except ValueError:
        raise MalformedPacket("not JSON") from None
