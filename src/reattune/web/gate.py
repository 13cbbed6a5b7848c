"""Who may come in: exact host, own origin, own site, a secret cookie. Knows headers, no pages."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hmac import compare_digest
from typing import Any
from urllib.parse import parse_qs

Scope = Mapping[str, Any]

UNAUTHORISED, FORBIDDEN, MISDIRECTED = 401, 403, 421
_FOREIGN = {b"cross-site", b"same-site"}
_SAFE = {"GET", "HEAD"}


@dataclass(slots=True)
class Gate:
    """The checks in front of every request; holds the secrets of one run.

    Its one changing part is whether the token in the opened link was used: it works once, so a
    link that stays in a terminal or in a list of processes opens nothing.

    Parameters
    ----------
    port
        The port on 127.0.0.1 that is served.
    token
        What the opened link bears, once.
    secret
        What the cookie bears from then on.
    """

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    spent: bool = False

    @property
    def host(self) -> str:
        """The only host name that is answered."""
        return "127.0.0.1" if self.port == 80 else f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        """The only origin that may post or open a WebSocket."""
        return f"http://{self.host}"

    @property
    def link(self) -> str:
        """The address to open: it lets one browser in, once."""
        return f"{self.origin}/?token={self.token}"

    @property
    def cookie(self) -> str:
        """The header that lets a browser in; the name holds the port, as cookies ignore ports."""
        return f"rt{self.port}={self.secret}; HttpOnly; SameSite=Strict; Path=/"

    def refusal(self, scope: Scope) -> int | None:
        """Return the status a request is refused with, or ``None`` when it may pass.

        In order: host, origin, site, cookie.
        """
        return self.stranger(scope) or (None if self.known(scope) else UNAUTHORISED)

    def stranger(self, scope: Scope) -> int | None:
        """Return the status for a request from elsewhere, whatever cookie it bears."""
        if _values(scope, b"host") != [self.host.encode()]:
            return MISDIRECTED
        socket = scope["type"] == "websocket"
        writes = socket or scope["method"] not in _SAFE
        if writes and _values(scope, b"origin") != [self.origin.encode()]:
            return FORBIDDEN
        sites = _values(scope, b"sec-fetch-site")
        if any(site in _FOREIGN for site in sites) and not _navigation(scope):
            return FORBIDDEN
        return None

    def known(self, scope: Scope) -> bool:
        """Say whether a request bears the cookie of this run."""
        name = f"rt{self.port}"
        given = [value for key, value in _cookies(_values(scope, b"cookie")) if key == name]
        return any(compare_digest(value.encode(), self.secret.encode()) for value in given)

    def bears_token(self, scope: Scope) -> bool:
        """Say whether this is the opened link, whether or not its token is right."""
        return (
            scope["type"] == "http"
            and scope["method"] == "GET"
            and scope["path"] == "/"
            and "token" in _query(scope)
        )

    def admit(self, scope: Scope) -> bool:
        """Use the token up; say whether it was right and unused."""
        given = _query(scope)["token"]
        right = len(given) == 1 and compare_digest(given[0].encode(), self.token.encode())
        if not right or self.spent:
            return False
        self.spent = True
        return True


def _values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key.lower() == name]


def _navigation(scope: Scope) -> bool:
    """Say whether a person follows a link to a page (and no page embeds or fetches us)."""
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and _values(scope, b"sec-fetch-mode") == [b"navigate"]
        and _values(scope, b"sec-fetch-dest") == [b"document"]
    )


def _cookies(headers: Iterable[bytes]) -> list[tuple[str, str]]:
    parts = (part for header in headers for part in header.decode("latin-1").split(";"))
    pairs = (part.strip().partition("=") for part in parts)
    return [(name, value) for name, _, value in pairs]


def _query(scope: Scope) -> dict[str, list[str]]:
    return parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
