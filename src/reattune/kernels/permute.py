"""Permutations: what lag tables would look like if order (or company) meant nothing.

The same source runs plain for small input and compiled for large (see :mod:`.permute_compiled`).
Sessions are packed as in :mod:`.lags`; each owns a stream of random numbers, so that results do
not depend on the number of threads.

Four ways to permute:

- *shuffle*: the codes of a session in any order (Fisher & Yates).
- *swap*: the bouts of a session in any order in which neighbours differ, as in the record. A
  chain of random swaps, run from the record to both sides; the record stands at a random place in
  it, so that the p is exact however slowly the chain mixes.
- *shift*: one stream moved in a circle against the other.
- *mate*: the streams of one person with those of another's partner.

References
----------
Besag & Clifford 1989, Generalized Monte Carlo significance tests, 10.1093/biomet/76.4.633 (swap).
Castellan 1992, Shuffling arrays, 10.3758/BF03203473 (shuffle).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .random import Stream, uniform

STREAM = np.dtype([("s0", np.uint64), ("s1", np.uint64), ("s2", np.uint64), ("s3", np.uint64)])
"""Four words of a stream, as a row of a table."""

Ints = NDArray[np.int64]
Small = NDArray[np.int32]
Flags = NDArray[np.bool_]


class Words:
    """A stream's words as plain integers, for the plain run."""

    __slots__ = ("s0", "s1", "s2", "s3")

    def __init__(self, words: tuple[int, int, int, int]) -> None:
        self.s0, self.s1, self.s2, self.s3 = words


Board = tuple[Ints, int, int]
"""Bounds of the stretches of one session, lag (0 or more), and number of kinds of targets."""


def shuffled(deck: Small, board: Board, d: Stream, counts: Ints) -> None:
    """Shuffle one session's codes and count its pairs on the way.

    Parameters
    ----------
    deck, board
        Its codes, left in their new order; its stretches in them, lag (1 or more), and kinds.
    d, counts
        Its random numbers; gets the pairs added, ``int64[kinds * kinds]``.
    """
    starts, lag, width = board
    n = len(deck)
    rest = 0.0
    for s in range(len(starts) - 1):
        first, last = starts[s], starts[s + 1]
        for t in range(first, last):
            if t % 2 == 0:  # one number for two places: what is left of it is uniform, too
                rest = uniform(d)
            spot = rest * (n - t)
            step = int(spot)
            rest = spot - step
            j = t + step
            code = deck[j]
            deck[j] = deck[t]
            deck[t] = code
            if t - lag >= first:
                counts[deck[t - lag] * width + code] += 1


def fits(at: Small, fresh: Flags, p: int, q: int) -> bool:
    """Say whether the bouts at places ``p < q`` may change, without making equal neighbours."""
    a, b = at[p], at[q]
    # Without shortcuts: one branch that cannot be foreseen costs less than five.
    outside = (fresh[p] | (at[p - 1] != b)) & (fresh[q + 1] | (at[q + 1] != a))
    inside = (fresh[p + 1] | (at[p + 1] != b)) & (fresh[q] | (at[q - 1] != a))
    return bool((a == b) | (outside & (inside | (q == p + 1))))


def swap_some(order: Small, line: tuple[Small, Flags], tries: int, d: Stream) -> None:
    """Try so many swaps of two random bouts; those that would make equal neighbours are not made.

    Parameters
    ----------
    order
        Numbers of the bouts in their order; changed.
    line
        The code at each place, changed too; and the places that begin a stretch, whose codes may
        follow their like (the first is one). Both have one place more, the last of them fresh.
    """
    at, fresh = line
    n = len(order)
    for _ in range(tries):
        spot = uniform(d) * n
        one = int(spot)
        other = int((spot - one) * n)
        p, q = min(one, other), max(one, other)
        if p < q and fits(at, fresh, p, q):
            bout = order[p]
            order[p] = order[q]
            order[q] = bout
            code = at[p]
            at[p] = at[q]
            at[q] = code


def lay_out(order: Small, bouts: tuple[Small, Small], frame: tuple[Ints, int], line: Small) -> None:
    """Write bouts into a line of units, as states or (``blank >= 0``) as onsets only.

    Parameters
    ----------
    order, bouts
        Numbers of the bouts; code and length (units) of each.
    frame
        Bounds of the stretches (the first unit of one is no onset); and the blank: what stands in
        units without an onset, -1 for states.
    line
        Written.
    """
    kind, length = bouts
    starts, blank = frame
    t = 0
    before = -1
    for place in range(len(order)):
        code = kind[order[place]]
        first = t
        for _ in range(length[order[place]]):
            line[t] = code if blank < 0 else blank
            t += 1
        if blank >= 0 and code != before:
            line[first] = code
        before = code
    if blank >= 0:
        for s in range(len(starts) - 1):
            line[starts[s]] = blank


def count_pairs(given: Small, target: Small, board: Board, counts: Ints) -> None:
    """Add the pairs ``(given[t], target[t + lag])`` of one session to ``counts``."""
    starts, lag, width = board
    for s in range(len(starts) - 1):
        for t in range(starts[s], starts[s + 1] - lag):
            counts[given[t] * width + target[t + lag]] += 1


def compare(counts: Ints, observed: Ints, tallies: tuple[Ints, Ints], total: Ints) -> None:
    """Put one permuted table beside the observed one, add it to the total, and clear it."""
    above, same = tallies
    for cell in range(len(counts)):
        value = counts[cell]
        if value > observed[cell]:
            above[cell] += 1
        elif value == observed[cell]:
            same[cell] += 1
        total[cell] += value
        counts[cell] = 0


def run_shuffle(cards: Any, plan: Any, streams: Any, out: Any) -> None:
    """Shuffle every session again and again.

    Parameters
    ----------
    cards
        Codes of all sessions (``int32``), bounds of the stretches within their session, bounds of
        the sessions in both (``int64[sessions + 1]`` each).
    plan, streams
        Lag, kinds of targets, permutations; random numbers of each session.
    out
        Observed counts, above, same (``int64[sessions, cells]``), totals
        (``int64[permutations, cells]``).
    """
    codes, starts, session_at, stretch_at = cards
    observed, above, same, totals = out
    counts = np.zeros(observed.shape[1], dtype=np.int64)
    for i in range(len(observed)):
        deck = codes[session_at[i] : session_at[i + 1]].copy()
        own = starts[stretch_at[i] : stretch_at[i + 1]]
        for r in range(plan[2]):
            shuffled(deck, (own, plan[0], plan[1]), streams[i], counts)
            compare(counts, observed[i], (above[i], same[i]), totals[r])


def run_swap(cards: Any, plan: Any, streams: Any, out: Any) -> None:
    """Permute the bouts of every session, neighbours differing.

    Parameters
    ----------
    cards
        Given codes by unit, stretch bounds, bounds of the sessions in both; kinds, lengths and
        fresh places of the bouts of all sessions, bounds of the sessions in them.
    plan
        Lag, kinds of targets, permutations; how many of these before the record, swaps tried for
        each bout, the blank (-1 for states), and 1 where given codes are the permuted ones.
    streams, out
        As in :func:`run_shuffle`.
    """
    codes, starts, session_at, stretch_at, kinds, lengths, fresh, bout_at = cards
    lag, width, permutations, before, tries, blank, alone = plan
    observed, above, same, totals = out
    counts = np.zeros(observed.shape[1], dtype=np.int64)
    for i in range(len(observed)):
        given = codes[session_at[i] : session_at[i + 1]]
        own = starts[stretch_at[i] : stretch_at[i + 1]]
        kind = kinds[bout_at[i] : bout_at[i + 1]]
        length = lengths[bout_at[i] : bout_at[i + 1]]
        begins = np.append(fresh[bout_at[i] : bout_at[i + 1]], True)
        order = np.arange(len(kind)).astype(np.int32)
        at = np.append(kind, np.int32(-1)).astype(np.int32)
        line = np.empty(len(given), dtype=np.int32)
        for r in range(permutations):
            if r == before:
                order[:] = np.arange(len(kind))
                at[:-1] = kind
            swap_some(order, (at, begins), tries * len(kind), streams[i])
            lay_out(order, (kind, length), (own, blank), line)
            first = line if alone == 1 else given
            count_pairs(first, line, (own, lag, width), counts)
            compare(counts, observed[i], (above[i], same[i]), totals[r])


def run_shift(cards: Any, plan: Any, streams: Any, out: Any) -> None:
    """Move every session's targets in a circle, by shifts that are all equally likely (not 0).

    Parameters
    ----------
    cards
        Given and target codes by unit, stretch bounds, bounds of the sessions in both.
    plan, streams, out
        As in :func:`run_shuffle`.
    """
    given, target, starts, session_at, stretch_at = cards
    observed, above, same, totals = out
    counts = np.zeros(observed.shape[1], dtype=np.int64)
    for i in range(len(observed)):
        first = given[session_at[i] : session_at[i + 1]]
        line = target[session_at[i] : session_at[i + 1]]
        own = starts[stretch_at[i] : stretch_at[i + 1]]
        n = len(line)
        for r in range(plan[2]):
            by = 1 + int(uniform(streams[i]) * (n - 1)) if n > 1 else 0
            moved = np.concatenate((line[by:], line[:by]))
            count_pairs(first, moved, (own, plan[0], plan[1]), counts)
            compare(counts, observed[i], (above[i], same[i]), totals[r])


def mate(cards: Any, plan: Any, partner: Ints, total: NDArray[np.float64]) -> None:
    """Pair the given codes of each session with the targets of another and add up the excess.

    The excess of a cell is its count less what the margins of that pairing let expect, so that
    partners of other lengths (cut to the shorter) and habits can be compared.

    Parameters
    ----------
    cards, plan
        As in :func:`run_shift`.
    partner, total
        Whose targets each one gets; gets the excess added, ``float64[cells]``.
    """
    given, target, starts, session_at, stretch_at = cards
    lag, width, _ = plan
    counts = np.zeros(len(total), dtype=np.int64)
    height = len(total) // width
    for i in range(len(partner)):
        m = partner[i]
        first = given[session_at[i] : session_at[i + 1]]
        line = target[session_at[m] : session_at[m + 1]]
        own = starts[stretch_at[i] : stretch_at[i + 1]]
        counts[:] = 0
        for s in range(len(own) - 1):
            for t in range(own[s], min(own[s + 1], len(line)) - lag):
                counts[first[t] * width + line[t + lag]] += 1
        n = counts.sum()
        if n > 0:
            table = counts.reshape((height, width))
            rows, columns = table.sum(axis=1), table.sum(axis=0)
            for a in range(height):
                for b in range(width):
                    total[a * width + b] += table[a, b] - rows[a] * columns[b] / n


def run_mate(cards: Any, plan: Any, partners: Any, totals: Any) -> None:
    """Fill one row of ``totals`` for each row of ``partners`` (:func:`mate`)."""
    for r in range(len(partners)):
        mate(cards, plan, partners[r], totals[r])
