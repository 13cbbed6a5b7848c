"""`reattune grid`: plans, a grid worked out by hand, what does not go together."""

from __future__ import annotations

import csv

import pytest

from reattune.errors import DefinitionError, ParameterError
from reattune.study import GridPlan, grid, grid_json, read_paths, write_grid

VISIT = """onset_s,offset_s,person,code
0,4,child,positive
4,6,child,averted
6,10,child,positive
0,5,caregiver,stimulate
5,10,caregiver,pause
"""
"""Cells: positive/stimulate 0-4, averted/stimulate 4-5, averted/pause 5-6, positive/pause 6-10."""

CHANNELS = ("child:engagement", "caregiver:engagement")


@pytest.fixture
def reading(tmp_path):
    (tmp_path / "visit.csv").write_text(VISIT)
    return read_paths([tmp_path / "visit.csv"])


def value(rows, measure, of):
    (row,) = [r for r in rows if r.measure == measure and r.of == of and not r.phase]
    return row.value


@pytest.mark.parametrize("plan", [GridPlan(), GridPlan(variables=CHANNELS)])
def test_four_visits_of_four_cells(reading, plan):
    """4, 1, 1 and 4 s: entropy of four single visits is log 4 = 1.386."""
    found = grid(reading, plan)
    assert value(found.rows, "grid_time", "sessions") == 10.0
    assert value(found.rows, "grid_visits", "sessions") == 4
    assert value(found.rows, "visit_entropy", "sessions") == pytest.approx(1.386294361)
    assert value(found.rows, "cell_duration", "positive / pause") == 4.0


def test_dispersion_counts_all_cells(reading):
    """Two by two seen states: n = 4, sum of squares .34: 1 - (4 * .34 - 1) / 3 = .88."""
    found = grid(reading, GridPlan(variables=CHANNELS))
    assert found.grid.size == 4
    assert value(found.rows, "dispersion", "sessions") == pytest.approx(0.88)


def test_a_region_is_its_cells_together(reading):
    """Positive with either: 4 + 4 s of 10 in two visits."""
    plan = GridPlan(variables=CHANNELS, regions={"glad": "positive/stimulate, positive/pause"})
    found = grid(reading, plan)
    assert value(found.rows, "cell_share", "region glad; visits") == pytest.approx(0.8)
    assert value(found.rows, "cell_visits", "region glad") == 2
    assert "region glad" in grid_json(found)


def test_trajectories_on_disk(reading, tmp_path):
    """Each visit is a row, in order; the same bytes twice; not read as input later."""
    found = grid(reading, GridPlan(variables=CHANNELS))
    out = write_grid(found, tmp_path / "out").parent
    again = write_grid(found, tmp_path / "again").parent
    for path in out.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes()
    with (out / "visits.csv").open() as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [
        ("visit", "", "0.0", "4.0", "positive", "stimulate"),
        ("visit", "", "4.0", "5.0", "averted", "stimulate"),
        ("visit", "", "5.0", "6.0", "averted", "pause"),
        ("visit", "", "6.0", "10.0", "positive", "pause"),
    ]
    assert [session.name for session in read_paths([tmp_path]).sessions] == ["visit"]


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"variables": ("child:engagement",)}, "only one"),
        ({"variables": ("child:engagement",) * 2}, "one channel twice"),
        ({"variables": ("child", "caregiver:engagement")}, "a person and a channel"),
        ({"variables": CHANNELS, "definition": "misattunement"}, "both"),
        ({"variables": CHANNELS, "regions": {"x": ","}}, "STATE/STATE"),
    ],
)
def test_what_does_not_go_together_is_refused(reading, plan, words):
    with pytest.raises(ParameterError, match=words):
        grid(reading, GridPlan(**plan))


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ({"variables": ("child:gaze", "caregiver:engagement")}, "child:gaze"),
        ({"definition": "nowhere"}, "nowhere"),
        ({"phase": "reunion"}, "no phase reunion"),
        ({"variables": CHANNELS, "regions": {"x": "positive/nonsense"}}, "nonsense"),
    ],
)
def test_what_is_unknown_is_named(reading, plan, words):
    with pytest.raises(DefinitionError, match=words):
        grid(reading, GridPlan(**plan))


def test_no_session_is_said():
    with pytest.raises(DefinitionError, match="no session"):
        grid(read_paths([]), GridPlan())
