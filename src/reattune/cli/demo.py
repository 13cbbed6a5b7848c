"""`reattune demo`: the essay's two scenes, measured, reported, opened."""

from __future__ import annotations

import argparse
from importlib.resources import as_file, files
from pathlib import Path

from .desktop import has_desktop

_WORDS = """\
Two scenes from the essay "The value of parental imperfection", coded as an observer would.

  rattle.eaf         a parent shakes a rattle at a baby who looks away, until it cries; soothes
  angry-child.boris  a parent yells at an angry child, then comes back and mends it

Both are authored examples; no real family was recorded. What reattune found in them:
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "-o", "--out", default="reattune-demo", metavar="DIR", help="where the report goes"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the report")


def run(given: argparse.Namespace) -> int:
    """Measure the two scenes and write their report."""
    from ..study import analyse, read_paths, summary_text, write_outputs

    with as_file(files("reattune.cli") / "scenes") as folder:
        reading = read_paths([folder / "rattle.eaf", folder / "angry-child.boris"])
    result = analyse(reading, definitions=["misattunement", "conflict"])
    written = write_outputs(result, given.out, title="Two scenes: the rattle, and the angry child")
    print(_WORDS)
    print(summary_text(result))
    print(f"\nreport: {written}")
    if not given.no_browser and has_desktop():
        import webbrowser

        webbrowser.open(Path(written).resolve().as_uri())
    return 0
