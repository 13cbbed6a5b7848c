"""Intervals, draws and drops: each with its number worked out."""

from __future__ import annotations

import math

import numpy as np
import pytest

from reattune.claims.contrasts import CLAIMS, Claim, Contrast, Setting
from reattune.claims.draws import LOGITS, NARROW, SCALED, drawn, limits
from reattune.claims.intervals import log_ratio, mean, median, steepest_drop, wilson
from reattune.claims.jobs import COLUMNS
from reattune.claims.panels import ratio_text
from reattune.claims.screening import in_range
from reattune.claims.trials import trials
from reattune.model import PARAMETERS, Parameters


def test_wilson_of_eight_in_ten():
    """z² = 3.8415; centre (.8 + .19207) / 1.38415 = .71674; reach .22657 (Wilson 1927)."""
    found = wilson(8, 10)
    assert found.value == 0.8
    assert found.low == pytest.approx(0.49016, abs=1e-5)
    assert found.high == pytest.approx(0.94332, abs=1e-5)


def test_wilson_at_its_ends():
    """All of n: the lower end is n / (n + z²); 12 / 15.8415 = .7575, 11 / 14.8415 = .7412."""
    assert wilson(12, 12).low == pytest.approx(0.75751, abs=1e-5)
    assert wilson(11, 11).low < 0.75
    assert wilson(12, 12).high == 1.0
    assert wilson(0, 12).low == 0.0
    assert all(math.isnan(x) for x in wilson(0, 0))


def test_the_bootstrap_of_a_median_is_reproducible_and_holds_it():
    values = np.arange(101) / 100
    found = median(values, seed=3)
    assert found == median(values, seed=3)
    assert found.value == 0.5
    # Order statistics give [.40, .60] at 95 % for 101 values (binomial, 50 ± 1.96 · 5.02).
    assert found.low == pytest.approx(0.40, abs=0.02)
    assert found.high == pytest.approx(0.60, abs=0.02)
    assert all(math.isnan(x) for x in median(np.array([]), seed=3))
    assert median(np.full(5, 0.25), seed=1) == (0.25, 0.25, 0.25)


def test_the_interval_of_a_mean():
    """Of 0 and 2: mean 1, sd √2, standard error 1: 1 ± 1.96."""
    assert mean(np.array([0.0, 2.0])) == pytest.approx((1.0, 1 - 1.959964, 1 + 1.959964))
    assert math.isnan(mean(np.array([1.0])).low)


def test_the_ratio_is_a_log_and_nothing_counts_a_tenth_of_a_second():
    ratio = log_ratio(np.array([8.0, 0.0, 1.0]), np.array([2.0, 0.1, 0.0]))
    assert ratio == pytest.approx([2.0, 0.0, math.log2(10)])
    assert (ratio_text(1.0), ratio_text(-2.0), ratio_text(0.0)) == ("2.0 : 1", "1 : 4.0", "1.0 : 1")


def test_the_steepest_drop_is_the_one_per_step_of_the_ratio():
    """Drops .1 over 2, .2 over 1, .3 over 4: the second is the steepest, from 1 to 0."""
    places = np.array([3.0, 1.0, 0.0, -4.0])
    values = np.array([1.0, 0.9, 0.7, 0.4])
    assert steepest_drop(places, values, least=0.02) == (0.5, 0.0, 1.0)


def test_there_is_no_drop_where_nothing_falls():
    places = np.array([2.0, 1.0, 0.0])
    assert steepest_drop(places, np.array([0.5, 0.6, 0.7]), least=0.02) is None
    assert steepest_drop(places, np.array([0.5, 0.481, 0.49]), least=0.02) is None
    # Two places that noise brought together bear no endless slope.
    close = np.array([2.0, 1.999999, 0.0])
    assert steepest_drop(close, np.array([0.5, 0.499, 0.1]), least=0.02).low == 0.0


@pytest.mark.parametrize("number", range(30))
def test_draws_stay_in_their_ranges(number):
    """x/÷1.6, but a0 and H 1.1, u_stim 1.25, r_c and sig 1.3, kap and k_soo 1.4; logits ± .47."""
    base = Parameters()
    values = drawn(base, seed=1, number=number)
    for name in PARAMETERS:
        start, value = getattr(base, name), getattr(values, name)
        if name in LOGITS:
            assert abs(value - start) <= math.log(1.6) + 1e-12
        elif name in SCALED and start > 0:
            factor = NARROW.get(name, 1.6)
            assert start / factor - 1e-12 <= value <= start * factor + 1e-12
        else:
            assert value == start
        assert PARAMETERS[name].low <= value <= PARAMETERS[name].high


def test_draws_are_the_same_for_the_same_seed_and_number_and_use_their_range():
    base = Parameters()
    assert drawn(base, seed=5, number=7) == drawn(base, seed=5, number=7)
    assert drawn(base, seed=5, number=7) != drawn(base, seed=5, number=8)
    assert drawn(base, seed=5, number=7) != drawn(base, seed=6, number=7)
    logs = [math.log(drawn(base, seed=5, number=n).rho / 0.12) for n in range(300)]
    # Log-uniform within ± ln 1.6: mean 0 (standard error .016), reaching nearly both ends.
    assert abs(np.mean(logs)) < 0.06
    assert min(logs) < -0.45 < 0.45 < max(logs)


def test_a_share_is_not_drawn_beyond_one():
    assert limits("iota", 0.8) == (0.5, 1.0)
    assert limits("f0", -5.0) == pytest.approx((-5 - math.log(1.6), -5 + math.log(1.6)))


def test_every_parameter_named_in_the_draws_exists_once():
    assert set(SCALED) | set(LOGITS) <= set(PARAMETERS)
    assert not set(SCALED) & set(LOGITS)
    assert len(set(SCALED)) == len(SCALED)
    assert set(NARROW) <= set(SCALED)


def test_matching_from_15_to_45_percent_is_kept():
    assert [in_range(x) for x in (0.1499, 0.15, 0.45, 0.4501)] == [False, True, True, False]


def lives(**columns):
    """A table of one dyad a draw with these columns, zeros elsewhere."""
    first = next(iter(columns.values()))
    table = np.zeros((len(first), 1, len(COLUMNS)))
    for name, values in columns.items():
        table[:, 0, COLUMNS.index(name)] = values
    return table


ONE, OTHER = Setting(attunement=0.6), Setting(attunement=1.0)
GAIN = Claim(
    id="x", word="x", title="x", about="x", predicted="+", outcomes=("S",),
    contrasts=(Contrast("one against other", (ONE, OTHER)),), grids=(),
)  # fmt: skip


def test_an_effect_is_the_first_arm_minus_the_second_draw_by_draw():
    """Differences .1, -.1, .3, .2: three of four above zero, median .15."""
    arms = {
        ONE: lives(S=[0.5, 0.5, 0.8, 0.4]),
        OTHER: lives(S=[0.4, 0.6, 0.5, 0.2]),
    }
    (found,) = trials(GAIN, arms, seed=0)
    assert (found.draws, found.share) == (4, 0.75)
    assert found.median == pytest.approx(0.15)
    assert found.smallest == 0.02


def test_equal_arms_have_no_effect():
    arms = {ONE: lives(S=[0.5, 0.4]), OTHER: lives(S=[0.5, 0.4])}
    (found,) = trials(GAIN, arms, seed=0)
    assert (found.share, found.median, found.median_low, found.median_high) == (0, 0, 0, 0)


def test_a_break_is_placed_by_the_times_of_the_steps():
    """Ratios 8, 4, 2, 1, 1/2, 1/4; R falls by 1 between 2:1 and 1:1 only: from log2 1 to 0."""
    claim = next(c for c in CLAIMS if c.predicted == "1:1")
    heights = [(4.0, 0.5), (4.0, 1.0), (4.0, 2.0), (3.0, 3.0), (3.0, 6.0), (3.0, 12.0)]
    positive = [4.0, 4.0, 4.0, 3.0, 3.0, 3.0]
    arms = {
        setting: lives(
            R=[level - 4.0] * 3, positive_s=[warm] * 3, rupture_s=[torn] * 3, W=[level] * 3
        )
        for setting, (level, torn), warm in zip(
            claim.contrasts[0].arms, heights, positive, strict=True
        )
    }
    resilience, faith, warmth = trials(claim, arms, seed=0)
    assert (resilience.median, resilience.median_low, resilience.median_high) == (0.5, 0.0, 1.0)
    assert (resilience.share, resilience.flat) == (1.0, 0.0)
    assert faith.flat == 1.0  # it is 0 everywhere
    assert math.isnan(faith.median)
    assert warmth.defined
