"""Responses on two streams, ruptures aside."""

from __future__ import annotations

import pytest
from toy_visits import episodes, visit

from reattune.errors import DefinitionError
from reattune.measures import response_times, response_times_curve


def times(child, caregiver, **changes):
    reading = episodes(visit(child, caregiver)).readings[0]
    asked = {"from_child": {"distress"}, "to_caregiver": {"soothe"}, **changes}
    return [(r.onset, r.latency_ms, r.answered) for r in response_times(reading, **asked)]


def test_answered_and_censored():
    """Cries at 5 s, soothed at 8 s; cries again at 20 s, not soothed by the end at 30 s."""
    found = times(
        [("neutral", 5), ("distress", 5), ("neutral", 10), ("distress", 10)],
        [("neutral", 8), ("soothe", 4), ("neutral", 18)],
    )
    assert found == [(5_000, 3_000, True), (20_000, 10_000, False)]


def test_bouts_that_wait_for_one_answer_each_count():
    """Cries at 2 and at 6 s; soothed at 10 s: 8 and 4 s."""
    found = times(
        [("neutral", 2), ("distress", 2), ("neutral", 2), ("distress", 2), ("neutral", 4)],
        [("neutral", 10), ("soothe", 2)],
    )
    assert found == [(2_000, 8_000, True), (6_000, 4_000, True)]


def test_bout_whose_start_is_not_seen():
    assert times([("distress", 5), ("neutral", 5)], [("neutral", 5), ("soothe", 5)]) == []


def test_bout_after_missing_time_has_no_seen_start():
    child = [("neutral", 2), ("", 2), ("distress", 3), ("neutral", 3)]
    assert times(child, [("neutral", 8), ("soothe", 2)]) == []


def test_answer_that_is_going_on_is_no_answer():
    assert times([("neutral", 5), ("distress", 5)], [("soothe", 10)]) == []


def test_missing_time_censors():
    """Cries at 2 s; the child cannot be seen from 5 to 6 s; soothed at 8 s."""
    child = [("neutral", 2), ("distress", 3), ("", 1), ("neutral", 4)]
    assert times(child, [("neutral", 8), ("soothe", 2)]) == [(2_000, 3_000, False)]


def test_point_events_ask_and_answer():
    """A cry without length at 3 s, and a touch without length at 7 s."""
    found = times(
        [("neutral", 3), ("distress", 0), ("neutral", 7)],
        [("neutral", 7), ("soothe", 0), ("neutral", 3)],
    )
    assert found == [(3_000, 4_000, True)]


def test_the_other_way_round():
    """The caregiver stimulates at 4 s; the child smiles at 6 s."""
    found = times(
        [("neutral", 6), ("positive", 4)],
        [("neutral", 4), ("stimulate", 6)],
        from_child=(),
        to_caregiver=(),
        from_caregiver={"stimulate"},
        to_child={"positive"},
    )
    assert found == [(4_000, 2_000, True)]


@pytest.mark.parametrize(
    "changes",
    [{"to_caregiver": ()}, {"from_child": ()}, {"from_caregiver": {"soothe"}}],
)
def test_one_direction_has_to_be_named(changes):
    with pytest.raises(DefinitionError, match="Name the states"):
        times([("neutral", 5)], [("neutral", 5)], **changes)


def test_curve():
    reading = episodes(
        visit(
            [("neutral", 5), ("distress", 5), ("neutral", 10), ("distress", 10)],
            [("neutral", 8), ("soothe", 4), ("neutral", 18)],
        )
    ).readings[0]
    curve = response_times_curve(
        response_times(reading, from_child={"distress"}, to_caregiver={"soothe"})
    )
    assert (curve.n, curve.censored, curve.clusters) == (2, 1, 0)
    assert curve.ended_by(5)[0] == 0.5
