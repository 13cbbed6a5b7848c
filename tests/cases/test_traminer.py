"""Transition rates, entropies, turbulence and distances against R's TraMineR (CouplesCope)."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
import pytest

from reattune.measures.grid_cells import cell_rows
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.seq_rows import transition_probability
from reattune.measures.seq_shape import (
    complexity,
    entropy,
    hamming,
    optimal_matching,
    sequence_entropy,
    spells,
    substitution_costs,
    transitions,
    turbulence,
)
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences

CASE = "cases/traminer_couplescope"
CODES = ["0", "1", "2", "3"]


@pytest.fixture
def expected(shared):
    def read(name):
        with shared(f"{CASE}/expected_{name}.csv").open(encoding="utf-8") as file:
            return np.array([[float(x) for x in row[1:]] for row in list(csv.reader(file))[1:]])

    return read


@pytest.fixture
def couples(shared):
    with shared(f"{CASE}/CouplesCope_expanded.csv").open(encoding="utf-8") as file:
        return list(csv.reader(file))[1:]


@pytest.mark.parametrize(("lag", "name"), [(1, "seqtrate"), (2, "seqtrate_lag2")])
def test_transition_rates(couples, expected, lag, name):
    coded = code_sequences({str(k): row for k, row in enumerate(couples)}, codes=CODES)
    table = lag_table(coded, lag=lag)
    ours = [[transition_probability(table, a, b).value for b in CODES] for a in CODES]
    np.testing.assert_allclose(ours, expected(name), rtol=0, atol=1e-9)
    if lag == 1:
        np.testing.assert_array_equal(table.pooled, expected("seqtrate_count"))
        costs = substitution_costs(table.pooled)
        np.testing.assert_allclose(costs, expected("trate_sm"), rtol=0, atol=1e-9)


def test_each_couple(couples, expected):
    """Entropy (normalised, raw), transitions, turbulence, complexity, length, bouts."""
    ours = [
        (
            sequence_entropy(row, kinds=4),
            sequence_entropy(row, kinds=4, normalised=False),
            transitions(row),
            turbulence(row),
            complexity(row, kinds=4),
            len(row),
            len(spells(row)),
        )
        for row in couples
    ]
    np.testing.assert_allclose(ours, expected("indiv"), rtol=0, atol=1e-9)


def test_across_couples(couples, expected):
    """States and their entropy in each interval over the 64 couples."""
    columns = [Counter(column) for column in zip(*couples, strict=True)]
    shares = [[column[code] / len(couples) for code in CODES] for column in columns]
    np.testing.assert_allclose(shares, expected("cross_freq"), rtol=0, atol=1e-9)
    spread = [[entropy(column.values()) / np.log(4)] for column in columns]
    np.testing.assert_allclose(spread, expected("cross_entropy"), rtol=0, atol=1e-9)


def test_distances(couples, expected):
    six = [np.array([int(code) for code in row]) for row in couples[:6]]
    coded = code_sequences({str(k): row for k, row in enumerate(couples)}, codes=CODES)
    costs = substitution_costs(lag_table(coded).pooled)
    ours = [[optimal_matching(a, b, costs) for b in six] for a in six]
    np.testing.assert_allclose(ours, expected("om_first6"), rtol=0, atol=1e-9)
    plain = [[hamming(a.tolist(), b.tolist()) for b in six] for a in six]
    np.testing.assert_array_equal(plain, expected("ham_first6"))


def test_time_in_each_state_is_the_grids(couples, expected):
    """Durations of the grid of stress by coping are TraMineR's times in the joint states."""
    states = {"0": "--", "1": "s-", "2": "-c", "3": "sc"}
    wanted = expected("istatd")
    for k, row in enumerate(couples):
        segments = [(t, t + 1000, list(states[code])) for t, code in enumerate(row)]
        segments = [(1000 * t, 1000 * t + 1000, both) for t, _, both in segments]
        grid = grid_of_segments({str(k): segments}, variables=[("stress", "-s"), ("coping", "-c")])
        found = {r.of: r.value for r in cell_rows(grid) if r.measure == "cell_duration"}
        names = ("- / -", "s / -", "- / c", "s / c")
        assert [found.get(name, 0.0) for name in names] == wanted[k].tolist()
