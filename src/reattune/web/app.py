"""The app: all routes, what happens on an error, and the guard round everything."""

from __future__ import annotations

from html import escape
from importlib import import_module
from importlib.util import find_spec
from typing import cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

from ..errors import ReattuneError
from .guard import Guard
from .pages import page_routes
from .shell import page
from .state import AppState
from .static_files import static_routes
from .strings import text

_PARTS = ("viewer_routes", "practice_routes")
"""Further modules; each has ``routes(state) -> list[BaseRoute]``."""


def make_app(state: AppState) -> Guard:
    """Put the app together, behind its guard."""
    routes = [*static_routes(), *page_routes(state)]
    for name in _PARTS:
        if find_spec(f"{__package__}.{name}") is not None:
            module = import_module(f".{name}", __package__)
            routes += cast("list[BaseRoute]", module.routes(state))
    app = Starlette(
        routes=routes,
        exception_handlers={
            HTTPException: _not_done,
            ReattuneError: _refused,
            Exception: _broken,
        },
    )
    return Guard(app, state.gate, start=state.start)


async def _not_done(request: Request, problem: Exception) -> Response:
    """Answer an address that is not there, or a request that makes no sense."""
    status = problem.status_code if isinstance(problem, HTTPException) else 500
    known = {404, 405, 413}
    words = text(f"errors.{status if status in known else 'other'}")
    said = problem.detail if isinstance(problem, HTTPException) else ""
    return _said(request, status, words, detail=said if status not in known else "")


async def _refused(_request: Request, problem: Exception) -> Response:
    """Answer with the place, the find and the mend of one of our own errors."""
    assert isinstance(problem, ReattuneError)  # noqa: S101 (registered for this class only)
    return JSONResponse({"error": str(problem), "parts": problem.parts()}, status_code=409)


async def _broken(request: Request, problem: Exception) -> Response:
    """Answer a defect; the traceback goes to the terminal, never into the page."""
    return _said(request, 500, text("errors.500"), detail=type(problem).__name__)


def _said(request: Request, status: int, words: str, *, detail: str) -> Response:
    if request.url.path.startswith(("/api/", "/static/", "/media/")):
        return JSONResponse({"error": f"{words} {detail}".strip()}, status_code=status)
    more = f"<p>{escape(detail)}</p>" if detail else ""
    body = f'<h1>{escape(words)}</h1>{more}<p><a href="/">{escape(text("errors.home"))}</a></p>'
    return page(words, body, status=status)
