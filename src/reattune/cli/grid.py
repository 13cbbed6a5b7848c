"""`reattune grid PATHS...`: state space grids, their trajectories and numbers."""

from __future__ import annotations

import argparse
import sys

from .sources import add_source_arguments, exit_code, read_sources


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument(
        "-o",
        "--out",
        default="reattune-grid",
        metavar="DIR",
        help="where tables and page go (reattune-grid)",
    )
    parser.add_argument(
        "--variable",
        action="append",
        default=[],
        metavar="PERSON:CHANNEL",
        help="a channel, e.g. child:affect; twice or more, the first downwards. "
        "Without any: child by caregiver, as a definition reads them",
    )
    parser.add_argument(
        "--definition", metavar="ID", default="", help="that definition (default: what fits best)"
    )
    parser.add_argument(
        "--region",
        action="append",
        default=[],
        metavar="NAME=CELLS",
        help="cells taken together, e.g. mutual=positive/positive,joint/joint",
    )
    parser.add_argument("--phase", default="", metavar="NAME", help="only this phase")
    parser.add_argument(
        "--by", choices=["session"], help="give the whole grid's numbers by session, too"
    )
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 when anything was left out or unknown"
    )


def run(given: argparse.Namespace) -> int:
    """Lay out, measure, write, print; 1 when some files failed."""
    from ..study import GridPlan, grid, grid_json, grid_text, write_grid

    plan = GridPlan(
        variables=tuple(given.variable),
        definition=given.definition,
        regions=_regions(given.region),
        phase=given.phase,
        by_session=given.by == "session",
        caregiver=given.caregiver,
    )
    found = grid(read_sources(given), plan)
    for problem in found.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    written = write_grid(found, given.out)
    print(grid_json(found) if given.json else grid_text(found))
    if not given.json:
        print(f"\npage: {written}")
    return exit_code(found.failures, found.sessions, strict=given.strict)


def _regions(texts: list[str]) -> dict[str, str]:
    from ..errors import ParameterError

    regions: dict[str, str] = {}
    for text in texts:
        name, equals, cells = text.partition("=")
        if not (name.strip() and equals and cells.strip()) or name.strip() in regions:
            raise ParameterError(
                path="grid",
                where="--region",
                found=repr(text),
                expected="a new name and its cells, as NAME=STATE/STATE,STATE/STATE",
                todo="For example: --region mutual=positive/positive,joint/joint",
            )
        regions[name.strip()] = cells
    return regions
