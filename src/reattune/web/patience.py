"""How long a connection may take to say what it wants, and how many may be open at once."""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_SECONDS = 10.0
"""A browser on this machine sends a whole request in milliseconds."""
MOST = 200
"""Connections at once; a browser opens some six. More would run this program out of files."""


class Patient(H11Protocol):
    """HTTP as uvicorn speaks it; whoever is slow, or one too many, is hung up on."""

    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        if len(self.connections) > MOST:
            transport.abort()
        else:
            self._wait()

    def data_received(self, data: bytes) -> None:
        """Take a piece in; the clock runs from its first to its last byte."""
        super().data_received(data)
        waiting = self.cycle is None or self.cycle.response_complete
        if self.conn.their_state is h11.SEND_BODY or (
            self.conn.their_state is h11.IDLE and waiting
        ):
            if self._deadline is None:
                self._wait()
        else:
            self._arrived()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._arrived()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(PATIENCE_SECONDS, self._give_up)

    def _arrived(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        # A WebSocket has taken the connection over: it may be silent.
        if self.transport.get_protocol() is self and not self.transport.is_closing():
            self.transport.close()
