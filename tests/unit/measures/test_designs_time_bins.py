"""Time bins: nothing is lost, ruptures are not cut, and the slope is per dyad."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from toy_visits import episodes, repaired_after, visit

from reattune.errors import DefinitionError
from reattune.measures import (
    Estimate,
    coded_time,
    measure,
    positive_time,
    rupture_count,
    time_bins,
    time_course,
    without_phases,
)
from reattune.measures.tally import restrict
from reattune.study.designs import bin_seconds, binned

PHASES = [("play", 0, 30), ("still-face", 30, 60)]


def drifting(name, first, *, phases=()):
    """Matched for 10, 8, 6 ... of each 10 s."""
    child = [("positive", 60)]
    other = []
    for k in range(6):
        seconds = first - k
        other += [("positive", seconds), ("neutral", 10 - seconds)]
    return visit(child, other, name=name, phases=phases)


def test_share_by_bin():
    """9 of 10 s in the first bin, 8 in the second ...: -.1 a bin is -.6 a minute."""
    some = [drifting("a", 9), drifting("b", 7)]
    found = episodes(*some, definition="match.same_state")
    (course,) = time_course(found, "match_proportion", seconds=10, sessions=some)
    assert course.rows[0].value == pytest.approx((0.9 + 0.7) / 2)
    assert course.rows[0].of == "0:00-0:10"
    assert course.minutes[:2] == pytest.approx((5 / 60, 15 / 60))
    assert course.slope.value == pytest.approx(-0.6)
    assert course.slope.n == 2


def test_bins_start_anew_in_each_phase():
    some = [drifting("a", 9, phases=PHASES)]
    found = episodes(*some, definition="match.same_state")
    courses = time_course(found, "match_proportion", seconds=10, sessions=some)
    assert [course.phase for course in courses] == ["play", "still-face"]
    assert next(row.of for row in courses[1].rows) == "still-face 0:00-0:10"
    assert "one dyad" in courses[0].slope.method


def test_too_few_bins_for_a_slope():
    found = episodes(drifting("a", 9), definition="match.same_state")
    (course,) = time_course(found, "match_proportion", seconds=30)
    assert "3 bins" in course.slope.reason


def test_a_rupture_belongs_to_the_bin_it_begins_in_and_is_not_cut():
    """Ruptures at 10 s (12 s long) and 32 s (2 s): with bins of 15 s one each in bins 1 and 3."""
    found = episodes(repaired_after([12, 2]))
    by_bin, bins = time_bins(found, seconds=15)
    assert [str(b) for b in bins] == ["0:00-0:15", "0:15-0:30", "0:30-0:45"]
    rows = measure(by_bin, by_phase=True)
    assert rows.select("rupture_count", phase="0:00-0:15")[0].value == 1
    assert rows.select("rupture_count", phase="0:15-0:30")[0].value == 0
    assert rows.select("repair_latency", phase="0:00-0:15")[0].value == 12.0


@settings(max_examples=10)
@given(st.lists(st.integers(1, 20), min_size=1, max_size=3), st.integers(7, 40))
def test_nothing_is_lost_in_bins(latencies, seconds):
    found = episodes(repaired_after(latencies))
    by_bin, bins = time_bins(found, seconds=seconds)
    parts = [restrict(by_bin, phase=str(each)) for each in bins]
    for function in (coded_time, rupture_count, positive_time):
        rows = [function(part) for part in (found, *parts)]
        whole, *pieces = [r.value if isinstance(r, Estimate) else r[0].value for r in rows]
        assert sum(piece or 0 for piece in pieces) == pytest.approx(whole)


def test_excluding_a_phase():
    some = [drifting("a", 9, phases=PHASES)]
    found = episodes(*some, definition="match.same_state")
    kept = without_phases(found, ["play"])
    assert measure(kept)["coded_time"].value == 30
    assert kept.phases() == ("still-face",)
    with pytest.raises(DefinitionError, match="no phase reunion"):
        without_phases(found, ["reunion"])


def test_both_through_the_study_room():
    some = [drifting(n, f, phases=PHASES) for n, f in (("a", 9), ("b", 7), ("c", 8))]
    found = episodes(*some, definition="match.same_state")
    rows, courses = binned(some, found, seconds=10, words=["match_proportion"], exclude=["play"])
    assert {row.phase for row in rows if row.measure == "coded_time"} == {
        "still-face 0:00-0:10", "still-face 0:10-0:20", "still-face 0:20-0:30",
    }  # fmt: skip
    assert courses[0].slope.n == 3
    with pytest.raises(DefinitionError, match="no measure warmth"):
        binned(some, found, seconds=10, words=["warmth"])


@pytest.mark.parametrize(
    ("text", "seconds"), [("30s", 30), ("2min", 120), ("500ms", 0.5), ("30", 30), ("1.5 m", 90)]
)
def test_lengths_of_bins(text, seconds):
    assert bin_seconds(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", ["", "s", "0s", "-5s", "half a minute", "1.2.3s"])
def test_bad_lengths_of_bins(text):
    with pytest.raises(DefinitionError, match="a length of time"):
        bin_seconds(text)


def test_a_bin_needs_a_length():
    with pytest.raises(DefinitionError, match="positive number of seconds"):
        time_bins(episodes(repaired_after([2])), seconds=0)
