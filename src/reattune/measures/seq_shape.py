"""The shape of sequences: entropy, transitions, complexity, turbulence, and how far two are apart.

Numbers of one sequence of codes (a list, in intervals or events), as R's TraMineR defines them.

References
----------
Gabadinho et al. 2011, 10.18637/jss.v040.i04 (complexity, entropy); Elzinga & Liefbroer 2007,
10.1007/s10680-007-9133-7 (turbulence); Ritschard 2023, 10.1177/00491241211036156.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from itertools import groupby
from math import log, log2, sqrt

import numpy as np

from .contingency import Counts
from .intervals import Floats

Symbols = Sequence[Hashable]


def entropy(amounts: Iterable[float]) -> float:
    """Return Shannon's entropy of amounts, in nats: 0 for one kind, log(k) for k equal ones."""
    found = [float(x) for x in amounts if x > 0]
    total = sum(found)
    return -sum(x / total * log(x / total) for x in found) if found else 0.0


def sequence_entropy(codes: Symbols, *, kinds: int, normalised: bool = True) -> float:
    """Return the entropy of the time in each state: 0 one state only, 1 all alike.

    Parameters
    ----------
    codes
        One sequence of intervals.
    kinds
        How many codes there are, whether they occur or not.
    normalised
        Divided by log(kinds); else in nats.
    """
    raw = entropy(Counter(codes).values())
    return raw / log(kinds) if normalised and kinds > 1 else raw


def spells(codes: Symbols) -> list[tuple[Hashable, int]]:
    """Return the bouts of a sequence: code and number of places."""
    return [(code, sum(1 for _ in run)) for code, run in groupby(codes)]


def transitions(codes: Symbols) -> int:
    """Return how often the code changes."""
    return max(len(spells(codes)) - 1, 0)


def complexity(codes: Symbols, *, kinds: int) -> float:
    """Return the complexity index: sqrt(share of changes x normalised entropy), 0 to 1."""
    if len(codes) < 2:
        return 0.0
    changes = transitions(codes) / (len(codes) - 1)
    return sqrt(changes * sequence_entropy(codes, kinds=kinds))


def turbulence(codes: Symbols) -> float:
    """Return Elzinga's turbulence: log2(phi (s_max + 1) / (s + 1)).

    phi is the number of different subsequences of the bouts (the empty one too), s the variance
    of their lengths (divisor n), s_max the largest it could be: (n - 1) (1 - mean)^2.
    """
    bouts = spells(codes)
    if not bouts:
        return 0.0
    lengths = np.array([length for _, length in bouts], dtype=np.float64)
    spread, mean = float(lengths.var()), float(lengths.mean())
    most = (len(lengths) - 1) * (1 - mean) ** 2
    return log2(subsequences([code for code, _ in bouts])) + log2((most + 1) / (spread + 1))


def subsequences(codes: Symbols) -> int:
    """Return how many different subsequences a sequence has, the empty one too."""
    count = 1
    last: dict[Hashable, int] = {}
    for code in codes:
        count, before = 2 * count - last.get(code, 0), count
        last[code] = before
    return count


def substitution_costs(counts: Counts) -> Floats:
    """Return 2 - p(i to j) - p(j to i): codes that often turn into each other are near.

    Parameters
    ----------
    counts
        Transitions, pooled, shape ``(kinds, kinds)``.
    """
    totals = counts.sum(axis=1)
    zero = np.zeros(counts.shape)
    p = np.divide(counts, totals[:, None], out=zero, where=totals[:, None] > 0)
    costs: Floats = 2 - p - p.T
    np.fill_diagonal(costs, 0.0)
    return costs


def optimal_matching(one: Counts, other: Counts, costs: Floats, *, indel: float = 1.0) -> float:
    """Return the cheapest way to turn one sequence of code numbers into another.

    Parameters
    ----------
    one, other
        Code numbers.
    costs
        Of putting one code for another.
    indel
        Of inserting or deleting a code.

    References
    ----------
    Needleman & Wunsch 1970, 10.1016/0022-2836(70)90057-4.
    """
    row = [indel * j for j in range(len(other) + 1)]
    for i, a in enumerate(one, start=1):
        before, row = row, [indel * i]
        for j, b in enumerate(other, start=1):
            row.append(min(before[j] + indel, row[-1] + indel, before[j - 1] + float(costs[a, b])))
    return row[-1]


def hamming(one: Symbols, other: Symbols) -> int:
    """Return in how many places two sequences of equal length differ."""
    return sum(a != b for a, b in zip(one, other, strict=True))
