"""Amounts per hour, peak hours, and whether intervals hold the truth."""

from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

from reattune.measures.daylong import (
    HOUR_MS,
    Amounts,
    by_hour,
    hourly,
    lasting,
    mean_interval,
    peak,
)

SCRIPT = Path(__file__).resolve().parents[3] / "verification" / "coverage_agreement.py"


@pytest.fixture(scope="module")
def simulated():
    spec = importlib.util.spec_from_file_location("coverage_agreement", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def part(moments, observed, name="day"):
    return Amounts(name, tuple((at, 1.0) for at in moments), observed)


def test_only_observed_time_and_moments_count():
    """Observed 0-10 and 20-30 min: 3 of 5 moments, 3 in 20 min = 9 an hour."""
    found = part(
        [0, 600_000, 700_000, 1_200_000, 9_000_000], ((0, 600_000), (1_200_000, 1_800_000))
    )
    assert found.total() == 3
    assert hourly([found], measure="m", unit="per h").value == 9


def test_what_lasts_is_cut_where_observation_ends():
    """5-25 s, observed 0-10 and 20-30 s: 5 s on each side."""
    assert lasting([(5_000, 25_000)], ((0, 10_000), (20_000, 30_000))) == (
        (5_000, 5_000.0), (20_000, 5_000.0),
    )  # fmt: skip


def test_the_interval_by_hand():
    """Three recordings of an hour with 4, 6, 8: rate 6; spread sqrt(3/2 x 8) / 3 = 1.1547; t(2) =
    4.3027; factor exp(4.3027 x 1.1547 / 6) = 2.2886: [2.621, 13.73].
    """
    parts = [part(range(0, n * 1000, 1000), ((0, HOUR_MS),), str(n)) for n in (4, 6, 8)]
    found = hourly(parts, measure="m", unit="per h")
    assert found.value == 6
    assert (found.low, found.high) == pytest.approx((2.6214, 13.7331), rel=1e-4)
    assert found.method == "ratio of sums over 3 sessions, t, log scale"


def test_nothing_seen_is_bounded_from_above():
    """0 in 2 hours: Byar's upper end 3.67 / 2."""
    found = hourly([part([], ((0, 2 * HOUR_MS),))], measure="m", unit="per h")
    assert (found.value, found.low) == (0, 0)
    assert found.high == pytest.approx(1.834, abs=2e-3)


def test_too_short_for_an_interval():
    found = hourly([part([1], ((0, 20_000),))], measure="m", unit="per h")
    assert found.low is None
    assert found.method == "no interval from fewer than 3 blocks of 10 s"


def test_the_last_part_hour_counts_as_seen():
    """2.4 h: hours with 2, 3; in the last 24 min 5 moments. The peak is 5, not 12.5, and not 3."""
    moments = [1, 2, *(HOUR_MS + k for k in range(3)), *(2 * HOUR_MS + k for k in range(5))]
    found = peak(part(moments, ((0, round(2.4 * HOUR_MS)),)), measure="p", unit="per h")
    assert (found.value, found.n) == (5, 3)


def test_an_hour_observed_for_the_most_part_counts_by_its_observed_time():
    """4 in the 45 observed minutes of the first hour: 5.33 an hour, above the second's 5."""
    seen = ((0, 2_700_000), (HOUR_MS, 2 * HOUR_MS))
    moments = [1, 2, 3, 4, *(HOUR_MS + k for k in range(5))]
    found = peak(part(moments, seen), measure="p", unit="per h")
    assert found.value == pytest.approx(16 / 3)


def test_hours_start_where_observation_starts():
    """Observed from 0:30 to 1:30: one whole hour, though it crosses 1:00."""
    seen = ((HOUR_MS // 2, 3 * HOUR_MS // 2),)
    found = peak(part([HOUR_MS - 1, HOUR_MS + 1], seen), measure="p", unit="per h")
    assert (found.value, found.n) == (2, 1)


def test_splitting_observed_time_changes_nothing():
    whole, halves = ((0, HOUR_MS),), ((0, 1000), (1000, HOUR_MS))
    for seen in (whole, halves):
        assert hourly([part([5, 1500], seen)], measure="m", unit="per h").value == pytest.approx(2)


def test_the_turn_rates_interval_holds_the_truth(simulated):
    """300 simulated days of bursts: 95 % held, give or take what chance does in 300 (2.5 %)."""
    share = simulated.turn_coverage(300, recordings=1, hours=10, spread=0.0)
    assert 0.93 - 0.025 <= share <= 0.97 + 0.025


def test_kappas_interval_holds_the_truth(simulated):
    """200 simulated studies of 40 sessions; chance leaves 3 % on each side."""
    share = simulated.kappa_coverage(200, sessions=40, spread=0.5, draws=400)
    assert 0.93 - 0.03 <= share <= 0.97 + 0.03


def test_hours_are_counted_from_the_first_observed_moment():
    """Observed 0:30-1:45 and 3:00-3:50 h: hours from 0:30, 1:30 (15 min: as seen) and 2:30 (30 of
    60 min: just enough, twice what was seen) and 3:30 (20 min: as seen).
    """
    half = HOUR_MS // 2
    seen = ((half, 7 * half // 2), (6 * half, 6 * half + 50 * 60_000))
    found = by_hour(part([half, half + 1, 3 * half, 6 * half, 7 * half], seen))
    told = [(h.onset // half, h.observed // 60_000, h.amount, h.whole, h.rate) for h in found]
    assert told == [
        (1, 60, 2, True, 2), (3, 15, 1, False, 1), (5, 30, 1, True, 2), (7, 20, 1, False, 1),
    ]  # fmt: skip
    assert by_hour(part([], ())) == ()


def test_the_peak_is_the_largest_of_the_hours():
    seen = ((0, 2 * HOUR_MS + HOUR_MS // 3),)
    busy = part([*range(5), *range(2 * HOUR_MS, 2 * HOUR_MS + 7)], seen)
    assert peak(busy, measure="m", unit="per h").value == max(h.rate for h in by_hour(busy)) == 7


def test_one_long_recording_among_short_ones_has_the_interval_of_its_blocks():
    """Ten hours and ten seconds: between the two sessions nothing can be learned; the seconds
    must not make the interval of the hours a hundred times shorter.
    """
    long = part(range(0, 10 * HOUR_MS, 600_000), ((0, 10 * HOUR_MS),), "long")
    busy = replace(long, moments=long.moments[:30])
    short = part([1000], ((0, 10_000),), "short")
    alone = hourly([busy], measure="m", unit="per h")
    both = hourly([busy, short], measure="m", unit="per h")
    assert both.method.startswith("ratio of sums over 41 blocks")
    assert both.high / both.low > 0.9 * alone.high / alone.low


def test_an_interval_that_says_nothing_is_none():
    """1 an hour and 1,000 an hour, t(1) = 12.7."""
    parts = [part(range(n), ((0, HOUR_MS),), str(n)) for n in (1, 1000)]
    found = hourly(parts, measure="m", unit="per h")
    assert found.value == pytest.approx(500.5)
    assert (found.low, found.high) == (None, None)
    assert found.method == "no interval: 2 sessions, too few for how unlike they are"


def test_the_interval_of_a_mean_needs_three():
    assert mean_interval([[1000], [2000]])[0] is None
    low, high, method = mean_interval([[1000, 2000, 3000]])
    assert 1000 <= low < 2000 < high <= 3000
    assert method == "bootstrap over 3 of them"
