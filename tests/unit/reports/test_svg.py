"""The SVG builder: what comes from a file can never become markup."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reattune.reports.figures.marks import GLYPHS, marks
from reattune.reports.figures.palette import definitions, fill, in_order, look
from reattune.reports.figures.svg import element, figure, label
from reattune.reports.figures.ticks import nice_step, time_step

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")))


@given(TEXT)
def test_any_text_comes_back_from_the_tree_as_it_was(text):
    drawn = label(text, 1, 2, css=text)
    node = etree.fromstring(drawn)
    assert (node.text or "") == text
    assert node.get("class") == text
    assert not len(node)


def test_a_figure_is_named_and_described():
    drawn = figure(element("g"), key="k", title="A <b>", about='B & "C"', size=(10, 20.55))
    node = etree.fromstring(drawn)
    ids = node.get("aria-labelledby").split()
    found = {child.get("id"): child.text for child in node if child.get("id")}
    assert [found[i] for i in ids] == ["A <b>", 'B & "C"']
    assert node.get("role") == "img"
    assert node.get("viewBox") == "0 0 10 20.6"


def test_states_have_looks_of_their_own():
    """Any two of one role's common states differ in colour, and in height or pattern too."""
    for states in (
        ("positive", "neutral", "object", "averted", "protest", "distress", "asleep"),
        ("positive", "neutral", "stimulate", "soothe", "still", "hostile", "limit", "mend"),
    ):
        looks = [look(state) for state in states]
        assert len({one.css for one in looks}) == len(states)
        assert len({(one.height, one.pattern) for one in looks}) == len(states)


def test_a_state_of_a_lab_is_drawn_and_sorted_last():
    assert in_order(["zen", "distress", "calm", "positive"]) == [
        "positive",
        "distress",
        "calm",
        "zen",
    ]
    assert fill("k", "zen") == fill("k", "zen")


@given(st.lists(TEXT, min_size=1, max_size=4, unique=True))
def test_pattern_ids_are_unique_and_match_their_use(states):
    tree = etree.fromstring(definitions("k", states))
    ids = [node.get("id") for node in tree]
    assert len(set(ids)) == len(ids)
    used = [fill("k", s)["fill"] for s in states if "fill" in fill("k", s)]
    assert {f"url(#{i})" for i in ids} >= set(used)


def test_every_outcome_has_a_shape_of_its_own():
    shapes = {tuple(marks([(outcome, 10, 10)])) for outcome in GLYPHS}
    assert len(shapes) == len(set(GLYPHS.values())) == 5


def test_marks_of_one_kind_are_one_path():
    assert len(marks([("repaired", float(x), 0.0) for x in range(500)])) == 1


@pytest.mark.parametrize(
    ("span", "most", "step"), [(60_000, 12, 5_000), (61_000, 12, 10_000), (1, 12, 1_000)]
)
def test_time_steps_are_round(span, most, step):
    assert time_step(span, most=most) == step


@pytest.mark.parametrize(("span", "step"), [(6.0, 1.0), (6.1, 2.0), (0.05, 0.01), (0.0, 1.0)])
def test_nice_steps_need_at_most_six(span, step):
    assert nice_step(span, most=6) == pytest.approx(step)
