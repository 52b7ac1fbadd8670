"""The Socket.IO server: CONNECT, events and their acknowledgements, on the Engine.IO server beside it.

Handlers are called as `handler(sid, payload)`, payload None where the client sent none, one after the other for each
socket. What they return is the acknowledgement, or a function that is given `reply` and calls it once, whenever the
acknowledgement is there; the socket's next event does not wait for that. An event without a handler is answered, never ignored in silence.
"""

from collections.abc import Callable
from typing import Any

import socketio
from socketio import packet

from telekat.live.engine.engine_io import EngineServer, Environ
from telekat.live.engine.limits import EngineLimits
from telekat.live.engine.packets import BinaryRefused, MalformedPacket, OrJson, SocketPacket
from telekat.live.engine.transport import Transport

NAMESPACE = "/"

Answer = dict[str, Any]


def refused(code: str, message: str) -> Answer:
    """An acknowledgement that says no, in the contract's shape."""
    return {"ok": False, "error": {"code": code, "message": message}}


def no_such_event(sid: str, event: str) -> Answer:
    return refused("invalid", "There is no such event.")


class SocketServer(socketio.Server):
    """answer_unknown(sid, event): the acknowledgement for an event that nobody handles."""

    def __init__(
        self,
        *,
        async_mode: str,
        origins: list[str],
        limits: EngineLimits,
        answer_unknown: Callable[[str, str], Answer],
        logger: Any,
        **engine_options: Any,
    ) -> None:
        self._answer_unknown = answer_unknown
        super().__init__(
            async_mode=async_mode,
            async_handlers=False,  # the events of one socket run in order, and no green thread is made for each
            serializer=SocketPacket,
            json=OrJson,
            cors_allowed_origins=origins,
            limits=limits,
            logger=logger,
            engineio_logger=logger,
            **engine_options,
        )

    def _engineio_server_class(self) -> type[EngineServer]:
        """Private to python-socketio, and the only place where it lets another transport in.

        Stable since its version 4; versions are pinned, and tests/live/test_engine_seam.py fails when it goes.
        """
        return EngineServer

    # For the gate

    def claim(self, sid: str, user_id: str) -> bool:
        """In a connect handler: count this socket as the person's. False when they have as many as they may."""
        transport = self._transport(sid)
        if transport is None or transport.user_id is not None:
            return True
        if not self.eio.admission.claim(user_id):
            return False
        transport.user_id = user_id
        return True

    def count_error(self, sid: str) -> None:
        """One more event of this socket that makes no sense; ten within a minute end it."""
        transport = self._transport(sid)
        if transport is not None:
            transport.count_error()

    def end(self, sid: str) -> None:
        """Disconnect one socket for good: handlers run, what is queued still leaves, then its transport closes."""
        self.disconnect(sid, ignore_queue=True)

    def drain(self, seconds: float) -> bool:
        """Let nobody new in and end every socket, after `seconds` by force; whether that was not needed."""
        drained: bool = self.eio.drain(seconds)
        return drained

    def _transport(self, sid: str) -> Transport | None:
        transport: Transport | None = self.eio.sockets.get(self.manager.eio_sid_from_sid(sid, NAMESPACE))
        return transport

    # From the transport

    def _handle_eio_message(self, eio_sid: str, data: Any) -> None:
        try:
            received = self.packet_class(encoded_packet=data)
        except BinaryRefused as refusal:
            if refusal.id is not None:
                self._acknowledge(eio_sid, refusal.id, refused("invalid", "Binary data is not accepted."))
            raise
        if (received.namespace or NAMESPACE) != NAMESPACE and received.packet_type != packet.CONNECT:
            raise MalformedPacket("no such namespace")
        if received.packet_type == packet.EVENT:
            self._handle_event(eio_sid, NAMESPACE, received.id, received.data)
        elif received.packet_type == packet.CONNECT:
            self._handle_connect(eio_sid, received.namespace, received.data)
        elif received.packet_type == packet.DISCONNECT:
            self._handle_disconnect(eio_sid, NAMESPACE, self.reason.CLIENT_DISCONNECT)
        # Acknowledgements are dropped: the server never asks for one.

    def _handle_event(self, eio_sid: str, namespace: str, id: int | None, data: list[Any]) -> None:
        sid = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
        if sid is None or not self.manager.is_connected(sid, NAMESPACE):
            return
        event = data[0]
        handler = None if event in self.reserved_events else self.handlers.get(NAMESPACE, {}).get(event)
        if handler is None:
            answer = self._answer_unknown(sid, event)
            self.count_error(sid)
        else:
            answer = self._call(handler, sid, data[1] if len(data) == 2 else None)

        def reply(given: Any) -> None:
            if id is not None:
                self._acknowledge(eio_sid, id, given)

        if callable(answer):
            answer(reply)
        else:
            reply(answer)

    def _call(self, handler: Callable[..., Any], sid: str, payload: Any) -> Any:
        try:
            return handler(sid, payload)
        except Exception:
            # The gate answers its own failures; this is for what gets past it.
            self.logger.exception("event handler error")
            return refused("unavailable", "Something went wrong here. Try again.")

    def _acknowledge(self, eio_sid: str, id: int, answer: Any) -> None:
        data = list(answer) if isinstance(answer, tuple) else [] if answer is None else [answer]
        self._send_packet(eio_sid, self.packet_class(packet.ACK, namespace=NAMESPACE, id=id, data=data))

    def _handle_connect(self, eio_sid: str, namespace: str | None, data: Any) -> None:
        """A refused CONNECT closes the transport; an accepted one takes it off the clock."""
        if eio_sid not in self.environ:
            return
        try:
            super()._handle_connect(eio_sid, namespace, data)
        except Exception:
            self.logger.exception("connect handler error")
            self._refuse(eio_sid, namespace)
        sid = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
        transport = self.eio.sockets.get(eio_sid)
        if transport is None:
            return
        if sid is not None and self.manager.is_connected(sid, NAMESPACE):
            transport.settle()
        else:
            transport.close()

    def _refuse(self, eio_sid: str, namespace: str | None) -> None:
        error = {"message": "unavailable"}
        self._send_packet(eio_sid, self.packet_class(packet.CONNECT_ERROR, data=error, namespace=namespace))
        sid = self.manager.sid_from_eio_sid(eio_sid, NAMESPACE)
        if sid is not None:
            self.manager.disconnect(sid, NAMESPACE, ignore_queue=True)

    def _handle_disconnect(self, eio_sid: str, namespace: str, reason: str | None = None) -> None:
        """The client leaves the only namespace there is: its transport has no further use."""
        super()._handle_disconnect(eio_sid, namespace, reason)
        self._close_transport(eio_sid)

    def disconnect(self, sid: str, namespace: str | None = None, ignore_queue: bool = False) -> None:
        eio_sid = self.manager.eio_sid_from_sid(sid, NAMESPACE)
        super().disconnect(sid, namespace=namespace, ignore_queue=ignore_queue)
        if eio_sid is not None:
            self._close_transport(eio_sid)

    def _close_transport(self, eio_sid: str) -> None:
        transport = self.eio.sockets.get(eio_sid)
        if transport is not None:
            transport.close()


__all__ = ["Answer", "Environ", "SocketServer", "no_such_event", "refused"]
