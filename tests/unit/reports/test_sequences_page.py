"""The pages of `reattune sequences` and `reattune grid`: with much, with little, with nothing."""

from __future__ import annotations

from lxml import etree

from reattune.measures import cell_rows, grid_rows, lag_rows, lag_table, lag_tests
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.sequences import code_sequences
from reattune.reports.grid_page import GridContent, cell_table, render_grid
from reattune.reports.sequences_page import SequencesContent, render_sequences
from reattune.reports.sequences_page import cell_rows as rows_of

FACTS = (("asked", "event, lag 1"), ("version", "reattune 0"))


def sequences(codes):
    table = lag_table(code_sequences({"s": codes}))
    rows = (*lag_rows(table), *lag_tests(table))
    return SequencesContent(table, table, (), rows, FACTS)


def grid(segments, states="ab"):
    made = grid_of_segments({"s": segments}, variables=[("x", states), ("y", states)])
    return GridContent(made, (*grid_rows(made), *cell_rows(made)), FACTS)


def words(page):
    return " ".join(" ".join(etree.fromstring(page.encode()).itertext()).split())


def test_cells_farthest_from_chance_come_first():
    """a b a b a b a c: a after a never, 0 of 4 * 3 / 7 = 1.714, z = -2.65; a after b 3 of 3, 2.65.

    Both are farther than b after a (3 of 4, z 1.98).
    """
    content = sequences(list("abababac"))
    first, second, *_ = rows_of(content)
    assert (first.given, first.target, first.numbers[0]) == ("a", "a", "0")
    assert (second.given, second.target, second.numbers[0]) == ("b", "a", "3")
    page = render_sequences(content)
    assert "Pairs, farthest from chance first; n = 7 pairs" in words(page)
    assert page == render_sequences(content)


def test_forty_codes_keep_the_table_short():
    """40 codes once each, in order: 1,560 cells can occur with any count; 40 rows are shown."""
    content = sequences([f"c{k:02}" for k in range(40)])
    assert len(rows_of(content)) == 40
    assert "more are in lags.csv" in words(render_sequences(content))


def test_one_code_alone_has_nothing_to_show():
    page = words(render_sequences(sequences(["a"])))
    assert "There is no pair at this lag: nothing to show." in page
    assert "There is no event that another follows: nothing to show." in page


def test_an_infinite_odds_ratio_is_a_sign():
    content = sequences(list("abababababcc"))
    assert "inf" not in words(render_sequences(content)).split()


def test_a_grid_with_its_cells():
    """4 s in a/a, 1 s in a/b: two rows, the longer first; others were never entered."""
    content = grid([(0, 4000, ["a", "a"]), (4000, 5000, ["a", "b"])])
    table = cell_table(content.rows)
    assert [row.name for row in table] == ["a / a", "a / b"]
    assert table[0].numbers[0] == "4"
    assert "x by y: 4 cells, 1 session." in words(render_grid(content))


def test_a_grid_without_known_time_says_so():
    content = grid([(0, 4000, ["a", None])])
    page = words(render_grid(content))
    assert "nothing to show" in page
    assert "No time was spent in any cell." in page


def test_a_grid_of_three_variables_has_no_picture_but_numbers():
    made = grid_of_segments(
        {"s": [(0, 4000, ["a", "b", "a"])]}, variables=[("x", "ab"), ("y", "ab"), ("z", "ab")]
    )
    page = words(render_grid(GridContent(made, (*grid_rows(made), *cell_rows(made)), FACTS)))
    assert "A grid of 3 variables cannot be drawn on paper" in page
    assert "a / b / a" in page
