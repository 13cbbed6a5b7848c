"""Sequences and grids the slow way: one place after another, written from the definitions.

A session is a list of codes; ``None`` is missing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise, permutations


def lagged_pairs(given, target, lag):
    """Every (given, target) pair ``lag`` places apart, with nothing missing in between."""
    pairs = Counter()
    for t in range(len(given)):
        u = t + lag
        if not 0 <= u < len(target):
            continue
        between = range(min(t, u), max(t, u) + 1)
        if all(given[k] is not None and target[k] is not None for k in between):
            pairs[given[t], target[u]] += 1
    return pairs


def begins(line, known, t):
    """A code begins where the place before is known and holds another."""
    return t > 0 and known(t) and known(t - 1) and line[t] != line[t - 1]


def window_tally(given, target, *, code, low, high):
    """Each unit once: inside a window of an onset of ``code`` or not, and what begins in it.

    A window reaches ``low`` to ``high - 1`` units after the onset and ends with the stretch.
    """

    def known(t):
        return given[t] is not None and target[t] is not None

    tally = Counter()
    for t in range(len(given)):
        if not known(t):
            continue
        inside = False
        for onset in range(len(given)):
            if given[onset] != code or not begins(given, known, onset):
                continue
            whole = all(known(k) for k in range(min(onset, t), max(onset, t) + 1))
            inside |= whole and low <= t - onset < high
        tally[inside, target[t] if begins(target, known, t) else None] += 1
    return tally


def orders(codes):
    """Every order of the codes, each copy told apart."""
    return permutations(codes)


def moments(codes, statistics, lag):
    """Mean and covariances of sums of pairs over all orders of one unbroken session."""
    rows = []
    for order in orders(codes):
        pairs = Counter(zip(order[:-lag], order[lag:], strict=True))
        rows.append([pairs[cell] for cell in statistics])
    n, width = len(rows), len(statistics)
    means = [sum(row[k] for row in rows) / n for k in range(width)]
    covariances = [
        [sum((row[a] - means[a]) * (row[b] - means[b]) for row in rows) / n for b in range(width)]
        for a in range(width)
    ]
    return means, covariances


def without_repeats(codes):
    """The different orders in which no neighbours are alike."""
    return {o for o in orders(codes) if all(a != b for a, b in pairwise(o))}


def grid_visits(segments):
    """Visits of ``(onset, offset, cell)``; cell ``None`` or a gap in time ends a visit."""
    found = []
    last = None
    for onset, offset, cell in segments:
        if cell is None:
            last = None
            continue
        if last is not None and last[1] == onset and last[2] == cell:
            last[1] = offset
            last[3] += 1
        else:
            fresh = last is None or last[1] != onset
            last = [onset, offset, cell, 1, fresh]
            found.append(last)
    return [tuple(row) for row in found]


def grid_returns(segments):
    """For each visit: (cell, time until the next to it, visits between), where one was seen."""
    rows = grid_visits(segments)
    found = defaultdict(list)
    for k, (_, offset, cell, _, _) in enumerate(rows):
        for m in range(k + 1, len(rows)):
            if rows[m][4]:
                break
            if rows[m][2] == cell:
                found[cell].append((rows[m][0] - offset, m - k - 1))
                break
    return found
