"""Rates, shares, outcomes, times: each worked out by hand."""

from __future__ import annotations

import pytest
from toy_visits import episodes, repaired_after, visit

from reattune.measures import (
    attempts,
    mismatch_duration,
    outcomes,
    repair_proportion,
    repair_rate,
    rupture_count,
    rupture_rate,
    rupture_time,
    who_opens,
    who_repairs,
)
from reattune.measures.intervals import byar, wilson


def two_endings():
    """Build 60 s: a rupture at 10 s repaired at 14 s, and one at 50 s open to the end."""
    return visit(
        [("positive", 10), ("averted", 4), ("neutral", 36), ("averted", 10)],
        [("neutral", 10), ("still", 4), ("pause", 36), ("still", 10)],
    )


def test_rates_by_hand():
    """Two ruptures and one repair in one minute of coded time."""
    found = episodes(two_endings())
    assert rupture_count(found).value == 2.0
    rate = rupture_rate(found)
    assert (rate.value, rate.low, rate.high) == (2.0, *byar(2))
    assert (repair_rate(found).value, repair_rate(found).n) == (1.0, 1)


def test_share_repaired_leaves_the_censored_out():
    """One of the one that was followed to its end; the other is counted as censored."""
    found = repair_proportion(episodes(two_endings()))
    assert (found.value, found.n, found.censored) == (1.0, 1, 1)
    assert (found.low, found.high) == wilson(1, 1)


def test_time_in_rupture():
    """4 s of the first and 10 s of the second: 14 of 60 s."""
    assert rupture_time(episodes(two_endings())).value == 14.0


def test_outcomes_sum_to_the_ruptures():
    counts = {row.of: row.value for row in outcomes(episodes(two_endings()))}
    assert counts == {
        "repaired": 1,
        "self_regulated": 0,
        "faded": 0,
        "censored": 1,
        "unrepaired": 0,
    }


def test_who_opens_and_repairs():
    """The caregiver misses the cue; caregiver and child change at the same time at 14 s."""
    found = episodes(two_endings())
    assert {row.of: row.value for row in who_opens(found)} == {
        "opened by caregiver": 1.0,
        "opened by child": 0.0,
        "opened by both": 0.0,
        "opened by unknown": 0.0,
    }
    repairs = {row.of: (row.value, row.n) for row in who_repairs(found)}
    assert repairs["repaired by both"] == (1.0, 1)
    assert repairs["repaired by caregiver"] == (0.0, 1)


def test_failed_attempts_count():
    """A pause at 13 s that the child does not take up, stimulation again, a pause at 18 s.

    Two answers in one rupture.
    """
    found = episodes(
        visit(
            [("positive", 10), ("averted", 10), ("neutral", 10)],
            [("neutral", 10), ("stimulate", 3), ("pause", 2), ("stimulate", 3), ("pause", 12)],
        )
    )
    assert len(found) == 1
    assert attempts(found).value == 2.0


def test_no_rupture():
    """Rates are 0 with an upper end; shares have no value, and say why."""
    found = episodes(visit([("positive", 60)], [("positive", 60)]))
    rate = rupture_rate(found)
    assert (rate.value, rate.low, rate.high) == (0.0, *byar(0))
    for row in (repair_proportion(found), attempts(found), *who_opens(found)):
        assert (row.value, row.reason) == (None, "no rupture")
    assert {row.reason for row in who_repairs(found)} == {"no repair"}
    assert rupture_time(found).value == 0.0


def test_only_censored_ruptures():
    found = episodes(visit([("averted", 30)], [("stimulate", 30)]))
    share = repair_proportion(found)
    assert (share.value, share.n, share.censored) == (None, 0, 1)
    assert share.reason == "no rupture was followed to its end"


def test_nothing_coded():
    found = episodes(visit([("positive", 10)], [("", 10), ("positive", 10)]))
    assert rupture_rate(found).reason == "no time in which both are coded"


def test_attempts_need_answers_in_the_definition():
    found = episodes(two_endings(), definition="match.same_state")
    assert "does not say what an answer is" in attempts(found).reason


def test_mean_duration_of_mismatches():
    """Mismatched 4 s and 8 s, each seen to end, and 6 s cut by the end: 18 / 2 = 9 s."""
    found = episodes(
        visit(
            [("positive", 40)],
            [(state, s) for s in (4, 8, 6) for state, s in (("positive", 5), ("neutral", s))],
        ),
        definition="match.positive",
    )
    duration = mismatch_duration(found)
    assert (duration.value, duration.n) == (9.0, 2)


def test_short_mismatches_count_for_the_mean():
    """0.4 s and 1.6 s, both seen to end: 1 s, though only the second is a rupture."""
    found = episodes(
        visit(
            [("positive", 20)],
            [("positive", 5), ("neutral", 0.4), ("positive", 5), ("neutral", 1.6), ("positive", 8)],
        ),
        definition="match.positive",
    )
    assert mismatch_duration(found).value == 1.0
    assert rupture_count(found).value == 1.0


def test_mismatches_only_where_they_are_ruptures():
    reason = mismatch_duration(episodes(two_endings())).reason
    assert reason == "under misattunement a mismatch alone is not a rupture"


def test_sessions_are_pooled():
    """Three ruptures of 3 in 66 s, none in 66 s: 3 per 2.2 min, clustered, and wider."""
    quiet = visit([("positive", 66)], [("positive", 66)], name="quiet")
    found = episodes(repaired_after([2, 2, 2], name="loud", tail=30), quiet)
    rate = rupture_rate(found)
    assert rate.value == pytest.approx(3 / 2.2)
    assert rate.method.endswith("dispersion over 2 sessions")
    # Squares: 2 x 1.5^2 = 4.5, x 2 / 1 = 9, over 3 events: dispersion 3; and Student's t of one
    # degree of freedom over the normal point, squared: 42.0279. So 3 count as 1 / 42.0279.
    assert rate.high == pytest.approx(byar(1 / 42.0279)[1] * 3 * 42.0279 / 2.2, rel=1e-5)
