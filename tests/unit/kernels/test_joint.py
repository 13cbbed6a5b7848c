"""Streams from events, and two streams crossed: every number is worked out by hand."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reattune.kernels.joint import MISSING, cross, fill, layer, on_grid


def test_fill_puts_gaps_before_between_and_after():
    """Events 2-4 and 6-7 of 10 ms leave 0-2, 4-6 and 7-10."""
    assert fill([(2, 4, 1), (6, 7, 0)], [], 10) == [
        (0, 2, MISSING),
        (2, 4, 1),
        (4, 6, MISSING),
        (6, 7, 0),
        (7, 10, MISSING),
    ]


def test_fill_takes_the_resting_state_for_gaps_and_joins_it():
    """Resting state 1: the event 2-4 of state 1 cannot be told from the rest around it."""
    assert fill([(2, 4, 1), (6, 7, 0)], [], 10, gap=1) == [(0, 6, 1), (6, 7, 0), (7, 10, 1)]


def test_fill_joins_touching_events_of_one_state():
    assert fill([(0, 4, 1), (4, 10, 1)], [], 10) == [(0, 10, 1)]


def test_fill_of_no_events_is_one_gap_and_of_no_time_nothing():
    assert fill([], [], 5) == [(0, 5, MISSING)]
    assert fill([], [], 0) == []


def test_a_point_divides_the_segment_it_falls_in():
    assert fill([(0, 10, 0)], [(4, 2)], 10) == [(0, 4, 0), (4, 4, 2), (4, 10, 0)]


def test_a_point_on_a_bound_stands_between_the_two():
    assert fill([(0, 4, 0), (4, 10, 1)], [(4, 2)], 10) == [(0, 4, 0), (4, 4, 2), (4, 10, 1)]


def test_points_at_the_start_and_the_end():
    assert fill([(0, 10, 0)], [(0, 1), (10, 2)], 10) == [(0, 0, 1), (0, 10, 0), (10, 10, 2)]


def test_of_several_points_at_one_time_the_strongest_stands():
    """At 4 the states 1 and 2, at 10 the states 0 and 2: the smaller number is the stronger."""
    assert fill([(0, 10, 0)], [(4, 1), (4, 2), (10, 0), (10, 2)], 10) == [
        (0, 4, 0),
        (4, 4, 1),
        (4, 10, 0),
        (10, 10, 0),
    ]


def test_layer_takes_the_stronger_state_and_what_is_known():
    """0-4: 1 against 2 is 1. 4-6: 1 against 0 is 0. 6-8: missing against 0 is 0; then nothing."""
    first = [(0, 6, 1), (6, 10, MISSING)]
    second = [(0, 4, 2), (4, 8, 0), (8, 10, MISSING)]
    assert layer([first, second]) == [(0, 4, 1), (4, 8, 0), (8, 10, MISSING)]


def test_layer_of_one_stream_is_that_stream():
    assert layer([[(0, 3, 1), (3, 3, 0), (3, 5, 2)]]) == [(0, 3, 1), (3, 3, 0), (3, 5, 2)]


def test_a_weaker_point_yields_to_the_lasting_state_of_another_channel():
    first, second = [(0, 10, 0)], [(0, 5, MISSING), (5, 5, 2), (5, 10, MISSING)]
    assert [state for _, _, state in layer([first, second])] == [0, 0, 0]


def test_cross_cuts_at_every_change_of_either():
    """Changes at 4 (first) and 6 (second) give 0-4, 4-6, 6-10."""
    assert cross([(0, 4, 0), (4, 10, 1)], [(0, 6, 2), (6, 10, 3)]) == [
        (0, 4, 0, 2),
        (4, 6, 1, 2),
        (6, 10, 1, 3),
    ]


def test_a_point_meets_the_state_that_the_other_has_from_then_on():
    """The point at 4 of the first meets 3, which the second takes up at 4."""
    first = [(0, 4, 0), (4, 4, 1), (4, 8, 0)]
    assert cross(first, [(0, 4, 2), (4, 8, 3)])[1] == (4, 4, 1, 3)


def test_points_of_both_at_one_time_meet_each_other():
    first = [(0, 4, 0), (4, 4, 1), (4, 8, 0)]
    second = [(0, 4, 2), (4, 4, 3), (4, 8, 2)]
    assert cross(first, second) == [(0, 4, 0, 2), (4, 4, 1, 3), (4, 8, 0, 2)]


def test_a_point_at_the_very_end_meets_the_last_state():
    assert cross([(0, 4, 0), (4, 4, 1)], [(0, 4, 2)])[-1] == (4, 4, 1, 2)


def test_grid_gives_each_step_the_state_that_fills_most_of_it():
    """0-10: 6 ms of 0 against 4 of 1. 10-20: all 1, but for 20 % of 2."""
    assert on_grid([(0, 6, 0), (6, 18, 1), (18, 20, 2)], 10) == [(0, 10, 0), (10, 20, 1)]


def test_grid_of_a_tie_takes_the_earlier_state():
    assert on_grid([(0, 5, 3), (5, 10, 1)], 10) == [(0, 10, 3)]


def test_grid_adds_up_a_state_that_comes_back():
    """2 + 2 ms of state 0 against 3 of state 1."""
    assert on_grid([(0, 2, 0), (2, 5, 1), (5, 7, 0)], 7) == [(0, 7, 0)]


def test_grid_leaves_the_last_part_step_missing_and_drops_points():
    stream = [(0, 4, 0), (4, 4, 1), (4, 14, 0)]
    assert on_grid(stream, 10) == [(0, 10, 0), (10, 14, MISSING)]


def test_grid_counts_missing_time_like_a_state():
    assert on_grid([(0, 6, MISSING), (6, 10, 0)], 10) == [(0, 10, MISSING)]


def test_grid_of_nothing():
    assert on_grid([], 10) == []


@st.composite
def streams(draw):
    bounds = [0, *sorted(draw(st.sets(st.integers(1, 29), max_size=6))), 30]
    lasting = [(a, b, draw(st.integers(0, 3))) for a, b in pairwise(bounds) if draw(st.booleans())]
    points = draw(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=3))
    return fill(lasting, points, 30)


@given(streams(), streams())
def test_a_crossed_stream_has_no_gap_and_says_what_each_was_in(first, second):
    """Each millisecond is covered once, and bears both persons' own states."""
    pairs = [pair for pair in cross(first, second) if pair[0] < pair[1]]
    covered = [(t, pair[2], pair[3]) for pair in pairs for t in range(pair[0], pair[1])]
    one = {t: s for a, b, s in first for t in range(a, b)}
    two = {t: s for a, b, s in second for t in range(a, b)}
    assert covered == [(t, one[t], two[t]) for t in range(30)]


@given(streams(), streams())
def test_no_point_is_lost_in_crossing(first, second):
    times = {a for stream in (first, second) for a, b, _ in stream if a == b}
    assert {a for a, b, _, _ in cross(first, second) if a == b} == times
