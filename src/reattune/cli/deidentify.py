"""`reattune deidentify PATHS... -o OUT/`: Sessions without what says whose they are."""

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
    parser.add_argument("--manifest", metavar="FILE.csv", help="read a study by its manifest")
    parser.add_argument(
        "-o", "--out", required=True, metavar="DIR", help="a new or empty folder for the results"
    )
    parser.add_argument("--codebook", help="id of a shipped codebook, or path of a TOML file")
    parser.add_argument(
        "--names",
        metavar="FILE",
        help="a text file with names that must not stay, one a line (it is not copied)",
    )
    parser.add_argument(
        "--keep",
        action="append",
        default=[],
        metavar="COLUMN",
        help="a covariate to keep; may be repeated. Dates in it are moved",
    )
    parser.add_argument(
        "--keep-text",
        action="store_true",
        help="keep words that coders wrote (utterances, comments); the default is to drop them",
    )
    parser.add_argument(
        "--seed", help="a secret word: moves dates the same way in another run (default: random)"
    )
    parser.add_argument(
        "--key",
        metavar="FILE.csv",
        help="write which new name is which old one; it undoes everything, keep it apart",
    )
    add_reading_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Read, clean, write; 1 when some files failed, 2 when all did."""
    from ..study.deidentify import deidentify, removed_lines, write_deidentified

    reading = _read(given)
    for problem in reading.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    if not reading.sessions and reading.failures:
        return 2
    result = deidentify(
        reading.sessions,
        names=_names(given.names),
        keep=given.keep,
        keep_text=given.keep_text,
        seed=given.seed,
    )
    write_deidentified(result, given.out, inputs=reading, key=given.key)
    print(f"{given.out}: {len(result.sessions)} sessions")
    print("\n".join(f"  {line}" for line in removed_lines(result)))
    print(f"look over {given.out}/REMOVED.md before you hand anything on")
    if given.key is not None:
        print(
            f"reattune: {given.key} says who is who: never hand it on with the sessions",
            file=sys.stderr,
        )
    return 1 if reading.failures else 0


def _names(path: str | None) -> list[str]:
    from ..errors import FormatError
    from ..formats import read_raw
    from ..formats.text import decode

    if path is None:
        return []
    names = [line.strip() for line in decode(read_raw(path)).split("\n") if line.strip()]
    if not names:
        raise FormatError(
            path=path,
            where="",
            found="no names",
            expected="one name a line",
            todo="Write them, or leave --names away.",
        )
    return names


def _read(given: argparse.Namespace) -> Reading:
    from ..errors import ParameterError
    from ..study import read_manifest, read_paths

    if (given.manifest is None) == (not given.paths):
        raise ParameterError(
            path="deidentify",
            where="",
            found="both files and a manifest" if given.paths else "neither files nor a manifest",
            expected="files, or one manifest",
            todo="Name files or folders, or --manifest FILE.",
        )
    if given.manifest is not None:
        return read_manifest(
            given.manifest,
            codebook=given.codebook,
            progress=show_progress("reading", things="observations"),
        )
    return read_paths(
        given.paths,
        codebook=given.codebook,
        format=given.format,
        options=reading_options(given),
        progress=show_progress("reading"),
    )
