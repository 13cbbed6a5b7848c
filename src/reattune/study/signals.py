"""Continuous signals of a Session: everything that is measured about two of them, with tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from ..errors import RecordError
from ..measures import Estimate, Measures
from ..measures.coherence import coherence_rows, coherence_statistic
from ..measures.intervals import SEED, Floats
from ..measures.recurrence import (
    cross_recurrence,
    diagonal_statistic,
    line_statistic,
    recurrence_rows,
)
from ..measures.signals_pair import SignalPair, blanked, signal_pair
from ..measures.signals_phase import pattern_entropy, phase_synchrony
from ..measures.signals_segments import segment_synchrony, synchrony_rows
from ..measures.signals_surrogates import Statistic, surrogate_rows, surrogates
from ..measures.signals_windows import lagged_correlations, peak_rows
from ..record import Session, Signal


@dataclass(frozen=True, slots=True)
class SignalPlan:
    """How two signals are compared; all lengths in s.

    Parameters
    ----------
    bin
        Average in bins of this length; 0 leaves the samples as they are.
    window, max_lag, every
        Windowed cross-correlation: window, largest lag, from one window to the next.
    reach
        A peak must dominate so far on both sides.
    segment
        Segments of SUSY and of the coherence.
    radius
        Of the recurrence plot, in standard deviations; 0 for no recurrence plot.
    missing
        A value that says "nothing found" (0 in some trackers), or ``None``.
    draws, seed
        Surrogates of each kind, and where they come from; 0 for no test.
    """

    bin: float = 0.0
    window: float = 10.0
    max_lag: float = 3.0
    every: float = 1.0
    reach: float = 0.5
    segment: float = 10.0
    radius: float = 0.2
    missing: float | None = None
    draws: int = 199
    seed: int = SEED


def paired_signals(
    session: Session, first: tuple[str, str], second: tuple[str, str], *, plan: SignalPlan
) -> SignalPair:
    """Lay two signals of a Session on one clock.

    Parameters
    ----------
    session
        One observation.
    first, second
        Person and name of each signal.
    plan
        Its bin and its value for missing.

    Raises
    ------
    RecordError
        When there is no such signal, or the clocks differ and no bin is named.
    """
    pair = [_found(session, *which) for which in (first, second)]
    if plan.missing is not None:
        pair = [blanked(signal, plan.missing) for signal in pair]
    return signal_pair(pair[0], pair[1], seconds=plan.bin, session=session.name)


def measure_signals(pair: SignalPair, *, plan: SignalPlan | None = None) -> Measures:
    """Take every measure of two signals, each with its surrogate tests.

    Parameters
    ----------
    pair
        As :func:`paired_signals` makes it.
    plan
        Lengths and numbers.
    """
    chosen = plan or SignalPlan()
    windows = lagged_correlations(
        pair, window=chosen.window, max_lag=chosen.max_lag, every=chosen.every
    )
    rows: list[Estimate] = list(peak_rows(windows, reach=chosen.reach))
    rows += _lag_test(pair, chosen)
    synchrony = segment_synchrony(pair, segment=chosen.segment, max_lag=chosen.max_lag)
    rows += synchrony_rows(synchrony, seed=chosen.seed)
    rows += coherence_rows(pair, segment=chosen.segment)
    statistic = coherence_statistic(pair, segment=chosen.segment)
    for way in ("shift", "phase"):
        rows += _tested(pair, statistic, ("coherence", "share"), way=way, plan=chosen,
                        local=chosen.segment)  # fmt: skip
    rows += [pattern_entropy(pair), phase_synchrony(pair)]
    if chosen.radius:
        rows += _recurrence(pair, chosen)
    return Measures(tuple(rows))


def highest_correlation(pair: SignalPair, *, plan: SignalPlan) -> Statistic:
    """Return the highest mean correlation over the lags, whichever lag it is at, of two series."""

    def highest(x: Floats, y: Floats) -> float:
        every = max(plan.every, plan.window / 2)
        found = lagged_correlations(
            replace(pair, x=x, y=y),
            window=plan.window,
            max_lag=plan.max_lag,
            every=every,
            lag_step=plan.max_lag / 10,
        )
        profile = found.profile()
        known = profile[np.isfinite(profile)]
        return float(known.max()) if len(known) else float("nan")

    return highest


def _lag_test(pair: SignalPair, plan: SignalPlan) -> list[Estimate]:
    highest = highest_correlation(pair, plan=plan)
    blank = pair.blank("lagged_correlation", "r")
    value = highest(pair.x, pair.y) if len(pair) else float("nan")
    row = replace(blank, reason="no window in which enough is known of both")
    if np.isfinite(value):
        method = "highest mean over windows, at any lag"
        row = replace(blank, value=value, reason="", method=method)
    rows = [row]
    for way in ("phase", "shift"):
        rows += _tested(pair, highest, ("lagged_correlation", "r"), way=way, plan=plan,
                        local=plan.window)  # fmt: skip
    return rows


def _tested(
    pair: SignalPair,
    statistic: Statistic,
    named: tuple[str, str],
    *,
    way: str,
    plan: SignalPlan,
    local: float = 0.0,
) -> list[Estimate]:
    """Return chance level, effect size and p of one measure; nothing where no test is wanted."""
    if not plan.draws:
        return []
    found = surrogates(pair, statistic, way=way, local=local, draws=plan.draws, seed=plan.seed)
    return list(surrogate_rows(found, pair.blank(*named)))


def _recurrence(pair: SignalPair, plan: SignalPlan) -> list[Estimate]:
    rows: list[Estimate] = []
    for word, make in (("recurrence_by_lag", diagonal_statistic),
                       ("determinism_by_lag", line_statistic)):  # fmt: skip
        statistic = make(pair, radius=plan.radius, max_lag=plan.max_lag)
        value = statistic(pair.x, pair.y) if len(pair) else float("nan")
        row = replace(
            pair.blank(word, "share"),
            reason="a signal does not vary, or no cell is known or recurs",
        )
        if np.isfinite(value):
            method = f"lags to {plan.max_lag:g} s, radius {plan.radius:g}"
            row = replace(row, value=value, reason="", method=method)
        rows += [row, *_tested(pair, statistic, (word, "share"), way="shift", plan=plan)]
    try:
        return [*rows, *recurrence_rows(cross_recurrence(pair, radius=plan.radius))]
    except RecordError as problem:
        return [*rows, _too_long(pair, problem)]


def _too_long(pair: SignalPair, problem: RecordError) -> Estimate:
    parts = problem.parts()
    why = f"{parts['found']}; {parts['expected']}: average in bins (--bin)"
    return replace(pair.blank("recurrence_rate", "share"), reason=why)


def _found(session: Session, person: str, name: str) -> Signal:
    found = session.signal(person, name)
    if found is None:
        there = _listed(f"{signal.person}:{signal.name}" for signal in session.signals)
        raise RecordError(
            path=session.name,
            where="signals",
            found=f"no signal {person}:{name}",
            expected=f"one of {there}",
            todo="Read the file that holds it together with the codes (a manifest merges them).",
        )
    return found


def _listed(names: Iterable[str]) -> str:
    several = list(names)
    more = f" and {len(several) - 12} more" if len(several) > 12 else ""
    return (", ".join(several[:12]) or "none") + more
