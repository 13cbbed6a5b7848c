"""`reattune agree A B [C ...]`: how far coders agree, and what their errors do to repair."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .arguments import add_reading_arguments, reading_options

if TYPE_CHECKING:
    from ..study import Agreed


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="one path a coder: files of the same observation, or folders with the same file names",
    )
    parser.add_argument(
        "--manifest", metavar="FILE.csv", help="compare the sessions that differ in `coder` only"
    )
    parser.add_argument(
        "-o",
        "--out",
        default="reattune-agree",
        metavar="DIR",
        help="where tables and page go (reattune-agree)",
    )
    parser.add_argument("--codebook", help="id of a shipped codebook, or path of a TOML file")
    parser.add_argument(
        "--step", type=float, default=1.0, metavar="S", help="length of a time unit (1 s)"
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        default=2.0,
        metavar="S",
        help="how far apart the same code may lie (2 s)",
    )
    parser.add_argument(
        "--order",
        metavar="A,B,C",
        help="codes from one end to the other, for weighted kappa and ordinal alpha",
    )
    parser.add_argument(
        "--metric",
        choices=["interval", "ratio"],
        default="",
        help="codes are numbers: their distances for Krippendorff's alpha",
    )
    parser.add_argument(
        "--by",
        choices=["state", "code"],
        default="state",
        help="compare what the codebook makes of codes (state), or the codes as they stand",
    )
    parser.add_argument(
        "--definition",
        metavar="ID",
        default="",
        help="of rupture and repair, for what coding error does to it (default: what fits best)",
    )
    parser.add_argument(
        "--recodings",
        type=int,
        default=200,
        metavar="N",
        help="recodings for that (200; 0 for none)",
    )
    parser.add_argument("--json", action="store_true", help="the results as JSON on stdout")
    add_reading_arguments(parser)


def run(given: argparse.Namespace) -> int:
    """Compare, write, print; 1 when some files failed."""
    from ..study import agreement_json, agreement_text, write_agreement

    agreed = _compare(given)
    for problem in agreed.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    written = write_agreement(agreed, given.out)
    print(agreement_json(agreed) if given.json else agreement_text(agreed))
    if not given.json:
        print(f"\npage: {written}")
    return 1 if agreed.failures else 0


def _check_numbers(given: argparse.Namespace) -> None:
    from math import isfinite

    from ..errors import ParameterError

    codes = [code.strip() for code in (given.order or "").split(",") if code.strip()]
    for name, found, right, expected in (
        ("--step", given.step, isfinite(given.step) and given.step >= 0.001, "0.001 s or more"),
        ("--tolerance", given.tolerance, isfinite(given.tolerance) and given.tolerance >= 0,
         "0 s or more"),
        ("--recodings", given.recodings, given.recodings >= 0, "0 or more"),
        ("--order", given.order, len(set(codes)) == len(codes), "each code once"),
    ):  # fmt: skip
        if not right:
            raise ParameterError(
                path="agree", where=name, found=str(found), expected=expected, todo="Correct it."
            )


def _compare(given: argparse.Namespace) -> Agreed:
    from ..errors import ParameterError
    from ..study import AgreeOptions, agree_manifest, agree_paths

    _check_numbers(given)
    order = tuple(code.strip() for code in (given.order or "").split(",") if code.strip())
    options = AgreeOptions(
        step=round(given.step * 1000),
        tolerance=round(given.tolerance * 1000),
        order=order,
        by=given.by,
        metric=given.metric,
        definition=given.definition,
        draws=given.recodings,
    )
    if given.manifest and not given.paths:
        return agree_manifest(given.manifest, options=options, codebook=given.codebook)
    if given.manifest or len(given.paths) < 2:
        raise ParameterError(
            path="agree",
            where="",
            found="a manifest and paths" if given.manifest else f"{len(given.paths)} path(s)",
            expected="two paths or more, one a coder; or one manifest",
            todo="Name both coders' files or folders, or --manifest FILE.",
        )
    return agree_paths(
        given.paths,
        options=options,
        codebook=given.codebook,
        format=given.format,
        reading_options=reading_options(given),
    )
