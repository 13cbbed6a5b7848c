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
        "--bin", metavar="30s", help="give every measure by time bins of this length (bins.csv)"
    )
    parser.add_argument(
        "--from",
        dest="asked",
        metavar="CODES",
        help="how soon something follows these codes, e.g. child:distress|protest (latency.csv)",
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
    if given.asked and given.exclude:
        raise ParameterError(
            path="measure",
            where="--from, --exclude",
            found="both",
            expected="one of them: waits from code to code cannot leave a phase out yet",
            todo="Leave --exclude out and read the rows of the other phases with --by phase.",
        )
    if bool(given.asked) != bool(given.answers) or (given.covariate and not given.asked):
        raise ParameterError(
            path="measure",
            where="--from, --to",
            found="only a part of the question",
            expected="--from and --to, and --covariate only beside them",
            todo='For example: --from "child:distress" --to "caregiver:soothe".',
        )


def _answer_questions(given: argparse.Namespace, result: Result, out: Path) -> list[str]:
    """Answer --from/--to and --bin into tables of their own; return lines for the terminal."""
    from ..study import bin_seconds, binned, latencies_between

    lines: list[str] = []
    if given.asked:
        between = latencies_between(
            result.sessions,
            given.asked,
            given.answers[0] if len(given.answers) == 1 else given.answers,
            by_phase=given.by == "phase",
            covariates=given.covariate,
            caregiver=given.caregiver,
        )
        between.measures.to_frame().write_csv(out / "latency.csv")
        first = {row.measure: row for row in reversed(between.measures.rows) if not row.phase}
        lines += ["", f"from {given.asked} to {', '.join(given.answers)}"]
        lines += [f"  {word.replace('_', ' ')}: {row}" for word, row in reversed(first.items())]
        lines.append(f"  all rows: {out / 'latency.csv'}")
    if given.bin:
        measures, _ = binned(result.sessions, result.episodes[0], seconds=bin_seconds(given.bin))
        measures.to_frame().write_csv(out / "bins.csv")
        lines.append(f"by bins of {given.bin}: {out / 'bins.csv'}")
    return lines
