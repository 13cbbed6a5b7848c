"""Which bout of one coder is which of the other: by overlap, and by aligning the sequences."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from .agree_streams import Bout
from .intervals import Floats

Link = tuple[int, int]
"""Numbers of a bout of the first and of the second coder; -1 where the other has none."""

SHARE = 0.6
"""Overlap over the longer of two bouts from which they are one event (Holle & Rein)."""

_MATCH, _PAIR = 1 << 60, 1 << 40


def linked_by_overlap(
    first: Sequence[Bout], second: Sequence[Bout], *, share: float = SHARE, reach: int = 0
) -> list[Link]:
    """Link bouts that share ``share`` or more of the longer one, whatever their codes.

    With more than half of the longer one shared, no bout can have two such partners. Points are
    linked when they lie at most ``reach`` ms apart, the nearest first.

    Parameters
    ----------
    first, second
        In order of onset; bouts of one coder do not overlap.
    share
        Above .5.
    reach
        For point events, ms.

    References
    ----------
    Holle & Rein 2015, 10.3758/s13428-014-0506-7.
    """
    found = sorted(
        (-_share(first[i], second[j]), abs(first[i].onset - second[j].onset), i, j)
        for i, j in _near(first, second, reach)
        if _share(first[i], second[j]) >= share or (_is_point(first[i]) and _is_point(second[j]))
    )
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, i, j in found:
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)
    return _with_unmatched(partner, len(first), len(second))


def aligned(first: Sequence[Bout], second: Sequence[Bout], *, reach: int = 0) -> list[Link]:
    """Align two sequences of bouts: the order-keeping pairing with the fewest errors.

    An insertion or omission costs 1, a pair of different codes 1, a pair of the same code nothing;
    among equals the pairing with more agreements, then with more time shared. Only bouts that
    overlap, or whose onsets lie at most ``reach`` ms apart, can be a pair.

    Parameters
    ----------
    first, second
        In order of onset.
    reach
        Tolerance of onsets, ms.

    Notes
    -----
    Dynamic programming as in Needleman & Wunsch, over the pairs that are possible in time only:
    the best chain of pairs by a tree of maxima, ``O(pairs log bouts)``.

    References
    ----------
    Quera, Bakeman & Gnisci 2007, 10.3758/BF03192847.
    """
    size = len(second)
    best: list[tuple[int, int]] = [(0, -1)] * (size + 1)
    steps: list[tuple[int, int, int]] = []
    row: list[tuple[int, int, int]] = []
    previous = -1
    for i, j in _near(first, second, reach):
        if i != previous:
            _store(best, row)
            row, previous = [], i
        value, before = _best(best, j)
        same = first[i].code == second[j].code
        gain = (2 * _MATCH + _PAIR if same else _MATCH) + max(0, _overlap(first[i], second[j]))
        steps.append((i, j, before))
        row.append((j + 1, value + gain, len(steps) - 1))
    _store(best, row)
    _, at = _best(best, size)
    partner: dict[int, int] = {}
    while at >= 0:
        i, j, at = steps[at]
        partner[i] = j
    return _with_unmatched(partner, len(first), len(second))


def link_table(
    first: Sequence[Bout],
    second: Sequence[Bout],
    links: Sequence[Link],
    *,
    codes: Sequence[str],
    matched: int = 1,
) -> Floats:
    """Count linked codes; the last row and column are "not coded by the other".

    Parameters
    ----------
    first, second, links
        Bouts, and what belongs together.
    codes
        Names, in the table's order.
    matched
        How often a linked pair counts: 2 where bouts of both coders are counted (Holle & Rein).
    """
    number = {code: k for k, code in enumerate(codes)}
    table = np.zeros((len(codes) + 1, len(codes) + 1))
    for i, j in links:
        row = number[first[i].code] if i >= 0 else -1
        column = number[second[j].code] if j >= 0 else -1
        table[row, column] += matched if i >= 0 and j >= 0 else 1
    return table


def _near(first: Sequence[Bout], second: Sequence[Bout], reach: int) -> Iterator[Link]:
    """Go through the pairs that overlap or begin close together, in order."""
    onsets = [bout.onset for bout in second]
    ends = list(np.maximum.accumulate([bout.offset for bout in second])) if second else []
    for i, bout in enumerate(first):
        low = min(bisect_left(ends, bout.onset), bisect_left(onsets, bout.onset - reach))
        for j in range(low, len(second)):
            if onsets[j] > max(bout.offset, bout.onset + reach):
                break
            close = abs(onsets[j] - bout.onset) <= reach
            if close or _overlap(bout, second[j]) > 0:
                yield i, j


def _overlap(one: Bout, other: Bout) -> int:
    return min(one.offset, other.offset) - max(one.onset, other.onset)


def _is_point(bout: Bout) -> bool:
    return bout.onset == bout.offset


def _share(one: Bout, other: Bout) -> float:
    longer = max(one.offset - one.onset, other.offset - other.onset)
    return max(0, _overlap(one, other)) / longer if longer else 0.0


def _store(tree: list[tuple[int, int]], row: Sequence[tuple[int, int, int]]) -> None:
    """Put a row's chains into the tree only when the row is done: one bout, one partner."""
    for place, value, step in row:
        at = place
        while at < len(tree):
            if value > tree[at][0]:
                tree[at] = (value, step)
            at += at & -at


def _best(tree: list[tuple[int, int]], place: int) -> tuple[int, int]:
    found = (0, -1)
    while place > 0:
        if tree[place][0] > found[0]:
            found = tree[place]
        place -= place & -place
    return found


def _with_unmatched(partner: dict[int, int], first: int, second: int) -> list[Link]:
    taken = set(partner.values())
    return [
        *((i, partner.get(i, -1)) for i in range(first)),
        *((-1, j) for j in range(second) if j not in taken),
    ]
