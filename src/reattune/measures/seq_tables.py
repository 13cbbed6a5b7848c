"""Lag tables of many sessions: how often which code follows which, at which lag."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil

import numpy as np

from ..errors import DefinitionError
from ..kernels.lags import onset_places, pair_counts, within
from .contingency import Cells, Counts, adjusted_residuals, expected_with_zeros
from .intervals import Floats
from .seq_odds import stratified_residual, two_by_two
from .sequences import NO_ONSET, Coded

ELSEWHERE = "elsewhere"
"""Row of the units outside of all windows."""


@dataclass(frozen=True, eq=False)
class LagTable:
    """How often each target code stands at a lag after each given code, session by session.

    Parameters
    ----------
    coded
        The sequences it was counted in.
    counts
        Shape ``(sessions, given codes, target codes)``.
    lag
        Places from given to target.
    allowed
        False for cells that cannot occur, shape ``(given, target)``; ``None`` where all can.
    """

    coded: Coded
    counts: Counts
    lag: int
    allowed: Cells | None = None

    @property
    def rows(self) -> tuple[str, ...]:
        """Names of the given codes."""
        return self.coded.rows

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the target codes."""
        return self.coded.columns

    @property
    def pooled(self) -> Counts:
        """Counts summed over sessions."""
        total: Counts = self.counts.sum(axis=0)
        return total

    @cached_property
    def expected(self) -> Floats:
        """Expected counts: from the margins of each session, summed over sessions."""
        parts = [expected_with_zeros(c, self.allowed) for c in self.counts if c.any()]
        total: Floats = np.sum(parts, axis=0) if parts else np.zeros(self.counts.shape[1:])
        return total

    @cached_property
    def residuals(self) -> Floats:
        """Adjusted residuals of all cells; stratified (Mantel-Haenszel) over several sessions."""
        seen = self.counts[self.counts.any(axis=(1, 2))]
        if len(seen) == 1 or (self.allowed is not None and len(seen)):
            return _with_errors(seen, self.allowed)
        found = np.full(self.counts.shape[1:], np.nan)
        for i, j in np.ndindex(*found.shape) if len(seen) else ():
            found[i, j] = stratified_residual(two_by_two(seen, i, j))[0]
        return found

    @property
    def definition(self) -> str:
        """What was counted, in one id: unit, lag, and whether repeats are impossible."""
        kind = "onset " if self.coded.states is not None else ""
        zeros = "" if self.allowed is None else ", no repeats"
        return f"{kind}{self.coded.unit}, lag {self.lag}{zeros}"

    def around(self, given: str, target: str) -> Floats:
        """Return each session's 2 x 2 table round one cell; shape ``(sessions, 2, 2)``."""
        return two_by_two(self.counts, self.coded.row(given), self.coded.column(target))

    def possible(self, row: int, column: int) -> bool:
        """Say whether a cell can occur at all."""
        return self.allowed is None or bool(self.allowed[row, column])


def lag_table(coded: Coded, *, lag: int = 1, no_repeats: bool = False) -> LagTable:
    """Count the pairs of codes that stand ``lag`` places apart, never across missing codes.

    Parameters
    ----------
    coded
        Events (lag in events), intervals (lag in intervals), onsets (timed-event lags) or time
        windows (lag 0).
    lag
        Places from given to target; 0 only for two streams.
    no_repeats
        Whether codes cannot follow themselves (lag 1): structural zeros on the diagonal.

    Raises
    ------
    DefinitionError
        At lag 0 of one sequence; when codes that cannot repeat do.

    References
    ----------
    Bakeman & Quera 2011, Sequential Analysis and Observational Methods, ch. 9-11.
    """
    if coded.alone and lag == 0:
        raise DefinitionError(
            path="lag_table",
            where="lag",
            found="lag 0 of one sequence",
            expected="a lag of 1 or more, or two streams",
            todo="At lag 0 every code meets itself only.",
        )
    shape = (len(coded.sessions), len(coded.rows), len(coded.columns))
    counts = pair_counts(coded.given, coded.target, coded.cuts, lag=lag, shape=shape)
    allowed = ~np.eye(shape[1], dtype=np.bool_) if no_repeats and abs(lag) == 1 else None
    if allowed is not None:
        _check_repeats(coded, counts, allowed)
    return LagTable(coded, counts, lag, allowed)


def _with_errors(tables: Counts, allowed: Cells | None) -> Floats:
    """Sum (o - e) and its variance over sessions; NaN where a session has no such variance."""
    excess = np.zeros(tables.shape[1:])
    variance = np.zeros(tables.shape[1:])
    for counts in tables:
        expected = expected_with_zeros(counts, allowed)
        # The residuals of a table that is 1 above expectation are 1 / standard error.
        precision = adjusted_residuals(expected + 1, expected, allowed)
        known = precision > 0
        excess[known] += (counts - expected)[known]
        variance[known] += 1 / precision[known] ** 2
    found = np.full(excess.shape, np.nan)
    np.divide(excess, np.sqrt(variance), out=found, where=variance > 0)
    return found


def _check_repeats(coded: Coded, counts: Counts, allowed: Cells) -> None:
    if not coded.alone:
        raise DefinitionError(
            path="lag_table",
            where="no_repeats",
            found="two streams",
            expected="one sequence",
            todo="Leave no_repeats out: states of two persons may well agree.",
        )
    repeats = counts[:, ~allowed].sum(axis=1)
    if repeats.any():
        first = int(np.flatnonzero(repeats)[0])
        raise DefinitionError(
            path=coded.sessions[first],
            where="no_repeats",
            found=f"{int(repeats[first])} codes that follow themselves",
            expected="none",
            todo="Read with merge=True (repeats continue the event before), or allow repeats.",
        )


def time_windows(coded: Coded, code: str, *, seconds: tuple[float, float] = (0.0, 5.0)) -> Coded:
    """Mark the time near each onset of a given code; targets count where they begin (GSEQ).

    Every unit is tallied once: by whether it lies within the window of an onset of ``code`` (two
    windows that overlap are one), and by what begins in it. Use with ``lag_table(..., lag=0)``.

    Parameters
    ----------
    coded
        Two streams of intervals.
    code
        The given code whose onsets open windows. What stands in the first unit of a stretch is no
        onset: when it began is unknown.
    seconds
        From when to when after the onset, half-open: ``(0, 5)`` with units of 1 s is the unit of
        the onset and the four after it.

    Raises
    ------
    DefinitionError
        For events (they have no time), an unknown code, or an empty window.

    References
    ----------
    Bakeman, Deckner & Quera 2005, Analysis of behavioral streams; Bakeman & Quera 2011, ch. 9.
    """
    if coded.step == 0:
        raise _no_window("events, which have no clock", "two streams of intervals")
    low, high = (ceil(1000 * bound / coded.step) for bound in seconds)
    if high <= low:
        raise _no_window(f"a window from {seconds[0]:g} to {seconds[1]:g} s", "one that lasts")
    marks = onset_places(coded.given, coded.starts) & (coded.given == coded.row(code))
    inside = within(marks, coded.starts, reach=(low, high - 1))
    name = f"{seconds[0]:g} to {seconds[1]:g} s after onset of {code}"
    begun = coded.onsets()
    return replace(begun, rows=(name, ELSEWHERE), given=np.where(inside, 0, 1))


def _no_window(found: str, expected: str) -> DefinitionError:
    return DefinitionError(
        path="time_windows",
        where="seconds",
        found=found,
        expected=expected,
        todo="Read intervals with joint_streams or state_streams, and give a window in seconds.",
    )


def timed_events(coded: Coded) -> Coded:
    """Count both given and target only in the unit in which they begin (timed-event lags).

    With ``lag_table(..., lag=k)``: how often a target begins exactly k units after a given onset.
    """
    if coded.step == 0:
        raise _no_window("events, which have no clock", "two streams of intervals")
    begins = onset_places(coded.given, coded.starts)
    given = np.where(begins, coded.given, len(coded.rows))
    return replace(coded.onsets(), rows=(*coded.rows, NO_ONSET), given=given)
