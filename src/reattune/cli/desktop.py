"""Whether a browser window can be opened."""

from __future__ import annotations

import os
import sys


def has_desktop() -> bool:
    """Say whether a browser window can be expected to appear."""
    if not sys.stdout.isatty() or os.environ.get("CI"):
        return False
    if sys.platform in {"win32", "darwin"}:
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
