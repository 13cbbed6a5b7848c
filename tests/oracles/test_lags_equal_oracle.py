"""Kernels and exact moments against the slow oracle."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slow_lags import (
    grid_returns,
    grid_visits,
    lagged_pairs,
    moments,
    window_tally,
    without_repeats,
)

from reattune.kernels.grid import returns, visits
from reattune.measures.dominance import decks
from reattune.measures.grid_cells import cell_rows
from reattune.measures.grid_sources import grid_of_segments
from reattune.measures.seq_permutation import permutation_test
from reattune.measures.seq_tables import lag_table, time_windows
from reattune.measures.sequences import NO_ONSET, code_sequences, paired_sequences

CODES = st.sampled_from(["a", "b", "c", None])
ROW = st.lists(CODES, max_size=30)


def pairs_of(table):
    return Counter(
        {
            (given, target): int(table.pooled[i, j])
            for i, given in enumerate(table.rows)
            for j, target in enumerate(table.columns)
            if table.pooled[i, j]
        }
    )


@given(first=ROW, second=ROW, lag=st.sampled_from([-2, -1, 1, 2, 3]))
def test_lag_counts_of_one_sequence(first, second, lag):
    table = lag_table(code_sequences({"1": first, "2": second}, codes=["a", "b", "c"]), lag=lag)
    assert pairs_of(table) == lagged_pairs(first, first, lag) + lagged_pairs(second, second, lag)


@given(both=st.lists(st.tuples(CODES, CODES), max_size=30), lag=st.integers(-3, 3))
def test_lag_counts_of_two_streams(both, lag):
    one, two = [a for a, _ in both], [b for _, b in both]
    table = lag_table(paired_sequences({"1": one}, {"1": two}), lag=lag)
    assert pairs_of(table) == lagged_pairs(one, two, lag)


@given(
    both=st.lists(st.tuples(CODES, CODES), max_size=30),
    low=st.integers(-3, 2),
    width=st.integers(1, 4),
)
def test_time_windows(both, low, width):
    one, two = [a for a, _ in both], [b for _, b in both]
    names = (["a", "b", "c"], ["a", "b", "c"])
    coded = paired_sequences({"1": one}, {"1": two}, codes=names)
    table = lag_table(time_windows(coded, "a", seconds=(low, low + width)), lag=0)
    expected = window_tally(one, two, code="a", low=low, high=low + width)
    for i, inside in enumerate((True, False)):
        for j, target in enumerate(table.columns):
            wanted = expected[inside, None if target == NO_ONSET else target]
            assert table.pooled[i, j] == wanted, (inside, target)


@settings(max_examples=25)
@given(codes=st.lists(st.sampled_from("abc"), min_size=3, max_size=7), lag=st.integers(1, 3))
def test_moments_are_those_of_all_orders(codes, lag):
    """Mean and covariance of all nine counts, diagonals too, at any lag: by enumeration."""
    if lag >= len(codes):
        return
    table = lag_table(code_sequences({"1": codes}, codes="abc"), lag=lag)
    (deck,) = decks(table)
    cells = [(i, j) for i in range(3) for j in range(3)]
    means, covariances = moments(codes, [("abc"[i], "abc"[j]) for i, j in cells], lag)
    np.testing.assert_allclose([deck.mean(cell) for cell in cells], means, atol=1e-12)
    ours = [[deck.covariance(one, two) for two in cells] for one in cells]
    np.testing.assert_allclose(ours, covariances, atol=1e-12)


@pytest.mark.parametrize("codes", ["abcab", "abacbc", "ababcb"])
def test_swaps_reach_only_orders_without_repeats_each_as_often(codes):
    """The chain's mean table is the mean over all orders in which neighbours differ."""
    table = lag_table(code_sequences({"1": list(codes)}, codes="abc"), no_repeats=True)
    valid = without_repeats(tuple(codes))
    wanted = np.zeros((3, 3))
    for order in valid:
        for a, b in pairwise(order):
            wanted["abc".index(a), "abc".index(b)] += 1 / len(valid)
    found = permutation_test(table, "bouts", permutations=20_000, seed=3, compiled=True)
    np.testing.assert_allclose(found.mean, wanted, atol=0.05)


SEGMENTS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(1, 5), st.sampled_from([0, 1, 2, None])), max_size=25
)


def laid_out(pieces):
    """Gap before, length, cell -> (onset, offset, cell)."""
    rows, t = [], 0
    for gap, length, cell in pieces:
        rows.append((t + gap, t + gap + length, cell))
        t += gap + length
    return rows


@given(SEGMENTS)
def test_visits_and_returns(pieces):
    rows = laid_out(pieces)
    expected, back = grid_visits(rows), grid_returns(rows)
    grid = grid_of_segments(
        {"s": [(a, b, [None if c is None else "xyz"[c]]) for a, b, c in rows]},
        variables=[("v", "xyz")],
    )
    cell, spans, stretch, events = visits(grid.cell, grid.spans, grid.stretch)
    ours = [(a, b, c, n) for c, (a, b), n in zip(cell, spans, events, strict=True)]
    assert ours == [row[:4] for row in expected]
    time, between = returns(cell, spans, stretch)
    for c in range(3):
        mine = (cell == c) & (time >= 0)
        assert list(zip(time[mine], between[mine], strict=True)) == back[c]


@given(SEGMENTS)
def test_cell_numbers_are_those_of_the_visits(pieces):
    rows = laid_out(pieces)
    expected, back = grid_visits(rows), grid_returns(rows)
    grid = grid_of_segments(
        {"s": [(a, b, [None if c is None else "xyz"[c]]) for a, b, c in rows]},
        variables=[("v", "xyz")],
    )
    found = {(row.measure, row.of.split(";")[0]): row for row in cell_rows(grid)}
    for c in range(3):
        own = [row for row in expected if row[2] == c]
        if not own:
            continue
        name = "xyz"[c]
        assert found["cell_duration", name].value == sum(b - a for a, b, *_ in own) / 1000
        assert found["cell_visits", name].value == len(own)
        assert found["cell_events", name].value == sum(row[3] for row in own)
        value = found["cell_return_time", name].value
        if back[c]:
            assert value == pytest.approx(sum(t for t, _ in back[c]) / len(back[c]) / 1000)
        else:
            assert value is None
