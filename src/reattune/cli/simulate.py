"""`reattune simulate`: many lives of a simulated dyad, and what each child learned."""

from __future__ import annotations

import argparse
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--preset", default="ordinary", help="kind of dyad (ordinary)")
    parser.add_argument("--attunement", type=float, help="turn the caregiver's knob, 0 to 1")
    parser.add_argument("--dyads", type=int, default=100, metavar="N", help="how many (100)")
    parser.add_argument(
        "--episodes", type=int, default=300, metavar="M", help="sittings of 3 min in a life (300)"
    )
    parser.add_argument("--seed", type=int, default=0, help="same seed, same bytes (0)")
    parser.add_argument(
        "--sessions",
        type=int,
        default=0,
        metavar="K",
        help="write every sitting of the first K dyads as a Session (0)",
    )
    parser.add_argument(
        "-o",
        "--out",
        default="reattune-simulated",
        metavar="DIR",
        help="where results go; the same command goes on where it was stopped",
    )


def run(given: argparse.Namespace) -> int:
    """Simulate in parts; what is done already is not done again."""
    from ..study import Plan, simulate_study

    plan = Plan(
        preset=given.preset,
        dyads=given.dyads,
        episodes=given.episodes,
        seed=given.seed,
        kept=given.sessions,
        attunement=given.attunement,
    )
    written = simulate_study(plan, given.out, progress=_progress if sys.stderr.isatty() else None)
    print(
        f"{plan.dyads} dyads of the preset {plan.preset}, {plan.episodes} sittings each, "
        f"seed {plan.seed}"
    )
    print(f"what each child learned: {written}")
    print("A model's numbers: nothing here was seen in a family.")
    return 0


def _progress(done: int, total: int) -> None:
    end = "\n" if done == total else ""
    print(f"\rsimulating: part {done} of {total}", end=end, file=sys.stderr, flush=True)
