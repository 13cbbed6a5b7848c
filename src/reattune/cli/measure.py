"""`reattune measure PATHS...`: the main job."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from .sources import add_source_arguments, exit_code, read_sources

if TYPE_CHECKING:
    from pathlib import Path

    from ..study import Result


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument(
        "-o", "--out", default="reattune-out", metavar="DIR", help="where results go (reattune-out)"
    )
    parser.add_argument(
        "--definition",
        action="append",
        metavar="ID",
        help="what counts as rupture and repair: shipped id or TOML file; may be repeated, the "
        "first is the main one (default: the two that fit best)",
    )
    parser.add_argument("--by", choices=["phase"], help="give every measure by phase, too")
    parser.add_argument(
        "--exclude", action="append", default=[], metavar="PHASE", help="leave a phase out"
    )
    parser.add_argument(
        "--bin",
        metavar="30s",
        help="give every measure by time bins of this length (bins.csv, bins.html)",
    )
    parser.add_argument(
        "--contrast",
        metavar="NAME",
        help="compare phases (phase) or the groups of a manifest's column within dyads "
        "(contrasts.csv, contrasts.html)",
    )
    parser.add_argument(
        "--from",
        dest="asked",
        metavar="CODES",
        help="how soon something follows these codes, e.g. child:distress|protest "
        "(latency.csv, latency.html)",
    )
    parser.add_argument(
        "--to",
        dest="answers",
        action="append",
        metavar="CODES",
        help="what follows, e.g. caregiver:soothe; several compete as kinds",
    )
    parser.add_argument(
        "--covariate",
        action="append",
        default=[],
        metavar="NAME",
        help="age, phase or a column of the manifest: Cox models of what --from and --to measure",
    )
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument(
        "--reference",
        type=float,
        default=0.5,
        metavar="SHARE",
        help="share of ruptures repaired that the verdict compares with (0.5)",
    )
    parser.add_argument(
        "--xlsx",
        action="store_true",
        help="write the table of sessions and its dictionary as a workbook, too (sessions.xlsx)",
    )
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 when anything was left out or unknown"
    )


def run(given: argparse.Namespace) -> int:
    """Read, measure, write; 1 when some files failed, 2 when all did."""
    from ..study import analyse, summary_json, summary_text, write_outputs

    _check_questions(given)
    reading = read_sources(given)
    result = analyse(
        reading,
        definitions=given.definition,
        by_phase=given.by == "phase",
        caregiver=given.caregiver,
        reference=given.reference,
        exclude=given.exclude,
    )
    for problem in result.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    if not result.episodes:
        if given.json:
            print(summary_json(result))
        return 2
    written = write_outputs(result, given.out, xlsx=given.xlsx)
    print(summary_json(result) if given.json else summary_text(result))
    more = _answer_questions(given, result, written.parent)
    if not given.json:
        for line in more:
            print(line)
        print(f"\nreport: {written}")
    return exit_code(result.failures, result.sessions, strict=given.strict)


def _check_questions(given: argparse.Namespace) -> None:
    from ..errors import ParameterError
    from ..study import bin_seconds, need_openpyxl

    if given.bin is not None:
        bin_seconds(given.bin)
    if given.xlsx:
        need_openpyxl(given.out)
    if bool(given.asked) != bool(given.answers) or (given.covariate and not given.asked):
        raise ParameterError(
            path="measure",
            where="--from, --to",
            found="only a part of the question",
            expected="--from and --to, and --covariate only beside them",
            todo='For example: --from "child:distress" --to "caregiver:soothe".',
        )


def _answer_questions(given: argparse.Namespace, result: Result, out: Path) -> list[str]:
    """Answer --from/--to, --contrast and --bin into pages of their own; return lines to print."""
    lines = _latencies(given, result, out) if given.asked else []
    if given.contrast:
        lines += _contrasts(given, result, out)
    if given.bin:
        lines += _bins(given, result, out)
    return lines


def _contrasts(given: argparse.Namespace, result: Result, out: Path) -> list[str]:
    from ..study import write_contrasts

    measures, page = write_contrasts(
        result.episodes[0],
        result.sessions,
        out,
        by=given.contrast,
        exclude=given.exclude,
        files=result.files,
    )
    lines = ["", f"by {given.contrast}, within dyads"]
    lines += [
        f"  {row.of.replace('_', ' ')}: {row}"
        for row in measures.rows
        if row.measure == "contrast" and not row.method.startswith("bootstrap")
    ]
    return [*lines, f"  all rows: {out / 'contrasts.csv'}, figures: {page}"]


def _bins(given: argparse.Namespace, result: Result, out: Path) -> list[str]:
    from ..study import MEASURES_OF_DESIGNS, bin_seconds, binned, write_bins

    episodes = result.episodes[0]
    found = binned(
        result.sessions,
        episodes,
        seconds=bin_seconds(given.bin),
        words=MEASURES_OF_DESIGNS,
        exclude=given.exclude,
    )
    page = write_bins(
        found,
        episodes,
        result.sessions,
        out,
        length=given.bin,
        exclude=given.exclude,
        files=result.files,
    )
    return [f"by bins of {given.bin}: {out / 'bins.csv'}, figures: {page}"]


def _latencies(given: argparse.Namespace, result: Result, out: Path) -> list[str]:
    from ..study import Asked, latencies_between, write_latencies

    between = latencies_between(
        result.sessions,
        given.asked,
        given.answers[0] if len(given.answers) == 1 else given.answers,
        by_phase=given.by == "phase",
        covariates=given.covariate,
        exclude=given.exclude,
        caregiver=given.caregiver,
    )
    facts = {"left out": ", ".join(given.exclude)} if given.exclude else {}
    page = write_latencies(
        Asked(between, result.sessions, given.covariate, result.files, facts), out
    )
    first = {row.measure: row for row in reversed(between.measures.rows) if not row.phase}
    lines = ["", f"from {given.asked} to {', '.join(given.answers)}"]
    lines += [f"  {word.replace('_', ' ')}: {row}" for word, row in reversed(first.items())]
    return [*lines, f"  all rows: {out / 'latency.csv'}, curves: {page}"]
