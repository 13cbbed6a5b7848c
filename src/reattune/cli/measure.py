"""`reattune measure PATHS...`: the main job."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .arguments import add_reading_arguments, reading_options
from .progress import show_progress

if TYPE_CHECKING:
    from ..study import Reading


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="coded files, folders or patterns")
    parser.add_argument(
        "--manifest",
        metavar="FILE.csv",
        help="a table that names files, sessions, coders, roles, ages, offsets "
        "(`reattune manifest FOLDER` drafts one)",
    )
    parser.add_argument("--coder", help="whose coding to take, where several coded a session")
    parser.add_argument(
        "-o", "--out", default="reattune-out", metavar="DIR", help="where results go (reattune-out)"
    )
    parser.add_argument("--codebook", help="id of a shipped codebook, or path of a TOML file")
    parser.add_argument(
        "--definition",
        action="append",
        metavar="ID",
        help="what counts as rupture and repair: shipped id or TOML file; may be repeated, the "
        "first is the main one (default: the two that fit best)",
    )
    parser.add_argument("--by", choices=["phase"], help="give every measure by phase, too")
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument(
        "--reference",
        type=float,
        default=0.5,
        metavar="SHARE",
        help="share of ruptures repaired that the verdict compares with (0.5)",
    )
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 when anything was left out or unknown"
    )
    add_reading_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Read, measure, write; 1 when some files failed, 2 when all did."""
    from ..record import USED
    from ..study import analyse, summary_json, summary_text, write_outputs

    reading = _read(given)
    result = analyse(
        reading,
        definitions=given.definition,
        by_phase=given.by == "phase",
        caregiver=given.caregiver,
        reference=given.reference,
    )
    for problem in result.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    if not result.episodes:
        if given.json:
            print(summary_json(result))
        return 2
    written = write_outputs(result, given.out)
    print(summary_json(result) if given.json else summary_text(result))
    if not given.json:
        print(f"\nreport: {written}")
    left_out = given.strict and any(
        finding.kind not in USED for session in result.sessions for finding in session.findings
    )
    return 1 if result.failures or left_out else 0


def _read(given: argparse.Namespace) -> Reading:
    from ..study import read_manifest, read_paths

    if given.manifest is None and given.paths:
        return read_paths(
            given.paths,
            codebook=given.codebook,
            format=given.format,
            options=reading_options(given),
            progress=show_progress("reading"),
        )
    _check_manifest_alone(given)
    return read_manifest(
        given.manifest,
        coder=given.coder,
        codebook=given.codebook,
        progress=show_progress("reading", things="observations"),
    )


def _check_manifest_alone(given: argparse.Namespace) -> None:
    from ..errors import ParameterError

    if given.manifest is None:
        found, todo = "neither a file nor a manifest", "Name files or folders, or --manifest FILE."
    elif given.paths or given.format or reading_options(given):
        found = "a manifest, and files or options beside it"
        todo = "Put files, formats and units into the manifest's columns."
    else:
        return
    raise ParameterError(
        path="measure", where="", found=found, expected="files, or one manifest", todo=todo
    )
