"""`reattune turns PATHS...`: conversational turns, voices, answers and time budgets."""

from __future__ import annotations

import argparse
import sys

from .sources import add_source_arguments, exit_code, read_sources


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_source_arguments(parser)
    parser.add_argument(
        "-o",
        "--out",
        default="reattune-turns",
        metavar="DIR",
        help="where tables and page go (reattune-turns)",
    )
    parser.add_argument(
        "--rule",
        action="append",
        default=[],
        metavar="ID",
        help="what makes a turn: lena.5s, childproject.simple_CTC, chattr.strict, chattr.stretch, "
        "chattr.luqr, chattr.qulr; may be given several times (default: all)",
    )
    parser.add_argument(
        "--channel", default="voice", metavar="NAME", help="the channels of voices (voice)"
    )
    parser.add_argument("--child", help="id of the key child, where several children are heard")
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument("--by", choices=["session"], help="give the numbers by session, too")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 when anything was left out or unknown"
    )


def run(given: argparse.Namespace) -> int:
    """Measure, write, print; 1 when some files failed."""
    from ..study.turn_outputs import turns_json, turns_text, write_turns
    from ..study.turning import TurnPlan, take_turns

    plan = TurnPlan(
        rules=tuple(given.rule),
        track=given.channel,
        child=given.child,
        caregiver=given.caregiver,
        by_session=given.by == "session",
    )
    found = take_turns(read_sources(given), plan)
    for problem in found.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    written = write_turns(found, given.out)
    print(turns_json(found) if given.json else turns_text(found))
    if not given.json:
        print(f"\npage: {written}")
    return exit_code(found.failures, found.sessions, strict=given.strict)
