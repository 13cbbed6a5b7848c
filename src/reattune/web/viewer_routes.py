"""Addresses of the viewer: pages, their data, notes, exports, media."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Route

from .collection import Collection, Opened
from .shell import script_page
from .state import AppState
from .strings import text

if TYPE_CHECKING:
    from ..episodes import Definition
    from .corrections import Corrected
    from .notes import Notebook


_NOTHING: dict[str, Any] = {"failures": [], "guesses": [], "strays": [], "only": None}


def routes(state: AppState) -> list[BaseRoute]:
    """Return all routes of the viewer; without a collection they say that nothing is open."""
    viewer = Viewer(state.collection)
    return [
        Route("/sessions", viewer.folder_page),
        Route("/session/{id}", viewer.session_page),
        Route("/session/{id}/print", viewer.print_page),
        Route("/api/collection", viewer.listing),
        Route("/api/session/{id}", viewer.session),
        Route("/api/session/{id}/episodes", viewer.episodes),
        Route("/api/session/{id}/signal/{number:int}", viewer.signal),
        Route("/api/session/{id}/notes", viewer.notes),
        Route("/api/session/{id}/notes", viewer.write, methods=["POST"]),
        Route("/api/session/{id}/export.{kind}", viewer.export),
        Route("/media/{id}", viewer.medium),
    ]


class Viewer:
    """The viewer's answers. Holds the collection, a notebook and a row for each session."""

    def __init__(self, collection: Collection | None) -> None:
        self._collection = collection
        self._notebooks: dict[str, Notebook] = {}
        self._rows: dict[str, tuple[int, dict[str, Any]]] = {}
        if collection is not None:
            collection.start()

    async def folder_page(self, _request: Request) -> Response:
        """Show the table of sessions."""
        return script_page(
            text("folder.title"), "js/folder/main.js", path="/sessions", style="css/viewer.css"
        )

    async def session_page(self, request: Request) -> Response:
        """Show one session."""
        title = self._opened(request).session.name
        return script_page(title, "js/session/main.js", path="/session", style="css/viewer.css")

    async def print_page(self, request: Request) -> Response:
        """Show one session's sheet for the printer."""
        title = self._opened(request).session.name
        return script_page(title, "js/print/main.js", path="/session", style="css/viewer.css")

    async def listing(self, _request: Request) -> Response:
        """Tell what was opened so far."""
        return JSONResponse(await run_in_threadpool(self._listing))

    def _listing(self) -> dict[str, Any]:
        collection = self._collection
        if collection is None:
            return {"open": False, "complete": True, "sessions": [], **_NOTHING}
        complete = collection.complete
        rows = [self._row(opened) for opened in list(collection.sessions.values())]
        return {
            "open": True,
            "complete": complete,
            "done": collection.done,
            "total": collection.total,
            "sessions": rows,
            "failures": [
                {"file": Path(f.path).name, "message": str(f)} for f in collection.failures
            ],
            "guesses": list(collection.guesses),
            "strays": collection.strays,
            "only": None if collection.only is None else collection.only.id,
        }

    def _row(self, opened: Opened) -> dict[str, Any]:
        """Make a session's row once; again only when its notes have changed."""
        from .views import folder_row

        version = self._notebook(opened).version
        kept = self._rows.get(opened.id)
        if kept is None or kept[0] != version:
            corrected, definition, reason = self._first(opened)
            row = folder_row(opened, corrected)
            kept = version, {**row, "definition": definition, "reason": reason}
            self._rows[opened.id] = kept
        return kept[1]

    async def session(self, request: Request) -> Response:
        """Tell one session's timeline, media and definitions."""
        return JSONResponse(await run_in_threadpool(self._session, self._opened(request)))

    def _session(self, opened: Opened) -> dict[str, Any]:
        from ..errors import ReattuneError
        from . import views

        log = self._notebook(opened).log()
        try:
            found, reason = views.definitions(opened, self._open_collection()), ""
        except ReattuneError as problem:
            found, reason = [], str(problem)
        return {
            **views.timeline(opened),
            "media": views.media(opened, log),
            "definitions": found,
            "reason": reason,
        }

    async def episodes(self, request: Request) -> Response:
        """Tell its episodes under a definition, corrections laid over; and clips for a talk."""
        opened = self._opened(request)
        work = partial(self._episodes, opened, **_query(request))
        return JSONResponse(await run_in_threadpool(work))

    def _episodes(
        self, opened: Opened, *, definition: str, min_duration: float | None
    ) -> dict[str, Any]:
        from .readings import positive_moments
        from .views import episodes

        _, corrected = self._corrected(opened, definition, min_duration=min_duration)
        caregiver = self._open_collection().wanted.caregiver
        moments = positive_moments(opened.session, caregiver=caregiver)
        return {**episodes(corrected), "moments": moments}

    async def signal(self, request: Request) -> Response:
        """Tell one continuous measurement, as sampled."""
        signals = self._opened(request).session.signals
        number = request.path_params["number"]
        if number >= len(signals):
            raise HTTPException(404)
        return JSONResponse(signals[number].to_dict())

    async def notes(self, request: Request) -> Response:
        """Tell the log of a session."""
        from .views import notes

        notebook = self._notebook(self._opened(request))
        return JSONResponse(await run_in_threadpool(notes, notebook))

    async def write(self, request: Request) -> Response:
        """Write one entry into the log; the answer is the log after it."""
        from .entries import checked
        from .views import notes

        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            raise HTTPException(415, "JSON only")
        try:
            content = json.loads(await request.body())
        except (ValueError, RecursionError):
            raise HTTPException(400, "JSON that cannot be read") from None
        opened = self._opened(request)
        notebook = self._notebook(opened)
        entry = checked(content, opened.session)
        await run_in_threadpool(self._check_definition, opened, entry.get("definition", ""))
        await run_in_threadpool(notebook.add, entry)
        return JSONResponse(await run_in_threadpool(notes, notebook))

    def _check_definition(self, opened: Opened, id: str) -> None:
        from .readings import choose

        if id:
            choose(opened, self._open_collection().wanted, id, min_duration=None)

    async def export(self, request: Request) -> Response:
        """Send episodes, corrections and notes as a file."""
        kind = request.path_params["kind"]
        if kind not in {"csv", "json"}:
            raise HTTPException(404)
        opened = self._opened(request)
        work = partial(self._export, opened, kind, **_query(request))
        content = await run_in_threadpool(work)
        name = "".join(c if c.isalnum() or c in "-_." else "-" for c in opened.session.name)
        saved = f'attachment; filename="{name.encode("ascii", "replace").decode()}-episodes.{kind}"'
        media_type = "text/csv" if kind == "csv" else "application/json"
        headers = {"content-disposition": saved.replace("?", "-")}
        return Response(content, media_type=media_type, headers=headers)

    def _export(
        self, opened: Opened, kind: str, *, definition: str, min_duration: float | None
    ) -> str:
        from .exports import to_csv, to_json

        chosen, corrected = self._corrected(opened, definition, min_duration=min_duration)
        if kind == "csv":
            return to_csv(opened, chosen, corrected)
        return to_json(opened, chosen, corrected, self._notebook(opened).log())

    async def medium(self, request: Request) -> Response:
        """Send a video or audio file, or the part of it that a player asks for (HTTP Range)."""
        footage = self._collection and self._collection.medium(request.path_params["id"])
        if not footage or footage.path is None or not footage.path.is_file():
            raise HTTPException(404)
        return FileResponse(footage.path, media_type=footage.type)

    def _corrected(
        self, opened: Opened, definition: str, *, min_duration: float | None
    ) -> tuple[Definition, Corrected]:
        from .corrections import correct
        from .readings import choose, episodes_of

        wanted = self._open_collection().wanted
        chosen = choose(opened, wanted, definition, min_duration=min_duration)
        rows = episodes_of(opened, chosen, caregiver=wanted.caregiver)
        log = self._notebook(opened).log()
        phases = opened.session.phases
        return chosen, correct(rows, log, definition=chosen.id, phases=phases)

    def _first(self, opened: Opened) -> tuple[Corrected | None, str, str]:
        """Read a session under its first definition; the reason stands last if that fails."""
        from ..errors import ReattuneError

        try:
            definition, corrected = self._corrected(opened, "", min_duration=None)
        except ReattuneError as problem:
            return None, "", str(problem)
        return corrected, definition.id, ""

    def _open_collection(self) -> Collection:
        if self._collection is None:
            raise HTTPException(404)
        return self._collection

    def _opened(self, request: Request) -> Opened:
        found = self._open_collection().sessions.get(request.path_params["id"])
        if found is None:
            raise HTTPException(404)
        return found

    def _notebook(self, opened: Opened) -> Notebook:
        from .notes import Notebook

        if (kept := self._notebooks.get(opened.id)) is not None:
            return kept
        folder = self._open_collection().wanted.notes
        made = Notebook(opened, Path(folder) if folder else None)
        return self._notebooks.setdefault(opened.id, made)


def _query(request: Request) -> dict[str, Any]:
    given = request.query_params.get("min_duration", "")
    try:
        seconds = float(given) if given else None
    except ValueError:
        raise HTTPException(400, "min_duration is a number of seconds") from None
    return {"definition": request.query_params.get("definition", ""), "min_duration": seconds}
