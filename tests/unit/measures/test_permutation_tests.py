"""Permutation tests: exact p, calibration, and that threads and compiling change nothing."""

from __future__ import annotations

from itertools import pairwise, permutations

import numpy as np
import pytest
from independent_streams import streams, uniform_distance, values_of_p

from reattune.errors import DefinitionError
from reattune.kernels import permute
from reattune.measures.seq_permutation import permutation_test
from reattune.measures.seq_tables import lag_table, time_windows, timed_events
from reattune.measures.sequences import code_sequences


def tables():
    rng = np.random.default_rng(1)
    events = {str(k): [str(c) for c in rng.integers(3, size=25)] for k in range(4)}
    events["1"][9] = None
    repeated = code_sequences(events)
    apart = code_sequences({"s": list("abcabcacbabc"), "t": list("bacbac")})
    two = streams(2)
    return [
        (lag_table(repeated), "codes"),
        (lag_table(repeated, lag=2), "codes"),
        (lag_table(apart, no_repeats=True), "bouts"),
        (lag_table(two, lag=1), "bouts"),
        (lag_table(two, lag=0), "shift"),
        (lag_table(two, lag=1), "dyads"),
        (lag_table(time_windows(two, "a"), lag=0), "bouts"),
        (lag_table(timed_events(two), lag=2), "shift"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_plain_compiled_and_threads_agree_to_the_bit(number):
    table, way = tables()[number]
    results = [
        permutation_test(table, way, permutations=39, seed=5, compiled=fast, threads=threads)
        for fast, threads in ((False, 1), (True, 1), (True, 3))
    ]
    for other in results[1:]:
        np.testing.assert_array_equal(results[0].above, other.above)
        np.testing.assert_array_equal(results[0].same_pooled, other.same_pooled)
        np.testing.assert_array_equal(results[0].mean, other.mean)
    different = permutation_test(table, way, permutations=39, seed=6, compiled=True)
    assert (different.mean != results[0].mean).any()


def test_p_of_a_shuffle_is_that_of_all_orders():
    """abab ab aa: how often "ab" comes at least so often, over all orders of 5 a and 3 b."""
    codes = "abababaa"
    observed = codes.count("ab")
    every = [sum(x == ("a", "b") for x in pairwise(order)) for order in permutations(codes)]
    exact = float(np.mean([count >= observed for count in every]))
    table = lag_table(code_sequences({"s": list(codes)}))
    found = permutation_test(table, "codes", permutations=20_000, seed=1, compiled=True)
    assert found.p("a", "b", tail="upper") == pytest.approx(exact, abs=0.01)
    assert found.p("a", "b", tail="upper", session="s") == found.p("a", "b", tail="upper")


def test_bouts_keep_their_lengths_and_never_meet_their_like():
    kind = np.array([0, 1, 2, 0, 1], dtype=np.int32)
    length = np.array([1, 2, 3, 4, 5], dtype=np.int32)
    fresh = np.array([True, False, False, False, False, True])
    order, at = np.arange(5, dtype=np.int32), np.array([0, 1, 2, 0, 1, -1], dtype=np.int32)
    d = permute.Words((1, 2, 3, 4))
    line = np.empty(15, dtype=np.int32)
    seen = set()
    for _ in range(200):
        permute.swap_some(order, (at, fresh), 3, d)
        assert at[:5].tolist() == kind[order].tolist()
        assert sorted(order.tolist()) == [0, 1, 2, 3, 4]
        assert all(kind[a] != kind[b] for a, b in pairwise(order.tolist()))
        permute.lay_out(order, (kind, length), (np.array([0, 15]), -1), line)
        assert np.bincount(line).tolist() == [5, 7, 3]
        seen.add(tuple(order.tolist()))
    assert len(seen) > 5


def test_onsets_of_a_layout():
    """Bouts b b a (lengths 2, 1, 2), cut after the third unit: onsets at 3 units only, not at 0."""
    kind, length = np.array([1, 1, 0], dtype=np.int32), np.array([2, 1, 2], dtype=np.int32)
    line = np.empty(5, dtype=np.int32)
    order = np.arange(3, dtype=np.int32)
    permute.lay_out(order, (kind, length), (np.array([0, 5]), 9), line)
    assert line.tolist() == [9, 9, 9, 0, 9]
    permute.lay_out(order, (kind, length), (np.array([0, 3, 5]), 9), line)
    assert line.tolist() == [9, 9, 9, 9, 9]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["codes", "bouts", "dyads"])
def test_p_is_uniform_when_nothing_follows_from_anything(way):
    """2,000 independent data sets: the p of "a, then b" is uniform (Kolmogorov, p above .01)."""
    assert uniform_distance(values_of_p(way, sets=2_000, seed=3)) < 1.63


def test_ways_that_do_not_fit_are_refused():
    two, one = lag_table(streams(3)), lag_table(code_sequences({"s": list("aab")}))
    with pytest.raises(DefinitionError, match="'codes' for two streams"):
        permutation_test(two, "codes")
    with pytest.raises(DefinitionError, match="'shift' for one sequence"):
        permutation_test(one, "shift")
    with pytest.raises(DefinitionError, match="events that repeat"):
        permutation_test(one, "bouts")
    with pytest.raises(DefinitionError, match="lag -1"):
        permutation_test(lag_table(two.coded, lag=-1), "bouts")
    single = lag_table(streams(3, sessions=2, hole=False))
    with pytest.raises(DefinitionError, match="none under 'dyads'"):
        permutation_test(single, "dyads", permutations=9).p("a", "a", session="0")


def test_rows_name_what_was_permuted_and_p_is_never_0():
    rows = list(permutation_test(lag_table(streams(4)), permutations=99).rows())
    assert len(rows) == 9
    assert all(0.01 <= row.value <= 1 for row in rows)
    assert rows[0].method.startswith("99 permutations, bouts in any order")
    empty = lag_table(code_sequences({"s": []}, codes="ab"))
    assert next(iter(permutation_test(empty).rows())).reason == "no pairs at this lag"
