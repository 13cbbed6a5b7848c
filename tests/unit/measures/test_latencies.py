"""Latencies of repair and of response: waits, medians, windows, competing ends."""

from __future__ import annotations

import pytest
from toy_visits import episodes, repaired_after, visit

from reattune.episodes import parse_definition
from reattune.measures import (
    repair_curve,
    repair_incidence,
    repair_latency,
    repair_probability,
    response_latency,
    response_probability,
    response_proportion,
)
from reattune.measures.latencies import repair_time_rows

WINDOWED = """
id = "windowed"
title = "Answers count for 2 s"
source = "made for these tests"
about = "As misattunement, but an answer counts only within 2 s."
[opens]
when = [{ child = ["averted"], caregiver = ["still"] }]
[answered]
caregiver = ["pause", "neutral"]
window = 2.0
[closes]
when = [{ child = ["neutral", "positive"], caregiver = ["pause", "neutral"] }]
"""


def by_restriction(rows):
    return {row.of: row for row in rows}


def test_median_by_hand():
    """Repairs after 2, 3, 4, 5 and 6 s: the third of five is the median."""
    found = repair_latency(episodes(repaired_after([2, 3, 4, 5, 6])))
    assert (found.value, found.n, found.censored, found.unit) == (4.0, 5, 0, "s")
    assert found.of == "median"


def test_censored_ruptures_lengthen_the_median():
    """2, 3, 4 repaired; 4 s open at each of two ends: S(2) = .8, S(3) = .6, S(4) = .4.

    The mean of the repaired ones alone would be 3 s; the median is 4.
    """
    open_end = visit(
        [("positive", 5), ("averted", 4)], [("neutral", 5), ("stimulate", 4)], name="b"
    )
    other = visit([("positive", 5), ("averted", 4)], [("neutral", 5), ("stimulate", 4)], name="c")
    found = repair_latency(episodes(repaired_after([2, 3, 4]), open_end, other))
    assert (found.value, found.censored, found.n) == (4.0, 2, 5)


def test_fewer_than_half_repaired():
    cut = visit([("positive", 5), ("averted", 4)], [("neutral", 5), ("stimulate", 4)], name="b")
    worse = visit([("positive", 5), ("averted", 3)], [("neutral", 5), ("stimulate", 3)], name="c")
    found = repair_latency(episodes(repaired_after([2]), cut, worse))
    assert found.value is None
    assert found.reason == "the curve never comes to 50% repaired"
    assert (found.n, found.censored) == (3, 2)


def test_quartiles():
    """2, 3, 4, 5, 6: a quarter by 3 s, three quarters by 5 s."""
    rows = by_restriction(
        row
        for row in repair_time_rows(episodes(repaired_after([2, 3, 4, 5, 6])))
        if row.unit == "s"
    )
    assert rows["lower quartile"].value == 3.0
    assert rows["upper quartile"].value == 5.0


def test_window_curve():
    """Of 2, 3, 4, 5, 6 s: none within 1 s, one within 2, two within 3, four within 5, all in 10."""
    rows = repair_probability(episodes(repaired_after([2, 3, 4, 5, 6])))
    assert [row.of for row in rows][:2] == ["repaired within 1 s", "repaired within 2 s"]
    assert [row.value for row in rows] == pytest.approx([0, 0.2, 0.4, 0.8, 1, 1, 1])
    assert all(0 <= row.low <= row.value <= row.high <= 1 for row in rows)


def test_window_longer_than_anybody_was_followed():
    found = episodes(visit([("positive", 5), ("averted", 4)], [("neutral", 5), ("stimulate", 4)]))
    rows = by_restriction(repair_probability(found))
    assert rows["repaired within 3 s"].value == 0.0
    assert rows["repaired within 5 s"].reason == "none was followed that long"


def self_regulation(name):
    """Build a rupture that ends at 4 s with the child coming back alone (caregiver goes on)."""
    return visit(
        [("positive", 10), ("averted", 4), ("neutral", 6)],
        [("neutral", 10), ("stimulate", 10)],
        name=name,
    )


def test_other_ends_compete():
    """Two self-regulated at 4 s, two repaired at 2 and at 6 s.

    Kaplan-Meier with the former censored: S(6) = 3/4 x 0 = 0, all repaired within 10 s. As
    competing ends: half repaired, half self-regulated.
    """
    found = episodes(repaired_after([2, 6]), self_regulation("b"), self_regulation("c"))
    assert sorted(row.outcome for row in found) == ["repaired"] * 2 + ["self_regulated"] * 2
    within = by_restriction(repair_probability(found))
    assert within["repaired within 10 s"].value == 1.0
    share = by_restriction(repair_incidence(found))
    assert share["repaired within 3 s"].value == pytest.approx(0.25)
    assert share["repaired within 10 s"].value == pytest.approx(0.5)
    assert share["self_regulated within 60 s"].value == pytest.approx(0.5)
    assert share["repaired by both within 60 s"].value == pytest.approx(0.5)
    assert share["repaired by caregiver within 60 s"].value == 0.0


def test_incidence_sums_over_ends():
    """All ended, so the shares of all ways sum to 1."""
    found = episodes(repaired_after([2, 3, 6]), self_regulation("b"))
    ways = [row.value for row in repair_incidence(found) if "60 s" in row.of][1:]
    assert sum(ways) == pytest.approx(1.0)


def test_response_is_not_repair():
    """The caregiver pauses 2 s after onset; the child comes back 3 s later."""
    found = episodes(
        visit(
            [("positive", 10), ("averted", 5), ("neutral", 10)],
            [("neutral", 10), ("stimulate", 2), ("pause", 13)],
        )
    )
    assert response_latency(found).value == 2.0
    assert repair_latency(found).value == 5.0


def test_unanswered_bouts_stay_in():
    """Answered after 2 s; self-regulated after 4 s without an answer: censored there.

    S(2) = .5 and flat to the last time, 4 s: the median is the middle, 3 s.
    """
    answered = visit(
        [("positive", 10), ("averted", 5), ("neutral", 10)],
        [("neutral", 10), ("stimulate", 2), ("pause", 13)],
        name="a",
    )
    found = episodes(answered, self_regulation("b"))
    latency = response_latency(found)
    assert (latency.value, latency.n, latency.censored) == (3.0, 2, 1)
    assert by_restriction(response_probability(found))["answered within 3 s"].value == 0.5
    share = response_proportion(found)
    assert (share.value, share.n) == (0.5, 2)


def test_answer_after_its_window_is_none():
    """The answer comes after 4 s, answers count for 2: unanswered, censored at 2 s."""
    definition = parse_definition(WINDOWED, path="windowed")
    found = episodes(repaired_after([4]), definition=definition)
    latency = response_latency(found)
    assert (latency.value, latency.censored) == (None, 1)
    rows = by_restriction(response_probability(found))
    assert rows["answered within 2 s"].value == 0.0
    assert rows["answered within 3 s"].reason == "none was followed that long"


def test_definition_without_answers():
    found = episodes(repaired_after([4]), definition="match.same_state")
    rows = (response_latency(found), response_proportion(found), *response_probability(found))
    assert {row.reason for row in rows} == {"match.same_state does not say what an answer is"}


def test_no_rupture():
    found = episodes(visit([("positive", 60)], [("positive", 60)]))
    for row in (repair_latency(found), *repair_probability(found), *repair_incidence(found)):
        assert (row.value, row.reason) == (None, "there was none")


def test_curve_is_clustered_by_session():
    one, two = repaired_after([2, 3, 4], name="a"), repaired_after([5, 6, 7], name="b")
    assert repair_curve(episodes(one)).clusters == 0
    assert repair_curve(episodes(one, two)).clusters == 2
