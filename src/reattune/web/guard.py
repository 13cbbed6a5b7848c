"""One ASGI guard round the whole app, for HTTP and WebSocket alike: door, headers, limits."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .gate import UNAUTHORISED, Gate
from .strings import text

BODY_LIMIT = 1_000_000
"""Bytes of a request's body; nothing this app is sent is longer."""

MESSAGE_LIMIT = 64_000
"""Bytes of one WebSocket message."""

REFUSED, TOO_LARGE = 4403, 1009
"""Codes a WebSocket is closed with: a stranger, a message that is too long."""

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "same-origin",
}
"""On every answer, refusals included."""

_ENCODED = [(name.encode(), value.encode()) for name, value in HEADERS.items()]


def _words(status: int) -> str:
    return f"{status}: {text(f'guard.{status}')}"


class Guard:
    """Stands in front of an app and lets only this run's browser through.

    Parameters
    ----------
    app
        The app behind.
    gate
        Who may pass.
    start
        Where the opened link leads.
    """

    def __init__(self, app: ASGIApp, gate: Gate, *, start: str = "/") -> None:
        self.app = app
        self.gate = gate
        self.start = start

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, refuse or pass on one connection."""
        if scope["type"] == "http":
            await self._request(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await self._socket(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = self.gate.stranger(scope)
        if status is None and self.gate.bears_token(scope):
            await self._open(scope, send)
            return
        if status is None and not self.gate.known(scope):
            status = UNAUTHORISED
        if status is None and _announced(scope) > BODY_LIMIT:
            status = 413
        if status is not None:
            await _answer(send, status, _words(status))
            return
        await self.app(scope, _counted(receive), send)

    async def _open(self, scope: Scope, send: Send) -> None:
        """Trade the link's token for the cookie and lead to a clean address."""
        if self.gate.admit(scope):
            cookie = [(b"set-cookie", self.gate.cookie.encode())]
        elif self.gate.known(scope):
            cookie = []
        else:
            await _answer(send, UNAUTHORISED, _words(UNAUTHORISED))
            return
        await _answer(send, 303, "", [(b"location", self.start.encode()), *cookie])

    async def _socket(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.gate.refusal(scope) is None:
            await self.app(scope, _measured(receive, send), send)
            return
        # A close code reaches a page only after the handshake: our own pages learn that they
        # must be opened again. Nothing else is ever said to a stranger.
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": REFUSED})


def _announced(scope: Scope) -> int:
    lengths = [value for name, value in scope["headers"] if name.lower() == b"content-length"]
    return max((int(value) for value in lengths if value.isdigit()), default=0)


def _counted(receive: Receive) -> Receive:
    """Stop a body that grows past the limit without having said so."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > BODY_LIMIT:
            raise HTTPException(413, _words(413))
        return message

    return counted


def _measured(receive: Receive, send: Send) -> Receive:
    """Close a WebSocket that sends a message past the limit."""

    async def measured() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        if len(message.get("bytes") or (message.get("text") or "").encode()) > MESSAGE_LIMIT:
            await send({"type": "websocket.close", "code": TOO_LARGE})
            return {"type": "websocket.disconnect", "code": TOO_LARGE, "reason": ""}
        return message

    return measured


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            taken = {name for name, _ in _ENCODED}
            kept = [pair for pair in message.get("headers", []) if pair[0].lower() not in taken]
            message = {**message, "headers": [*kept, *_ENCODED]}
        await send(message)

    return sending


async def _answer(
    send: Send, status: int, words: str, headers: list[tuple[bytes, bytes]] | None = None
) -> None:
    body = words.encode()
    start = [(b"content-type", b"text/plain; charset=utf-8"),
             (b"content-length", str(len(body)).encode()), *(headers or [])]  # fmt: skip
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": body})
