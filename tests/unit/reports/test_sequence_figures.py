"""Lag map, transition diagram and state space grid: what is drawn, and when nothing is."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences
from reattune.reports.figures.lag_map import lag_map_figure, level
from reattune.reports.figures.space import MOST_VISITS, space_figure
from reattune.reports.figures.transitions import MOST, transitions_figure

VARIABLES = [("child", ["a", "b"]), ("caregiver", ["x", "<y>&"])]


def table(codes, **more):
    return lag_table(code_sequences({"s": list(codes)}, codes=sorted(set(codes))), **more)


def many(kinds, length):
    rng = np.random.default_rng(1)
    names = [f"code {k:02}" for k in range(kinds)]
    row = [names[c] for c in rng.integers(kinds, size=length)]
    return lag_table(code_sequences({"s": row}, codes=names))


def grid(rows, **more):
    return grid_of_segments({"s": rows}, variables=VARIABLES, **more)


def drawn(svg, css):
    """Classes of all elements that have this one; parsing proves the SVG well formed."""
    root = ElementTree.fromstring(svg)  # noqa: S314 (our own text)
    return [e.get("class") for e in root.iter() if css in (e.get("class") or "").split()]


def test_levels_are_those_of_the_usual_p():
    assert [level(z) for z in (-4, -2, -1, 0, 1, 2, 4)] == list(range(7))


@pytest.mark.parametrize("kinds", [1, 8, 40])
def test_a_map_has_a_cell_for_each_pair(kinds):
    found = many(kinds, 4000)
    svg = lag_map_figure(found, key="k")
    cells = sum(len(drawn(svg, f"away-{k}")) for k in range(7)) - 7
    boxes = len(drawn(svg, "no-cell")) - 1
    assert cells + boxes == kinds * kinds
    assert boxes == (1 if kinds == 1 else 0)


def test_numbers_up_to_fourteen_codes_and_signs_beyond():
    assert len(drawn(lag_map_figure(many(14, 3000), key="k"), "on-away-3")) > 20
    signs = lag_map_figure(many(15, 3000), key="k")
    assert drawn(signs, "on-away-3") == []


def test_cells_that_cannot_occur_are_boxes():
    svg = lag_map_figure(table("abcabcacbabc", no_repeats=True), key="k")
    assert len(drawn(svg, "no-cell")) == 3 + 1


def test_the_map_says_what_stands_out():
    svg = lag_map_figure(table("ab" * 20 + "c" * 20), key="k")
    assert "b after a more often" in svg
    assert "no code follows another clearly" in lag_map_figure(table("aabb"), key="k")


def test_nothing_to_show_is_no_figure():
    empty = lag_table(code_sequences({"s": []}, codes="ab"))
    assert lag_map_figure(empty, key="k") is None
    assert transitions_figure(empty, key="k") is None
    assert space_figure(grid([]), key="k") is None


def test_arrows_from_a_tenth_on():
    """a to b 9 of 10, a to a 1 of 10; b to a always: three arrows, the loop among them."""
    svg = transitions_figure(table("aab" + "ab" * 8 + "a"), key="k")
    assert len(drawn(svg, "tip")) == 3
    assert len(drawn(svg, "node")) == 2
    assert len(drawn(transitions_figure(table("aab" + "ab" * 9 + "a"), key="k"), "tip")) == 2


def test_at_most_sixty_arrows_and_the_rest_is_told():
    svg = transitions_figure(many(12, 200), key="k", least=0.01)
    assert len(drawn(svg, "tip")) == MOST
    assert "more are not drawn" in svg


def test_two_streams_have_no_diagram():
    coded = paired_sequences({"s": list("ab")}, {"s": list("xy")})
    assert transitions_figure(lag_table(coded, lag=0), key="k") is None


def test_a_circle_for_each_visit_and_an_arrow_between():
    """Three visits, then missing time, then one more: 4 circles (+ 2 in the legend), 2 arrows."""
    rows = [(0, 1000, "ax"), (1000, 3000, ["a", "<y>&"]), (3000, 4000, "bx"), (5000, 6000, "ax")]
    svg = space_figure(grid(rows), key="k")
    assert len(drawn(svg, "stay")) == 4 + 2
    assert len(drawn(svg, "first")) == 2 + 1
    assert len(drawn(svg, "path-tip")) == 2
    assert len(drawn(svg, "lost")) == 1 + 1
    assert "<y>" not in svg
    assert "0:01 were missing" in svg


def test_too_many_visits_show_time_only():
    rows = [(1000 * t, 1000 * t + 1000, ["ab"[t % 2], "x"]) for t in range(MOST_VISITS + 1)]
    svg = space_figure(grid(rows), key="k")
    assert len(drawn(svg, "stay")) == 2 + 1
    assert drawn(svg, "path") == []


def test_phases_side_by_side_with_data_only():
    rows = [(0, 1000, "ax"), (1000, 2000, "bx"), (2000, 3000, "ax")]
    phases = {"s": [("play", 0, 1000), ("still", 1000, 3000), ("none", 9000, 9500)]}
    svg = space_figure(grid(rows, phases=phases), key="k", by_phase=True)
    assert ">play<" in svg
    assert ">still<" in svg
    assert ">none<" not in svg
    assert len(drawn(svg, "space-cell")) == 2 * 4


def test_three_variables_have_no_plane():
    found = grid_of_segments({"s": [(0, 1, "axp")]}, variables=[("u", "a"), ("v", "x"), ("w", "p")])
    assert space_figure(found, key="k") is None
