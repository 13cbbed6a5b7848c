"""`reattune claims`: the essay's six claims as experiments in the model, and what came out."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..reports.claim_content import ClaimsPage


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "claims", nargs="*", metavar="CLAIM", help="i to vi, or a word; none means all six"
    )
    size = parser.add_mutually_exclusive_group()
    size.add_argument(
        "--quick", action="store_true", help="small, to look at and not to quote (default)"
    )
    size.add_argument(
        "--full", action="store_true", help="200 draws and 200 dyads a point: about an hour or more"
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same bytes (0)")
    parser.add_argument(
        "-o",
        "--out",
        default="reattune-claims",
        metavar="DIR",
        help="where results go; the same command goes on where it was stopped",
    )
    parser.add_argument("--threads", type=int, help="how many to use (all cores)")
    parser.add_argument("--markdown", metavar="FILE", help="write the tables as Markdown, too")
    parser.add_argument(
        "--date", default="", help="a date to print on the page (no clock is read: same seed, "
        "same bytes)"
    )  # fmt: skip


def run(given: argparse.Namespace) -> int:
    """Run claims; pieces that are done already are not done again."""
    from .. import __version__
    from ..claims.contrasts import claims_named
    from ..claims.markdown import write_markdown
    from ..claims.plans import full, quick
    from ..claims.writing import claims_study
    from ..reports.single_page import check_place

    chosen = claims_named(given.claims)
    size = full if given.full else quick
    plan = size(given.seed, version=__version__)
    _check_threads(given.threads)
    if given.markdown:
        check_place(given.markdown)
    page = claims_study(
        plan,
        given.out,
        claims=chosen,
        threads=given.threads,
        progress=_progress if sys.stderr.isatty() else None,
        date=given.date,
    )
    _show(page)
    print(f"the page: {given.out}/claims.html (and claims.json, claims.csv)")
    if given.markdown:
        print(f"the tables: {write_markdown(page, given.markdown)}")
    return 0


def _show(page: ClaimsPage) -> None:
    for name, text in page.facts:
        if name in {"mode", "seed", "preset", "calibration"}:
            print(f"{name}: {text}")
    first = page.claims[0]
    print(f"random draws: {first.kept} kept, {first.dropped} dropped (matching out of range)")
    for claim in page.claims:
        print(f"\n({claim.id}) {claim.title}: {claim.verdict.upper()}")
        print("  " + "\n  ".join(claim.sentences))
        for row in claim.rows:
            print(
                f"  {row.outcome}  {row.word:13}  share {row.share:4.2f} [{row.share_low:.2f}, "
                f"{row.share_high:.2f}]  median {row.median:+.2f}  {row.contrast}"
            )
    print("\nClaims about a model: nothing here was seen in a family.")


def _check_threads(threads: int | None) -> None:
    from ..errors import ParameterError

    if threads is not None and not 1 <= threads <= 256:
        raise ParameterError(
            path="claims",
            where="threads",
            found=str(threads),
            expected="a whole number from 1 to 256",
            todo="Leave it out to use all cores.",
        )


def _progress(what: str, done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\r{what}: piece {done} of {total}", end=end, file=sys.stderr, flush=True)
