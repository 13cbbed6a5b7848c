"""Intervals of cumulative incidence hold what they promise, also with two sessions."""

from __future__ import annotations

import numpy as np
import pytest

from reattune.measures import cumulative_incidence


@pytest.mark.parametrize("sessions", [2, 4])
def test_the_interval_covers_the_truth_about_as_often_as_it_says(sessions):
    """300 draws of `sessions` x 15 independent ruptures, exponential with mean 10 s.

    Half end in way 1, so by 10 s the share is (1 - exp(-1)) / 2 = .316. Nominal 95 %; with errors
    by session alone two sessions covered it about half of the time. The larger error may cover
    more than 95 %. Monte-Carlo error at .95 is .013.
    """
    truth = (1 - np.exp(-1.0)) / 2
    numbers = np.random.default_rng(20)
    n = 15 * sessions
    groups = np.repeat(np.arange(sessions), 15)
    covered = 0
    for _ in range(300):
        times, causes = numbers.exponential(10.0, n), numbers.integers(1, 3, n)
        found = cumulative_incidence(times, causes, ways=2, clusters=groups, few=10)
        at = np.searchsorted(found.time, 10.0, side="right") - 1
        covered += bool(found.low[0][at] <= truth <= found.high[0][at])
    assert covered / 300 >= 0.92
