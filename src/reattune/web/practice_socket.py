"""The scene's line to the page: the child's state out at 30 Hz, acts in, each answered at once.

A message is one JSON object. From the page, by ``do``: ``open`` (scene, seed, age), ``resume``
(id), ``act`` (act, n), ``line`` (text, n), ``play``, ``pause``, ``speed`` (speed), and, while
paused, ``step`` (act, steps). To the page, by ``is``: ``scene``, ``ack``, ``unsure``, ``playing``,
``paused``, ``gone``, ``error``; a state has no ``is`` (see :func:`state_message`).
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from ..errors import ReattuneError
from ..practice import HZ, Scene, known_lines, match_line, open_scene
from .practice_shelf import Run, Shelf

TAKEN = 4409
"""The socket is closed with this when another window goes on with the run."""
_SPEEDS = (1.0, 0.5, 0.25)
_MOST_STEPS = 1800
_STALL = 0.25


def state_message(scene: Scene) -> str:
    """Return a state: k steps, l look, a act, p pose, o clouding, u own arousal (hundredths)."""
    view = scene.view
    content = {
        "k": view.tick,
        "l": view.look.name,
        "a": view.act,
        "p": view.look.pose,
        "o": round(100 * view.clouding),
        "u": round(100 * view.tension),
    }
    return json.dumps(content, separators=(",", ":"))


async def scene_socket(socket: WebSocket, shelf: Shelf) -> None:
    """Serve one page for as long as it is there; its run stays on the shelf."""
    await socket.accept()
    line = Line(socket, shelf)
    ticking = asyncio.create_task(line.tick())
    try:
        while True:
            await line.answer(await socket.receive_text())
    except (WebSocketDisconnect, KeyError, RuntimeError):
        # Gone, or no text: KeyError is a binary message, RuntimeError a socket closed by us.
        pass
    finally:
        ticking.cancel()
        line.leave()


class Line:
    """One connection. It changes state because it stands beside something that goes on."""

    def __init__(self, socket: WebSocket, shelf: Shelf) -> None:
        self._socket, self._shelf = socket, shelf
        self._run: Run | None = None
        self._going = asyncio.Event()
        self._turn = asyncio.Lock()

    async def answer(self, text: str) -> None:
        """Do what one message asks, and say so before the next step."""
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        given = message if isinstance(message, dict) else {}
        work = _WORK.get(str(given.get("do")))
        if work is None or (self._run is None and given.get("do") not in {"open", "resume"}):
            await self._say({"is": "error", "text": f"no such message: {text[:40]!r}"})
            return
        try:
            await work(self, given)
        except ReattuneError as problem:
            await self._say({"is": "error", "text": str(problem), "n": given.get("n")})

    async def tick(self) -> None:
        """Step the scene by the clock; after a stall it goes on, without hurrying after it."""
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            if not self._going.is_set():
                await self._going.wait()
                due = clock()
            due += 1.0 / HZ / (self._run.speed if self._run else 1.0)
            wait = due - clock()
            if wait < -_STALL:
                due, wait = clock(), 0.0
            await asyncio.sleep(max(wait, 0.0))
            if self._going.is_set() and self._run is not None:
                self._run.scene.step()
                await self._send(state_message(self._run.scene))

    def leave(self) -> None:
        """Let go of the run: it stands still until a page takes it up."""
        self._going.clear()
        if self._run is not None and self._run.leave == self._taken:
            self._run.leave = None

    def _taken(self) -> None:
        self._going.clear()
        self._run = None
        self._closing = asyncio.create_task(self._socket.close(TAKEN, "taken over"))

    async def open(self, given: dict[str, Any]) -> None:
        """Open a new run."""
        seed, age = given.get("seed"), given.get("age")
        scene = open_scene(
            str(given.get("scene")),
            seed=seed if isinstance(seed, int) else -1,
            age=age if isinstance(age, int) else None,
        )
        scene.choose(scene.play.rest if given.get("rest", True) else "as:model")
        await self._take(self._shelf.keep(scene))

    async def resume(self, given: dict[str, Any]) -> None:
        """Go on with a run that was left."""
        run = self._shelf.find(given.get("id"))
        if run is None:
            await self._say({"is": "gone"})
            return
        if run.leave is not None:
            run.leave()
        await self._take(run)

    async def _take(self, run: Run) -> None:
        self._run = run
        run.leave = self._taken
        play = run.scene.play
        lines = known_lines().values() if play.age else ()
        await self._say(
            {
                "is": "scene",
                "id": run.id,
                "scene": play.id,
                "age": play.age,
                "seed": str(run.scene.seed),
                "acts": [word for word in play.acts if not word.startswith("say:")],
                "lines": [{"id": x.id, "kind": x.kind, "text": x.text} for x in lines],
                "said": run.scene.steps_said,
                "log": run.scene.log,
                "speed": run.speed,
                "k": run.scene.view.tick,
                "again": run.first is not None and not run.played,
            }
        )
        await self._send(state_message(run.scene))

    async def act(self, given: dict[str, Any]) -> None:
        """Choose an act."""
        await self._choose(str(given.get("act")), given.get("n"))

    async def line(self, given: dict[str, Any]) -> None:
        """Say a typed line, if it is one of those known; it is kept nowhere."""
        found = match_line(str(given.get("text")))
        if found is None or not self._scene.play.age:
            await self._say({"is": "unsure", "n": given.get("n")})
            return
        await self._choose(f"say:{found.id}", given.get("n"))

    async def _choose(self, word: str, number: object) -> None:
        scene = self._scene
        scene.choose(word)
        said = {"is": "ack", "n": number, "act": word, "k": scene.view.tick}
        await self._say({**said, "said": scene.steps_said})

    async def go_on(self, _given: dict[str, Any]) -> None:
        """Let time pass."""
        self._going.set()
        await self._say({"is": "playing"})

    async def pause(self, _given: dict[str, Any]) -> None:
        """Let time stand still."""
        self._going.clear()
        await self._say({"is": "paused"})

    async def set_speed(self, given: dict[str, Any]) -> None:
        """Set slow motion: 1, 0.5 or 0.25."""
        speed = given.get("speed")
        run = self._run
        if run is not None and speed in _SPEEDS:
            run.speed = float(speed)
            await self._say({"is": "speed", "speed": run.speed})

    async def step(self, given: dict[str, Any]) -> None:
        """Go on by so many steps at once, after an act if one is named: for policies and tests."""
        steps = given.get("steps", 1)
        if self._going.is_set() or not isinstance(steps, int) or not 0 <= steps <= _MOST_STEPS:
            await self._say({"is": "error", "text": "steps: pause first; 0 to 1800 at once"})
            return
        if given.get("act"):
            self._scene.choose(str(given["act"]))
        for _ in range(steps):
            self._scene.step()
        await self._send(state_message(self._scene))

    @property
    def _scene(self) -> Scene:
        assert self._run is not None  # noqa: S101 (checked before any work that needs a run)
        return self._run.scene

    async def _say(self, content: dict[str, Any]) -> None:
        await self._send(json.dumps(content, separators=(",", ":")))

    async def _send(self, text: str) -> None:
        async with self._turn:
            await self._socket.send_text(text)


_WORK = {
    "open": Line.open,
    "resume": Line.resume,
    "act": Line.act,
    "line": Line.line,
    "play": Line.go_on,
    "pause": Line.pause,
    "speed": Line.set_speed,
    "step": Line.step,
}
