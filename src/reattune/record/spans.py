"""Stretches of time as sorted tuples of half-open ``(onset, offset)`` in integer milliseconds."""

from __future__ import annotations

from collections.abc import Iterable

from .coding import Span

Spans = tuple[Span, ...]
"""Sorted, disjoint, not touching, none empty."""


def union(spans: Iterable[Span]) -> Spans:
    """Merge overlapping and touching spans; empty ones vanish."""
    merged: list[Span] = []
    for onset, offset in sorted(spans):
        if offset <= onset:
            continue
        if merged and onset <= merged[-1][1]:
            if offset > merged[-1][1]:
                merged[-1] = (merged[-1][0], offset)
        else:
            merged.append((onset, offset))
    return tuple(merged)


def intersection(first: Spans, second: Spans) -> Spans:
    """Return the time that lies in both."""
    common: list[Span] = []
    i = j = 0
    while i < len(first) and j < len(second):
        onset = max(first[i][0], second[j][0])
        offset = min(first[i][1], second[j][1])
        if onset < offset:
            common.append((onset, offset))
        if first[i][1] < second[j][1]:
            i += 1
        else:
            j += 1
    return tuple(common)


def difference(first: Spans, second: Spans) -> Spans:
    """Return the time of ``first`` that is not in ``second``."""
    left: list[Span] = []
    j = 0
    for onset, offset in first:
        while j < len(second) and second[j][1] <= onset:
            j += 1
        k, cursor = j, onset
        while k < len(second) and second[k][0] < offset:
            if cursor < second[k][0]:
                left.append((cursor, second[k][0]))
            cursor = max(cursor, second[k][1])
            k += 1
        if cursor < offset:
            left.append((cursor, offset))
    return tuple(left)


def length(spans: Spans) -> int:
    """Total milliseconds."""
    return sum(offset - onset for onset, offset in spans)
