"""`reattune manifest FOLDER`: draft the table that says which file is which observation."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .progress import show_progress


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("folder", metavar="FOLDER", help="a folder with coded files")
    parser.add_argument(
        "-o",
        "--out",
        metavar="FILE.csv",
        help="where it goes (standard output); an existing file is not replaced",
    )


def run(given: argparse.Namespace) -> int:
    """Draft, write or print; 1 when some files cannot be read as they are."""
    from ..study import draft_manifest, write_new

    beside = Path(given.out).parent if given.out else Path()
    draft = draft_manifest(
        given.folder, beside=beside, progress=show_progress("looking at", things="files")
    )
    if given.out is None:
        print(draft.text, end="")
    else:
        write_new(draft.text, given.out)
        print(
            f"{given.out}: {draft.files} files. Check it: files of one observation bear one name "
            f"in `session`. Then: reattune measure --manifest {given.out}"
        )
    if draft.problems:
        print(
            f"reattune: {draft.problems} of {draft.files} files cannot be read as they are: the "
            "column `problem` says why",
            file=sys.stderr,
        )
    return 1 if draft.problems else 0
