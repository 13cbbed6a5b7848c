"""Sequential analysis against CRAN LagSequential 0.1.1 (numbers in ../shared/cases).

Its counts, expected counts, probabilities, adjusted residuals, Yule's Q and likelihood ratio agree
to 1e-9, and so do its kappas for different codes at lag 1. Where it differs it errs; each
difference is a test here: what it does, worked out again, gives its number.
"""

from __future__ import annotations

import csv
from math import sqrt

import numpy as np
import pytest

from reattune.errors import DefinitionError
from reattune.measures.contingency import adjusted_residuals, expected_counts, fitted_counts
from reattune.measures.dominance import bidirectional_kappa, two_cell_kappa, unidirectional_kappa
from reattune.measures.seq_moments import Deck
from reattune.measures.seq_rows import (
    lag_tests,
    lag_yules_q,
    residual_p,
    transition_probability,
)
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences

BAKEMAN = ("lagseq_bakeman_quera_2011_lag1", "bq2011_codes.txt", 1, 1)
WAMPOLD = ("lagseq_wampold1982_sequential", "wampold1982.txt", 1, 2)
SINGLE = [
    BAKEMAN,
    ("lagseq_bakeman_quera_2011_lag2", "bq2011_codes.txt", 2, 1),
    ("lagseq_bakeman_quera_2011_lag3", "bq2011_codes.txt", 3, 1),
    WAMPOLD,
]


def matrix(path):
    with path.open(encoding="utf-8") as file:
        return np.array([[float(x) for x in row[1:]] for row in list(csv.reader(file))[1:]])


@pytest.fixture
def case(shared):
    def read(folder, file, lag=1):
        codes = shared(f"cases/{folder}/{file}").read_text().split()
        table = lag_table(code_sequences({"s": codes}, codes=sorted(set(codes))), lag=lag)
        return table, lambda name: matrix(shared(f"cases/{folder}/expected_{name}.csv"))

    return read


def each(table, number):
    values = [[number(a, b) for b in table.columns] for a in table.rows]
    return np.array([[np.nan if v is None else v for v in row] for row in values])


@pytest.mark.parametrize("spec", SINGLE)
def test_tables_residuals_and_q(case, spec):
    """Counts, expected, probabilities, residuals with p, Yule's Q, likelihood ratio with df, p."""
    folder, file, lag, tails = spec
    table, expected = case(folder, file, lag)
    ours = {
        "freqs": table.pooled,
        "expfreqs": table.expected,
        "adjres": table.residuals,
        "probs": each(table, lambda a, b: transition_probability(table, a, b).value),
        "p": each(table, lambda a, b: residual_p(table, a, b, tails=tails).value),
        "YulesQ": each(table, lambda a, b: lag_yules_q(table, a, b).value),
    }
    for name, values in ours.items():
        np.testing.assert_allclose(values, expected(name), rtol=0, atol=1e-9, err_msg=name)
    value, df, p = expected("chi")[0]
    row, tail = lag_tests(table)[:2]
    assert row.of == f"likelihood ratio, df {df:g}"
    assert (row.value, tail.value) == pytest.approx((value, p), abs=1e-9)


def kappas(table, tails):
    found = {
        (a, b): unidirectional_kappa(table, a, b, tails=tails)
        for a in table.rows
        for b in table.rows
    }
    return [each(table, lambda a, b, k=k: found[a, b][k].value) for k in range(3)]


@pytest.mark.parametrize("spec", [BAKEMAN, WAMPOLD])
def test_kappas_of_different_codes(case, spec):
    folder, file, lag, tails = spec
    table, expected = case(folder, file, lag)
    apart = ~np.eye(len(table.rows), dtype=bool)
    for name, values in zip(("kappas", "z", "pk"), kappas(table, tails), strict=True):
        np.testing.assert_allclose(
            values[apart], expected(name)[apart], rtol=0, atol=1e-9, err_msg=name
        )


@pytest.mark.parametrize("spec", [BAKEMAN, WAMPOLD])
def test_kappas_of_a_code_after_itself_differ(case, spec):
    """The package expects n n / N repeats; all orders of n codes in N places give n (n - 1) / N.

    Its z is (T - n n / N) / sqrt(n^2 (N - n)^2 / (N^2 (N - 1))), worked out here; ours is exact
    (against all orders in tests/oracles).
    """
    folder, file, lag, tails = spec
    table, expected = case(folder, file, lag)
    n = np.bincount(table.coded.given)
    size = n.sum()
    repeats = np.diag(table.pooled)
    theirs = (repeats - n * n / size) / np.sqrt(n**2 * (size - n) ** 2 / (size**2 * (size - 1)))
    np.testing.assert_allclose(theirs, np.diag(expected("z")), rtol=0, atol=1e-9)
    ours = np.diag(kappas(table, tails)[1])
    assert (ours > theirs).all()
    np.testing.assert_allclose(ours, theirs, atol=0.25)


@pytest.mark.parametrize("spec", SINGLE[1:3])
def test_kappas_at_later_lags_differ(case, spec):
    """At lag k the package counts only one of the k last codes, and takes lag-1 moments.

    With its totals (first 75 - k codes and the last) and lag-1 moments we get its z.
    """
    folder, file, lag, tails = spec
    table, expected = case(folder, file, lag)
    codes = table.coded.given
    totals = np.bincount(codes[:-lag], minlength=5) + np.bincount(codes[-1:], minlength=5)
    size = int(totals.sum())
    deck = Deck(tuple(totals.tolist()), size, size - 1, size - 2)
    apart = [(i, j) for i in range(5) for j in range(5) if i != j]
    theirs = [
        (table.pooled[cell] - deck.mean(cell)) / sqrt(deck.covariance(cell, cell)) for cell in apart
    ]
    wanted = [expected("z")[cell] for cell in apart]
    np.testing.assert_allclose(theirs, wanted, rtol=0, atol=1e-9)
    ours = kappas(table, tails)[1]
    np.testing.assert_allclose([ours[cell] for cell in apart], wanted, atol=0.2)


def test_bidirectional(case):
    """All pairs of different codes; a code and itself is no pair (the package doubles its count).

    For equal totals the package divides by the largest possible sum even below chance, where
    kappa is (T - E) / E: this touches none of the pairs of different codes here.
    """
    table, expected = case("lagseq_wampold1982_bidirectional", "wampold1982.txt")
    both = table.pooled + table.pooled.T
    np.testing.assert_array_equal(both, expected("bifreqs"))
    for i, a in enumerate(table.rows):
        for j, b in enumerate(table.rows):
            rows = bidirectional_kappa(table, a, b, tails=1)
            if i == j:
                assert rows[0].value is None
                continue
            wanted = [expected(name)[i, j] for name in ("kappas", "z", "pk")]
            assert [row.value for row in rows] == pytest.approx(wanted, abs=1e-9)


def test_two_cells(case):
    """6 to 1 and 3 to 4: 4 observed, 8 expected, kappa -.5, z -1.698, one-tailed p .045.

    The package counts the last code twice; that is code 5, which takes no part here.
    """
    table, expected = case("lagseq_wampold1982_twocells", "wampold1982.txt")
    rows = two_cell_kappa(table, ("6", "1"), ("3", "4"), tails=1)
    wanted = [expected(name)[0, 0] for name in ("kappa", "z", "pk")]
    assert [row.value for row in rows] == pytest.approx(wanted, abs=1e-9)


def test_structural_zeros(case):
    """The case has repeats where none can be: we refuse it; the package warns and goes on.

    With its margins (repeats counted) our fit is its fit, but for its stop at 1e-4 a margin; from
    its fitted counts our residuals are its residuals. Its p is not that of these residuals (it was
    computed before the fit) and its likelihood ratio is negative.
    """
    table, expected = case("lagseq_wampold1982_no_repeats", "wampold1982.txt")
    with pytest.raises(DefinitionError, match="27 codes that follow themselves"):
        lag_table(table.coded, no_repeats=True)
    allowed = ~np.eye(6, dtype=bool)
    counts = table.pooled
    fitted = fitted_counts(
        counts.sum(axis=1).astype(float), counts.sum(axis=0).astype(float), allowed
    )
    np.testing.assert_allclose(fitted, expected("expfreqs"), rtol=0, atol=1e-3)
    theirs = adjusted_residuals(counts, expected("expfreqs"), allowed)
    np.testing.assert_allclose(theirs[allowed], expected("adjres")[allowed], rtol=0, atol=1e-9)
    z = expected("adjres")[0, 1]
    assert expected("p")[0, 1] == pytest.approx(0.68964, abs=1e-5)
    assert abs(z) == pytest.approx(1.33759, abs=1e-5)  # whose two-tailed p is .181
    assert expected("chi")[0, 0] < 0


def test_published_example_has_the_books_margins(case):
    """Bakeman & Quera 2011, p. 159: 74 pairs of 75 codes, 16 after Chat."""
    table, _ = case(*BAKEMAN[:3])
    assert table.pooled.sum() == 74
    assert table.pooled.sum(axis=1).tolist() == [16, 14, 19, 15, 10]
    np.testing.assert_allclose(expected_counts(table.pooled), table.expected)
