"""Kaplan-Meier and Aalen-Johansen on tables small enough for a pencil."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest

from reattune.errors import RecordError
from reattune.measures import cumulative_incidence, kaplan_meier
from reattune.measures.intervals import Z, wilson


def test_curve_by_hand():
    """1, 2, 2+, 3, 4+ (+: censored): S = 4/5, 4/5 x 3/4 = .6, .6 x 1/2 = .3.

    Greenwood at 2: .6 x sqrt(1/(5x4) + 1/(4x3)) = .6 x sqrt(.13333) = .21909.
    """
    curve = kaplan_meier([1, 2, 2, 3, 4], [True, True, False, True, False])
    np.testing.assert_allclose(curve.time, [1, 2, 3])
    np.testing.assert_array_equal(curve.at_risk, [5, 4, 2])
    np.testing.assert_array_equal(curve.events, [1, 1, 1])
    np.testing.assert_allclose(curve.survival, [0.8, 0.6, 0.3])
    se = 0.6 * sqrt(1 / 20 + 1 / 12)
    assert curve.se[1] == pytest.approx(se)
    assert curve.low[1] == pytest.approx(0.6 * exp(-Z * se / 0.6))
    assert curve.high[1] == pytest.approx(1.0)
    assert (curve.n, curve.censored, curve.last, curve.clusters) == (5, 2, 4.0, 0)


def test_median_is_where_the_curve_passes_one_half():
    """S falls from .6 to .3 at 3; a quarter has ended by 2 (S = .6 < .75)."""
    curve = kaplan_meier([1, 2, 2, 3, 4], [True, True, False, True, False])
    assert curve.quantile(0.5)[0] == 3.0
    assert curve.quantile(0.25)[0] == 2.0
    assert curve.quantile(0.75)[0] is None


def test_median_of_a_flat_part_is_its_middle():
    """1, 2, 3, 4 all ended: S = .5 from 2 to 3, so 2.5, the ordinary median."""
    assert kaplan_meier([1, 2, 3, 4], [True] * 4).quantile(0.5)[0] == 2.5


def test_median_of_a_flat_part_at_the_end():
    """1, 2 ended, 6, 6 censored: S stays at .5 from 2 to 6; the middle is 4."""
    curve = kaplan_meier([1, 2, 6, 6], [True, True, False, False])
    assert curve.quantile(0.5)[0] == 4.0


def test_clusters_by_hand():
    """Two groups with one wait each, 1 (ended) and 2 (censored): S(1) = .5.

    The jackknife moves S by -.25 and +.25: se = sqrt(.125) = .35355, here as Greenwood's.
    Doubling each group doubles n, and Greenwood's shrinks by sqrt(2), but the robust one stays.
    """
    robust = kaplan_meier([1, 2], [True, False], clusters=[0, 1])
    assert robust.se[0] == pytest.approx(sqrt(0.125))
    doubled = kaplan_meier([1, 2, 1, 2], [True, False, True, False], clusters=[0, 1, 0, 1])
    assert doubled.se[0] == pytest.approx(sqrt(0.125))
    assert kaplan_meier([1, 2, 1, 2], [True, False, True, False]).se[0] == pytest.approx(0.25)


def test_few_groups_that_agree_do_not_narrow_the_band():
    """Two groups with the same waits: the robust error is 0; with `few`, Greenwood's stays."""
    waits, ended, groups = [1, 2, 1, 2], [True, False, True, False], [0, 0, 1, 1]
    assert kaplan_meier(waits, ended, clusters=groups).se[0] == pytest.approx(0.0)
    assert kaplan_meier(waits, ended, clusters=groups, few=10).se[0] == pytest.approx(0.25)
    assert kaplan_meier(waits, ended, clusters=groups, few=2).se[0] == pytest.approx(0.0)


def test_one_group_is_no_clustering():
    curve = kaplan_meier([1, 2], [True, False], clusters=[7, 7])
    assert curve.clusters == 0
    assert curve.se[0] == pytest.approx(0.5 * sqrt(1 / 2))


def test_share_ended_by_a_time():
    """By 2: 1 - .6. Nobody is followed 5 s, and the curve is not at 0: no answer."""
    curve = kaplan_meier([1, 2, 2, 3, 4], [True, True, False, True, False])
    assert curve.ended_by(2)[0] == pytest.approx(0.4)
    assert curve.ended_by(2.9)[0] == pytest.approx(0.4)
    assert curve.ended_by(4)[0] == pytest.approx(0.7)
    assert curve.ended_by(5) is None


def test_band_without_width_gives_way_to_wilson():
    """Before the first event 5 were followed, 0 ended; after the last one all 3 of 3 had ended."""
    curve = kaplan_meier([2, 3, 4, 5, 6], [True] * 5)
    assert curve.ended_by(1) == (0.0, *wilson(0, 5))
    assert curve.ended_by(60) == (1.0, *wilson(5, 5))


def test_band_after_the_last_event():
    """At 0 the log band has no bounds: low is 0, high stays at its last value."""
    curve = kaplan_meier([1, 2, 3], [True] * 3)
    assert curve.low[-1] == 0.0
    assert curve.high[-1] == curve.high[-2]
    assert np.all(np.isfinite(curve.high))


def test_nothing_followed():
    curve = kaplan_meier([], [])
    assert curve.n == 0
    assert curve.quantile(0.5) == (None, None, None)
    assert curve.ended_by(1) is None


@pytest.mark.parametrize(
    ("times", "events"), [([-1.0], [True]), ([float("nan")], [True]), ([1.0, 2.0], [True])]
)
def test_bad_times(times, events):
    with pytest.raises(RecordError, match="one time in seconds"):
        kaplan_meier(times, events)


def test_incidence_by_hand():
    """Five: 1 by a, 2 by b, 3 censored, 4 by a, 5 by b.

    a: 1/5 at 1; S(3) = 3/5, two at risk at 4: .2 + .6 x 1/2 = .5. b: 1/5 at 2; S(4) = .3, one at
    risk at 5: .2 + .3 = .5.
    """
    found = cumulative_incidence([1, 2, 3, 4, 5], [1, 2, 0, 1, 2], ways=2)
    np.testing.assert_allclose(found.share[0], [0.2, 0.2, 0.5, 0.5])
    np.testing.assert_allclose(found.share[1], [0.0, 0.2, 0.2, 0.5])
    assert found.ended_by(4, 0)[0] == pytest.approx(0.5)
    np.testing.assert_array_equal(found.count, [2, 2])


def test_incidence_and_waiting_sum_to_one():
    times, causes = [1, 1, 2, 3, 3, 4, 6], [1, 2, 0, 3, 1, 0, 2]
    found = cumulative_incidence(times, causes, ways=3)
    curve = kaplan_meier(times, [cause > 0 for cause in causes])
    np.testing.assert_allclose(found.share.sum(axis=0) + curve.survival, 1.0)


def test_incidence_of_one_way_is_one_minus_kaplan_meier():
    """With a single way to end, share and (jackknifed) error are those of the curve."""
    times, events, groups = [1, 2, 2, 3, 4, 5], [1, 1, 0, 1, 0, 1], [0, 0, 1, 1, 2, 2]
    found = cumulative_incidence(times, events, ways=1, clusters=groups)
    curve = kaplan_meier(times, events, clusters=groups)
    np.testing.assert_allclose(found.share[0], 1 - curve.survival)
    inside = curve.survival > 0
    se = np.log(found.share[0] / found.low[0]) * found.share[0] / Z
    np.testing.assert_allclose(se[inside], curve.se[inside])


def test_incidence_error_by_hand():
    """Binomial: 4 followed, all ended at 1, 1 by a: p = .25, se = sqrt(p(1-p)/4) = .21651."""
    found = cumulative_incidence([1, 1, 1, 1], [1, 2, 2, 2], ways=2)
    se = sqrt(0.25 * 0.75 / 4)
    assert found.low[0][0] == pytest.approx(0.25 * exp(-Z * se / 0.25))
