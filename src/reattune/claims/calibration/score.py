"""The evidence table: every fact beside what the model makes of it."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from ...errors import ParameterError
from .catalogue import STATISTICS
from .estimating import NONE, Simulated
from .facts import LISTS, Fact, load_facts
from .free import starts
from .state import frozen_text, state
from .study import Study

DYADS = 200
"""Dyads in each protocol of a scored table."""
QUICK_DYADS = 50
FEWEST = 8

WITHIN, OUTSIDE, SHOWN, NOT_SIMULATED = "within", "outside", "shown", "not simulated"

Progress = Callable[[int, int], None]


class Scored(NamedTuple):
    """One row of the evidence table.

    Parameters
    ----------
    list
        ``facts`` (calibration) or ``validation``.
    fact
        What was published.
    simulated
        What the model gives, with its 95 % interval over dyads.
    word
        ``within`` or ``outside`` the tolerance; ``shown`` (an unverified row, not judged);
        ``not simulated`` (``fact.reason`` says why).
    """

    list: str
    fact: Fact
    simulated: Simulated
    word: str


def score(
    values: Mapping[str, float] | None = None,
    *,
    dyads: int = DYADS,
    seed: int = 0,
    lists: Sequence[str] = LISTS,
    threads: int | None = None,
    progress: Progress | None = None,
) -> list[Scored]:
    """Score every fact of the lists.

    Parameters
    ----------
    values
        All free values; the shipped ones if not given.
    dyads
        In each protocol, at least 8.
    seed
        Of the dyads; the fit used another, so these are other dyads.
    lists
        Which lists: ``facts``, ``validation``.
    threads
        Of the simulator; the numbers do not depend on it.
    progress
        Called after each fact with how many are done, and of how many.

    Raises
    ------
    ParameterError
        With too few or too many dyads, or an impossible seed.
    """
    check_run(dyads, seed)
    study = Study(shipped() if values is None else values, n=dyads, seed=seed, threads=threads)
    wanted = [(name, fact) for name in lists for fact in load_facts(name)]
    rows = []
    for done, (name, fact) in enumerate(wanted, start=1):
        simulated = STATISTICS[fact.id](study) if fact.id in STATISTICS else NONE
        rows.append(Scored(name, fact, simulated, word(fact, simulated)))
        if progress is not None:
            progress(done, len(wanted))
    return rows


def word(fact: Fact, simulated: Simulated) -> str:
    """Return the word for a simulated number: both ends of the tolerance are within it."""
    if fact.id not in STATISTICS:
        return NOT_SIMULATED
    if fact.reason:
        return SHOWN
    if not math.isfinite(simulated.value):
        return OUTSIDE
    return WITHIN if fact.holds(simulated.value) else OUTSIDE


def tally(rows: Sequence[Scored], name: str) -> tuple[int, int]:
    """Return how many facts of a list are within, and how many were asked for.

    What cannot be simulated counts among those asked for; what is only shown does not.
    """
    asked = [row for row in rows if row.list == name and row.word != SHOWN]
    return sum(row.word == WITHIN for row in asked), len(asked)


@cache
def shipped() -> Mapping[str, float]:
    """Return the shipped free values: the fitted ones, or the starts as long as none are."""
    if not state().fitted:
        return starts()
    values: dict[str, float] = tomllib.loads(frozen_text("calibrated.toml"))["values"]
    return values


def check_run(dyads: int, seed: int) -> None:
    """Refuse what cannot be scored.

    Raises
    ------
    ParameterError
        Naming the number and its range.
    """
    limits = {"dyads": (dyads, FEWEST, 100_000), "seed": (seed, 0, 2**64 - 1)}
    for name, (value, low, high) in limits.items():
        if not low <= value <= high:
            raise ParameterError(
                path="evidence",
                where=name,
                found=str(value),
                expected=f"a whole number from {low} to {high}",
                todo=f"Give {name} within that range.",
            )
