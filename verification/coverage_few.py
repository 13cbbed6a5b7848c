"""How often 95 % intervals from few sessions hold the truth, where sessions are alike and unlike.

Run: ``uv run python verification/coverage_few.py [RUNS]``. For 2 to 20 sessions: a share (repair
rate), a rate, a median wait, an odds ratio, a ratio of durations (positive moments), kappa and the
share of a cell of a grid. A few sessions say little about how unlike sessions are; intervals that
are a little too wide are meant, too narrow ones are not. Ends with 1 when a coverage is below
0.90 by more than chance does in so many runs.
"""

from __future__ import annotations

import sys
from math import exp
from pathlib import Path

import numpy as np

from reattune.measures.agree_tables import cohen_kappa
from reattune.measures.agreement import table_interval
from reattune.measures.intervals import (
    clustered_rate,
    clustered_wilson,
    percentile_interval,
    resample,
)

TESTS = Path(__file__).resolve().parents[1] / "tests" / "properties"
sys.path[:0] = [str(TESTS), str(Path(__file__).resolve().parent)]

import coverage_agreement as agreement  # noqa: E402
import coverage_draws as draws  # noqa: E402
import latency_draws as latency  # noqa: E402

SESSIONS = (2, 3, 5, 9, 20)


def share(rng, *, sessions, unlike):
    """70 % on average; 5 to 30 ruptures a session; beta-distributed with correlation 0.15."""
    mean, size = 0.7, rng.integers(5, 30, sessions)
    odds = (1 - 0.15) / 0.15
    p = rng.beta(mean * odds, (1 - mean) * odds, sessions) if unlike else mean
    return *clustered_wilson(rng.binomial(size, p).tolist(), size.tolist())[1:3], mean


def rate(rng, *, sessions, unlike):
    """Two a minute on average, 5 to 20 minutes; gamma-distributed with a spread of 0.4."""
    minutes = rng.uniform(5, 20, sessions)
    own = rng.gamma(1 / 0.4**2, 0.4**2, sessions) if unlike else 1.0
    counts = rng.poisson(2 * own * minutes).tolist()
    return *clustered_rate(counts, minutes.tolist())[1:3], 2.0


def wait(rng, *, sessions, unlike):
    spread = 0.5 if unlike else 0.0
    return *latency.median(rng, sessions=sessions, spread=spread), latency.median_truth(spread)


def odds(rng, *, sessions, unlike):
    row, truth = draws.odds(rng, sessions=sessions, spread=0.7 if unlike else 0.0)
    return row.low, row.high, truth


def cell(rng, *, sessions, unlike):
    row, truth = draws.share(rng, sessions=sessions, spread=0.4 if unlike else 0.0)
    return row.low, row.high, truth


def ratio(rng, *, sessions, unlike):
    """Positive over other time in blocks of 30 s, 20 a session: on average 2 to 1."""
    parts = []
    for _ in range(sessions):
        level = 2 * exp(rng.normal(0, 0.4)) if unlike else 2.0
        positive = rng.beta(2 * level, 2.0, 20)
        parts.append(np.column_stack([positive, 1 - positive]))
    drawn = resample([np.round(part * 30_000) for part in parts], draws=800)
    low, high = percentile_interval(drawn[:, 0], drawn[:, 1], units=sessions)
    return low, high, RATIO[unlike]


def _true_ratio(unlike):
    level = 2 * np.exp(np.random.default_rng(0).normal(0, 0.4 if unlike else 0.0, 400_000))
    positive = float(np.mean(level / (level + 1)))
    return positive / (1 - positive)


def kappa(rng, *, sessions, unlike):
    spread = 0.5 if unlike else 0.0
    parts = agreement.kappa_parts(rng, sessions=sessions, units=300, spread=spread)
    low, high, _ = table_interval(parts, cohen_kappa, agreement.CODES, draws=500)
    return low, high, KAPPA[unlike]


RATIO = {unlike: _true_ratio(unlike) for unlike in (False, True)}
KAPPA = {unlike: agreement.true_kappa(spread=0.5 if unlike else 0.0) for unlike in (False, True)}
CASES = {
    "share": share, "rate": rate, "median wait": wait, "odds ratio": odds,
    "ratio of durations": ratio, "kappa": kappa, "share of a cell": cell,
}  # fmt: skip


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    floor = 0.90 - 1.96 * (0.9 * 0.1 / runs) ** 0.5
    bad = 0
    print(f"| interval | sessions | {' | '.join(map(str, SESSIONS))} |")
    print(f"|---|---|{'---|' * len(SESSIONS)}")
    for name, case in CASES.items():
        for unlike in (False, True):
            found = []
            for sessions in SESSIONS:
                held = 0
                for k in range(runs):
                    rng = np.random.default_rng([k, sessions, unlike])
                    low, high, truth = case(rng, sessions=sessions, unlike=unlike)
                    inside = (low is None or low <= truth) and (high is None or truth <= high)
                    held += inside and (low, high) != (None, None)
                found.append(held / runs)
            bad += sum(covered < floor for covered in found)
            row = " | ".join(f"{covered:.3f}" for covered in found)
            print(f"| {name} | {'unlike' if unlike else 'alike'} | {row} |", flush=True)
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
