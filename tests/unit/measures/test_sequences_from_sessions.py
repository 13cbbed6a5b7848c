"""Sequences and grids from Sessions and joint states: cuts, gaps, phases, what is unknown."""

from __future__ import annotations

import pytest
from toy_visits import visit

from reattune.episodes import joint_states, load_definition
from reattune.errors import RecordError
from reattune.measures.grid_cells import cell_rows
from reattune.measures.grid_sources import grid_of_channels, grid_of_joint
from reattune.measures.grid_whole import grid_rows
from reattune.measures.seq_rows import lag_count
from reattune.measures.seq_sessions import event_sequences, joint_streams, state_streams
from reattune.measures.seq_tables import lag_table

CHILD = [("positive", 2), ("averted", 2), ("", 1), ("positive", 3)]
CAREGIVER = [("stimulate", 3), ("pause", 5)]


@pytest.fixture
def session():
    return visit(CHILD, CAREGIVER)


@pytest.fixture
def reading(session):
    return joint_states(session, load_definition("misattunement"))


def test_events_in_the_order_of_their_onsets(session):
    """At 0 s both (caregiver first, as in the record), 2 s averted, 3 s pause, 5 s positive.

    The child's gap does not cut, since the caregiver is observed in it.
    """
    coded = event_sequences([session])
    assert [coded.rows[code] for code in coded.given] == [
        "caregiver:stimulate",
        "child:positive",
        "child:averted",
        "caregiver:pause",
        "child:positive",
    ]
    assert coded.unit == "event"
    assert len(coded.owner) == 1


def test_events_are_cut_at_phases_and_by_phase():
    found = visit(CHILD, CAREGIVER, phases=[("play", 0, 2.5), ("rest", 2.5, 8)])
    whole = event_sequences([found])
    assert len(whole.owner) == 2
    play = event_sequences([found], phase="play")
    assert len(play.given) == 3
    assert lag_table(play).pooled.sum() == 2


def test_time_observed_by_nobody_cuts():
    found = visit([("positive", 2), ("", 3), ("averted", 2)], [])
    assert event_sequences([found]).starts.tolist() == [0, 1, 2]


def test_repeats_can_be_merged():
    found = visit([("positive", 1), ("positive", 1), ("averted", 1), ("positive", 1)], [])
    merged = event_sequences([found], merge=True)
    assert len(event_sequences([found]).given) == 4
    assert len(merged.given) == 3
    assert lag_table(merged, no_repeats=True).pooled.sum() == 2


def test_merging_stops_at_a_cut():
    """positive, time observed by nobody, positive: two events, not one."""
    found = visit([("positive", 1), ("", 1), ("positive", 1)], [])
    assert len(event_sequences([found], merge=True).given) == 2


def test_joint_streams_by_second(reading):
    """Eight seconds; the fifth is unknown for the child and cuts."""
    coded = joint_streams([reading])
    assert [coded.rows[c] for c in coded.given] == ["positive"] * 2 + ["averted"] * 2 + [
        "positive"
    ] * 3
    assert [coded.columns[c] for c in coded.target] == ["stimulate"] * 3 + ["pause"] * 4
    assert coded.starts.tolist() == [0, 4, 7]
    table = lag_table(coded, lag=1)
    assert lag_count(table, "averted", "pause").value == 1
    assert table.pooled.sum() == 5


def test_an_interval_with_missing_time_in_it_is_missing(reading):
    """Intervals of 2 s: 0-2, 2-4, then 4-6 holds the gap, 6-8."""
    coded = joint_streams([reading], step=2000)
    assert len(coded.given) == 3
    assert coded.starts.tolist() == [0, 2, 3]


def test_streams_of_one_phase():
    found = visit(CHILD, CAREGIVER, phases=[("play", 0, 3), ("rest", 3, 8)])
    reading = joint_states(found, load_definition("misattunement"))
    assert len(joint_streams([reading], phase="play").given) == 3
    assert joint_streams([reading]).starts.tolist() == [0, 3, 4, 7]


def test_channels_by_name(session):
    people = {p.role: p.id for p in session.people}
    child, caregiver = (people["child"], "engagement"), (people["caregiver"], "engagement")
    coded = state_streams([session], given=caregiver, target=child)
    assert coded.rows[0] == "stimulate"
    assert len(coded.given) == 7
    with pytest.raises(RecordError, match="no channel nobody/voice"):
        state_streams([session], given=("nobody", "voice"), target=child)


def test_nothing_follows_across_the_bound_of_a_phase():
    """Two phases of one name that adjoin at 3 s: both kinds of streams are cut there."""
    found = visit(CHILD, CAREGIVER, phases=[("play", 0, 3), ("play", 3, 8)])
    people = {p.role: p.id for p in found.people}
    sides = {
        "given": (people["child"], "engagement"),
        "target": (people["caregiver"], "engagement"),
    }
    assert 3 in state_streams([found], **sides).starts.tolist()
    reading = joint_states(found, load_definition("misattunement"))
    assert 3 in joint_streams([reading]).starts.tolist()


def test_grid_of_joint_has_every_cell_that_could_be(reading):
    """8 child states by 10 caregiver states; 7 s known of 8: 1 s missing."""
    grid = grid_of_joint([reading])
    assert grid.size == 80
    found = {row.measure: row.value for row in grid_rows(grid)}
    assert (found["grid_time"], found["grid_missing"], found["cell_range"]) == (7, 1, 4)
    times = {row.of: row.value for row in cell_rows(grid) if row.measure == "cell_duration"}
    assert times == {
        "positive / stimulate": 2,
        "averted / stimulate": 1,
        "averted / pause": 1,
        "positive / pause": 3,
    }


def test_grid_of_channels_is_the_grid_of_joint_states(session, reading):
    people = {p.role: p.id for p in session.people}
    channels = [(people["child"], "engagement"), (people["caregiver"], "engagement")]
    grid = grid_of_channels([session], channels)
    assert grid.size == 4
    times = {row.of: row.value for row in cell_rows(grid) if row.measure == "cell_duration"}
    joint = {
        row.of: row.value for row in cell_rows(grid_of_joint([reading]))
        if row.measure == "cell_duration"
    }  # fmt: skip
    assert times == joint


def test_phases_cut_the_grid():
    found = visit(CHILD, CAREGIVER, phases=[("play", 0, 3), ("rest", 3, 8)])
    grid = grid_of_joint([joint_states(found, load_definition("misattunement"))])
    assert grid.phases == ("play", "rest", "")
    assert int(grid.of(phase="play").durations().sum()) == 3000
    assert int(grid.of(phase="rest").durations().sum()) == 4000
    assert int(grid.of(phase="").durations().sum()) == 0
