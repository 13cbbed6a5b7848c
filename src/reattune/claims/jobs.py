"""Pieces of work, each known by a hash of what it is, so that what is done is not done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..model import Dyad, Order, Parameters, live
from .ablations import AS_IS, Ablation
from .contrasts import Setting

COLUMNS = ("S", "F", "V", "G", "R", "L", "W", "positive_s", "rupture_s", "match")
"""What is kept of each life: slow states at its end, seconds, and share of strict match."""

Table = NDArray[np.float64]
_LIVES = 640
"""Lives in one piece, about: some seconds of work, so that little is lost when it is stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Some lives of one arm.

    Parameters
    ----------
    first, then
        Parameters at the start and in the later part of life, one of each for a draw.
    each
        Dyads of each draw.
    number
        Number of the first life: with the seed it decides temperament, life stress and tests.
    seed, sittings, tests, later_from
        As in :class:`~reattune.model.Order`.
    """

    first: tuple[Parameters, ...]
    then: tuple[Parameters, ...]
    each: int
    number: int
    seed: int
    sittings: int
    tests: int
    later_from: int

    def key(self) -> str:
        """Return the SHA-256 of everything that decides the numbers."""
        content = {
            "engine": engine(),
            "columns": COLUMNS,
            "first": [p.values() for p in self.first],
            "then": [p.values() for p in self.then],
            "rest": [self.each, self.number, self.seed, self.sittings, self.tests],
            "later_from": self.later_from,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def table(self, *, threads: int | None = None) -> Table:
        """Live the lives; return ``float64[draws, each, COLUMNS]``."""
        lives = live(
            Order(
                dyads=self._dyads(self.first),
                n=len(self.first) * self.each,
                first=self.number,
                seed=self.seed,
                sittings=self.sittings,
                marks=[self.sittings],
                tests=self.tests,
                later=self._dyads(self.then),
                later_from=self.later_from,
            ),
            threads=threads,
        )
        steps = lives.occupied.sum(axis=1)
        match = (steps[:, 0, 0] + steps[:, 1, 1]) / steps.sum(axis=(1, 2))
        columns = [lives.column(name)[:, -1] for name in COLUMNS[:-1]]
        return np.stack([*columns, match], axis=1).reshape(-1, self.each, len(COLUMNS))

    def _dyads(self, parameters: Sequence[Parameters]) -> list[Dyad]:
        dyads = [Dyad.of(p, name="claims") for p in parameters]
        return [dyad for dyad in dyads for _ in range(self.each)]


@cache
def engine() -> str:
    """Return the SHA-256 of the simulator's source: numbers of another one are never mixed in."""
    sources = [
        *sorted((files("reattune.kernels")).iterdir(), key=lambda entry: entry.name),
        files("reattune.model") / "lives.py",
    ]
    digest = hashlib.sha256()
    for source in sources:
        if source.name.startswith(("dyad", "random", "lives")) and source.name.endswith(".py"):
            digest.update(source.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Who lives in every arm: the draws' parameters, dyads of each, and how long their life is."""

    drawn: tuple[Parameters, ...]
    each: int
    seed: int
    sittings: int
    tests: int

    def jobs(self, setting: Setting, ablation: Ablation = AS_IS) -> list[Job]:
        """Return the work of one arm, in pieces. All arms have the same dyads."""
        size = max(1, _LIVES // self.each)
        return [
            Job(
                first=tuple(ablation.apply(setting.first(p)) for p in part),
                then=tuple(ablation.apply(setting.then(p)) for p in part),
                each=self.each,
                number=start * self.each,
                seed=self.seed,
                sittings=self.sittings,
                tests=self.tests,
                later_from=round(setting.later_from * self.sittings),
            )
            for start in range(0, len(self.drawn), size)
            for part in [self.drawn[start : start + size]]
        ]


@dataclass(frozen=True, slots=True)
class Crew:
    """Who lives in which arms, with what changed."""

    cast: Cast
    settings: Sequence[Setting]
    ablation: Ablation = AS_IS

    def jobs(self) -> dict[Setting, list[Job]]:
        """Return the work of each arm; an arm that is named twice is done once."""
        return {s: self.cast.jobs(s, self.ablation) for s in dict.fromkeys(self.settings)}


class Bench:
    """Does jobs, keeps their tables on disk, and tells how far it is.

    It changes: it counts what was done. Tables that are already in the folder are read.

    Parameters
    ----------
    folder
        Where the parts are; none keeps nothing.
    threads
        How many to use; all cores by default. The numbers do not depend on it.
    progress
        Called with a claim's words, pieces done and pieces in all.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        threads: int | None = None,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self._folder = folder
        self._threads = threads
        self._progress = progress

    def arms(self, what: str, wanted: Mapping[str, Crew]) -> dict[str, dict[Setting, Table]]:
        """Return for each name every arm's lives, ``float64[draws, each, COLUMNS]``."""
        work = {(name, s): jobs for name, crew in wanted.items() for s, jobs in crew.jobs().items()}
        total, done = sum(len(jobs) for jobs in work.values()), 0
        tables: dict[str, dict[Setting, Table]] = {name: {} for name in wanted}
        known: dict[str, Table] = {}
        for (name, setting), jobs in work.items():
            parts = [np.empty((0, wanted[name].cast.each, len(COLUMNS)))]
            for job in jobs:
                # Some changes change nothing in an arm: the same lives are not lived twice.
                key = job.key()
                if key not in known:
                    known[key] = self.table(job)
                parts.append(known[key])
                done += 1
                if self._progress is not None:
                    self._progress(what, done, total)
            tables[name][setting] = np.concatenate(parts)
        return tables

    def table(self, job: Job) -> Table:
        """Return one job's table: from disk, or lived and then kept there."""
        if self._folder is None:
            return job.table(threads=self._threads)
        path = self._folder / f"{job.key()}.npy"
        known = _read(path, (len(job.first), job.each, len(COLUMNS)))
        if known is not None:
            return known
        table = job.table(threads=self._threads)
        # Under another name first: an interrupted part must not look done.
        half = path.with_suffix(".half")
        with half.open("wb") as out:
            np.save(out, table)
        half.replace(path)
        return table


def _read(path: Path, shape: tuple[int, ...]) -> Table | None:
    """Return a kept table, or nothing where there is none that can be used: it is done again."""
    try:
        table = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    if not isinstance(table, np.ndarray) or table.shape != shape or table.dtype != np.float64:
        return None
    return table
