"""Progress on a terminal, and only there."""

from __future__ import annotations

import sys
from collections.abc import Callable


def show_progress(what: str, *, things: str = "files") -> Callable[[int, int], None] | None:
    """Return a function that shows ``what 3 of 10 files``; ``None`` where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(done: int, total: int) -> None:
        end = "\n" if done == total else ""
        print(f"\r{what} {done} of {total} {things}", end=end, file=sys.stderr, flush=True)

    return show
