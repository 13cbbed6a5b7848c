"""Statistics on codes made by hand, with the numbers worked out."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from reattune.claims.calibration import of_crying, of_play, of_toddlers, of_validation
from reattune.claims.calibration.estimating import (
    correlation,
    effect,
    mean,
    median,
    pooled,
    share,
    study_size,
)
from reattune.claims.calibration.free import starts
from reattune.claims.calibration.study import Study, Watched, watch
from reattune.episodes import find_episodes
from reattune.model import Dyad, Order, live, sessions

POS, NEU, AV, FU, CR = range(5)
STIM, PAUSE, SOOTHE, STILL = range(4)


def seen(child, caregiver=None, *, dt=1.0, traces=None):
    """Dyads by the codes of each step; one second a step."""
    child = np.array(child, dtype=np.int8)
    caregiver = np.zeros_like(child) if caregiver is None else np.array(caregiver, dtype=np.int8)
    occupied = np.zeros((len(child), 1, 5, 6), dtype=np.int64)
    for i, row in enumerate(child):
        np.add.at(occupied[i, 0], (row, caregiver[i]), 1)
    lives = SimpleNamespace(
        occupied=occupied,
        order=SimpleNamespace(dt=dt),
        trace=lambda name: np.array(traces[name], dtype=float),
    )
    return Watched(lives, child, caregiver)


def study(values=None, **kept):
    """A study whose protocols have been watched already."""
    made = Study({**starts(), **(values or {})})
    made._kept.update(kept)
    return made


def test_strict_match_is_positive_with_stimulation_and_neutral_with_a_pause():
    """Dyad 1: P-S, N-P of 4 steps: .5. Dyad 2: none. Mismatch: mean of .5 and 1."""
    watched = seen([[POS, NEU, POS, AV], [NEU] * 4], [[STIM, PAUSE, PAUSE, STIM], [STIM] * 4])
    assert of_play.matched(watched).tolist() == [0.5, 0.0]
    assert of_play.mismatch(study(**{"play 4": watched}), 4.0).value == 0.75


def test_matches_begin_so_many_seconds_apart():
    """Ten seconds with matches that begin at 1 s and 5 s: one every 5 s."""
    child = [[AV, POS, POS, AV, AV, POS, AV, AV, AV, AV]] * 2
    got = of_play.match_interval(study(**{"play 4": seen(child)}))
    assert (got.value, got.low, got.high) == (5.0, 5.0, 5.0)


def test_a_rate_ratio_is_events_over_time_at_risk_on_both_sides():
    """2 events in 4 steps with the condition, 1 in 4 without: ln 2."""
    events = np.array([[1, 1, 0, 0, 1, 0, 0, 0]], dtype=bool).repeat(3, axis=0)
    risk = np.ones_like(events)
    when = np.array([[1, 1, 1, 1, 0, 0, 0, 0]], dtype=bool).repeat(3, axis=0)
    assert of_play.rate_ratio(events, risk, when).value == pytest.approx(np.log(2))


def test_the_infant_ends_three_of_four_mutual_gazes():
    """Ends at 1-2 (infant), 3-4 (infant), 5-6 (caregiver), 7-8 (infant)."""
    child = [[POS, NEU, AV, NEU, AV, NEU, NEU, NEU, CR, CR]] * 2
    caregiver = [[STIM, STIM, STIM, STIM, STIM, STIM, STILL, STIM, STIM, STIM]] * 2
    got = of_play.gaze_ended_by_infant(study(**{"play 3.5": seen(child, caregiver)}))
    assert got.value == 0.75


def test_an_answer_counts_from_the_distress_to_the_act_that_meets_it():
    """Look away at 1 met by the pause at 3: 2 steps. Fuss at 5, soothed at 6: 1. Cry at 8: met
    already when it begins, so it is no wait. The fuss at 11 ends without an answer."""
    child = np.array([POS, AV, AV, AV, POS, FU, FU, POS, CR, CR, POS, FU, POS], dtype=np.int8)
    acts = [STIM, STIM, STIM, PAUSE, STIM, STIM, SOOTHE, SOOTHE, SOOTHE, SOOTHE, STIM, PAUSE, PAUSE]
    assert of_play.answers(child, np.array(acts, dtype=np.int8)) == [2, 1]


def test_kinds_of_infants_are_named_by_their_clusters():
    smiling, looking, crying = [0.7, 0.2, 0.1, 0.0], [0.1, 0.6, 0.3, 0.0], [0.1, 0.1, 0.1, 0.7]
    names = of_play.three_kinds(np.array([smiling, looking, looking, crying, smiling, looking]))
    assert names == [
        "engaged",
        "disengaged",
        "disengaged",
        "negative",
        "engaged",
        "disengaged",
    ]


def test_any_fret_counts_its_whole_interval_and_neighbours_are_one_bout():
    """25 s: a fuss of 1 s in the first 5 s, one in the second, none, a cry, none: 3 of 5, 2 bouts.
    So 15 s in 2 bouts: 7.5 s each; in 25 s, 2 bouts are 288 an hour; 3 of 5 are 36 min/h."""
    row = [NEU] * 25
    row[2] = row[7] = FU
    row[17] = CR
    watched = seen([row, row])
    assert of_crying.cry_counts(watched).tolist() == [[3, 2, 5]] * 2
    made = study(**{"home 3 0.8": watched})
    assert of_crying.cry_bout_length(made, 3.0).value == 7.5
    assert of_crying.cry_bout_rate(made, 3.0).value == pytest.approx(288)
    assert of_crying.cry_minutes(made, 3.0).value == 36.0


def test_minutes_a_day_are_a_share_of_waking_time():
    """A tenth of the time at 6 weeks, awake 9 h: 54 min."""
    row = [CR] + [NEU] * 9
    assert of_crying.minutes_a_day(study(**{"home 1.4 0.5": seen([row, row])}), 1.4).value == 54.0


def test_asleep_is_a_whole_minute_of_low_arousal_of_those_who_cried():
    """Low from 20 s on: a minute of it is over at 80 s, 65 s after care began. The second infant
    never cried, and the third stays high."""
    steps = 90
    child = np.full((3, steps), NEU)
    child[[0, 2], 15] = CR
    arousal = np.full((3, steps), 0.9)
    arousal[:2, 20:] = 0.2
    watched = seen(child, traces={"a": arousal})
    made = study({"act.asleep": 0.3, "act.carry": 1.0}, **{"soothed carry 390": watched})
    assert of_crying.asleep_by(made, 65.0).value == 0.5
    assert of_crying.asleep_by(made, 64.0).value == 0.0


def test_a_longest_run():
    rows = np.array([[1, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1]], dtype=bool)
    assert of_crying.longest_run(rows).tolist() == [3, 0, 6]


def test_a_tantrum_lasts_until_anger_and_sadness_are_over_for_good():
    anger = [[1, 0, 1, 0, 0, 0], [0, 0, 0, 0, 0, 0]]
    sadness = [[0, 0, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1]]
    watched = seen(np.zeros((2, 6)), traces={"X": anger, "Y": sadness})
    assert of_toddlers.durations(watched).tolist() == [4, 6]


def test_anger_first_and_distress_last_by_thirds():
    """Six steps: two angry, one calm, one sad, two sad. Anger 1, 0, 0; distress 0, .5, 1."""
    child = [[FU, FU, NEU, CR, CR, CR]] * 2
    ones = np.ones((2, 6))
    watched = seen(child, traces={"X": ones, "Y": ones})
    assert of_toddlers.thirds(watched, FU).tolist() == [[1, 0, 0]] * 2
    made = study(tantrum=watched)
    assert of_toddlers.anger_falls(made, 2).value == 1.0
    assert of_toddlers.distress_rises(made, 3).value == 0.5


def test_the_commonest_bin_leaves_out_what_outlasted_the_visit():
    """At 1 s a step: 40 s, 50 s (bin .5 to 1 min), and one still going on at the end (100 s)."""
    anger = np.zeros((3, 100))
    anger[0, :40] = anger[1, :50] = anger[2, :] = 1
    watched = seen(np.zeros((3, 100)), traces={"X": anger, "Y": np.zeros((3, 100))})
    got = of_toddlers.tantrum_mode(study(tantrum=watched))
    assert (got.value, got.n) == (0.75, 2)
    assert of_toddlers.tantrum_short(study(tantrum=watched)).value == 1.0


def test_slopes_within_the_still_face():
    """Positive for all of the first minute of the still face, none of the second. Bin shares are
    1 six times, then 0: the slope on minutes is -18 / 143 of a bin, times 6 bins a minute."""
    row = [NEU] * 120 + [POS] * 60 + [NEU] * 60 + [NEU] * 120
    made = study(**{"still-face": seen([row, row])})
    assert of_validation.still_face_slope(made, "smile").value == pytest.approx(-18 / 143 * 6)
    assert of_validation.still_face_slope(made, "cry").value == 0.0


def test_codes_step_by_step_are_those_that_the_simulator_counted():
    order = Order(dyads=[Dyad("still-face")], n=3, seed=5, seconds=360, changes=True)
    watched = watch(live(order))
    for i in range(3):
        counted = np.zeros((5, 6), dtype=int)
        np.add.at(counted, (watched.child[i], watched.caregiver[i]), 1)
        assert (counted == watched.lives.occupied[i].sum(axis=0)).all()


def test_conflicts_are_the_readers():
    """Two visits of 50 min in the record would be 100 min; each dyad counts its own by the hour."""
    child = Dyad("harsh-repaired", block_rate=0.3)
    order = Order(dyads=[child], n=2, seed=3, seconds=3000, changes=True)
    made = study(toddlers=watch(live(order)))
    found = [len(find_episodes(visit, "conflict")) for visit in sessions(made.toddlers().lives)]
    got = of_toddlers.conflicts_an_hour(made)
    assert sum(found) > 0
    assert got.value == pytest.approx(np.mean(found) * 1.2)


def test_a_mean_has_a_normal_interval_and_leaves_out_what_is_unknown():
    """1, 2, 3: mean 2, standard error 1 / sqrt 3, half width 1.13."""
    got = mean(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (got.value, got.n) == (2.0, 3)
    assert got.high - got.value == pytest.approx(1.96 / 3**0.5, abs=1e-3)


def test_an_effect_is_the_mean_over_the_spread_of_the_differences():
    """1, 2, 3: d = 2; its standard error sqrt(1/3 + 4/6) = 1."""
    got = effect(np.array([1.0, 2.0, 3.0]))
    assert got.value == 2.0
    assert got.high - 2.0 == pytest.approx(1.96, abs=1e-3)
    assert np.isnan(effect(np.zeros(3)).value)


def test_a_pooled_ratio_and_its_jackknife():
    """1/2, 2/2, 3/2: pooled 6/6; without each: 5/4, 4/4, 3/4; variance 2/3 (1/16 + 1/16)."""
    columns = np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]])
    got = pooled(columns, lambda sums: sums[:, 0] / sums[:, 1])
    assert got.value == 1.0
    assert got.high - 1.0 == pytest.approx(1.96 * (2 / 3 / 8) ** 0.5, abs=1e-3)


def test_a_share_has_wilsons_interval():
    """5 of 10: .237 to .763."""
    got = share(np.array([True] * 5 + [False] * 5))
    assert (got.value, round(got.low, 3), round(got.high, 3)) == (0.5, 0.237, 0.763)


def test_a_median_of_events_is_drawn_again_by_dyads():
    got = median(np.array([1.0, 1.0, 1.0, 3.0]), np.array([0, 0, 0, 1]))
    assert (got.value, got.low, got.high, got.n) == (1.0, 1.0, 3.0, 2)


def test_a_correlation_has_fishers_interval():
    """r of 1, 2, 3, 4 with 1, 2, 4, 3 is .8; z = 1.0986 with 1.96 on both sides."""
    got = correlation(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 4.0, 3.0]))
    assert got.value == pytest.approx(0.8)
    assert got.low == pytest.approx(np.tanh(1.0986 - 1.96), abs=1e-4)


def test_what_a_small_study_would_have_found():
    """A value of 1 with a standard error of .1 at n = 100 has one of .5 at n = 4: z = 2."""
    big = mean(np.array([0.0, 2.0] * 50))
    error = (big.high - big.low) / 2 / 1.959963984540054
    got = study_size(big, 4)
    assert got.value == pytest.approx(1 / (error * 5))
    assert got.high - got.value == pytest.approx(1.96 / 5, abs=1e-3)
