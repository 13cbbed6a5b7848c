"""`reattune episodes FILE --to eaf`: ruptures and repairs back into the coders' own tool."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="a coded file; it is never changed")
    parser.add_argument(
        "--to",
        required=True,
        metavar="KIND",
        help="eaf (tiers in a copy of an ELAN file), boris (events in a copy of a project), "
        "vtt (chapters for any video player), sds (GSEQ), trj (GridWare), "
        "childproject (its segments as CSV)",
    )
    parser.add_argument(
        "-o", "--out", metavar="PATH", help="the new file or its folder (beside the original)"
    )
    parser.add_argument(
        "--definition",
        action="append",
        metavar="ID",
        help="what counts as rupture and repair; may be repeated (default: those that fit best)",
    )
    parser.add_argument("--codebook", help="id of a shipped codebook, or path of a TOML file")
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument("--states", action="store_true", help="write the channels' states, too")


def run(given: argparse.Namespace) -> int:
    """Write the copy and say what stands in it."""
    from ..study import write_back

    files, lines = write_back(
        given.file,
        to=given.to,
        out=given.out,
        definitions=given.definition,
        codebook=given.codebook,
        states=given.states,
        caregiver=given.caregiver,
    )
    for line in lines:
        print(line)
    for file in files:
        print(f"written: {file}")
    return 0
