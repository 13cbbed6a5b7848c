"""Which random draws still describe a dyad: those whose ordinary matching is in range."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Parameters
from .contrasts import Setting
from .draws import drawn
from .frozen import RULES
from .jobs import COLUMNS, Bench, Cast
from .plans import ClaimsPlan

SITTINGS = 20
"""Sittings in which an ordinary dyad's matching is looked at."""
_BATCH = 40
_MOST = 10
"""Draws made at most, as a multiple of those wanted."""


@dataclass(frozen=True, slots=True)
class Screened:
    """The draws that were kept, and how many were dropped on the way to them."""

    kept: tuple[Parameters, ...]
    dropped: int


def screen(plan: ClaimsPlan, bench: Bench) -> Screened:
    """Draw until enough are kept; a draw is dropped when its strict match is out of range.

    Matching is that of a dyad with the drawn parameters before any contrast, as it is this dyad
    that the range describes; all claims share the draws that are kept.
    """
    kept: list[Parameters] = []
    dropped = 0
    for start in range(0, _MOST * plan.draws, _BATCH):
        tried = tuple(
            drawn(plan.base, seed=plan.seed, number=number)
            for number in range(start, start + _BATCH)
        )
        for parameters, match in zip(tried, _matches(tried, plan, bench), strict=True):
            if len(kept) == plan.draws:
                return Screened(tuple(kept), dropped)
            if in_range(match):
                kept.append(parameters)
            else:
                dropped += 1
    return Screened(tuple(kept), dropped)


def in_range(match: float) -> bool:
    """Say whether a share of strict match is one that dyads have."""
    return RULES.match_low <= match <= RULES.match_high


def _matches(tried: tuple[Parameters, ...], plan: ClaimsPlan, bench: Bench) -> list[float]:
    cast = Cast(drawn=tried, each=plan.dyads, seed=plan.seed, sittings=SITTINGS, tests=0)
    found: list[float] = []
    for job in cast.jobs(Setting()):
        matches = bench.table(job)[:, :, COLUMNS.index("match")].mean(axis=1)
        found.extend(matches.tolist())
    return found
