"""Measure the practice scene: frames a second, from a key to the picture, size of a state.

Run with Chromium installed: ``python benchmarks/practice.py [--busy | --cohort]``. ``--busy`` keeps
one process per core at work meanwhile; ``--cohort`` lets ``reattune measure`` read 1,000 files over
and over. Times in ms, from the key's event to
the end of the frame in which the picture shows the act (``painted``), and to the frame in which the
page shows that the engine has taken it (``engine``).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

import reattune
from reattune.web.app import make_app
from reattune.web.gate import Gate
from reattune.web.server import bind, configure
from reattune.web.state import AppState

_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]

_PRESS = """async ([key, act]) => {
  const canvas = document.querySelector('.stage canvas');
  const start = performance.now();
  const stage = document.querySelector('.stage');
  stage.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
  let painted = 0;
  for (;;) {
    await new Promise(requestAnimationFrame);
    await new Promise((done) => { const port = new MessageChannel(); port.port1.onmessage = done;
      port.port2.postMessage(0); });
    const now = performance.now() - start;
    if (!painted && canvas.dataset.drawn === act) painted = now;
    if (canvas.dataset.act === act || now > 1000) return [painted, now];
  }
}"""

_FRAMES = """(ms) => new Promise((done) => {
  const canvas = document.querySelector('.stage canvas');
  const first = Number(canvas.dataset.frames);
  const start = performance.now();
  const rate = () => (Number(canvas.dataset.frames) - first) / (performance.now() - start);
  setTimeout(() => done(rate() * 1000), ms);
})"""

_KEYS = (("1", "shake"), ("2", "pause"), ("3", "soothe"), ("4", "hold"))


def _spin() -> None:
    """Keep a core at work."""
    while True:
        sum(number * number for number in range(10_000))


def _measure(folder: str, done: threading.Event) -> None:
    """Read a cohort of 1,000 files again and again, until told to stop."""
    scenes = Path(reattune.__file__).parent / "cli" / "scenes"
    files = Path(folder) / "files"
    files.mkdir()
    for number in range(1000):
        scene = scenes / ("rattle.eaf", "angry-child.boris")[number % 2]
        shutil.copy(scene, files / f"{scene.stem}-{number:04d}{scene.suffix}")
    program = [str(Path(sys.executable).with_name("reattune")), "measure", str(files), "-o"]
    while not done.is_set():
        subprocess.run([*program, f"{folder}/out"], check=True, capture_output=True)


def _serve() -> tuple[object, Gate]:
    """Start a server in a process of its own thread; return it with its gate."""
    import uvicorn

    door = bind(0)
    gate = Gate(port=door.getsockname()[1])
    server = uvicorn.Server(configure(make_app(AppState(gate=gate, start="/practice"))))
    threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True).start()
    while not server.started:
        time.sleep(0.01)
    return server, gate


def _percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    load = parser.add_mutually_exclusive_group()
    load.add_argument("--busy", action="store_true", help="keep all cores at work meanwhile")
    parser.add_argument("--presses", type=int, default=60)
    load.add_argument("--cohort", action="store_true", help="read a cohort meanwhile")
    given = parser.parse_args()
    others = [
        multiprocessing.Process(target=_spin, daemon=True)
        for _ in range((os.cpu_count() or 1) if given.busy else 0)
    ]
    for other in others:
        other.start()
    with tempfile.TemporaryDirectory() as folder, _reading(folder if given.cohort else ""):
        _play(given)
    for other in others:
        other.terminate()


@contextmanager
def _reading(folder: str) -> Iterator[None]:
    """Let a cohort be read meanwhile, in a folder; nothing without one."""
    done = threading.Event()
    reader = threading.Thread(target=_measure, args=(folder, done))
    if folder:
        reader.start()
        time.sleep(5)
    try:
        yield
    finally:
        done.set()
        if folder:
            reader.join()


def _play(given: argparse.Namespace) -> None:
    """Play the rattle in a browser, measure, print."""
    _, gate = _serve()
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(gate.link)
        page.goto(gate.origin + "/practice/rattle?seed=4")
        page.wait_for_selector(".begin button.primary:enabled")
        page.click(".begin button.primary")
        page.wait_for_selector("[data-act]:enabled")
        fps = page.evaluate(_FRAMES, 5000)
        pairs = []
        for press in range(given.presses):
            pairs.append(page.evaluate(_PRESS, list(_KEYS[press % len(_KEYS)])))
            page.wait_for_timeout(97)
        browser.close()
    meanwhile = (
        "a cohort is read" if given.cohort else "all cores busy" if given.busy else "nothing"
    )
    print(f"load average {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores; meanwhile: {meanwhile}")
    print(f"frames a second: {fps:.1f}")
    for name, column in (("painted", 0), ("engine", 1)):
        values = [pair[column] for pair in pairs]
        print(
            f"{name}: p50 {_percentile(values, 0.5):.1f} ms, p95 {_percentile(values, 0.95):.1f} ms"
        )


if __name__ == "__main__":
    main()
