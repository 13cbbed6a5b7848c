"""Cohorts with a known truth, and how often intervals hold it."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from math import exp

import numpy as np

from reattune.measures.actor_partner import actor_partner_effects
from reattune.measures.grid_cells import cell_share
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.seq_rows import lag_odds_ratio, transition_probability
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences

VARIABLES = [("child", "ab"), ("caregiver", "xy")]


def logistic(x):
    return 1 / (1 + np.exp(-x))


def chain(rng, *, length, to_b):
    """A chain of a and b; ``to_b`` gives the probability of b after a and after b."""
    share = to_b[0] / (to_b[0] + 1 - to_b[1])
    draws = rng.random(length)
    state = int(draws[0] < share)
    row = ["ab"[state]]
    for u in draws[1:]:
        state = int(u < to_b[state])
        row.append("ab"[state])
    return row


def odds(rng, *, sessions, spread):
    """Common odds ratio exp(0.8), base rates that differ between sessions."""
    rows = {}
    for k in range(sessions):
        base = rng.normal(-0.4, spread)
        rows[str(k)] = chain(rng, length=120, to_b=(logistic(base), logistic(base + 0.8)))
    return lag_odds_ratio(lag_table(code_sequences(rows, codes="ab")), "b", "b"), exp(0.8)


def probability(rng, *, sessions, spread):
    """P(b after a) is .3 on average; as many a as b in every session."""
    rows = {}
    for k in range(sessions):
        p = rng.beta(0.3 / spread, 0.7 / spread) if spread else 0.3
        rows[str(k)] = chain(rng, length=80, to_b=(p, 1 - p))
    return transition_probability(lag_table(code_sequences(rows, codes="ab")), "a", "b"), 0.3


def stays(rng, *, length, means, first):
    """Onsets of a stream that alternates between two states with exponential stays."""
    onsets, t, state = [(0.0, first)], 0.0, first
    while True:
        t += rng.exponential(means[state])
        if t >= length:
            return onsets
        state = 1 - state
        onsets.append((t, state))


def segments(rng, *, length, child, other):
    """Cross two such streams into segments in ms."""
    streams = []
    for means in (child, other):
        first = int(rng.random() < means[1] / sum(means))
        streams.append(stays(rng, length=length, means=means, first=first))
    changes = sorted((round(1000 * t), k, s) for k, stream in enumerate(streams) for t, s in stream)
    rows, now = [], [0, 0]
    for (a, k, state), (b, _, _) in pairwise([*changes, (1000 * length, 0, 0)]):
        now[k] = state
        if a < b:
            rows.append((a, b, ["ab"[now[0]], "xy"[now[1]]]))
    return rows


@cache
def true_share(spread):
    draws = np.exp(np.random.default_rng(0).normal(0, spread, size=(400_000, 4))) * (4, 6, 6, 4)
    shares = draws[:, 0] / draws[:, :2].sum(axis=1) * draws[:, 2] / draws[:, 2:].sum(axis=1)
    return float(shares.mean())


def share(rng, *, sessions, spread):
    """Share of time in a / x; stays of 4 and 6 s, sessions of 5 minutes (10 for a single one)."""
    rows = {}
    for k in range(sessions):
        times = np.exp(rng.normal(0, spread, size=4)) * (4, 6, 6, 4)
        length = 300 if sessions > 1 else 600
        rows[str(k)] = segments(rng, length=length, child=times[:2], other=times[2:])
    return cell_share(grid_of_segments(rows, variables=VARIABLES), ("a", "x")), true_share(spread)


def partner(rng, *, sessions, spread):
    """Partner effect .4 on average, actor effect .5; 300 intervals a dyad."""
    one, two = {}, {}
    for k in range(sessions):
        effect = rng.normal(0.4, spread)
        a = rng.integers(2, size=300)
        u = rng.random(300)
        b = [0]
        for t in range(299):
            b.append(int(u[t] < logistic(0.5 * (2 * b[-1] - 1) + effect * (2 * a[t] - 1))))
        one[str(k)], two[str(k)] = ["01"[x] for x in a], ["01"[x] for x in b]
    coded = paired_sequences(one, two, codes=("01", "01"))
    rows = actor_partner_effects(coded, own="1", partner="1")
    return next(r for r in rows if r.measure == "partner_effect" and r.unit != "p"), 0.4


CASES = {
    "odds ratio, 20 sessions": (odds, {"sessions": 20, "spread": 0.7}),
    "odds ratio, 1 session": (odds, {"sessions": 1, "spread": 0.0}),
    "transition probability, 20 unlike sessions": (probability, {"sessions": 20, "spread": 0.05}),
    "transition probability, 1 session": (probability, {"sessions": 1, "spread": 0.0}),
    "grid share, 20 unlike sessions": (share, {"sessions": 20, "spread": 0.4}),
    "grid share, 1 session in blocks": (share, {"sessions": 1, "spread": 0.0}),
    "partner effect, 20 unlike dyads": (partner, {"sessions": 20, "spread": 0.2}),
}


def covered(*, cohorts, seed):
    """Return, for each case, how many intervals of so many cohorts hold the truth."""
    found = {}
    for number, (name, (draw, settings)) in enumerate(CASES.items()):
        hits = 0
        for k in range(cohorts):
            row, truth = draw(np.random.default_rng([seed, number, k]), **settings)
            hits += row.low is not None and row.low <= truth <= row.high
        found[name] = hits, cohorts
    return found
