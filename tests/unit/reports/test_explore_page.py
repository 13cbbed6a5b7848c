"""The exploring page: maps one can read and choose among, without script."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from lxml import etree

import reattune.reports
from reattune.errors import RecordError
from reattune.reports.explore_content import (
    Cell,
    Drop,
    ExplorePage,
    HeatPanel,
    HeatRow,
    Outcome,
)
from reattune.reports.explore_page import drop_line, render_explore, write_explore
from reattune.reports.figures.heat import heat_figure, level
from reattune.reports.single_page import check_place

H = "{http://www.w3.org/1999/xhtml}"
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script>&\'"'
SKILL = Outcome("S", "Self-regulation", "share", "how well it comes down")
CRYING = Outcome("crying", "Crying", "min/h", "of all time", 1)
DROP = Drop(above=0.5, below=0.0, size=0.4, low=0.3, high=0.5, share=0.8)
NOISE = Drop(above=0.5, below=1.0, size=0.01, low=-0.02, high=0.04, share=1.0)


def cells(*means):
    return tuple(Cell(mean, mean - 0.05, mean + 0.05) for mean in means)


def panel(outcome="S", latency=1.6):
    rows = (
        HeatRow(0.0, cells(-0.1, 0.3, 0.4), DROP),
        HeatRow(0.12, cells(0.5, 0.51, 0.5), NOISE),
        HeatRow(0.4, cells(0.6, 0.6, 0.6), None),
    )
    return HeatPanel(outcome, latency, (0.0, 0.5, 1.0), rows)


def page(**changes):
    made = {
        "outcomes": (SKILL, CRYING),
        "panels": tuple(panel(o, lat) for o in ("S", "crying") for lat in (0.4, 1.6, 30.0)),
        "calibrated": False,
        "facts": (("seed", "0"), ("version", "0.1.0")),
    }
    return ExplorePage(**{**made, **changes})


def parse(text):
    return etree.fromstring(text.encode("utf-8"))


def read_text(node):
    return re.sub(r"\s+", " ", " ".join(node.itertext())).strip()


def drawn(bounds=(-0.1, 0.6)):
    return etree.fromstring(heat_figure(panel(), SKILL, key="k", bounds=bounds))


@pytest.mark.parametrize(("value", "step"), [
    (0.0, 0), (0.111, 0), (0.112, 1), (0.5, 4), (0.888, 7), (0.889, 8), (1.0, 8),
    (-5.0, 0), (7.0, 8),
])  # fmt: skip
def test_values_fall_into_nine_equal_steps(value, step):
    """Of 0 to 1: each step is 1/9 = .1111 wide; what lies outside keeps to the ends."""
    assert level(value, 0.0, 1.0) == step


def test_values_that_are_all_alike_get_the_middle_colour():
    assert level(0.3, 0.3, 0.3) == 4


def test_each_cell_stands_in_its_place_with_its_number():
    """The lowest row is at the bottom: three rows of 30 from y = 30, columns of 52 from x = 62.

    Attunement .5 with repair 0 is column 1, row 0: x = 62 + 52 = 114, y = 30 + 2 * 30 = 90; its
    value .3 of -.1 to .6 is at .4 / .7 = .571 of the scale, step int(9 * .571) = 5.
    """
    rects = [r for r in drawn().iter(f"{SVG}rect") if r.get("width") == "52"]
    assert len(rects) == 9
    places = {(float(r.get("x")), float(r.get("y"))): r.get("class") for r in rects}
    assert places[114.0, 90.0] == "heat-5"
    assert places[62.0, 90.0] == "heat-0"
    assert places[166.0, 30.0] == "heat-8"
    numbers = [t for t in drawn().iter(f"{SVG}text") if "on-heat" in t.get("class")]
    assert [t.text for t in numbers[:3]] == ["−0.10", "0.30", "0.40"]
    assert [t.get("class") for t in numbers[:2]] == ["on-heat-0", "on-heat-5"]


def test_a_clear_drop_has_a_bar_with_its_tip_to_the_lower_side():
    """Between attunement 0 and .5, at x = 62 + 52 = 114; it falls to the left, so the tip is at
    107. The unclear drop and the flat row have none; the second bar is the legend's.
    """
    bars = [p.get("d") for p in drawn().iter(f"{SVG}path") if p.get("class") == "drop"]
    assert len(bars) == 2
    assert "L107.0 105.0" in bars[0]


def test_a_map_says_its_extremes_in_words():
    about = drawn().find(f"{SVG}desc").text
    assert "Lowest −0.10 at attunement 0 and repair hazard 0 per second" in about
    assert "highest 0.60 at attunement 1 and repair hazard 0.4 per second" in about


def test_drops_are_told_in_words():
    rows = panel().rows
    assert drop_line(rows[0], SKILL) == (
        "from attunement 0.5 to 0: falls by 0.400 [0.300, 0.500], 80 % of the row's range"
    )
    assert drop_line(rows[1], CRYING) == (
        "no clear drop: the largest step is 0.01 min/h [−0.02, 0.04]"
    )
    assert drop_line(rows[2], SKILL) == "the same at every attunement"


def test_every_map_has_a_table_with_the_same_cells():
    root = parse(render_explore(page()))
    tables = [t for t in root.iter(f"{H}table") if t.get("class") == "cells"]
    assert len(tables) == len(list(root.iter(f"{SVG}svg"))) == 6
    last = [read_text(cell) for cell in list(tables[0].iter(f"{H}tr"))[-1]]
    assert last == [
        "0", "−0.100 [−0.150, −0.050]", "0.300 [0.250, 0.350]", "0.400 [0.350, 0.450]",
    ]  # fmt: skip


def test_how_the_drop_moves_is_shown_for_all_latencies():
    root = parse(render_explore(page()))
    moves = next(t for t in root.iter(f"{H}table") if t.get("class") == "moves")
    rows = [[read_text(cell) for cell in tr] for tr in moves.iter(f"{H}tr")]
    assert [row[0] for row in rows] == ["Latency", "0.4 s", "1.6 s", "30 s"]
    assert rows[1][1:] == ["0.5 to 0", "none clear", "none clear"]


def test_choosing_needs_no_script():
    """Every choice hides the others of its kind by one rule; "all" has none."""
    text = render_explore(page())
    root = parse(text)
    inputs = list(root.iter(f"{H}input"))
    assert {n.get("type") for n in inputs} == {"radio"}
    assert [n.get("id") for n in inputs] == [
        "outcome-1", "outcome-2", "latency-1", "latency-2", "latency-3", "latency-all",
    ]  # fmt: skip
    assert [n.get("id") for n in inputs if n.get("checked")] == ["outcome-1", "latency-2"]
    style = root.find(f".//{H}style").text
    screen = style[style.rindex("@media screen {") :]
    for one in inputs[:-1]:
        word, _, number = one.get("id").partition("-")
        assert f"body:has(#{word}-{number}:checked) .{word}:not(.{word}-{number}) {{ " in screen
        assert any(f"{word}-{number}" in (n.get("class") or "").split() for n in root.iter())
    assert "latency-all" not in screen
    assert screen.count("{") == screen.count("}")
    assert not [n for n in root.iter() if etree.QName(n).localname in {"script", "link", "form"}]


def test_a_page_not_calibrated_says_so():
    assert "Not calibrated." in render_explore(page())
    assert "Not calibrated." not in render_explore(page(calibrated=True))


def test_markup_in_names_stays_text():
    odd = Outcome(HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    text = render_explore(page(outcomes=(odd,), panels=(panel(HOSTILE),), facts=((HOSTILE, "a"),)))
    assert "<script" not in text
    parse(text)


def test_ids_are_unique_and_the_page_is_always_the_same():
    text = render_explore(page())
    ids = [n.get("id") for n in parse(text).iter() if n.get("id")]
    assert len(set(ids)) == len(ids)
    assert text == render_explore(page())


def test_a_place_that_cannot_be_written_is_named_before_the_work(tmp_path):
    check_place(tmp_path / "new.html")
    assert not list(tmp_path.iterdir())
    with pytest.raises(RecordError, match="it is a folder"):
        check_place(tmp_path)
    with pytest.raises(RecordError, match="folder does not exist"):
        check_place(tmp_path / "none" / "e.html")
    assert write_explore(page(), tmp_path / "e.html").stat().st_size > 1000


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, two):
    high, low = sorted((luminance(one), luminance(two)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def colours():
    folder = Path(reattune.reports.__file__).parent / "templates"
    style = (folder / "model.css").read_text("utf-8")
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", style[: style.index("@media")]))


@pytest.mark.parametrize("step", range(9))
def test_numbers_can_be_read_on_every_colour_of_the_scale(step):
    """WCAG AA: 4.5 to 1; dark letters on the five light steps, light ones on the four dark."""
    found = colours()
    ink = found["heat-dark" if step < 5 else "heat-light"]
    assert contrast(ink, found[f"heat-{step}"]) >= 4.5


def test_the_scale_gets_darker_step_by_step():
    """So it can be read in grey, and by anyone who confuses hues."""
    found = colours()
    lights = [luminance(found[f"heat-{step}"]) for step in range(9)]
    assert lights == sorted(lights, reverse=True)
    assert min(a - b for a, b in pairwise(lights)) > 0.02
