"""The sweep over the shortest rupture that counts."""

from __future__ import annotations

from toy_visits import episodes, repaired_after, visit

from reattune.measures import sweep


def test_counts_by_hand():
    """Ruptures of 0.3, 0.7, 1.5, 2.5, 4 and 8 s; each minimum keeps those at least as long."""
    rows = sweep(episodes(repaired_after([0.3, 0.7, 1.5, 2.5, 4, 8])))
    assert {row.seconds: row.rupture_count.value for row in rows} == {
        0.2: 6,
        0.5: 5,
        1.0: 4,
        2.0: 3,
        3.0: 2,
        5.0: 1,
    }


def test_latency_hangs_on_the_minimum():
    """Medians of the kept: (1.5 + 2.5) / 2 = 2 of all six, 8 of the last alone."""
    rows = {r.seconds: r for r in sweep(episodes(repaired_after([0.3, 0.7, 1.5, 2.5, 4, 8])))}
    assert rows[0.2].repair_latency.value == 2.0
    assert rows[5.0].repair_latency.value == 8.0
    assert rows[5.0].repair_latency.of == "median, min_duration 5 s"
    assert rows[0.2].repair_proportion.value == 1.0


def test_below_the_grid_says_nothing():
    session = visit([("positive", 60)], [("positive", 60)])
    rows = sweep(episodes(session, definition="match.affect"), seconds=(0.5, 1.0))
    assert "below the grid of 1 s" in rows[0].rupture_count.reason
    assert rows[0].rupture_count.value is None
    assert rows[1].rupture_count.value == 0.0


def test_ruptures_that_open_at_once():
    session = visit([("positive", 60)], [("neutral", 30), ("hostile", 2), ("mend", 28)])
    row = sweep(episodes(session, definition="conflict"), seconds=(1.0,))[0]
    assert "opens at once" in row.rupture_count.reason


def test_late_repairs_have_no_minimum():
    row = sweep(episodes(repaired_after([2]), definition="late_repair"), seconds=(1.0,))[0]
    assert {e.reason for e in row.estimates()} == {
        "late_repair takes its ruptures from other definitions"
    }
