"""Arguments that several commands share."""

from __future__ import annotations

import argparse

_OPTIONS = {
    "unit": "unit of the times in plain tables: ms, s, us, min or frames",
    "interval": "seconds per row of a wide table",
    "fps": "frames per second, where times are frames",
    "shape": "long or wide, where a plain table could be both",
}


def add_reading_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what says how files are to be read."""
    parser.add_argument(
        "--format", help="the files' format, when content does not tell (e.g. elan, boris, table)"
    )
    for name, what in _OPTIONS.items():
        parser.add_argument(f"--{name}", help=what)


def reading_options(given: argparse.Namespace) -> dict[str, str]:
    """Collect the options that were given."""
    return {name: getattr(given, name) for name in _OPTIONS if getattr(given, name) is not None}
