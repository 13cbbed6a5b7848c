"""Recurrence: when one signal comes to where the other was (CRQA), or both to where they were.

A cell (i, j) is recurrent when the state of the first at i and of the second at j are within a
radius. Cells with a missing sample are unknown: they count in no denominator and end a line.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordError
from .estimates import Estimate
from .intervals import Floats
from .signals_pair import SignalPair

Grid = NDArray[np.bool_]
_MOST = 6_000
"""Samples of a signal: the plot holds their square."""


@dataclass(frozen=True, slots=True, eq=False)
class Recurrence:
    """A recurrence plot.

    Parameters
    ----------
    cells
        Whether recurrent; row: time of the first, column: time of the second; ``(n, m)``.
    known
        Whether the cell is known at all; ``(n, m)``.
    step
        Time of a sample, in s.
    own
        Whether it is a signal (or both together) with itself: then the main diagonal says nothing
        and one triangle is enough.
    name
        What was compared.
    session
        Where it comes from.
    """

    cells: Grid
    known: Grid
    step: float
    own: bool
    name: str = ""
    session: str = ""


@dataclass(frozen=True, slots=True)
class Quantified:
    """Measures of a recurrence plot.

    Parameters
    ----------
    rate
        Recurrent share of the known cells (RR).
    determinism
        Share of recurrent cells on diagonal lines of the shortest length or more (DET).
    mean_line, longest_line
        Of those diagonal lines, in samples (L, Lmax).
    entropy
        Shannon entropy of their lengths, in nats (ENTR).
    laminarity, trapping_time
        Share of recurrent cells on vertical lines, and the mean length of these, in samples
        (LAM, TT).
    cells
        How many known cells there are.
    """

    rate: float
    determinism: float
    mean_line: float
    longest_line: int
    entropy: float
    laminarity: float
    trapping_time: float
    cells: int


def cross_recurrence(
    pair: SignalPair,
    *,
    radius: float,
    dimension: int = 1,
    delay: int = 1,
    states: str = "numbers",
) -> Recurrence:
    """Compare every moment of one signal with every moment of the other.

    Parameters
    ----------
    pair
        Two signals; each is standardised by its own mean and standard deviation (divisor n) over
        its known samples.
    radius
        Largest distance that counts as recurrent, in standard deviations.
    dimension, delay
        Embedding: how many samples make a state, and how far apart they are, in samples.
    states
        ``names`` for code numbers: recurrent when equal, nothing is standardised.

    Raises
    ------
    RecordError
        When the signals are longer than 6,000 samples.

    References
    ----------
    Marwan et al. 2007, 10.1016/j.physrep.2006.11.001; Coco & Dale 2014,
    10.3389/fpsyg.2014.00510.
    """
    _check_size(pair)
    sides = [pair.x, pair.y] if states == "names" else [_standard(pair.x), _standard(pair.y)]
    first, second = (_embedded(side[None, :], dimension, delay) for side in sides)
    limit = 0.0 if states == "names" else radius
    return _compared(first, second, limit, (pair, pair.name, "cross"))


def joint_recurrence(
    pair: SignalPair, *, radius: float, dimension: int = 1, delay: int = 1
) -> Recurrence:
    """Compare every moment of both together with every other (multidimensional recurrence).

    Parameters as in :func:`cross_recurrence`.

    References
    ----------
    Wallot, Roepstorff & Monster 2016, 10.3389/fpsyg.2016.01835.
    """
    _check_size(pair)
    both = np.stack([_standard(pair.x), _standard(pair.y)])
    state = _embedded(both, dimension, delay)
    return _compared(state, state, radius, (pair, f"{pair.name}, both", "own"))


def _compared(
    first: Floats, second: Floats, radius: float, told: tuple[SignalPair, str, str]
) -> Recurrence:
    pair, name, kind = told
    square = np.zeros((first.shape[1], second.shape[1]))
    for a, b in zip(first, second, strict=True):
        square += (a[:, None] - b[None, :]) ** 2
    known = np.isfinite(square)
    cells = np.zeros(square.shape, dtype=bool)
    np.less_equal(square, radius**2, out=cells, where=known)
    return Recurrence(cells, known, pair.step, kind == "own", name, pair.session)


def _standard(values: Floats) -> Floats:
    known = values[np.isfinite(values)]
    spread = float(known.std()) if len(known) else 0.0
    return (values - known.mean()) / spread if spread > 0 else values * np.nan


def _embedded(rows: Floats, dimension: int, delay: int) -> Floats:
    length = max(0, rows.shape[1] - delay * (dimension - 1))
    return np.concatenate([rows[:, k * delay : k * delay + length] for k in range(dimension)])


def _check_size(pair: SignalPair) -> None:
    if len(pair) > _MOST:
        raise RecordError(
            path=pair.session or pair.name,
            where="recurrence plot",
            found=f"{len(pair)} samples",
            expected=f"{_MOST} at most: the plot holds their square",
            todo="Take a phase, or average in bins (seconds=, e.g. 0.2).",
        )


def quantify(found: Recurrence, *, shortest: int = 2) -> Quantified:
    """Return the measures of a recurrence plot.

    Of a signal with itself only the cells above the main diagonal count (vertical lines: above
    it, too). Lines end at the border of the plot and at unknown cells.

    Parameters
    ----------
    found
        A plot.
    shortest
        Fewest cells of a line, diagonal or vertical. All line measures, the mean length too, are
        over lines of at least this length.

    References
    ----------
    Marwan et al. 2007, 10.1016/j.physrep.2006.11.001 (equations 40 to 53); Webber & Zbilut 1994.
    """
    cells = np.triu(found.cells, 1) if found.own else found.cells
    known = np.triu(found.known, 1) if found.own else found.known
    recurrent, there = int(cells.sum()), int(known.sum())
    diagonal = line_lengths(_sheared(cells))
    vertical = line_lengths(cells)
    long, tall = diagonal[diagonal >= shortest], vertical[vertical >= shortest]
    counts = np.bincount(long)[shortest:] if len(long) else np.zeros(0)
    share = counts[counts > 0] / max(len(long), 1)
    return Quantified(
        rate=_over(recurrent, there),
        determinism=_over(int(long.sum()), recurrent),
        mean_line=_over(int(long.sum()), len(long)),
        longest_line=int(diagonal.max(initial=0)),
        entropy=float(-np.sum(share * np.log(share))) if len(long) else float("nan"),
        laminarity=_over(int(tall.sum()), recurrent),
        trapping_time=_over(int(tall.sum()), len(tall)),
        cells=there,
    )


def line_lengths(cells: Grid) -> NDArray[np.int64]:
    """Return the lengths of all runs of true cells down the columns."""
    edged = np.zeros((cells.shape[0] + 2, cells.shape[1]), dtype=np.int8)
    edged[1:-1] = cells
    change = np.diff(edged, axis=0).T
    starts, ends = np.nonzero(change == 1)[1], np.nonzero(change == -1)[1]
    return (ends - starts).astype(np.int64)


def _sheared(cells: Grid) -> Grid:
    """Set the diagonals upright, one in each column."""
    n, m = cells.shape
    sheared = np.zeros((n, n + m - 1 if n and m else 0), dtype=bool)
    row, column = np.nonzero(cells)
    sheared[row, column - row + n - 1] = True
    return sheared


def diagonal_profile(found: Recurrence, *, max_lag: float) -> tuple[Floats, Floats]:
    """Return recurrence by lag: the share of known cells recurrent on each diagonal (DCRP).

    Returns
    -------
    tuple[Floats, Floats]
        Lags in s (positive: the second follows the first), and shares (``nan`` where nothing is
        known).

    References
    ----------
    Dale & Spivey 2006, 10.1111/j.1467-9922.2006.00372.x; Coco & Dale 2014,
    10.3389/fpsyg.2014.00510.
    """
    most = min(round(max_lag / found.step), min(found.cells.shape, default=1) - 1)
    lags = np.arange(-most, most + 1)
    shares = [
        _over(int(np.diagonal(found.cells, k).sum()), int(np.diagonal(found.known, k).sum()))
        for k in lags.tolist()
    ]
    return lags * found.step, np.array(shares)


def diagonal_statistic(
    pair: SignalPair, *, radius: float, max_lag: float
) -> Callable[[Floats, Floats], float]:
    """Return the highest recurrence by lag as a function of two series, for surrogate tests.

    The share of known cells that recur on the fullest diagonal within ``max_lag`` s of lag 0. (The
    recurrence rate of the whole plot would not do: moving one signal round leaves it as it is.)
    """
    most = _lags(pair, max_lag)

    def highest(x: Floats, y: Floats) -> float:
        cells, known = _band(x, y, radius, most)
        count = known.sum(axis=1)
        shares = cells.sum(axis=1)[count > 0] / count[count > 0]
        return float(shares.max()) if len(shares) else float("nan")

    return highest


def line_statistic(
    pair: SignalPair, *, radius: float, max_lag: float
) -> Callable[[Floats, Floats], float]:
    """Return the determinism near lag 0 as a function of two series, for surrogate tests.

    Of the recurrent cells within ``max_lag`` s of lag 0, the share that lies on diagonal lines of
    two or more: how much the two run alongside each other at about the same time.
    """
    most = _lags(pair, max_lag)

    def lines(x: Floats, y: Floats) -> float:
        cells, _ = _band(x, y, radius, most)
        beside = np.zeros_like(cells)
        beside[:, 1:] |= cells[:, :-1]
        beside[:, :-1] |= cells[:, 1:]
        return _over(int((cells & beside).sum()), int(cells.sum()))

    return lines


def _lags(pair: SignalPair, max_lag: float) -> int:
    return min(round(max_lag / pair.step), max(len(pair) - 1, 0))


def _band(x: Floats, y: Floats, radius: float, most: int) -> tuple[Grid, Grid]:
    """Return recurrent and known cells by lag (rows) and time of the first (columns)."""
    a, b = _standard(x), _standard(y)
    edge = np.full(most, np.nan)
    # Row k holds the second k - most samples later; beyond its ends nothing is known.
    later = np.lib.stride_tricks.sliding_window_view(np.concatenate([edge, b, edge]), len(a))
    apart = np.abs(later - a)
    known: Grid = np.isfinite(apart)
    cells: Grid = np.zeros(apart.shape, dtype=bool)
    np.less_equal(apart, radius, out=cells, where=known)
    return cells, known


def recurrence_rows(found: Recurrence, *, shortest: int = 2) -> tuple[Estimate, ...]:
    """Return every measure of a plot as a row; none has an interval: see the surrogate tests."""
    q = quantify(found, shortest=shortest)
    blank = Estimate(
        "recurrence_rate", None, "share", q.cells, found.name, of="cells", session=found.session
    )
    seconds = found.step
    values = (
        ("recurrence_rate", "share", q.rate),
        ("determinism", "share", q.determinism),
        ("mean_line", "s", q.mean_line * seconds),
        ("longest_line", "s", q.longest_line * seconds),
        ("line_entropy", "nats", q.entropy),
        ("laminarity", "share", q.laminarity),
        ("trapping_time", "s", q.trapping_time * seconds),
    )
    why = "no cell is known" if not q.cells else "no line of that length"
    return tuple(
        replace(blank, measure=word, unit=unit, value=value, method=f"lines of {shortest} or more")
        if np.isfinite(value) and q.cells
        else replace(blank, measure=word, unit=unit, reason=why)
        for word, unit, value in values
    )


def _over(top: int, bottom: int) -> float:
    return top / bottom if bottom else float("nan")
