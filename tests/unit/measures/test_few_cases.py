"""Chi-square by its exact mean and variance: by hand, and rejecting as often as it says."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest

from reattune.measures import homogeneity, influence_tests, stationarity
from reattune.measures.seq_few import Moments, moments, total
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences


def by_enumeration(table):
    """Mean and variance of chi-square over all orders of the column labels, as fractions."""
    rows = [i for i, row in enumerate(table) for _ in range(sum(row))]
    columns = [j for row in table for j, count in enumerate(row) for _ in range(count)]
    one, two, n = [sum(row) for row in table], [sum(c) for c in zip(*table, strict=True)], len(rows)
    values = []
    for order in permutations(columns):
        cells = dict.fromkeys(((i, j) for i in range(len(one)) for j in range(len(two))), 0)
        for cell in zip(rows, order, strict=True):
            cells[cell] += 1
        values.append(
            sum(
                (count - Fraction(one[i] * two[j], n)) ** 2 / Fraction(one[i] * two[j], n)
                for (i, j), count in cells.items()
            )
        )
    mean = sum(values) / len(values)
    return float(mean), float(sum((value - mean) ** 2 for value in values) / len(values))


@pytest.mark.parametrize(
    "table", [[[2, 1], [2, 0]], [[1, 1], [1, 1]], [[2, 0], [1, 1], [1, 2]], [[1, 2, 0], [1, 0, 3]]]
)
def test_mean_and_variance_are_those_of_all_orders(table):
    found = moments(np.array(table)[:, None, :])
    assert (found.mean, found.variance) == pytest.approx(by_enumeration(table))


def test_value_is_pearsons():
    """(10, 20 / 20, 10): every expected count 15, so 4 x 25 / 15."""
    found = moments(np.array([[10, 20], [20, 10]])[:, None, :])
    assert found.value == pytest.approx(100 / 15)


@pytest.mark.parametrize("table", [[[3, 0], [4, 0]], [[3, 4]], [[1, 1], [0, 1]], [[1, 1], [1, 0]]])
def test_tables_that_say_nothing_count_for_nothing(table):
    """One column, one row; or fewer than four cases, which have no variance in this form."""
    assert moments(np.array(table)[:, None, :]) == Moments()


def test_moments_add():
    assert total([Moments(1, 2, 3), Moments(4, 5, 6)]) == Moments(5, 7, 9)
    assert total([]).tail() is None


def test_a_large_table_is_plain_chi_square():
    """Of 20,000 cases the exact variance is that of chi-square with 1 degree of freedom: p .0455
    for 4.0."""
    found = moments(np.array([[5050, 4950], [4909, 5091]])[:, None, :])
    assert (found.mean, found.variance) == pytest.approx((1, 2), rel=1e-3)
    assert Moments(4.0, found.mean, found.variance).tail() == pytest.approx(0.0455, abs=2e-4)


def p_values(kind, *, studies, seed):
    """p of studies of 30 short dyads whose streams are independent (own state matters a little)."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(studies):
        one = {str(k): [str(x) for x in rng.integers(2, size=20)] for k in range(30)}
        two = {str(k): [str(x) for x in rng.integers(2, size=20)] for k in range(30)}
        if kind == "influence":
            coded = paired_sequences(one, two, codes=("01", "01"))
            rows = [r for r in influence_tests(coded) if r.unit == "p" and "neither" in r.of]
        else:
            table = lag_table(code_sequences(one, codes="01"))
            rows = homogeneity(table) if kind == "homogeneity" else stationarity(table)
        found.append(next(row.value for row in rows if row.unit == "p"))
    return np.array(found)


@pytest.mark.parametrize("kind", ["influence", "homogeneity", "stationarity"])
def test_tests_over_short_dyads_reject_as_often_as_they_say(kind):
    """400 studies in which nothing is to be found: 5 % at .05, within three standard errors
    (.033); likelihood ratios with the usual chi-square reject 8 to 19 %."""
    p = p_values(kind, studies=400, seed=7)
    assert abs(float(np.mean(p < 0.05)) - 0.05) < 0.033
    assert abs(float(np.mean(p < 0.5)) - 0.5) < 0.075
