"""The practice pages: choose a scene, play it, look back, try again; what can be taken away."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from .practice_page import choose_page
from .practice_shelf import Run, Shelf
from .shell import script_page
from .state import AppState
from .strings import text

_SCENES = ("rattle", "angry-child")


def routes(_state: AppState) -> list[BaseRoute]:
    """Return the pages and the scene's socket; the scene engine loads with the first scene."""
    desk = _Desk()
    return [
        Route("/practice", desk.choose),
        Route("/practice/cues", desk.cues_page),
        Route("/practice/{scene}", desk.scene_page),
        Route("/api/practice/cues", desk.cues),
        Route("/api/practice/replay", desk.open_replay, methods=["POST"]),
        Route("/api/practice/{run}/debrief", desk.debrief),
        Route("/api/practice/{run}/again", desk.again, methods=["POST"]),
        Route("/api/practice/{run}/session", desk.session),
        Route("/api/practice/{run}/replay", desk.replay),
        WebSocketRoute("/ws/practice", desk.socket),
    ]


class _Desk:
    """The routes' functions, beside the runs they share."""

    def __init__(self) -> None:
        self._shelf = Shelf()

    async def choose(self, _request: Request) -> Response:
        return choose_page()

    async def scene_page(self, request: Request) -> Response:
        scene = request.path_params["scene"]
        if scene not in _SCENES:
            raise HTTPException(404)
        title = text(f"practice.{scene}.title")
        style = "practice/practice.css"
        return script_page(title, "practice/main.js", path="/practice", style=style)

    async def cues_page(self, _request: Request) -> Response:
        title = text("practice.cues.title")
        style = "practice/practice.css"
        return script_page(title, "practice/cues.js", path="/practice", style=style)

    async def cues(self, _request: Request) -> Response:
        from .practice_content import cues

        return JSONResponse(cues())

    async def socket(self, socket: WebSocket) -> None:
        from .practice_socket import scene_socket

        await scene_socket(socket, self._shelf)

    async def debrief(self, request: Request) -> Response:
        from .practice_content import look_back

        return JSONResponse(await run_in_threadpool(look_back, self._run(request)))

    async def again(self, request: Request) -> Response:
        """Open a do-over, which stands just before a rupture; or a new run from the start."""
        run = self._run(request)
        number = (await _json(request)).get("rupture")
        if number is None:
            anew = await run_in_threadpool(lambda: run.scene.rewound(to=0.0))
            return JSONResponse({"id": self._shelf.keep(anew).id})
        if isinstance(number, int):
            scene = await run_in_threadpool(run.scene.before_rupture, number)
        else:
            raise HTTPException(400, "rupture is a number")
        return JSONResponse({"id": self._shelf.keep(scene, over=run).id})

    async def open_replay(self, request: Request) -> Response:
        """Play a replay file to its end and keep it as a run."""
        from ..practice import parse_replay, play_again

        replay = parse_replay((await request.body()).decode("utf-8", "replace"))
        scene = await run_in_threadpool(play_again, replay)
        found = {"scene": replay.scene, "seed": str(replay.seed), "age": replay.age}
        return JSONResponse({"id": self._shelf.keep(scene).id, **found})

    async def session(self, request: Request) -> Response:
        run = self._run(request)
        content = await run_in_threadpool(_session_text, run)
        return _saved(content, f"{_name(run)}.session.json")

    async def replay(self, request: Request) -> Response:
        run = self._run(request)
        return _saved(run.scene.replay().to_json(), f"{_name(run)}.replay.json")

    def _run(self, request: Request) -> Run:
        return self._shelf.get(request.path_params["run"])


def _session_text(run: Run) -> str:
    """Return the bytes that `write_json` writes: a saved scene is a file like any other."""
    from ..record import write_json

    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.json"
        write_json(replace(run.scene.session(), name=_name(run)), path)
        return path.read_text("utf-8")


def _name(run: Run) -> str:
    return run.scene.name + (f"-do-over-{run.number}" if run.number else "")


def _saved(content: str, name: str) -> Response:
    saved = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/json", headers=saved)


async def _json(request: Request) -> dict[str, Any]:
    try:
        content = json.loads(await request.body())
    except ValueError:
        raise HTTPException(400, "JSON that cannot be read") from None
    return content if isinstance(content, dict) else {}
