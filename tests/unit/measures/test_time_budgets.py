"""Time budgets: counts, durations and gaps of codes."""

from __future__ import annotations

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reattune.measures.time_budget import time_budget
from reattune.record import Coding, Row, Source, build_session, parse_codebook

BOOK = """
id = "budget"
title = "One channel of the child"
source = "made for this test"
[[track]]
tier = "look"
role = "child"
track = "gaze"
rest = "off"
missing = ["?"]
[track.codes]
"on" = "on"
"away" = "off"
"""
SOURCE = Source(path="v.csv", format="table", sha256="0" * 64, bytes=1, unit="ms", origin="start")


def session(rows, *, name="visit", window=((0, 60_000),), book=BOOK):
    made = tuple(
        Row("look", "", code, onset, offset, f"row {k}")
        for k, (code, onset, offset) in enumerate(rows)
    )
    coding = Coding(name=name, source=SOURCE, rows=made, tiers=("look",), window=tuple(window))
    return build_session(coding, parse_codebook(book))


def told(rows, code="on", name=""):
    return {
        row.measure: row for row in rows if row.of == f"child/gaze: {code}" and row.session == name
    }


ONE = [("on", 3_300, 7_750), ("on", 9_900, 16_200), ("on", 18_350, 24_475)]


def test_three_looks():
    """4.45 + 6.3 + 6.125 = 16.875 s of 60; mean 5.625, gaps 2.15 and 2.15 s, sd 1.021 and 0."""
    rows = told(time_budget(session(ONE)), name="visit")
    assert rows["code_count"].value == 3
    assert rows["code_rate"].value == pytest.approx(3.0)
    assert rows["code_time"].value == pytest.approx(16.875)
    assert rows["code_share"].value == pytest.approx(16.875 / 60)
    assert rows["code_duration"].value == pytest.approx(5.625)
    spread = sqrt((1.175**2 + 0.675**2 + 0.5**2) / 2)
    assert rows["code_duration_sd"].value == pytest.approx(spread)
    assert (rows["code_gap"].value, rows["code_gap_sd"].value) == (2.15, 0.0)
    assert rows["code_gap"].n == 2
    low, high = rows["code_duration"].low, rows["code_duration"].high
    assert 4.45 <= low < 5.625 < high <= 6.3


def test_a_single_one_has_no_spread_and_no_gap():
    rows = told(time_budget(session(ONE[:1])), name="visit")
    assert rows["code_duration"].value == 4.45
    assert rows["code_duration"].low is None
    assert rows["code_duration"].method == "no interval from fewer than 3"
    assert rows["code_duration_sd"].reason == "a single one has no spread"
    assert rows["code_gap"].reason == "no two of them in one stretch of observed time"


def test_a_code_of_the_other_session_counts_nought_here():
    """Seen in the first only: 0 a minute and 0 s in the second, whose mean length is not 0."""
    both = [session(ONE, name="a"), session([("away", 0, 1000)], name="b")]
    rows = told(time_budget(both, by_session=True), name="b")
    assert rows["code_count"].value == rows["code_time"].value == rows["code_share"].value == 0
    assert rows["code_duration"].value is None
    assert rows["code_duration"].reason == "there is none"
    pooled = told(time_budget(both))
    assert pooled["code_count"].value == 3
    assert pooled["code_share"].value == pytest.approx(16.875 / 120)


def test_points_have_no_length_but_gaps():
    """At 1, 3 and 7 s: gaps of 2 and 4 s, mean 3."""
    points = [("on", t, t) for t in (1000, 3000, 7000)]
    rows = told(time_budget(session(points)), name="visit")
    assert rows["code_count"].value == 3
    assert {rows[m].reason for m in ("code_time", "code_share", "code_duration")} == {
        "points have no length"
    }
    assert rows["code_gap"].value == 3.0


def test_a_gap_over_missing_time_is_not_known():
    """8 to 9 s could not be seen, between the first and the second look: one gap is left of two."""
    missing = [("?", 8000, 9000)]
    rows = told(time_budget(session(sorted([*ONE, *missing], key=lambda r: r[1]))), name="visit")
    assert rows["code_gap"].n == 1
    assert rows["code_gap"].value == 2.15
    assert rows["code_share"].value == pytest.approx(16.875 / 59)
    assert not told(time_budget(session([*ONE, *missing])), code="?", name="visit")


def test_without_rest_what_is_not_coded_is_not_seen():
    """16.875 s were coded and no more: the share is 1, and gaps are not known."""
    rows = told(time_budget(session(ONE, book=BOOK.replace('rest = "off"', ""))), name="visit")
    assert rows["code_share"].value == 1.0
    assert rows["code_gap"].reason == "no two of them in one stretch of observed time"


def test_a_code_of_the_codebook_that_nobody_used_counts_nought():
    """`away` stands in the codebook; `?` says "not codable" and is no behaviour."""
    rows = time_budget(session(ONE))
    assert {row.of for row in rows} == {"child/gaze: on", "child/gaze: away"}
    assert told(rows, code="away", name="visit")["code_count"].value == 0


def test_nothing_to_tell():
    assert time_budget([]) == ()


@given(
    st.lists(st.tuples(st.integers(1, 4000), st.integers(0, 3000)), min_size=1, max_size=12),
    st.integers(0, 50_000),
)
def test_shifted_in_time_it_is_the_same(lengths, shift):
    """Times, means, deviations and gaps know no clock; times add up to the time coded."""
    rows, at = [], 0
    for length, pause in lengths:
        rows.append(("on", at, at + length))
        at += length + pause
    moved = [(code, a + shift, b + shift) for code, a, b in rows]
    first, second = (
        told(time_budget(session(r, window=((r[0][1], r[-1][2]),))), name="visit")
        for r in (rows, moved)
    )
    assert [row.value for row in first.values()] == [row.value for row in second.values()]
    assert first["code_time"].value == pytest.approx(sum(b - a for _, a, b in rows) / 1000)
