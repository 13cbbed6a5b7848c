"""Lag tables: which code comes so many events, or so much time, after which.

Codes of many sessions stand packed in one array, without missing ones: ``starts`` cuts it into
*stretches* (``int64[k + 1]``, from 0 to the length of the array) in which nothing is missing, and
``owner`` (``int64[k]``) says whose each stretch is. No pair is counted across a cut.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.int64]


def pair_counts(
    given: Codes, target: Codes, cuts: tuple[Codes, Codes], *, lag: int, shape: tuple[int, int, int]
) -> Codes:
    """Count how often each target code stands ``lag`` places after each given code.

    Parameters
    ----------
    given, target
        Codes ``0 <= code < shape[1]`` and ``< shape[2]``, of equal length.
    cuts
        ``starts`` and ``owner`` (see the module).
    lag
        Places from given to target; 0 for the same place, negative for before.
    shape
        Sessions, kinds of given codes, kinds of target codes.

    Returns
    -------
    Codes
        Shape ``shape``.
    """
    starts, owner = cuts
    sessions, rows, columns = shape
    which = np.repeat(np.arange(len(owner)), np.diff(starts))
    size, step = len(given), abs(lag)
    early, late = slice(0, max(size - step, 0)), slice(step, size)
    first, second = (early, late) if lag >= 0 else (late, early)
    whole = which[early] == which[late]
    cell = (owner[which[early]] * rows + given[first]) * columns + target[second]
    counts = np.bincount(cell[whole], minlength=sessions * rows * columns)
    return counts.astype(np.int64).reshape(shape)


def code_totals(codes: Codes, cuts: tuple[Codes, Codes], *, shape: tuple[int, int]) -> Codes:
    """Count each code of each session; shape ``(sessions, kinds)``."""
    starts, owner = cuts
    whose = np.repeat(owner, np.diff(starts))
    counts = np.bincount(whose * shape[1] + codes, minlength=shape[0] * shape[1])
    return counts.astype(np.int64).reshape(shape)


def room(cuts: tuple[Codes, Codes], *, lag: int, sessions: int) -> tuple[Codes, Codes, Codes]:
    """Return, for each session, its length, its pairs and its chains of three at a lag.

    A pair is two places ``lag`` apart in one stretch; a chain is three places, each ``lag`` after
    the one before: two pairs that share a place.
    """
    starts, owner = cuts
    lengths = np.diff(starts)
    step = abs(lag)

    def added(values: Codes) -> Codes:
        return np.bincount(owner, weights=values, minlength=sessions).astype(np.int64)

    none = np.zeros_like(lengths)
    pairs, chains = np.maximum(lengths - step, none), np.maximum(lengths - 2 * step, none)
    return added(lengths), added(pairs), added(chains)


def onset_places(codes: Codes, starts: Codes) -> NDArray[np.bool_]:
    """Say where a code begins: where it differs from the one before in the same stretch.

    The first place of a stretch is no onset: what was before it is unknown.
    """
    begins = np.zeros(len(codes), dtype=np.bool_)
    begins[1:] = codes[1:] != codes[:-1]
    begins[starts[:-1][starts[:-1] < len(codes)]] = False
    return begins


def within(marks: NDArray[np.bool_], starts: Codes, *, reach: tuple[int, int]) -> NDArray[np.bool_]:
    """Say which places lie ``reach[0]`` to ``reach[1]`` places (both included) after a mark.

    Windows end with their stretch. Negative numbers reach back.
    """
    size = len(marks)
    low, high = reach
    edges = np.zeros(size + 1, dtype=np.int64)
    places = np.flatnonzero(marks)
    stretch = np.searchsorted(starts, places, side="right") - 1
    first = np.clip(places + low, starts[stretch], starts[stretch + 1])
    last = np.clip(places + high + 1, starts[stretch], starts[stretch + 1])
    np.add.at(edges, first, 1)
    np.add.at(edges, np.maximum(last, first), -1)
    return np.cumsum(edges)[:-1] > 0
