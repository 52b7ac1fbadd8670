"""Sockets coming and going: who they are is settled at connect, from the cookie, or they are refused."""

from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from socketio.exceptions import ConnectionRefusedError as Refused
from werkzeug.http import parse_cookie

from telekat.core.client_address import address_of
from telekat.core.database import read_scope
from telekat.live import announcing, connections
from telekat.live.engine import EngineLimits, fan_out, make_socketio
from telekat.policy import Principal

DRAIN_SECONDS = 5.0


class Sockets:
    """The Socket.IO server of this process. on_first, on_last: told when a person comes and when they are gone.
    on_stranger: told the network address of somebody who is refused for want of a living login."""

    def __init__(
        self,
        app: Flask,
        settings: Any,
        principal_from: Callable[[str], Principal | None],
        cookie_name: str,
    ) -> None:
        self.on_first: Callable[[Principal], None] | None = None
        self.on_last: Callable[[Principal], None] | None = None
        self.on_stranger: Callable[[str], None] | None = None
        self._principal_from, self._cookie_name = principal_from, cookie_name
        limits = EngineLimits(
            sockets_per_user=settings.sockets_per_user,
            sockets_per_address=settings.sockets_per_address,
            unconnected_per_address=20 if settings.sockets_per_address else None,
        )
        self.socketio = make_socketio(
            app,
            async_mode=settings.async_mode,
            origins=settings.origins,
            limits=limits,
            require_origin=settings.is_production,
            address_of=address_of,
            caller_of=self._caller_of,
        )
        self.server = self.socketio.server
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        connections.start(self._close)
        announcing.start(self._fan_out)

    def _caller_of(self, environ: dict[str, Any]) -> Principal | None:
        with read_scope():
            return self._principal_from(self._token(environ))

    def _token(self, environ: dict[str, Any]) -> str:
        # Read as the HTTP door reads it: the standard library stops at the first cookie of others that it dislikes.
        return parse_cookie(environ).get(self._cookie_name, "")

    def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        principal = self._caller_of(environ)
        if principal is None or principal.password_due:  # whoever has a password to choose hears no news before
            if self.on_stranger is not None:
                self.on_stranger(address_of(environ))
            raise Refused("unauthenticated")
        if not self.server.claim(sid, principal.id):
            raise Refused("rate_limited")
        first = connections.add(sid, principal)
        if first and self.on_first is not None:
            self.on_first(principal)

    def _disconnect(self, sid: str, reason: object = None) -> None:
        self._forget(sid)

    def _forget(self, sid: str) -> None:
        gone = connections.drop(sid)
        if gone is not None and self.on_last is not None:
            self.on_last(gone)

    def _fan_out(self, sids: Any, event: str, payload: Any) -> None:
        fan_out(self.server, sids, event, payload)

    def _close(self, sids: Iterable[str], reason: str) -> None:
        gone = list(sids)
        if gone:
            self._fan_out(gone, "session:ended", {"reason": reason})
        for sid in gone:
            self._forget(sid)
            self.server.start_background_task(self.server.disconnect, sid)

    def drain(self) -> None:
        """The process stops: newcomers are refused, everybody is let go; pages come back with what they kept."""
        self.server.drain(DRAIN_SECONDS)
