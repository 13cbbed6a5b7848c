"""The front end's own files: only what was there at the start, by exact name."""

from __future__ import annotations

import gzip
import posixpath
import re
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

STATIC = Path(__file__).parent / "static"

_IMPORT = re.compile(r"""^\s*(?:import|\}?.*\bfrom)\b[^'"]*['"](\.[^'"]+)['"]""", re.MULTILINE)
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}


@cache
def imports_of(module: str) -> tuple[str, ...]:
    """Return all modules that a module below ``static/`` loads, so that a page may name them.

    A browser finds imports one level after the other; named in the page, all come at once.
    """
    found: dict[str, None] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        code = (STATIC / name).read_text("utf-8")
        for target in _IMPORT.findall(code):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), target))
            if path not in found:
                found[path] = None
                waiting.append(path)
    return tuple(sorted(found))


def static_routes() -> list[BaseRoute]:
    """Serve the files below ``static/``: a name is looked up in a list, never joined to a path."""
    known = {
        path.relative_to(STATIC).as_posix(): path
        for path in STATIC.rglob("*")
        if path.is_file() and path.suffix in _TYPES
    }

    async def static_file(request: Request) -> Response:
        path = known.get(request.path_params["name"])
        if path is None:
            raise HTTPException(404)
        content, headers = path.read_bytes(), {"vary": "accept-encoding"}
        if "gzip" in request.headers.get("accept-encoding", ""):
            content, headers["content-encoding"] = gzip.compress(content, 6), "gzip"
        return Response(content, media_type=_TYPES[path.suffix], headers=headers)

    return [Route("/static/{name:path}", static_file)]
