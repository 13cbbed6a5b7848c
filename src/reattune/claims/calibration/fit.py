"""The fit: least squares on the calibration list, by CMA-ES, the same bits from the same seed.

All candidates live with the same random numbers, so that they differ by their values only. The
best candidate has also been lucky with its dyads: at the end of a block it is compared, on other
dyads and more of them, with the centre that the optimiser has arrived at. What was worked out is
written to a journal; a fit that was stopped reads it and goes on where it was.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import MissingExtra, ParameterError, ReattuneError
from .catalogue import STATISTICS
from .facts import Fact, list_hash
from .free import Block, blocks, starts
from .study import Study

SEED = 20_261_123
"""Of the shipped fit."""
MOST = 5.0
"""A fact counts for no more than so many tolerances off: one that cannot be met does not rule."""
CANDIDATES = 14
"""Candidates in a generation of the optimiser."""
SPREAD = 0.15
"""First spread of the candidates, as a share of each range."""

AGAIN = 3
"""How many times the dyads of a candidate for the last comparison of a block."""

Progress = Callable[[str, int, int, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How long to look.

    Parameters
    ----------
    dyads
        In each protocol of each candidate.
    generations
        Of each block, by its name.
    """

    dyads: int
    generations: Mapping[str, int]


FULL = Budget(dyads=96, generations={"infant": 75, "acts": 30, "toddler": 15})
QUICK = Budget(dyads=16, generations={"infant": 2, "acts": 2, "toddler": 2})


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """What came out: free values, each block's objective on other dyads, candidates looked at."""

    values: dict[str, float]
    objectives: dict[str, float]
    candidates: int
    seed: int


def objective(
    values: Mapping[str, float], facts: Sequence[Fact], *, study: Study | None = None
) -> float:
    """Return the sum of squared deviations in units of the tolerance, each at most 5.

    Parameters
    ----------
    values
        All free values.
    facts
        To hold them against; statistics are looked up by their ids.
    study
        To take the numbers from; one of 96 dyads and seed 0 if not given.
    """
    chosen = study or Study(values, n=FULL.dyads)
    total = 0.0
    for fact in facts:
        off = fact.deviation(STATISTICS[fact.id](chosen).value)
        total += min(abs(off), MOST) ** 2
    return total


def fit(
    seed: int = 1,
    *,
    budget: Budget = FULL,
    journal: Path | None = None,
    threads: int | None = None,
    progress: Progress | None = None,
) -> Fitted:
    """Fit the free values to the calibration list, block after block.

    Parameters
    ----------
    seed
        Of the dyads and of the optimiser.
    budget
        How many dyads and generations.
    journal
        File that keeps every objective; a fit with the same seed and budget goes on from there.
    threads
        Of the simulator; the result does not depend on it.
    progress
        Called after each generation: block, generation, all of them, best objective so far.

    Raises
    ------
    MissingExtra
        Without the optimiser (``cma``).
    ParameterError
        When the journal is of another fit.
    """
    values = starts()
    kept = _Journal(journal, {"seed": seed, "dyads": budget.dyads, **_lists(budget)})
    objectives: dict[str, float] = {}
    for number, block in enumerate(blocks()):
        best, places = _fit_block(
            block, values, (seed, number, budget), kept=kept, threads=threads, progress=progress
        )
        objectives[block.name] = best
        values |= {f.name: f.at(p) for f, p in zip(block.free, places, strict=True)}
    return Fitted(values=values, objectives=objectives, candidates=kept.asked, seed=seed)


def _lists(budget: Budget) -> dict[str, Any]:
    hashes = {name: list_hash(name) for name in ("facts", "free")}
    return {"generations": dict(budget.generations), **hashes}


def _fit_block(
    block: Block,
    values: Mapping[str, float],
    plan: tuple[int, int, Budget],
    *,
    kept: _Journal,
    threads: int | None,
    progress: Progress | None,
) -> tuple[float, list[float]]:
    """Fit one block; return the objective, on other dyads, and its places in the unit cube."""
    seed, number, budget = plan
    generations = budget.generations[block.name]
    search = _search(block, generations, (seed, number))
    best, at = math.inf, [f.place(f.start) for f in block.free]
    for generation in range(generations):
        places = [list(map(float, candidate)) for candidate in search.ask()]
        found = kept.next()
        if found is None:
            found = [_try(block, values, p, plan=plan, threads=threads) for p in places]
            kept.write(found)
        search.tell([np.array(p) for p in places], found)
        if min(found) < best:
            best = min(found)
            at = places[found.index(best)]
        if progress is not None:
            progress(block.name, generation + 1, generations, best)
    final = (seed + 1, number, replace(budget, dyads=AGAIN * budget.dyads))
    centre = [float(place) for place in search.result.xfavorite]
    scores = [
        (_try(block, values, places, plan=final, threads=threads), places)
        for places in (centre, at)
    ]
    return min(scores, key=lambda scored: scored[0])


def _try(
    block: Block,
    values: Mapping[str, float],
    places: Sequence[float],
    *,
    plan: tuple[int, int, Budget],
    threads: int | None,
) -> float:
    own = {f.name: f.at(p) for f, p in zip(block.free, places, strict=True)}
    study = Study({**values, **own}, n=plan[2].dyads, seed=plan[0], threads=threads)
    return objective(study.values, block.facts, study=study)


def _search(block: Block, generations: int, seeds: tuple[int, int]) -> Any:
    """Return the optimiser, drawing from a stream of its own."""
    cma = _optimiser()
    rng = np.random.Generator(np.random.PCG64(seeds))
    options = {
        "bounds": [0.0, 1.0],
        "seed": math.nan,
        "randn": lambda *shape: rng.standard_normal(shape),
        "popsize": CANDIDATES,
        "maxiter": generations,
        "verbose": -9,
        "verb_log": 0,
        "tolfun": 0.0,
        "tolfunhist": 0.0,
    }
    return cma.CMAEvolutionStrategy([f.place(f.start) for f in block.free], SPREAD, options)


def _optimiser() -> Any:
    from warnings import catch_warnings, simplefilter

    try:
        # At import cma complains of a drawing library that nothing here needs.
        with catch_warnings():
            simplefilter("ignore")
            return import_module("cma")
    except ImportError:
        raise MissingExtra(
            path="cma",
            where="",
            found="no such library",
            expected="the optimiser that the fit uses",
            todo='Install it: uv pip install "reattune[calibrate]"',
        ) from None


class _Journal:
    """Objectives in the order in which they were asked for; it changes as the fit goes on."""

    def __init__(self, path: Path | None, head: dict[str, Any]) -> None:
        self.path, self.asked = path, 0
        self._known: list[list[float]] = []
        if path is None:
            return
        if not path.exists():
            path.write_text(json.dumps(head) + "\n", encoding="utf-8")
            return
        lines = path.read_text("utf-8").splitlines()
        if _read(lines[:1]) != [head]:
            raise _other_journal(path)
        self._known = _read(lines[1:])
        # A line that was cut off would spoil the next one.
        whole = [json.dumps(entry) for entry in (head, *self._known)]
        path.write_text("".join(f"{line}\n" for line in whole), encoding="utf-8")

    def next(self) -> list[float] | None:
        """Return what is known of the next generation, if it is."""
        self.asked += CANDIDATES
        return self._known.pop(0) if self._known else None

    def write(self, found: list[float]) -> None:
        """Keep what was found."""
        if self.path is not None:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(found) + "\n")


def _read(lines: list[str]) -> list[Any]:
    """Read lines of JSON; a last line that was cut off is left out."""
    found = []
    for line in lines:
        try:
            found.append(json.loads(line))
        except ValueError:
            break
    return found


def _other_journal(path: Path) -> ReattuneError:
    return ParameterError(
        path=str(path),
        where="line 1",
        found="the journal of a fit with another seed, budget or list",
        expected="the journal of this fit, or no file",
        todo="Move the file away, or give the seed and the budget that it was begun with.",
    )
