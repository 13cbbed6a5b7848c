"""`reattune open [PATHS...]`: sessions and their video in the browser, on this machine only."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from .arguments import add_reading_arguments, reading_options
from .desktop import has_desktop

if TYPE_CHECKING:
    from ..web.gate import Gate
    from ..web.state import AppState


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="coded files, folders or patterns (none: explain)"
    )
    parser.add_argument(
        "--video",
        action="append",
        default=[],
        metavar="V",
        help="video or audio of the session, or a folder of them; may be repeated",
    )
    parser.add_argument("--codebook", help="id of a shipped codebook, or path of a TOML file")
    parser.add_argument(
        "--definition",
        action="append",
        default=[],
        metavar="ID",
        help="what counts as rupture and repair: shipped id or TOML file; the first is shown first",
    )
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument(
        "--notes", metavar="DIR", help="where notes and corrections go (beside each coded file)"
    )
    add_server_arguments(parser)
    add_reading_arguments(parser)


def add_server_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what every command that starts the local server has."""
    parser.add_argument("--port", type=int, help="port on 127.0.0.1 (8417, or a free one)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")


def run(given: argparse.Namespace) -> int:
    """Serve the viewer until Ctrl-C."""
    from ..web.collection import Collection, Wanted
    from ..web.state import AppState

    collection = None
    if given.paths:
        collection = Collection(
            Wanted(
                paths=tuple(given.paths),
                videos=tuple(given.video),
                codebook=given.codebook,
                definitions=tuple(given.definition),
                caregiver=given.caregiver,
                notes=given.notes,
                format=given.format,
                options=reading_options(given),
            )
        )
    try:
        return serve_app(given, lambda gate: AppState(gate=gate, collection=collection))
    finally:
        if collection is not None:
            collection.stop()


def serve_app(given: argparse.Namespace, state: Callable[[Gate], AppState]) -> int:
    """Serve what a state describes until Ctrl-C; return the exit code."""
    from ..web.app import make_app
    from ..web.server import serve

    serve(
        lambda gate: make_app(state(gate)),
        port=given.port,
        browser=not given.no_browser and has_desktop(),
        announce=_announce,
    )
    print("reattune: stopped.")
    return 0


def _announce(link: str) -> None:
    print(f"reattune: {link}\nThe link opens once. Nothing leaves this machine. Ctrl-C ends it.")
    sys.stdout.flush()
