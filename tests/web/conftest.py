"""A client that comes through the gate, for any state of the app."""

from __future__ import annotations

import warnings

import pytest

with warnings.catch_warnings():
    # Starlette 1 asks for httpx2; older ones, which we also support, know only httpx.
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

from reattune.web.app import make_app
from reattune.web.gate import Gate
from reattune.web.state import AppState

PORT = 8417


class Client(TestClient):
    """A client whose WebSockets, too, name our host."""

    def websocket_connect(self, url, *arguments, **named):
        return super().websocket_connect(f"ws://127.0.0.1:{PORT}{url}", *arguments, **named)


@pytest.fixture
def gate():
    return Gate(port=PORT)


@pytest.fixture
def stranger(gate):
    """A client without a cookie; `stranger.get(..., headers=...)` sends what an attacker sends."""
    return Client(make_app(AppState(gate=gate)), base_url=gate.origin, follow_redirects=False)


@pytest.fixture
def enter(gate):
    """Make a client that the gate knows: `enter(AppState(gate=gate, collection=...))`."""

    def entering(state: AppState | None = None) -> Client:
        app = make_app(state or AppState(gate=gate))
        known = {"cookie": f"rt{PORT}={gate.secret}", "origin": gate.origin}
        return Client(app, base_url=gate.origin, headers=known, follow_redirects=False)

    return entering
