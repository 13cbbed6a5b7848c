"""How often the 95 % intervals of kappa and of the turn rate hold the truth.

Run: ``uv run python verification/coverage_agreement.py [RUNS]``. Two coders of a chain of three
codes, whose errors come in bouts and differ between sessions; turns in bursts, whose rate differs
between recordings. The truth is that of a very long simulation (kappa) or set (turns). Ends with 1
when a coverage leaves 93 to 97 % by more than chance does in so many runs.
"""

from __future__ import annotations

import sys

import numpy as np

from reattune.measures.agree_tables import cohen_kappa, table_of
from reattune.measures.agreement import table_interval
from reattune.measures.daylong import Amounts, hourly

CODES = 3
UNITS = 300
BLOCKS = 30
HOUR = 3_600_000


def switching(rng, length, *, on, off):
    """A two-state chain: probability to start and to stop."""
    draws = rng.random(length)
    state, row = 0, np.zeros(length, dtype=bool)
    for k, u in enumerate(draws):
        state = int(u < on) if not state else int(u >= off)
        row[k] = state
    return row


def coded_twice(rng, *, units, spread):
    """Codes of two coders; the second errs in bouts, more in some sessions than in others."""
    moves = rng.random(units) < 0.12
    first = np.cumsum(moves * rng.integers(1, CODES, units)) % CODES
    odds = 0.03 * np.exp(spread * rng.normal())
    wrong = switching(rng, units, on=min(0.5, odds), off=0.3)
    second = (first + wrong * rng.integers(1, CODES, units)) % CODES
    return first, second


def kappa_parts(rng, *, sessions, units, spread):
    parts = []
    for _ in range(sessions):
        first, second = coded_twice(rng, units=units, spread=spread)
        split = zip(np.array_split(first, BLOCKS), np.array_split(second, BLOCKS), strict=True)
        parts.append(np.stack([table_of(a, b, CODES).ravel() for a, b in split]))
    return parts


def true_kappa(*, spread, seed=1, sessions=3000):
    parts = kappa_parts(np.random.default_rng(seed), sessions=sessions, units=UNITS, spread=spread)
    return float(cohen_kappa(sum(p.sum(axis=0) for p in parts).reshape(CODES, CODES)))


def kappa_coverage(runs, *, sessions, units=UNITS, spread, seed=2, draws=600):
    truth = true_kappa(spread=spread)
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(runs):
        parts = kappa_parts(rng, sessions=sessions, units=units, spread=spread)
        low, high, _ = table_interval(parts, cohen_kappa, CODES, draws=draws)
        held += low is not None and low <= truth <= high
    return held / runs


def day(rng, *, hours, spread, bursts=12.0, size=6.0):
    """Turns of one recording: bursts at random, each of a random number of turns in a minute."""
    level = bursts * np.exp(spread * rng.normal() - spread**2 / 2)
    length = round(hours * HOUR)
    starts = rng.integers(0, length, rng.poisson(level * hours))
    moments = [
        (int(min(length - 1, at + offset)), 1.0)
        for at in starts
        for offset in rng.integers(0, 60_000, rng.poisson(size))
    ]
    return Amounts("day", tuple(sorted(moments)), ((0, length),))


def turn_coverage(runs, *, recordings, hours, spread, seed=3):
    truth = 12.0 * 6.0
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(runs):
        parts = [day(rng, hours=hours, spread=spread) for _ in range(recordings)]
        found = hourly(parts, measure="turn_rate", unit="per h")
        held += found.low is not None and found.low <= truth <= found.high
    return held / runs


SCENES = {
    "kappa, 40 sessions": lambda n: kappa_coverage(n, sessions=40, spread=0.5),
    "kappa, 20 sessions": lambda n: kappa_coverage(n, sessions=20, spread=0.3),
    "kappa, one session": lambda n: kappa_coverage(n, sessions=1, units=3000, spread=0.0),
    "turn rate, one day": lambda n: turn_coverage(n, recordings=1, hours=10, spread=0.0),
    "turn rate, 15 days": lambda n: turn_coverage(n, recordings=15, hours=4, spread=0.4),
    "turn rate, 5 days": lambda n: turn_coverage(n, recordings=5, hours=4, spread=0.4),
}


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    bad = 0
    for name, scene in SCENES.items():
        share = scene(runs)
        # The band allows for the chance in this many runs.
        slack = 1.96 * (0.95 * 0.05 / runs) ** 0.5
        ok = 0.93 - slack <= share <= 0.97 + slack
        bad += not ok
        print(f"{name:24s} {share:.3f} of {runs}{'' if ok else '  outside 93-97 %'}", flush=True)
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
