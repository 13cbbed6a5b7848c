"""Span arithmetic against sets of single milliseconds."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from reattune.record import difference, intersection, length, union

spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))).map(union)


def cells(some):
    return {t for a, b in some for t in range(a, b)}


@given(spans, spans)
def test_spans_are_sets_of_time(a, b):
    assert cells(intersection(a, b)) == cells(a) & cells(b)
    assert cells(difference(a, b)) == cells(a) - cells(b)
    assert cells(union([*a, *b])) == cells(a) | cells(b)
    assert length(a) == len(cells(a))


@given(spans, spans)
def test_results_are_sorted_disjoint_and_never_touch(a, b):
    for result in (a, intersection(a, b), difference(a, b), union([*a, *b])):
        assert result == union(result)
        assert all(x[1] < y[0] for x, y in itertools.pairwise(result))
