"""Shares of matched time and their chance levels."""

from __future__ import annotations

import numpy as np
import pytest
from toy_visits import episodes, visit

from reattune.errors import RecordError
from reattune.measures import (
    coded_time,
    match_chance,
    match_proportion,
    mismatch_proportion,
    neither_proportion,
)
from reattune.measures.matching import matches_by_shift

SAME = "match.same_state"


def half_matched():
    """Build 100 s: both positive, then child neutral beside a positive caregiver, 5 s in turn."""
    child = [("positive", 5), ("neutral", 5)] * 10
    return visit(child, [("positive", 100)])


def test_shares_by_hand():
    """60 s coded of both: positive/positive 20 s match, neutral/positive 30 s not, asleep 10 s.

    match 1/3, mismatch 1/2, neither 1/6; the caregiver's last 40 s alone are no denominator.
    """
    found = episodes(
        visit([("positive", 20), ("neutral", 30), ("asleep", 10)], [("positive", 100)]),
        definition=SAME,
    )
    assert coded_time(found).value == 60.0
    assert match_proportion(found).value == pytest.approx(1 / 3)
    assert mismatch_proportion(found).value == pytest.approx(1 / 2)
    assert neither_proportion(found).value == pytest.approx(1 / 6)


def test_interval_holds_the_value_and_is_named():
    """Matched 0 to 30 s and 60 to 80 s of 100 s."""
    child = [("positive", 30), ("neutral", 30), ("positive", 20), ("neutral", 20)]
    found = match_proportion(episodes(visit(child, [("positive", 100)]), definition=SAME))
    assert found.value == 0.5
    assert 0 < found.low < 0.5 < found.high < 1
    assert found.method == "bootstrap over 10 blocks"
    assert found.definition == SAME


def test_all_matched_has_an_interval_with_width():
    """100 s matched in 10 blocks of 10 s: Wilson of 10 of 10 begins at .7225."""
    found = match_proportion(
        episodes(visit([("positive", 100)], [("positive", 100)]), definition=SAME)
    )
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(0.7225, abs=5e-5)


def test_too_short_for_an_interval():
    """8 s make two blocks of at least 5 s."""
    found = match_proportion(episodes(visit([("positive", 8)], [("positive", 8)]), definition=SAME))
    assert (found.value, found.low, found.high) == (1.0, None, None)
    assert "fewer than 3 blocks" in found.method


def test_no_match_in_the_definition():
    found = episodes(half_matched(), definition="respond.prompt")
    for row in (match_proportion(found), mismatch_proportion(found), *match_chance(found)):
        assert row.value is None
        assert "does not say what a match is" in row.reason


def test_no_time_of_both():
    """The child is coded for the first 10 s, the caregiver only after that."""
    found = episodes(visit([("positive", 10)], [("", 10), ("positive", 10)]), definition=SAME)
    assert coded_time(found).value == 0.0
    for row in (match_proportion(found), *match_chance(found)):
        assert (row.value, row.reason) == (None, "no time in which both are coded")


def test_marginals_by_hand():
    """Child positive half of the time, caregiver always: .5 x 1 of positive/positive."""
    marginals, shifted = match_chance(episodes(half_matched(), definition=SAME))
    assert marginals.value == pytest.approx(0.5)
    assert shifted.value == pytest.approx(0.5)
    assert (shifted.low, shifted.high) == (0.5, 0.5)


def test_marginals_of_two_states():
    """Child positive 40 of 100 s, else neutral; caregiver positive 50 s, else pause.

    .4 x .5 (positive) + .6 x .5 (neutral beside pause) = .5.
    """
    found = episodes(
        visit([("positive", 40), ("neutral", 60)], [("positive", 50), ("pause", 50)]),
        definition=SAME,
    )
    assert match_chance(found)[0].value == pytest.approx(0.5)


def test_chance_is_within_sessions():
    """Each session is matched all the time by its own marginals; across them it would be .5."""
    one = visit([("positive", 50)], [("positive", 50)], name="a")
    two = visit([("neutral", 50)], [("pause", 50)], name="b")
    marginals, shifted = match_chance(episodes(one, two, definition=SAME))
    assert marginals.value == pytest.approx(1.0)
    assert shifted.value == pytest.approx(1.0)


def test_mirrored_streams_lie_outside_chance():
    """The caregiver is always with the child, in bouts of uneven length: far above any shift."""
    lengths = [7, 3, 11, 5, 2, 13, 4, 9, 6, 8, 12, 3, 10, 5]
    child = [(("positive", "neutral")[i % 2], n) for i, n in enumerate(lengths)]
    caregiver = [(("positive", "pause")[i % 2], n) for i, n in enumerate(lengths)]
    found = episodes(visit(child, caregiver), definition=SAME)
    assert match_proportion(found).value == 1.0
    assert match_chance(found)[1].high < 0.9


def test_every_shift_by_brute_force():
    """The cross-correlation counts what moving the caregiver's cells by hand counts."""
    found = episodes(
        visit(
            [("positive", 1.3), ("neutral", 0.9), ("averted", 2.1), ("positive", 0.7)],
            [("positive", 0.8), ("pause", 1.7), ("still", 1.1), ("positive", 1.4)],
        ),
        definition=SAME,
    )
    reading, definition = found.readings[0], found.definition
    child, other = [], []
    for onset, offset, c, g in reading.segments():
        child += [reading.child_states[c]] * ((offset - onset) // 100)
        other += [reading.caregiver_states[g]] * ((offset - onset) // 100)
    expected = [
        sum(definition.matched(c, g) for c, g in zip(child, np.roll(other, -k), strict=True))
        for k in range(len(child))
    ]
    assert len(expected) == 50
    np.testing.assert_array_equal(matches_by_shift(reading, definition), expected)


def test_too_short_to_shift():
    marginals, shifted = match_chance(
        episodes(visit([("positive", 0.5)], [("positive", 0.5)]), definition=SAME)
    )
    assert marginals.value == 1.0
    assert "too little coded time" in shifted.reason


def test_two_sessions_of_one_name_are_refused():
    with pytest.raises(RecordError, match="2 sessions named 'visit'"):
        match_proportion(episodes(half_matched(), half_matched(), definition=SAME))
