"""Coded sequences, lag tables and their numbers, worked out by hand."""

from __future__ import annotations

import sys
from math import log, sqrt

import numpy as np
import pytest

from reattune.errors import DefinitionError, RecordError
from reattune.measures.contingency import fitted_counts
from reattune.measures.seq_change import homogeneity, stationarity
from reattune.measures.seq_few import moments
from reattune.measures.seq_odds import odds_ratio, pooled_odds_ratio, stratified_residual, yules_q
from reattune.measures.seq_rows import (
    adjusted_residual,
    lag_count,
    lag_odds_ratio,
    lag_rows,
    lag_tests,
    lag_yules_q,
    residual_p,
    transition_probability,
)
from reattune.measures.seq_shape import subsequences, turbulence
from reattune.measures.seq_tables import lag_table, time_windows, timed_events
from reattune.measures.seq_tails import NEEDS, chi_square_tail, student_tail
from reattune.measures.sequences import NO_ONSET, code_sequences, paired_sequences


def table_of(sequences):
    return lag_table(code_sequences(sequences))


def test_missing_codes_cut():
    """a b | a a: ab and aa; the missing code between b and a parts them."""
    table = table_of({"s": ["a", "b", None, "a", "a"]})
    assert lag_count(table, "a", "b").value == 1
    assert lag_count(table, "a", "a").value == 1
    assert table.pooled.sum() == 2
    assert lag_table(table.coded, lag=2).pooled.sum() == 0


def test_one_cell_worked_out():
    """aabab aab: after a (5): a 2, b 3; after b (2): a 2. ad - bc = 2 x 0 - 3 x 2.

    a then b: expected 5 x 3 / 7; residual (3 - 15/7) / sqrt(15/7 x 2/7 x 4/7); probability .6.
    """
    table = table_of({"s": list("aababaab")})
    assert table.pooled.tolist() == [[2, 3], [2, 0]]
    assert transition_probability(table, "a", "b").value == pytest.approx(0.6)
    expected = 15 / 7
    z = (3 - expected) / sqrt(expected * (2 / 7) * (4 / 7))
    assert adjusted_residual(table, "a", "b").value == pytest.approx(z)
    assert lag_yules_q(table, "a", "b").value == 1.0
    found = lag_odds_ratio(table, "a", "b")
    assert found.value == pytest.approx((3.5 * 2.5) / (2.5 * 0.5))
    assert "0.5 added" in found.method


def test_odds_ratio_with_woolfs_interval():
    """[[10, 20], [5, 40]]: 4; log 4 +- 1.96 sqrt(.1 + .05 + .2 + .025) = [1.2045, 13.2835]."""
    found = odds_ratio(np.array([[10.0, 20], [5, 40]]))
    assert found.value == pytest.approx(4)
    assert (found.low, found.high) == pytest.approx((1.20450, 13.28350), abs=1e-5)
    assert yules_q(np.array([[10.0, 20], [5, 40]])) == pytest.approx(0.6)


def test_mantel_haenszel_is_not_the_ratio_of_the_sum():
    """Two sessions, both without any association, with other base rates.

    [[9, 1], [9, 1]] and [[1, 9], [10, 90]]: each 1, so pooled 1; summed [[10, 10], [19, 91]] 4.8.
    """
    tables = np.array([[[9.0, 1], [9, 1]], [[1, 9], [10, 90]]])
    assert pooled_odds_ratio(tables).value == pytest.approx(1)
    assert odds_ratio(tables.sum(axis=0)).value == pytest.approx(910 / 190)
    assert stratified_residual(tables)[0] == pytest.approx(0, abs=1e-12)


def test_mantel_haenszel_interval_by_hand():
    """Robins, Breslow & Greenland, worked out for a table of 20 seen in two sessions.

    Each: R = 8 x 7 / 20 = 2.8, S = 3 x 2 / 20 = 0.3, P = 15 / 20, Q = 5 / 20; summed over both.
    Sessions that agree wholly say nothing of how they differ.
    """
    r, s, p, q = 5.6, 0.6, 0.75, 0.25
    variance = p / (2 * r) + (p * s + q * r) / (2 * r * s) + q / (2 * s)
    found = pooled_odds_ratio(np.array([[[8.0, 2], [3, 7]]] * 2))
    assert found.value == pytest.approx(5.6 / 0.6)
    assert log(found.high / found.low) == pytest.approx(2 * 1.959964 * sqrt(variance), abs=1e-6)


def test_two_sessions_that_differ_widen_the_interval():
    """R = 2.8, 2.4; S = 0.3, 0.4: each moves the logarithm by 2.8 / 5.2 - 0.3 / 0.7 = 0.10989.

    Squares 2 x 0.10989^2 x 2 / 1 = 0.048303, error 0.21978; Student's t of one degree is 12.7062.
    """
    found = pooled_odds_ratio(np.array([[[8.0, 2], [3, 7]], [[6, 4], [2, 8]]]))
    assert found.value == pytest.approx(5.2 / 0.7)
    assert log(found.high / found.low) == pytest.approx(2 * 12.7062 * 0.21978, rel=1e-4)
    assert found.method.endswith("clustered")


def test_structural_zeros():
    """Three codes that cannot repeat, margins 2, 3, 3: the fit has these margins and a 0 diagonal.

    abc ... : with all off-diagonal cells free the fitted table is symmetric when margins are.
    """
    margins = np.array([2.0, 3, 3])
    fitted = fitted_counts(margins, margins, ~np.eye(3, dtype=bool))
    np.testing.assert_allclose(fitted.sum(axis=0), margins, atol=1e-9)
    np.testing.assert_allclose(fitted, fitted.T, atol=1e-9)
    np.testing.assert_allclose(fitted[0], [0, 1, 1], atol=1e-9)
    np.testing.assert_allclose(fitted[1], [1, 0, 2], atol=1e-9)


def test_margins_that_no_table_has():
    with pytest.raises(DefinitionError, match="no table with these zeros"):
        fitted_counts(np.array([5.0, 1]), np.array([5.0, 1]), ~np.eye(2, dtype=bool))


def test_no_repeats_rows_and_df():
    """Three codes, no repeats: 6 cells less 5 parameters is 1 df; the diagonal is told apart."""
    table = lag_table(code_sequences({"s": list("abcabcacbabc")}), no_repeats=True)
    assert lag_tests(table)[0].of == "likelihood ratio, df 1"
    assert adjusted_residual(table, "a", "a").reason == "this code cannot follow that one"
    assert adjusted_residual(table, "a", "b").value is not None


def test_repeats_are_refused_where_none_can_be():
    with pytest.raises(DefinitionError, match="1 codes that follow themselves"):
        lag_table(code_sequences({"s": list("abba")}), no_repeats=True)


def test_lag_0_of_one_sequence_is_refused():
    with pytest.raises(DefinitionError, match="lag 0"):
        lag_table(code_sequences({"s": list("ab")}), lag=0)


def test_time_window():
    """Cry begins at 2 s and at 7 s; windows of 3 s: units 2-4 and 7-9; picked up at 4 and 6.

    Inside: 6 units, 1 onset; outside 4 units, 1 onset.
    """
    cry = "..xx...x.."
    held = "....h.h..."
    coded = paired_sequences({"s": list(cry)}, {"s": list(held)})
    table = lag_table(time_windows(coded, "x", seconds=(0, 3)), lag=0)
    inside = table.rows[0]
    assert inside == "0 to 3 s after onset of x"
    assert lag_count(table, inside, "h").value == 1
    assert lag_count(table, "elsewhere", "h").value == 1
    assert table.pooled.sum(axis=1).tolist() == [6, 4]


def test_window_does_not_reach_across_missing_time():
    coded = paired_sequences({"s": [*".x.", None, *".."]}, {"s": list(".....h")})
    table = lag_table(time_windows(coded, "x", seconds=(0, 10)), lag=0)
    assert lag_count(table, table.rows[0], "h").value == 0
    assert lag_count(table, "elsewhere", "h").value == 1


def test_timed_event_lag():
    """x begins at 1 s, y at 3 s: at lag 2 and no other; the first unit is no onset."""
    coded = timed_events(paired_sequences({"s": list("axxaaa")}, {"s": list("bbbyyb")}))
    assert coded.rows[-1] == coded.columns[-1] == NO_ONSET
    found = {k: lag_count(lag_table(coded, lag=k), "x", "y").value for k in range(4)}
    assert found == {0: 0, 1: 0, 2: 1, 3: 0}


def test_empty_windows_and_events_are_refused():
    coded = paired_sequences({"s": list("ab")}, {"s": list("ab")})
    with pytest.raises(DefinitionError, match="a window from 3 to 3 s"):
        time_windows(coded, "a", seconds=(3, 3))
    with pytest.raises(DefinitionError, match="no clock"):
        time_windows(code_sequences({"s": list("ab")}), "a")


def test_unknown_code_and_unequal_streams_are_refused():
    coded = code_sequences({"s": list("ab")})
    with pytest.raises(DefinitionError, match=r"no code 'z'.*a, b"):
        lag_count(lag_table(coded), "z", "a")
    with pytest.raises(RecordError, match="2 given and 3 target units"):
        paired_sequences({"s": list("ab")}, {"s": list("abc")})


def test_nothing_gives_reasons_not_zeros():
    table = lag_table(code_sequences({"s": []}, codes="ab"))
    values = {row.measure: row for row in lag_rows(table)}
    for measure in ("transition_probability", "adjusted_residual", "lag_odds_ratio", "residual_p"):
        assert values[measure].value is None
        assert values[measure].reason
    assert lag_tests(table)[0].reason == "no degree of freedom"


def test_homogeneity():
    """abab... against aabb...: the second session never has the first one's rule.

    s: after a 3 b, after b 2 a. t: after a: 1 a 2 b; after b: 1 a 1 b. G^2 by hand below, 2 df.
    """
    table = table_of({"s": list("ababab"), "t": list("aabbab")})
    assert table.counts.tolist() == [[[0, 3], [2, 0]], [[1, 2], [1, 1]]]
    g = 2 * (
        3 * log(3 / (3 * 5 / 6))
        + 2 * log(2 / (2 * 3 / 4))
        + 1 * log(1 / (3 * 1 / 6))
        + 2 * log(2 / (3 * 5 / 6))
        + 1 * log(1 / (2 * 3 / 4))
        + 1 * log(1 / (2 * 1 / 4))
    )
    value, p = homogeneity(table)
    assert value.of == "likelihood ratio, df 2"
    assert value.value == pytest.approx(g)
    assert p.value == pytest.approx(moments(table.counts).tail())


def test_stationarity_sees_a_change_of_rule():
    """abab... for 40, then aabb... for 40; and no change in abab... throughout."""
    changed = table_of({"s": list("ab" * 20 + "aabb" * 10)})
    same = table_of({"s": list("ab" * 40)})
    assert stationarity(changed)[1].value < 1e-6
    assert stationarity(same)[0].reason == "no degree of freedom"


def test_p_without_scipy_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    assert chi_square_tail(3.0, 2) is None
    assert student_tail(3.0, 2) is None
    value, p = lag_tests(table_of({"s": list("aabbabab")}))[:2]
    assert value.value is not None
    assert (p.value, p.reason) == (None, NEEDS)
    assert residual_p(table_of({"s": list("aabbabab")}), "a", "b").value is not None


def test_subsequences_and_turbulence():
    """abc has 8 subsequences, aba 7; one bout of 4: log2(2) + log2(1) = 1."""
    assert subsequences("abc") == 8
    assert subsequences("aba") == 7
    assert turbulence("aaaa") == 1
