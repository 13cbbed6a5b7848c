"""`reattune episodes FILE --to eaf`: ruptures and repairs back into the coders' own tool."""

from __future__ import annotations

import argparse

from .arguments import add_reading_arguments, reading_options


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
    parser.add_argument(
        "--manifest",
        metavar="FILE.csv",
        help="a table that names the file: its session, people, phases and offset are taken from "
        "there (`reattune manifest FOLDER` drafts one)",
    )
    parser.add_argument("--coder", help="whose coding to take, where several coded the session")
    add_reading_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Write the copy and say what stands in it."""
    from ..study import ReadAs, write_back

    _check_manifest_alone(given)
    files, lines = write_back(
        given.file,
        to=given.to,
        out=given.out,
        definitions=given.definition,
        states=given.states,
        caregiver=given.caregiver,
        read_as=ReadAs(
            codebook=given.codebook,
            format=given.format,
            options=reading_options(given),
            manifest=given.manifest,
            coder=given.coder,
        ),
    )
    for line in lines:
        print(line)
    for file in files:
        print(f"written: {file}")
    return 0


def _check_manifest_alone(given: argparse.Namespace) -> None:
    from ..errors import ParameterError

    if given.manifest is not None and (given.format or reading_options(given)):
        found, todo = "options beside a manifest", "Put format and units into its columns."
    elif given.manifest is None and given.coder is not None:
        found, todo = "--coder without a manifest", "Name the manifest that knows the coders."
    else:
        return
    raise ParameterError(
        path="episodes", where="", found=found, expected="one or the other", todo=todo
    )
