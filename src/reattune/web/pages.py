"""Pages that need no data: start, explain; and the catalogue of texts for the scripts."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from .explain import explain_page
from .state import AppState
from .strings import catalogue


def page_routes(state: AppState) -> list[BaseRoute]:
    """Return the routes of the pages that are always there."""

    async def start(_request: Request) -> Response:
        if state.collection is None:
            return explain_page()
        # A single file is read at once nearly always: then its page comes first.
        await run_in_threadpool(state.collection.wait, 0.8)
        alone = state.collection.only
        target = "/sessions" if alone is None else f"/session/{alone.id}"
        return RedirectResponse(target, status_code=303)

    async def explain(_request: Request) -> Response:
        return explain_page()

    async def strings(_request: Request) -> Response:
        return JSONResponse(catalogue())

    return [
        Route("/", start),
        Route("/explain", explain),
        Route("/api/strings", strings),
    ]
