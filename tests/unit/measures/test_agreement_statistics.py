"""Kappas, alpha, AC1 and ICC against published numbers and hand counts."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from reattune.measures.agree_alpha import alpha_of, coincidences, distances, intraclass
from reattune.measures.agree_tables import (
    cohen_kappa,
    gwet_ac1,
    kappa_max,
    nil_chance,
    nil_kappa,
    observed_agreement,
    one_against_rest,
    table_of,
    weighted_kappa,
    weights,
)
from reattune.measures.contingency import fitted_counts

KRIPPENDORFF = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, 0, 0, 0],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, 0, 3],
    [0, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 0],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, 0],
]
SHROUT = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]

tables = arrays(float, (3, 3), elements=st.integers(0, 30).map(float))


def test_cohen_by_hand():
    """Observed .70, chance .50: .40; the margins allow .80."""
    table = np.array([[20.0, 5], [10, 15]])
    assert cohen_kappa(table) == pytest.approx(0.4, abs=1e-12)
    assert kappa_max(table) == pytest.approx(0.8, abs=1e-12)


def test_weighted_by_hand():
    """1 - (2 / 12) / (62 / 144) = .6129; nominal weights are Cohen's."""
    table = np.array([[4.0, 1, 0], [1, 2, 1], [0, 1, 2]])
    assert weighted_kappa(table, weights(3)) == pytest.approx(1 - 24 / 62, abs=1e-12)
    nominal = weighted_kappa(table, weights(3, kind="nominal"))
    assert nominal == pytest.approx(float(cohen_kappa(table)), abs=1e-12)


def test_gwets_paradox():
    """[[118, 5], [2, 0]]: 94 % agree, kappa below 0, AC1 .9408 (Gwet 2008)."""
    table = np.array([[118.0, 5], [2, 0]])
    assert observed_agreement(table) == pytest.approx(0.944)
    assert cohen_kappa(table) == pytest.approx(-0.0233918, abs=1e-7)
    assert gwet_ac1(table) == pytest.approx(0.9407763, abs=1e-7)


def test_krippendorffs_example():
    """4 observers, 12 units, 7 codings missing: nominal .743, ordinal .815 (his paper; the
    `krippendorff` package gives .7434210526315790 and .8153875037548813).
    """
    pairs = coincidences(np.array(KRIPPENDORFF) - 1, 5)
    assert alpha_of(pairs) == pytest.approx(0.743421052631579, abs=1e-12)
    assert alpha_of(pairs, ordered=True) == pytest.approx(0.8153875037548813, abs=1e-12)
    assert pairs.sum() == 40


def test_krippendorffs_example_with_codes_that_are_numbers():
    """The same data: interval .849, ratio .797 (his paper)."""
    pairs = coincidences(np.array(KRIPPENDORFF) - 1, 5)
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    assert alpha_of(pairs, apart=distances(values, kind="interval")) == pytest.approx(
        0.849, abs=5e-4
    )
    assert alpha_of(pairs, apart=distances(values, kind="ratio")) == pytest.approx(0.797, abs=5e-4)
    assert distances([0.0, 2.0], kind="ratio").tolist() == [[0, 1], [1, 0]]


def test_krippendorffs_three_coders():
    """3 coders, 15 units, 18 codings missing: nominal .691, ordinal .807 (Krippendorff 2004)."""
    rows = ("*****3412113" + "3*3", "1*213343" + "*" * 7, "**21344*2113" + "3*4")
    values = np.array([[-1 if c == "*" else int(c) - 1 for c in row] for row in rows])
    assert (values < 0).sum() == 18
    pairs = coincidences(values, 4)
    assert alpha_of(pairs) == pytest.approx(0.691358024691358, abs=1e-12)
    assert alpha_of(pairs, ordered=True) == pytest.approx(0.8067214199413153, abs=1e-12)


def test_shrout_and_fleiss():
    """ICC(2,1) .29 and ICC(3,1) .71 of their table 2; intervals as pingouin gives them."""
    found = intraclass(SHROUT)
    assert found.agreement == pytest.approx(0.2897637795, abs=1e-9)
    assert found.consistency == pytest.approx(0.7148407148, abs=1e-9)
    assert found.agreement_low == pytest.approx(0.0187865, abs=1e-6)
    assert found.agreement_high == pytest.approx(0.7610844, abs=1e-6)
    assert (found.consistency_low, found.consistency_high) == pytest.approx(
        (0.3424648, 0.9458583), abs=1e-6
    )


@pytest.mark.parametrize("table", [[[1.0, 1.0]], [[2.0, 2.0], [2.0, 2.0]], [[1.0], [2.0]]])
def test_no_icc_where_nothing_varies(table):
    assert intraclass(table) is None


def test_what_neither_coded_is_a_structural_zero():
    """Chance fitted round the empty cell: the same as the general fit, .38667."""
    table = np.array([[6.0, 0, 1], [0, 2, 1], [1, 1, 0]])
    allowed = np.ones((3, 3), dtype=bool)
    allowed[2, 2] = False
    fitted = fitted_counts(table.sum(axis=1), table.sum(axis=0), allowed)
    assert nil_chance(table) == pytest.approx(np.trace(fitted) / 12, abs=1e-9)
    assert nil_chance(table) == pytest.approx(8 / 12 * 58 / 100, abs=1e-12)
    assert nil_kappa(table) == pytest.approx((8 / 12 - 0.3866666667) / (1 - 0.3866666667), abs=1e-9)


def test_one_code_is_not_estimable():
    assert np.isnan(cohen_kappa(np.array([[7.0, 0], [0, 0]])))
    assert np.isnan(cohen_kappa(np.array([[7.0]])))
    assert np.isnan(gwet_ac1(np.array([[7.0]])))
    assert np.isnan(alpha_of(coincidences(np.zeros((2, 5), dtype=int), 1)))


@given(tables)
def test_relabelling_and_swapping_coders_change_nothing(table):
    order = [2, 0, 1]
    for statistic in (cohen_kappa, gwet_ac1, kappa_max, observed_agreement):
        value = statistic(table)
        np.testing.assert_allclose(statistic(table[order][:, order]), value, atol=1e-9)
        np.testing.assert_allclose(statistic(table.T), value, atol=1e-9)
    np.testing.assert_allclose(
        weighted_kappa(table[::-1, ::-1], weights(3)), weighted_kappa(table, weights(3)), atol=1e-9
    )


@given(tables)
def test_many_tables_at_once_are_each_alone(table):
    both = np.stack([table, table.T])
    for statistic in (cohen_kappa, gwet_ac1):
        np.testing.assert_allclose(statistic(both)[1], statistic(table.T), atol=1e-12)
    folded = one_against_rest(both, 1)
    assert folded.shape == (2, 2, 2)
    np.testing.assert_allclose(folded.sum(axis=(1, 2)), both.sum(axis=(1, 2)))


@given(st.lists(st.integers(0, 2), min_size=2, max_size=40))
def test_identical_coders_agree_wholly(row):
    table = table_of(row, row, 3)
    alpha = alpha_of(coincidences([row, row], 3))
    for value in (cohen_kappa(table), gwet_ac1(table), alpha):
        assert np.isnan(value) or value == pytest.approx(1)
