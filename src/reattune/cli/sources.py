"""Where Sessions come from: paths with reading options, or one manifest."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from .arguments import add_reading_arguments, reading_options
from .progress import show_progress

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..record import Session
    from ..study import Reading


def add_source_arguments(parser: argparse.ArgumentParser) -> None:
    """Add paths, manifest, coder and codebook."""
    parser.add_argument("paths", nargs="*", metavar="PATH", help="coded files, folders or patterns")
    parser.add_argument(
        "--manifest",
        metavar="FILE.csv",
        help="a table that names files, sessions, coders, roles, ages, offsets "
        "(`reattune manifest FOLDER` drafts one)",
    )
    parser.add_argument("--coder", help="whose coding to take, where several coded a session")
    parser.add_argument("--codebook", help="id of a shipped codebook, or path of a TOML file")
    add_reading_arguments(parser)


def read_sources(given: argparse.Namespace) -> Reading:
    """Read what the arguments name; what fails is collected, the rest goes on.

    Raises
    ------
    ParameterError
        For neither paths nor a manifest, or both.
    """
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


def exit_code(failures: Sequence[object], sessions: Iterable[Session], *, strict: bool) -> int:
    """Return 1 when something failed or, if that is asked for, was left out or unknown; else 0."""
    from ..record import USED

    left_out = strict and any(f.kind not in USED for s in sessions for f in s.findings)
    return 1 if failures or left_out else 0


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
        path=given.command, where="", found=found, expected="files, or one manifest", todo=todo
    )
