"""Cohorts with a known truth for latencies, recurrent events and paired contrasts."""

from __future__ import annotations

from math import log, sqrt

import numpy as np

from reattune.measures import Estimate, History, kaplan_meier, mean_cumulative, paired_contrast

BLANK = Estimate("rate", None, "per min", 0, "made up")


def median(rng, *, sessions, spread):
    """Waits of mean 10 s times a session's own lognormal factor, censored at 5 to 40 s.

    The truth is the median of the mixture over sessions (10 waits each).
    """
    factor = np.exp(rng.normal(0, spread, sessions)).repeat(10)
    waits, ends = rng.exponential(10, 10 * sessions) * factor, rng.uniform(5, 40, 10 * sessions)
    curve = kaplan_meier(
        np.minimum(waits, ends), waits <= ends, clusters=np.arange(sessions).repeat(10), few=10
    )
    _, low, high = curve.quantile(0.5)
    return (low if low is not None else 0.0), (high if high is not None else np.inf)


def median_truth(spread):
    if not spread:
        return 10 * log(2)
    draws = np.random.default_rng(0).normal(0, spread, 100_000)
    lows, highs = 0.0, 100.0
    for _ in range(50):
        middle = (lows + highs) / 2
        share = float(np.mean(np.exp(-middle / (10 * np.exp(draws)))))
        lows, highs = (middle, highs) if share > 0.5 else (lows, middle)
    return lows


def mean_events(rng, *, sessions, spread):
    """Poisson events, 2 a minute times a session's gamma factor, seen for 2 to 6 minutes.

    Each session has a hole of half a minute. The truth by 3 minutes is 6.
    """
    rows = []
    for k in range(sessions):
        rate = 2 / 60 * (rng.gamma(1 / spread**2, spread**2) if spread else 1.0)
        end, hole = rng.uniform(120, 360), rng.uniform(30, 80)
        times = np.sort(rng.uniform(0, end, rng.poisson(rate * end)))
        seen = times[(times < hole) | (times > hole + 30)]
        rows.append(History(str(k), str(k), ((0.0, hole), (hole + 30, end)), tuple(seen)))
    return mean_cumulative(rows).by(180)[1:]


def effect(rng, *, sessions, spread, row):
    """Two levels per dyad, correlated .5, variances 1 and (1 + spread) ** 2; they differ by 0.5."""
    common = rng.normal(size=sessions)
    one = sqrt(0.5) * (common + rng.normal(size=sessions))
    two = 0.5 + (1 + spread) * sqrt(0.5) * (common + rng.normal(size=sessions))
    values = {str(k): {"a": one[k], "b": two[k]} for k in range(sessions)}
    found = paired_contrast(values, "a", "b", blank=BLANK)[row]
    return found.low, found.high


def difference_truth(spread, row):
    second = 1 + spread
    if row == 0:
        return 0.5
    if row == 2:
        return 0.5 / sqrt(1 + second**2 - second)
    return 0.5 / sqrt((1 + second**2) / 2)


CASES = {
    "KM median, 1 session": (median, {"sessions": 1, "spread": 0.0}, median_truth(0.0)),
    "KM median, 20 unlike sessions": (median, {"sessions": 20, "spread": 0.5}, median_truth(0.5)),
    "mean events, 20 sessions": (mean_events, {"sessions": 20, "spread": 0.0}, 6.0),
    "mean events, 20 unlike sessions": (mean_events, {"sessions": 20, "spread": 0.5}, 6.0),
    "paired mean, 12 dyads": (
        effect, {"sessions": 12, "spread": 0.5, "row": 0}, difference_truth(0.5, 0),
    ),
    "d_z, 12 dyads": (effect, {"sessions": 12, "spread": 0.5, "row": 2}, difference_truth(0.5, 2)),
    "d_av, 12 dyads": (effect, {"sessions": 12, "spread": 0.5, "row": 4}, difference_truth(0.5, 4)),
    "d_av, 40 dyads": (effect, {"sessions": 40, "spread": 0.0, "row": 4}, difference_truth(0.0, 4)),
}  # fmt: skip


def covered(*, cohorts, seed):
    """Return, for each case, how many intervals of so many cohorts hold the truth."""
    found = {}
    for number, (name, (draw, settings, truth)) in enumerate(CASES.items()):
        hits = 0
        for k in range(cohorts):
            low, high = draw(np.random.default_rng([seed, number, k]), **settings)
            hits += low <= truth <= high
        found[name] = hits / cohorts
    return found
