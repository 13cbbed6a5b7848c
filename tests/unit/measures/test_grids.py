"""State space grids, worked out by hand."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from reattune.errors import DefinitionError, RecordError
from reattune.measures.grid_cells import cell_rows, cell_share, region_rows
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.grid_whole import (
    attractors,
    dispersion,
    grid_rows,
    intergrid_distance,
    phase_rows,
    transition_entropy,
    visit_entropy,
)

VARIABLES = [("child", "ab"), ("caregiver", "xyz")]


def toy(**more):
    """ax 2 s, ay 1 s, ax 3 s, (1 s missing), by 2 s, ax 1 s, by 1 s: 10 s known of 11."""
    rows = [
        (0, 2000, "ax"),
        (2000, 3000, "ay"),
        (3000, 6000, "ax"),
        (6000, 7000, ["a", None]),
        (7000, 9000, "by"),
        (9000, 10_000, "ax"),
        (10_000, 11_000, "by"),
    ]
    return grid_of_segments({"s": rows}, variables=VARIABLES, **more)


def numbers(rows):
    return {(row.measure, row.of.split(";")[0]): row for row in rows}


def test_cells():
    """a/x: 6 s in 3 visits, one return seen (1 s, 1 visit between); not across the missing time.

    b/y: 3 s in 2 visits, back after 1 s: strength 1.5 / (1.5 + 1).
    """
    found = numbers(cell_rows(toy()))
    values = {m: found[m, "a / x"].value for m in ("cell_duration", "cell_visits", "cell_share")}
    assert values == {"cell_duration": 6, "cell_visits": 3, "cell_share": 0.6}
    assert found["cell_visit_duration", "a / x"].value == pytest.approx(2)
    back = found["cell_return_time", "a / x"]
    assert (back.value, back.n, back.censored) == (1, 1, 2)
    assert found["cell_return_visits", "a / x"].value == 1
    assert found["attractor_strength", "b / y"].value == pytest.approx(0.6)
    assert found["cell_return_time", "a / y"].reason == "never seen to come back"


def test_whole_grid():
    """6 cells, 3 visited; shares .6, .1, .3: dispersion 1 - (6 x .46 - 1) / 5 = .648.

    Visits 3, 1, 2; moves ax ay, ay ax, by ax, ax by: after ax 1 of 2 each, else sure.
    """
    found = {row.measure: row for row in grid_rows(toy())}
    assert found["grid_time"].value == 10
    assert found["grid_missing"].value == 1
    assert found["grid_cells"].value == 6
    assert found["cell_range"].value == 3
    assert found["dispersion"].value == pytest.approx(0.648)
    spread = -(0.5 * log(0.5) + 1 / 6 * log(1 / 6) + 1 / 3 * log(1 / 3))
    assert found["visit_entropy"].value == pytest.approx(spread)
    assert found["transition_entropy"].value == pytest.approx(0.5 * log(2))
    assert found["transition_rate"].value == pytest.approx(4 / (10 / 60))


def test_dispersion_counts_cells_never_visited():
    """All in one of 9: 0. The same in each of 9: 1. Half in each of 2 of 9: 1 - 3.5/8."""
    one, nine = np.array([5]), np.full(9, 7)
    assert dispersion(one, cells=9) == pytest.approx(0)
    assert dispersion(nine, cells=9) == pytest.approx(1)
    assert dispersion(np.array([1, 1]), cells=9) == pytest.approx(1 - 3.5 / 8)
    assert dispersion(np.array([0, 0]), cells=9) is None
    assert dispersion(one, cells=1) is None


def test_entropies_at_their_ends():
    assert visit_entropy(np.array([4, 0])) == 0
    assert visit_entropy(np.array([2, 2, 2, 2])) == pytest.approx(log(4))
    assert visit_entropy(np.array([0])) is None
    assert transition_entropy(np.array([[0, 3], [3, 0]])) == 0
    assert transition_entropy(np.zeros((2, 2), dtype=int)) is None


def test_winnowing():
    """60, 30, 5, 3, 2 s: heterogeneity 479.6/20 ..., by hand: 1, .826, .561, .174 of the first.

    Means of (d - e)^2 / e: 5 cells (e 20) 23.98; 4 (24.5) 21.58 / ...; first below half with 2.
    """
    d = np.array([5, 60, 2, 30, 3])
    curve = []
    for kept in ([60, 30, 5, 3, 2], [60, 30, 5, 3], [60, 30, 5], [60, 30], [60]):
        e = sum(kept) / len(kept)
        curve.append(sum((x - e) ** 2 / e for x in kept) / len(kept))
    found = attractors(d)
    assert found.heterogeneity == pytest.approx([x / curve[0] for x in curve])
    assert next(k for k, x in enumerate(found.heterogeneity) if x < 0.5) == 3
    assert found.cells == (1, 3)


def test_time_spread_evenly_has_no_stronger_cells():
    assert attractors(np.array([4, 4, 4])).cells == (0, 1, 2)
    assert attractors(np.array([0, 0])).cells == ()


def test_phases_and_their_distance():
    """First half only ax and ay, second by and ax: shares (5/6, 1/6, 0) and (1/4, 0, 3/4)."""
    grid = toy(phases={"s": [("play", 0, 6000), ("reunion", 6000, 11_000)]})
    rows = {(row.measure, row.phase): row for row in phase_rows(grid)}
    assert rows["grid_time", "play"].value == 6
    assert rows["cell_range", "reunion"].value == 2
    distance = (5 / 6 - 1 / 4) ** 2 + (1 / 6) ** 2 + (3 / 4) ** 2
    assert rows["intergrid_distance", ""].value == pytest.approx(distance)
    assert intergrid_distance(np.array([1, 0]), np.array([0, 3])) == 2


def test_moving_inside_a_region_is_one_visit():
    """Child a with anything: 0-6 s is one visit of 2 cells; then again at 9 s, after by."""
    regions = {"calm": [("a", "x"), ("a", "y")], "never": [("b", "z")]}
    found = numbers(region_rows(toy(), regions))
    assert found["cell_visits", "region calm"].value == 2
    assert found["cell_duration", "region calm"].value == 7
    assert found["cell_share", "region calm"].value == pytest.approx(0.7)
    assert found["cell_visits", "region never"].value == 0
    assert found["cell_return_time", "region never"].reason == "never visited"


def test_regions_that_share_a_cell_or_name_none_are_refused():
    with pytest.raises(DefinitionError, match="in 'one' too"):
        list(region_rows(toy(), {"one": [("a", "x")], "two": [("a", "x")]}))
    with pytest.raises(DefinitionError, match="a / q"):
        list(region_rows(toy(), {"one": [("a", "q")]}))


def test_intervals_of_shares_enclose_them():
    rng = np.random.default_rng(1)
    sessions = {}
    for k in range(12):
        bounds = np.cumsum(rng.integers(500, 4000, size=60))
        cells = ["ab"[rng.integers(2)] + "xyz"[rng.integers(3)] for _ in bounds]
        starts = [0, *bounds[:-1].tolist()]
        sessions[str(k)] = [(a, int(b), c) for a, b, c in zip(starts, bounds, cells, strict=True)]
    grid = grid_of_segments(sessions, variables=VARIABLES)
    row = cell_share(grid, ("a", "x"))
    assert row.low < row.value < row.high
    assert row.method == "bootstrap over 12 sessions"
    one = cell_share(grid.of(session="3"), ("a", "x"))
    assert "blocks" in one.method
    spread = next(r for r in grid_rows(grid) if r.measure == "dispersion")
    assert spread.method == "mean of 12 sessions, Student's t"


def test_nothing_known_gives_reasons():
    grid = grid_of_segments({"s": [(0, 1000, [None, "x"])]}, variables=VARIABLES)
    assert list(cell_rows(grid)) == []
    assert cell_share(grid, ("a", "x")).reason == "no known time"
    found = {row.measure: row for row in grid_rows(grid)}
    assert found["grid_missing"].value == 1
    assert found["dispersion"].reason
    assert found["attractor_cells"].reason == "no known time"


def test_bad_segments_are_refused():
    with pytest.raises(RecordError, match="segment at 500 ms"):
        grid_of_segments({"s": [(0, 1000, "ax"), (500, 2000, "ax")]}, variables=VARIABLES)
    with pytest.raises(DefinitionError, match="state 'q'"):
        grid_of_segments({"s": [(0, 1000, "aq")]}, variables=VARIABLES)


def test_three_variables():
    """2 x 3 x 2 = 12 cells; the time in each adds up."""
    grid = grid_of_segments(
        {"s": [(0, 1000, "axp"), (1000, 4000, "axq")]}, variables=[*VARIABLES, ("talk", "pq")]
    )
    assert grid.size == 12
    found = numbers(cell_rows(grid))
    assert found["cell_duration", "a / x / q"].value == 3
    assert grid.number(("a", "x", "q")) == 1


def test_splitting_by_session_is_taking_each():
    rows = [(0, 1000, "ax"), (1000, 2000, "by")]
    grid = grid_of_segments({"s": rows, "empty": [], "t": rows[:1]}, variables=VARIABLES)
    for name, part in zip(grid.sessions, grid.split(), strict=True):
        one = grid.of(session=name)
        assert [r.value for r in grid_rows(part)] == [r.value for r in grid_rows(one)]
        assert part.sessions == (name,)
