"""`reattune sequences PATHS...`: what follows what, more or less often than by chance."""

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
        default="reattune-sequences",
        metavar="DIR",
        help="where tables and page go (reattune-sequences)",
    )
    parser.add_argument(
        "--from",
        dest="asked",
        metavar="CODES",
        default="",
        help="given codes, e.g. child:distress|protest; without any: all events in their order",
    )
    parser.add_argument(
        "--to", dest="answer", metavar="CODES", default="", help="what may follow or go with them"
    )
    parser.add_argument(
        "--definition",
        metavar="ID",
        default="",
        help="instead: child and caregiver as this definition of rupture and repair reads them",
    )
    _add_numbers(parser)
    parser.add_argument(
        "--merge", action="store_true", help="join an event that repeats the one before it"
    )
    parser.add_argument("--phase", default="", metavar="NAME", help="only this phase")
    parser.add_argument("--caregiver", help="who is the caregiver, where several could be")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on stdout")
    parser.add_argument(
        "--strict", action="store_true", help="exit 1 when anything was left out or unknown"
    )


def _add_numbers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lag",
        type=int,
        default=1,
        metavar="K",
        help="events, or intervals of two streams, from the one to the other (1)",
    )
    parser.add_argument(
        "--within",
        type=float,
        metavar="S",
        help="instead: whether --to begins within so many seconds of an onset of --from",
    )
    parser.add_argument(
        "--step", type=float, default=1.0, metavar="S", help="length of an interval (1 s)"
    )
    parser.add_argument(
        "--permutations", type=int, default=999, metavar="N", help="of the test (999; 0 for none)"
    )
    parser.add_argument(
        "--way",
        choices=["bouts", "codes", "shift", "dyads"],
        help="what is permuted (default: bouts of streams and of codes that never repeat, "
        "else codes)",
    )
    parser.add_argument("--seed", type=int, metavar="N", help="of the permutations")


def run(given: argparse.Namespace) -> int:
    """Count, test, write, print; 1 when some files failed."""
    from ..measures.intervals import SEED
    from ..study import SequencePlan, sequence, sequences_json, sequences_text, write_sequences

    plan = SequencePlan(
        given=given.asked,
        target=given.answer,
        definition=given.definition,
        lag=given.lag,
        within=given.within,
        step=given.step,
        merge=given.merge,
        phase=given.phase,
        permutations=given.permutations,
        way=given.way,
        seed=SEED if given.seed is None else given.seed,
        caregiver=given.caregiver,
    )
    found = sequence(read_sources(given), plan)
    for problem in found.failures:
        print(f"reattune: {problem}", file=sys.stderr)
    written = write_sequences(found, given.out)
    print(sequences_json(found) if given.json else sequences_text(found))
    if not given.json:
        print(f"\npage: {written}")
    return exit_code(found.failures, found.sessions, strict=given.strict)
