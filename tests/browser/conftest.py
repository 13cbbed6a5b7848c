"""A real browser on a real server. Skips, visibly, where Chromium or ffmpeg is not installed."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import pytest

from reattune.web.app import make_app
from reattune.web.gate import Gate
from reattune.web.server import bind, configure
from reattune.web.state import AppState

_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once."""
    program = os.environ.get("REATTUNE_CHROMIUM") or shutil.which("chromium")
    if program is None:
        pytest.skip("needs Chromium (apt install chromium), which is not on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=program, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def ffmpeg():
    """The path of ffmpeg."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("needs ffmpeg, which is not on this machine")
    return program


class Running:
    """A server in a thread: `link` lets one browser in; `stop()` ends it at once."""

    def __init__(self, make_state):
        import uvicorn

        self.door = bind(0)
        self.gate = Gate(port=self.door.getsockname()[1])
        self.state = make_state(self.gate)
        self.link = self.gate.link
        up = threading.Event()

        class Server(uvicorn.Server):
            async def startup(self, sockets=None):
                await super().startup(sockets)
                up.set()

        self.server = Server(configure(make_app(self.state)))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self.door]})
        self.thread.start()
        assert up.wait(20), "the server did not start"

    def stop(self):
        self.server.should_exit = True
        self.server.force_exit = True
        self.thread.join(20)
        self.door.close()


@pytest.fixture
def serve():
    """Start a server: `serve(lambda gate: AppState(gate=gate, collection=...))`; it is stopped."""
    started = []

    def serving(make_state=None) -> Running:
        started.append(Running(make_state or (lambda gate: AppState(gate=gate))))
        return started[-1]

    yield serving
    for running in started:
        running.stop()


@pytest.fixture
def visit(chromium):
    """Open an address in a fresh browser window; fails at the end if a page logged an error.

    `visit(link, dark=True, width=320)` returns Playwright's page. `page.allowed` holds texts that
    an expected console error may contain.
    """
    contexts, problems = [], []

    def visiting(link: str, *, dark=False, width=1280, height=800, reduced_motion=False, **more):
        context = chromium.new_context(
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce" if reduced_motion else "no-preference",
            **more,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.allowed = []
        page.on("console", lambda said: said.type == "error" and problems.append((page, said.text)))
        page.on("pageerror", lambda error: problems.append((page, str(error))))
        page.goto(link)
        return page

    yield visiting
    for context in contexts:
        context.close()
    unexpected = [t for page, t in problems if not any(a in t for a in page.allowed)]
    assert not unexpected, unexpected


@pytest.fixture(scope="session")
def axe():
    """Check a page's accessibility: `axe(page)` returns a line for each violation."""
    source = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        pytest.skip("needs axe-core (npm install), which is not in this checkout")
    program = source.read_text("utf-8")

    def checking(page) -> list[str]:
        # Through the debugger, not as a script tag: the page's policy allows no foreign script.
        page.evaluate(program)
        found = page.evaluate("async () => (await axe.run()).violations")
        return [
            f"{v['id']}: {v['help']} ({', '.join(n['html'][:120] for n in v['nodes'][:3])})"
            for v in found
        ]

    return checking
