"""Patterns of influence against CRAN dyadicMarkov 0.1.1 (numbers in ../shared/cases)."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from reattune.measures.actor_partner import (
    actor_partner_counts,
    influence_fits,
    influence_moments,
    influence_pattern,
    influence_tests,
)
from reattune.measures.seq_bivariate import PATTERNS, bivariate_counts, bivariate_influence
from reattune.measures.sequences import paired_sequences

CASE = "cases/dyadicmarkov_examples"


@pytest.fixture
def read(shared):
    def rows(name):
        with shared(f"{CASE}/{name}").open(encoding="utf-8") as file:
            return list(csv.DictReader(file))

    return rows


def streams(rows, first, second):
    one, other = ({"d": [row[name] for row in rows]} for name in (first, second))
    return paired_sequences(one, other, codes=("12", "12"))


def numbers(rows):
    return np.array([[float(row["next_1"]), float(row["next_2"])] for row in rows])


def test_counts_and_probabilities(read):
    """Own next state by (own, partner): 26 of 30 stay in 1 when both are in 1 (.867)."""
    counts = actor_partner_counts(streams(read("input.csv"), "FM", "SM"), person="given")[0]
    flat = counts.reshape(4, 2)
    np.testing.assert_array_equal(flat, numbers(read("expected_counts.csv")))
    shares = flat / flat.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, numbers(read("expected_mle.csv")), rtol=0, atol=1e-9)


def test_pattern_is_partner_only(read, shared):
    """PM (A3): without the partner's state the chain does not fit, without one's own it does.

    The package calls its tests likelihood ratios but takes Pearson's chi-square; ours are
    likelihood ratios: 25.46 and 1.84 with 2 df each, as worked out by its own formula for G^2.
    """
    assert "PM (A3)" in shared(f"{CASE}/expected_pattern.txt").read_text()
    coded = streams(read("input.csv"), "FM", "SM")
    counts = actor_partner_counts(coded, person="given")
    fits = influence_fits(counts)
    assert fits["actor only"] == (pytest.approx(25.464099388, abs=1e-8), 2)
    assert fits["partner only"] == (pytest.approx(1.836496869, abs=1e-8), 2)
    assert influence_pattern(influence_moments(counts)) == "partner only"
    assert influence_tests(coded, person="given")[-1].of == "partner only"


def test_bivariate_pattern(read, shared):
    """All four counts agree; the smallest criterion is D2, as printed."""
    rows = read("input_bivariate.csv")
    main, second = streams(rows, "FM_V1", "SM_V1"), streams(rows, "FM_V2", "SM_V2")
    counts = bivariate_counts(main, second, person="given")[0].reshape(16, 2)
    np.testing.assert_array_equal(counts, numbers(read("expected_counts_bivariate.csv")))
    printed = shared(f"{CASE}/expected_bivariate.txt").read_text()
    best = bivariate_influence(main, second, person="given")[0]
    assert best.of == f"D2: {PATTERNS['D2'][0]}"
    assert "actor on the main, actor partner on the second (D2)" in printed
