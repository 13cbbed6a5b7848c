"""Permutation tests of lag tables: p without any formula, seeded, the same for any threads."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from ..errors import DefinitionError
from .contingency import Counts
from .estimates import Estimate
from .intervals import SEED, Floats
from .seq_engine import Job, Order, kernel_of, record_at, run
from .seq_packing import bout_cards, code_cards, stream_cards
from .seq_tables import LagTable

Way = Literal["codes", "bouts", "shift", "dyads"]

TRIES = 1
"""Swaps tried for each bout between two tables of the chain."""

_PLAIN = 200_000
_ALIKE = 1e-9

_WAYS = {
    "codes": "codes in any order within each session",
    "bouts": "bouts in any order within each session, neighbours differing",
    "shift": "targets shifted in a circle within each session",
    "dyads": "given codes of each session with targets of another",
}


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """How often permuted tables reached the counts of the record.

    Parameters
    ----------
    table
        The record's table.
    way
        What was permuted.
    permutations
        How many times.
    above, same
        In how many of them a cell of a session was larger, and equal; shape ``(sessions, given,
        target)``. Empty for ``dyads``, which speak of all sessions together only.
    above_pooled, same_pooled
        The same for sums over sessions; shape ``(given, target)``.
    mean
        Mean of the permuted sums over sessions: what chance lets expect (for ``dyads`` of counts
        less what the margins of each pairing let expect).
    """

    table: LagTable
    way: Way
    permutations: int
    above: Counts
    same: Counts
    above_pooled: Counts
    same_pooled: Counts
    mean: Floats

    def p(self, given: str, target: str, *, tail: str = "two", session: str = "") -> float:
        """Return the p of one cell: (1 + as extreme) / (1 + permutations), never 0.

        Parameters
        ----------
        tail
            ``upper`` (more often than by chance), ``lower``, or ``two`` (twice the smaller).
        session
            Of this session alone; ``""`` for all together.
        """
        i, j = self.table.coded.row(given), self.table.coded.column(target)
        above, same = self.above_pooled, self.same_pooled
        if session:
            at = self._session(session)
            above, same = self.above[at], self.same[at]
        upper, equal = int(above[i, j]), int(same[i, j])
        tails = {
            "upper": (1 + upper + equal) / (1 + self.permutations),
            "lower": (1 + self.permutations - upper) / (1 + self.permutations),
        }
        if tail == "two":
            return min(1.0, 2 * min(tails.values()))
        return tails[tail]

    def _session(self, name: str) -> int:
        names = self.table.coded.sessions
        if name not in names or not len(self.above):
            raise DefinitionError(
                path="permutation_test",
                where="session",
                found=f"{name!r} under {self.way!r}",
                expected=f"one of {', '.join(names)}; none under 'dyads'",
                todo="Ask for all sessions together, or permute within sessions.",
            )
        return names.index(name)

    def rows(self, *, tail: str = "two") -> Iterator[Estimate]:
        """Give the p of every cell, all sessions together."""
        n = int(self.table.counts.sum())
        word = {"two": "two-tailed", "upper": "upper tail", "lower": "lower tail"}[tail]
        blank = Estimate("permutation_p", None, "p", n, self.table.definition)
        blank = replace(blank, method=f"{self.permutations} permutations, {_WAYS[self.way]}")
        for given in self.table.rows:
            for target in self.table.columns:
                of = f"{given} → {target}; {word}"
                if not n:
                    yield replace(blank, of=of, method="", reason="no pairs at this lag")
                else:
                    yield replace(blank, of=of, value=self.p(given, target, tail=tail))


def permutation_test(
    table: LagTable,
    way: Way | None = None,
    *,
    permutations: int = 999,
    seed: int = SEED,
    threads: int | None = None,
    compiled: bool | None = None,
) -> PermutationTest:
    """Compare a lag table with those of the same sessions in other orders.

    Parameters
    ----------
    table
        Of one sequence, two streams, onsets or time windows.
    way
        ``codes``: the codes of each session in any order (one sequence; repeats allowed).
        ``bouts``: bouts in any order in which neighbours differ: the sequence itself, or the
        target stream against a given one that stays. ``shift``: the target stream in a circle.
        ``dyads``: each given stream with the target stream of another session (all sessions
        together; counts less what the margins let expect). By default ``codes`` for one sequence
        of events, ``bouts`` where codes cannot repeat and for streams: bouts of looking or crying
        inflate naive contingency.
    permutations
        How many; the smallest p is 1 / (1 + this).
    seed
        The same seed gives the same p, on any number of threads.
    threads, compiled
        By default all cores, and compiled from 200,000 moves on.

    Raises
    ------
    DefinitionError
        When the way does not fit the table.
    """
    chosen = way or _default(table)
    _check(table, chosen)
    size = len(table.coded.given)
    fast = size * permutations > _PLAIN if compiled is None else compiled
    order = Order(seed, permutations, threads or os.cpu_count() or 1, fast)
    if chosen == "dyads":
        return _by_dyads(table, order)
    shape = table.counts.shape
    observed = table.counts.reshape(shape[0], -1)
    above, same = np.zeros_like(observed), np.zeros_like(observed)
    totals = run(_prepared(table, chosen, order), (observed, above, same), order)
    pooled = observed.sum(axis=0)
    return PermutationTest(
        table,
        chosen,
        permutations,
        above.reshape(shape),
        same.reshape(shape),
        (totals > pooled).sum(axis=0).reshape(shape[1:]),
        (totals == pooled).sum(axis=0).reshape(shape[1:]),
        totals.mean(axis=0).reshape(shape[1:]) if permutations else np.zeros(shape[1:]),
    )


def _default(table: LagTable) -> Way:
    if table.coded.alone and table.coded.step == 0 and table.allowed is None:
        return "codes"
    return "bouts"


def _check(table: LagTable, way: Way) -> None:
    alone = table.coded.alone
    if way == "bouts" and alone and table.coded.step == 0 and _repeats(table):
        raise DefinitionError(
            path="permutation_test",
            where="way",
            found="events that repeat the one before",
            expected="neighbours that differ, to be kept so",
            todo="Permute 'codes', or join repeats first (merge=True).",
        )
    fits = {
        "codes": alone and table.allowed is None,
        "bouts": True,
        "shift": not alone,
        "dyads": not alone and len(table.coded.sessions) > 1,
    }
    if table.lag >= 0 and fits.get(way, False):
        return
    kind = "one sequence" if alone else "two streams"
    zeros = " without repeats" if table.allowed is not None else ""
    raise DefinitionError(
        path="permutation_test",
        where="way",
        found=f"{way!r} for {kind}{zeros}, lag {table.lag}, {len(table.coded.sessions)} sessions",
        expected="'codes' for a sequence with repeats, 'bouts' for any, 'shift' for two streams, "
        "'dyads' for two streams of several sessions; a lag of 0 or more",
        todo="Choose another way, or turn the streams (Coded.turned) for a lag below 0.",
    )


def _repeats(table: LagTable) -> bool:
    codes, starts = table.coded.given, table.coded.starts
    alike = codes[1:] == codes[:-1]
    alike[starts[1:-1] - 1] = False
    return bool(alike.any())


def _prepared(table: LagTable, way: Way, order: Order) -> Job:
    plan = (table.lag, len(table.columns), order.permutations)
    if way == "codes":
        return Job("run_shuffle", code_cards(table.coded), plan)
    if way == "shift":
        return Job("run_shift", stream_cards(table.coded), plan)
    at = record_at(order)
    blank = -1 if table.coded.states is None else len(table.columns) - 1
    more = (at, TRIES, blank, int(table.coded.alone))
    return Job("run_swap", bout_cards(table.coded), (*plan, *more))


def _by_dyads(table: LagTable, order: Order) -> PermutationTest:
    """Give each given stream the targets of a random session, all orders equally likely."""
    sessions, shape = len(table.coded.sessions), table.counts.shape[1:]
    rng = np.random.default_rng(order.seed)
    partners = np.tile(np.arange(sessions), (order.permutations + 1, 1))
    rng.permuted(partners[1:], axis=1, out=partners[1:])
    cards = stream_cards(table.coded)(0, sessions)
    plan = (table.lag, len(table.columns), order.permutations)
    totals = np.zeros((order.permutations + 1, shape[0] * shape[1]))
    kernel = kernel_of("run_mate", fast=order.fast)
    bounds = np.linspace(0, len(totals), (order.threads if order.fast else 1) + 1).astype(int)

    def part(k: int) -> None:
        rows = slice(bounds[k], bounds[k + 1])
        kernel(cards, plan, partners[rows], totals[rows])

    with ThreadPoolExecutor(order.threads) as pool:
        list(pool.map(part, range(len(bounds) - 1)))
    more = totals[1:] - totals[0]
    none = np.zeros((0, *shape), dtype=np.int64)
    return PermutationTest(
        table,
        "dyads",
        order.permutations,
        none,
        none,
        (more > _ALIKE).sum(axis=0).reshape(shape),
        (np.abs(more) <= _ALIKE).sum(axis=0).reshape(shape),
        totals[1:].mean(axis=0).reshape(shape),
    )
