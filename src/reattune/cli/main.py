"""The `reattune` command. Nothing heavy is imported before a command runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from .. import __version__

_COMMANDS = {
    "demo": "the essay's two scenes: measured, reported, opened",
    "measure": "the main job: episodes, measures, verdict and report of coded files",
    "episodes": "ruptures and repairs written back into a copy of the coded file",
    "manifest": "drafts the table that says which file is which observation of whom",
    "agree": "how far coders agree, and what their errors do to repair",
    "sequences": "what follows what, more or less often than by chance",
    "grid": "where the two spend their time: a state space grid with its trajectory",
    "turns": "conversational turns, voices, answers, and what time is spent in",
    "signals": "whether two continuous signals go together, more than by chance",
    "deidentify": "sessions to hand on: without names, birth dates, media and paths",
    "simulate": "a dyad whose child learns: many lives, and what each child learned",
    "claims": "the essay's six claims as experiments in the model, and what came out",
    "evidence": "published numbers beside what the model makes of them",
    "explore": "a page of maps: where what children learn falls off, and where that moves",
    "practice": "play the parent in one of two scenes, in the browser",
    "open": "sessions and their video in the browser, on this machine only",
    "codes": "what tracks and codes files hold; drafts a codebook",
}

_CLOSING = """\
exit codes: 0 done; 1 done, but some files failed (they are named) or, with --strict, something
was left out or unknown; 2 cannot. An input file is never modified; nothing leaves this machine.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="reattune",
        description="Finds every rupture and repair in coded parent-child sessions, "
        "measures them, and writes a report.",
        epilog=_CLOSING,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"reattune {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, what in _COMMANDS.items():
        command = import_module(f".{name}", __package__)
        command.add_arguments(
            commands.add_parser(
                name,
                help=what,
                description=f"{what[0].upper()}{what[1:]}.",
                epilog=_CLOSING,
                formatter_class=argparse.RawDescriptionHelpFormatter,
            )
        )
    given = parser.parse_args(arguments)
    return _run(given)


def _run(given: argparse.Namespace) -> int:
    from ..errors import ReattuneError

    command = import_module(f".{given.command}", __package__)
    try:
        return int(command.run(given))
    except ReattuneError as problem:
        print(f"reattune: {problem}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Somebody closed the pipe (`| head`): that is no failure of ours.
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("reattune: interrupted; what was written so far stays.", file=sys.stderr)
        return 2
