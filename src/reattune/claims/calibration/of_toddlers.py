"""Statistics of the older child: tantrums and conflict."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...episodes import find_episodes
from ...model import sessions
from .estimating import NONE, Floats, Simulated, mean, share
from .of_play import CR, FU
from .study import LAB_AND_HOME, Study, Watched

BIN = 30.0
"""Seconds of a bin of tantrum durations, as in the narratives."""


def durations(seen: Watched) -> NDArray[np.int64]:
    """Return how many steps each tantrum lasts: until anger and sadness are over for good."""
    felt = (seen.lives.trace("X") > 0.0) | (seen.lives.trace("Y") > 0.0)
    return np.asarray(felt.shape[1] - np.argmax(felt[:, ::-1], axis=1), dtype=np.int64)


def tantrum_mode(study: Study) -> Simulated:
    """Middle of the commonest 30-s bin of tantrum durations, in minutes.

    Tantrums that outlast the twenty minutes are left out. The interval is that of a bootstrap.
    """
    seen = study.tantrum()
    lasted = durations(seen)
    bins = (lasted[lasted < seen.child.shape[1]] * seen.dt // BIN).astype(np.int64)
    if len(bins) == 0:
        return NONE
    rng = np.random.Generator(np.random.PCG64(335))
    drawn = [_mode(bins[rng.integers(0, len(bins), len(bins))]) for _ in range(200)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Simulated(_mode(bins), float(low), float(high), len(bins))


def _mode(bins: NDArray[np.int64]) -> float:
    return float((np.bincount(bins).argmax() + 0.5) * BIN / 60.0)


def tantrum_short(study: Study) -> Simulated:
    """Share of tantrums of at most five minutes."""
    seen = study.tantrum()
    return share(durations(seen) * seen.dt <= 300.0)


def thirds(seen: Watched, code: int) -> Floats:
    """Return the share of each third of a tantrum in which a code is shown, ``float64[n, 3]``."""
    found = np.full((seen.n, 3), np.nan)
    for i, length in enumerate(durations(seen).tolist()):
        if length >= 3:
            edges = np.rint(np.linspace(0, length, 4)).astype(int)
            shown = seen.child[i] == code
            found[i] = [shown[a:b].mean() for a, b in pairwise(edges.tolist())]
    return found


def anger_falls(study: Study, third: int) -> Simulated:
    """Mean share of anger in the first third, less that in another (2 or 3)."""
    anger = thirds(study.tantrum(), FU)
    return mean(anger[:, 0] - anger[:, third - 1])


def distress_rises(study: Study, third: int) -> Simulated:
    """Mean rise of distress from one third of a tantrum to the next (2 or 3)."""
    sadness = thirds(study.tantrum(), CR)
    return mean(sadness[:, third - 1] - sadness[:, third - 2])


def conflicts_an_hour(study: Study) -> Simulated:
    """Mean episodes of conflict an hour, as the one reader finds them (definition conflict)."""
    seen = study.toddlers()
    found = [len(find_episodes(visit, "conflict")) for visit in sessions(seen.lives)]
    if not found:
        return NONE
    return mean(np.array(found, dtype=float) * 3600.0 / LAB_AND_HOME)
