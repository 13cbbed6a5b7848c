"""`reattune signals PATHS... --x PERSON:SIGNAL --y PERSON:SIGNAL`: do two signals go together."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .arguments import reading_options
from .progress import show_progress
from .sources import add_source_arguments, exit_code, read_sources

if TYPE_CHECKING:
    from ..study import Reading

_LENGTHS = {
    "bin": (0.0, "average in bins of so many seconds (default: the samples as they are)"),
    "window": (10.0, "window of the lagged cross-correlation (10 s)"),
    "max-lag": (3.0, "largest lag (3 s)"),
    "every": (1.0, "from one window to the next (1 s)"),
    "reach": (0.5, "how far a peak must dominate on both sides (0.5 s)"),
    "segment": (10.0, "segments of the coherence and of segment synchrony (10 s)"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument(
        "-o",
        "--out",
        default="reattune-signals",
        metavar="DIR",
        help="where tables and page go (reattune-signals)",
    )
    for name, text in (("--x", "the one signal, e.g. child:nose_y"), ("--y", "the other")):
        parser.add_argument(name, required=True, metavar="PERSON:SIGNAL", help=text)
    parser.add_argument(
        "--person",
        metavar="ID",
        help="whose the numbers are, where a table of frames does not say (a manifest says it "
        "for each file)",
    )
    for length, (start, text) in _LENGTHS.items():
        parser.add_argument(f"--{length}", type=float, default=start, metavar="S", help=text)
    parser.add_argument(
        "--radius",
        type=float,
        default=0.2,
        metavar="SD",
        help="of the recurrence plot, in standard deviations (0.2; 0 for none)",
    )
    parser.add_argument(
        "--missing", type=float, metavar="VALUE", help="a value that says nothing was found"
    )
    parser.add_argument(
        "--surrogates", type=int, default=199, metavar="N", help="of each test (199; 0 for none)"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="of the surrogates")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 when anything was left out or unknown"
    )


def run(given: argparse.Namespace) -> int:
    """Compare, write, print; 1 when some files failed."""
    from ..measures.intervals import SEED
    from ..study.signal_outputs import signals_json, signals_text, write_signals
    from ..study.signaling import compare_signals
    from ..study.signals import SignalPlan

    plan = SignalPlan(
        bin=given.bin,
        window=given.window,
        max_lag=given.max_lag,
        every=given.every,
        reach=given.reach,
        segment=given.segment,
        radius=given.radius,
        missing=given.missing,
        draws=given.surrogates,
        seed=SEED if given.seed is None else given.seed,
    )
    found = compare_signals(_read(given), given.x, given.y, plan=plan)
    for problem in found.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    written = write_signals(found, given.out)
    print(signals_json(found) if given.json else signals_text(found))
    if not given.json:
        print(f"\npage: {written}")
    return exit_code(found.failures, found.sessions, strict=given.strict)


def _read(given: argparse.Namespace) -> Reading:
    """Read as every command does; a table of frames needs to be told whose it is."""
    if given.person is None or given.manifest is not None or not given.paths:
        return read_sources(given)
    from ..study import read_paths

    return read_paths(
        given.paths,
        codebook=given.codebook,
        format=given.format,
        options={**reading_options(given), "person": given.person},
        progress=show_progress("reading"),
    )
