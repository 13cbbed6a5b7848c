"""Dependence, dominance and two-cell tests, worked out by hand."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import pytest

from reattune.errors import DefinitionError
from reattune.measures.dominance import (
    bidirectional_kappa,
    nonparallel_dominance,
    parallel_dominance,
    two_cell_kappa,
    unidirectional_kappa,
)
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences

TEXT = "abcabcabacbbcaab"
"""16 codes: 6 a, 6 b, 4 c."""


@pytest.fixture
def table():
    return lag_table(code_sequences({"s": list(TEXT)}, codes="abc"))


def count(one, other):
    return sum(1 for x, y in pairwise(TEXT) if (x, y) == (one, other))


def test_unidirectional(table):
    """a to b: T 4, E = 36/16, largest 6; z over sqrt(6 6 10 10 / (16^2 15))."""
    t, e = count("a", "b"), 36 / 16
    kappa, z, _ = unidirectional_kappa(table, "a", "b")
    assert kappa.value == pytest.approx((t - e) / (6 - e))
    assert z.value == pytest.approx((t - e) / sqrt(6 * 6 * 10 * 10 / (16**2 * 15)))


def test_a_code_after_itself(table):
    """a to a: E = 6 x 5 / 16, largest 5 (not 36/16 and 6)."""
    t, e = count("a", "a"), 30 / 16
    assert unidirectional_kappa(table, "a", "a")[0].value == pytest.approx((t - e) / e)


def test_parallel_dominance_by_wampolds_formulas(table):
    """a to c (1) and c to a (3): E 1.5; lowered and raised: case 4, T1 + T2 against 2 E."""
    t1, t2, e = count("a", "c"), count("c", "a"), 24 / 16
    assert t1 < e < t2
    kappa, z, _ = parallel_dominance(table, "a", "c")
    assert "case 4" in kappa.method
    strength = -(t1 + t2 - 2 * e)
    assert strength < 0  # c to a is further from chance: its largest count scales
    assert kappa.value == pytest.approx(strength / (4 - e))
    n, i, j = 16, 6, 4
    variance = 2 * i * j * (i * j + (n - i) * (n - j) - n) / (n**2 * (n - 1))
    assert z.value == pytest.approx(strength / sqrt(variance))


def test_parallel_dominance_in_one_direction():
    """abab...c: both raised (case 1): variance 2 n m (N - n - m + 1) / (N (N - 1))."""
    text = "ababababccccab"
    table = lag_table(code_sequences({"s": list(text)}, codes="abc"))
    n, i, j = 14, 5, 5
    t1, t2 = 5, 3
    kappa, z, _ = parallel_dominance(table, "a", "b")
    assert "case 1" in kappa.method
    assert kappa.value == pytest.approx((t1 - t2) / (5 - 25 / 14))
    variance = 2 * i * j * (n - i - j + 1) / (n * (n - 1))
    assert z.value == pytest.approx((t1 - t2) / sqrt(variance))


def test_swapping_the_sides_turns_the_sign(table):
    """Dominance of one over the other is minus that of the other over the one, also when z is."""
    for one, other in (("a", "b"), ("b", "c"), ("a", "c")):
        first = parallel_dominance(table, one, other)
        second = parallel_dominance(table, other, one)
        assert [row.value for row in first[:2]] == pytest.approx([-row.value for row in second[:2]])
    first = nonparallel_dominance(table, ("a", "b"), ("b", "c"))
    second = nonparallel_dominance(table, ("b", "c"), ("a", "b"))
    assert first[0].value == pytest.approx(-second[0].value)


def test_nonparallel_variance_is_wampolds_for_four_codes():
    """i to j, k to L all different: his formula for the same direction."""
    text = "abcdabcdbadcabcdab"
    table = lag_table(code_sequences({"s": list(text)}, codes="abcd"))
    n = len(text)
    i, j, k, m = (text.count(code) for code in "abcd")
    t1, t2 = text.count("ab"), text.count("cd")
    observed = k * m * t1 - i * j * t2
    variance = (i * j * k * m) * (
        n * i * j + n * k * m - i * j * k - i * j * m - i * k * m - j * k * m
    )
    z = observed / sqrt(variance / (n * (n - 1)))
    assert nonparallel_dominance(table, ("a", "b"), ("c", "d"))[1].value == pytest.approx(z)


def test_sessions_are_pooled_with_their_own_chance():
    """The same session twice: twice the difference, sqrt 2 times the z, the same kappa."""
    once = lag_table(code_sequences({"s": list(TEXT)}, codes="abc"))
    twice = lag_table(code_sequences({"s": list(TEXT), "t": list(TEXT)}, codes="abc"))
    one, two = (bidirectional_kappa(table, "a", "b") for table in (once, twice))
    assert two[0].value == pytest.approx(one[0].value)
    assert two[1].value == pytest.approx(sqrt(2) * one[1].value)


def test_what_cannot_be_told_says_why(table):
    assert bidirectional_kappa(table, "a", "a")[0].reason
    assert two_cell_kappa(table, ("a", "b"), ("a", "b"))[0].reason == "twice the same transition"
    only = lag_table(code_sequences({"s": list("aaaa")}, codes="ab"))
    assert unidirectional_kappa(only, "a", "a")[0].reason == "chance cannot vary this count"
    assert parallel_dominance(only, "a", "b")[0].value is None


def test_two_streams_are_refused():
    streams = paired_sequences({"s": list("ab")}, {"s": list("ab")})
    with pytest.raises(DefinitionError, match="two streams"):
        unidirectional_kappa(lag_table(streams), "a", "b")
