"""`reattune practice [rattle|angry-child]`: play the parent, in the browser, on this machine."""

from __future__ import annotations

import argparse

from .open import add_server_arguments, serve_app


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "scene", nargs="?", choices=("rattle", "angry-child"), help="which scene (none: choose)"
    )
    parser.add_argument("--seed", type=_seed, help="number of the child; the same plays the same")
    parser.add_argument(
        "--age", type=int, choices=(5, 10), help="age of the angry child, in years (5)"
    )
    add_server_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Serve the practice pages until Ctrl-C."""
    from ..web.state import AppState

    start = first_page(given.scene, seed=given.seed, age=given.age)
    return serve_app(given, lambda gate: AppState(gate=gate, start=start))


def first_page(scene: str | None, *, seed: int | None, age: int | None) -> str:
    """Return the address of the page that is opened first."""
    if scene is None:
        return "/practice"
    asked = {"seed": seed, "age": age if scene == "angry-child" else None}
    query = "&".join(f"{name}={value}" for name, value in asked.items() if value is not None)
    return f"/practice/{scene}" + (f"?{query}" if query else "")


def _seed(text: str) -> int:
    """Read a seed that a page can hold exactly, too."""
    number = int(text)
    if not 0 <= number < 2**53:
        raise argparse.ArgumentTypeError("a whole number from 0 to 9007199254740991")
    return number
