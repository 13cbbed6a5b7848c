"""Streams that have nothing to do with each other, and the p that permutations give them."""

from __future__ import annotations

import numpy as np

from reattune.measures.seq_permutation import permutation_test
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences

SEVERAL = 6
PERMUTATIONS = 49


def stream(rng, *, length, kinds="abc", mean=3):
    """Bouts of random length, neighbours differing, cut at ``length``."""
    line: list[str] = []
    last = ""
    while len(line) < length:
        code = kinds[rng.integers(len(kinds))]
        if code != last:
            line += [code] * int(rng.geometric(1 / mean))
            last = code
    return line[:length]


def streams(seed, *, sessions=4, length=40, hole=True):
    """Two independent streams a session; with a missing unit in the first two sessions."""
    rng = np.random.default_rng(seed)
    given = {str(k): stream(rng, length=length) for k in range(sessions)}
    target = {str(k): stream(rng, length=length) for k in range(sessions)}
    if hole:
        target["0"][7] = target["1"][20] = None
    return paired_sequences(given, target, codes=("abc", "abc"))


def values_of_p(way, *, sets, seed, length=60):
    """Return the p of "a, then b" of so many independent data sets, ties broken at random.

    The record counts as one of the permuted tables; of those that equal it a random share counts.
    """
    rng = np.random.default_rng([seed, 11])
    values = []
    for number in range(sets):
        if way == "codes":
            row = ["abc"[c] for c in rng.integers(3, size=40)]
            table = lag_table(code_sequences({"s": row}, codes="abc"))
        else:
            sessions = SEVERAL if way == "dyads" else 2
            coded = streams([seed, number], sessions=sessions, length=length, hole=False)
            table = lag_table(coded, lag=1)
        test = permutation_test(
            table, way, permutations=PERMUTATIONS, seed=number, compiled=True, threads=1
        )
        above, same = int(test.above_pooled[0, 1]), int(test.same_pooled[0, 1])
        values.append((above + rng.random() * (1 + same)) / (1 + PERMUTATIONS))
    return values


def uniform_distance(values):
    """Kolmogorov's distance from the uniform distribution, times sqrt(n): 1.63 has p .01."""
    x = np.sort(values)
    n = len(x)
    steps = np.arange(1, n + 1) / n
    return float(max(np.max(steps - x), np.max(x - steps + 1 / n)) * np.sqrt(n))
