"""`reattune explore`: a page of what children learn over attunement, repair and latency."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "-o", "--out", default="explore.html", metavar="FILE", help="the page (explore.html)"
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same page (0)")
    parser.add_argument(
        "--dyads", type=int, default=48, metavar="N", help="children at each setting (48)"
    )
    parser.add_argument(
        "--episodes", type=int, default=75, metavar="M", help="sittings of 3 min in a life (75)"
    )
    parser.add_argument("--preset", default="", help="kind of dyad (calibrated, or ordinary)")
    parser.add_argument(
        "--anticipating",
        action="store_true",
        help="attunement also means acting before distress",
    )


def run(given: argparse.Namespace) -> int:
    """Compute the grid and write its page."""
    from .. import __version__
    from ..claims.exploring import ExplorePlan, explore, explore_page
    from ..reports.explore_page import write_explore
    from ..reports.numbers import counted
    from ..reports.single_page import check_place

    plan = ExplorePlan(
        dyads=given.dyads,
        sittings=given.episodes,
        seed=given.seed,
        anticipating=given.anticipating,
        preset=given.preset,
    )
    check_place(given.out)
    found = explore(plan, progress=_progress if sys.stderr.isatty() else None)
    page = explore_page(found, version=__version__)
    write_explore(page, given.out)
    state = "calibrated" if page.calibrated else "not calibrated"
    print(
        f"{plan.settings} settings (attunement x repair hazard x latency), {plan.dyads} children "
        f"each, {counted(plan.sittings, 'sitting')} of 3 min, preset {plan.base.name} ({state}), "
        f"seed {plan.seed}"
    )
    print(f"the page: {given.out}")
    print("A model's numbers: nothing here was seen in a family.")
    return 0


def _progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\rexploring: setting {done} of {total}", end=end, file=sys.stderr, flush=True)
