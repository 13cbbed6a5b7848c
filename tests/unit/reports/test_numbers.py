"""Times, counts and estimates as people read them."""

from __future__ import annotations

import pytest

from reattune.measures import Estimate
from reattune.reports.numbers import (
    clock,
    clock_tenths,
    counted,
    percent,
    plural,
    shown,
)


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00"), (499, "0:00"), (500, "0:01"), (59_499, "0:59"), (59_500, "1:00"),
     (602_000, "10:02"), (3_599_499, "59:59"), (3_600_000, "1:00:00"), (45_296_000, "12:34:56")],
)  # fmt: skip
def test_clock_rounds_to_seconds_and_carries(ms, text):
    assert clock(ms) == text


@pytest.mark.parametrize(
    ("ms", "text"),
    [(0, "0:00.0"), (8_449, "0:08.4"), (8_450, "0:08.5"), (59_950, "1:00.0"), (59_949, "0:59.9"),
     (3_661_250, "1:01:01.3")],
)  # fmt: skip
def test_clock_tenths_carries_into_the_next_second(ms, text):
    assert clock_tenths(ms) == text


@pytest.mark.parametrize(
    ("noun", "many"),
    [("rupture", "ruptures"), ("mismatch", "mismatches"), ("bout", "bouts"), ("day", "days"),
     ("city", "cities")],
)  # fmt: skip
def test_nouns_of_definitions_have_plurals(noun, many):
    assert plural(noun) == many
    assert counted(1, noun) == f"1 {noun}"
    assert counted(1200, noun) == f"1,200 {many}"
    assert counted(0, noun) == f"0 {many}"


def test_a_small_share_is_never_shown_as_nothing():
    assert [percent(x) for x in (0, 0.001, 0.006, 0.5, 1)] == [
        "0 %",
        "<1 %",
        "1 %",
        "50 %",
        "100 %",
    ]


def test_the_parts_of_an_estimate_make_up_its_own_text():
    """3.21 s [2.1, 5] with n = 14 and 2 censored: cut at the bracket and at n."""
    row = Estimate("x", 3.21, "s", 14, "d", low=2.1, high=5.0, censored=2)
    parts = shown(row)
    assert parts == ("3.21 s", "[2.1, 5]", "n = 14, 2 censored", "")
    assert f"{parts.value} {parts.interval}, {parts.n}" == str(row)


def test_an_estimate_without_interval_or_value():
    assert shown(Estimate("x", 7.0, "count", 7, "d")) == ("7", "", "n = 7", "")
    none = shown(Estimate("x", None, "s", 0, "d", reason="no rupture"))
    assert none == ("", "", "n = 0", "no rupture")


def test_each_of_several_nouns_gets_its_plural():
    assert counted(1, "file or session") == "1 file or session"
    assert counted(4, "file or session") == "4 files or sessions"
