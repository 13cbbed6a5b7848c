"""Tests on counts of transitions when all orders of the codes are equally likely.

Unidirectional and bidirectional dependence, dominance and two-cell tests are sums and differences
of transition counts, whose moments are in ``seq_moments``; several sessions are pooled by summing
counts and moments, each session shuffled within itself.

References
----------
Wampold & Margolin 1982, 10.1037/0033-2909.92.3.755; Wampold 1984, 10.1037/0033-2909.96.2.424
(dominance); Wampold 1989, 1992 (kappas).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .estimates import Estimate
from .seq_moments import Cell, Deck, Test, decks, tested
from .seq_tables import LagTable
from .seq_tails import normal_tail

_AS_CHANCE = 1e-9
_METHOD = "exact moments of all orders"
_SELF = "a code and itself: see unidirectional_kappa"


def unidirectional_kappa(
    table: LagTable, given: str, target: str, *, tails: int = 2
) -> tuple[Estimate, Estimate, Estimate]:
    """Dependence of the target on the given code: kappa, z and p.

    ``kappa = (T - E) / (max - E)`` when the count T is above the expected E, ``(T - E) / E``
    below: 1 as often as the totals allow, 0 chance, -1 never. ``E = n_i n_j / N`` for different
    codes at lag 1, ``n_i (n_i - 1) / N`` for a code after itself.
    """
    cell = _cell(table, given, target)
    test = tested(table, {cell: 1.0})
    most = sum(deck.most(cell) for deck in decks(table))
    name = f"{given} → {target}"
    return _rows(table, "unidirectional_kappa", name, found=(_kappa(test, most), test), tails=tails)


def bidirectional_kappa(
    table: LagTable, one: str, other: str, *, tails: int = 2
) -> tuple[Estimate, Estimate, Estimate]:
    """Dependence in both directions taken together: one after the other, or the other after one.

    T is the sum of both counts. Not estimable for a code and itself.
    """
    cell = _cell(table, one, other)
    back = cell[1], cell[0]
    name = f"{one} ↔ {other}"
    if one == other:
        return _none(table, "bidirectional_kappa", name, _SELF)
    test = tested(table, {cell: 1.0, back: 1.0})
    most = sum(_most_both(deck, cell) for deck in decks(table))
    return _rows(table, "bidirectional_kappa", name, found=(_kappa(test, most), test), tails=tails)


def two_cell_kappa(
    table: LagTable, first: tuple[str, str], second: tuple[str, str], *, tails: int = 2
) -> tuple[Estimate, Estimate, Estimate]:
    """Two transitions together: whether one or the other comes more often than by chance."""
    one, two = _cell(table, *first), _cell(table, *second)
    name = f"{first[0]} → {first[1]} and {second[0]} → {second[1]}"
    if one == two:
        return _none(table, "two_cell_kappa", name, "twice the same transition")
    test = tested(table, {one: 1.0, two: 1.0})
    most = sum(deck.most(one) + deck.most(two) for deck in decks(table))
    return _rows(table, "two_cell_kappa", name, found=(_kappa(test, most), test), tails=tails)


def _kappa(test: Test, most: float) -> float | None:
    above = test.observed - test.expected
    below = test.expected
    if above >= 0:
        return above / (most - below) if most > below else None
    return above / below if below > 0 else None


def _most_both(deck: Deck, cell: Cell) -> float:
    """Return the largest sum of both directions: twice the smaller total, less 1 when equal."""
    i, j = cell
    one, two = deck.totals[i], deck.totals[j]
    whole = 2 * min(one, two) - (1 if one == two and one else 0)
    return float(max(min(whole, deck.pairs), 0))


def _cell(table: LagTable, given: str, target: str) -> Cell:
    return table.coded.row(given), table.coded.column(target)


def _rows(
    table: LagTable,
    measure: str,
    name: str,
    *,
    found: tuple[float | None, Test],
    tails: int,
) -> tuple[Estimate, Estimate, Estimate]:
    n = int(table.counts.sum())
    row = Estimate(measure, None, "kappa", n, table.definition, of=name, method=_METHOD)
    kappa, z = found[0], found[1].z
    if z is None:
        return _none(table, measure, name, "chance cannot vary this count")
    score = replace(row, unit="z", of=f"{name}; z", value=z)
    word = "one-tailed" if tails == 1 else "two-tailed"
    p = replace(row, unit="p", of=f"{name}; p, {word}", value=normal_tail(z, tails=tails))
    if kappa is None:
        return replace(row, method="", reason="expected is as far as the totals go"), score, p
    return replace(row, value=kappa), score, p


def _none(
    table: LagTable, measure: str, name: str, reason: str
) -> tuple[Estimate, Estimate, Estimate]:
    n = int(table.counts.sum())
    row = Estimate(measure, None, "kappa", n, table.definition, of=name, reason=reason)
    return row, replace(row, unit="z", of=f"{name}; z"), replace(row, unit="p", of=f"{name}; p")


@dataclass(frozen=True, slots=True)
class Dominance:
    """Whether one transition is more predictable than another.

    Parameters
    ----------
    case
        1: both come more often than by chance; 2: both less often; 3: the first more, the second
        less; 4: the first less, the second more; 0: not estimable.
    kappa
        Above 0: the first is the more predictable one; below 0: the second. From -1 to 1.
    z
        With the sign of kappa.
    p
        By the normal distribution.
    """

    case: int
    kappa: float | None
    z: float | None
    p: float | None


def _case(first: float, second: float) -> int:
    """Return Wampold's case from the two differences from chance."""
    if abs(first) < _AS_CHANCE:
        return 1 if second >= 0 else 2
    if first > 0:
        return 1 if second >= -_AS_CHANCE else 3
    return 2 if second <= _AS_CHANCE else 4


def dominance_of(table: LagTable, one: Cell, two: Cell, *, tails: int = 2) -> Dominance:
    """Compare two transitions, each in units of what chance lets expect of it.

    With ``x = T1 / E1 - 1`` and ``y = T2 / E2 - 1`` the difference of strengths is ``x - y`` when
    both go the same way up, ``y - x`` when both go down, ``x + y`` or its negative when they
    differ (the one further from chance wins); it is divided by the largest it could be.
    """
    means = [sum(deck.mean(cell) for deck in decks(table)) for cell in (one, two)]
    if not all(means):
        return Dominance(0, None, None, None)
    e1, e2 = means
    t1, t2 = (float(table.counts[:, i, j].sum()) for i, j in (one, two))
    case = _case(t1 - e1, t2 - e2)
    sign = 1.0 if case in {1, 3} else -1.0
    weight = -1.0 if case in {1, 2} else 1.0
    test = tested(table, {one: 1 / e1, two: weight / e2})
    strength = sign * (test.observed - test.expected)
    winner, mean = (one, e1) if strength >= 0 else (two, e2)
    up = (case in {1, 3}) if strength >= 0 else (case in {1, 4})
    most = sum(deck.most(winner) for deck in decks(table)) / mean - 1 if up else 1.0
    kappa = strength / most if most > 0 else None
    score = None if test.z is None else sign * test.z
    return Dominance(case, kappa, score, None if score is None else normal_tail(score, tails=tails))


def parallel_dominance(
    table: LagTable, one: str, other: str, *, tails: int = 2
) -> tuple[Estimate, Estimate, Estimate]:
    """Whether ``one → other`` is more predictable than ``other → one``: kappa, z and p.

    Above 0 the first is. The case (both raised, both lowered, one each) is told with it.
    """
    name = f"{one} → {other} over {other} → {one}"
    if one == other:
        return _none(table, "parallel_dominance", name, _SELF)
    cell = _cell(table, one, other)
    found = dominance_of(table, cell, (cell[1], cell[0]), tails=tails)
    return _dominance_rows(table, "parallel_dominance", name, found, tails=tails)


def nonparallel_dominance(
    table: LagTable, first: tuple[str, str], second: tuple[str, str], *, tails: int = 2
) -> tuple[Estimate, Estimate, Estimate]:
    """Whether one transition is more predictable than another, of other codes: kappa, z, p."""
    name = f"{first[0]} → {first[1]} over {second[0]} → {second[1]}"
    one, two = _cell(table, *first), _cell(table, *second)
    if one == two:
        return _none(table, "nonparallel_dominance", name, "twice the same transition")
    found = dominance_of(table, one, two, tails=tails)
    return _dominance_rows(table, "nonparallel_dominance", name, found, tails=tails)


_CASES = {
    1: "case 1: both raised",
    2: "case 2: both lowered",
    3: "case 3: first raised, second lowered",
    4: "case 4: first lowered, second raised",
}


def _dominance_rows(
    table: LagTable, measure: str, name: str, found: Dominance, *, tails: int
) -> tuple[Estimate, Estimate, Estimate]:
    if found.z is None or found.kappa is None or found.p is None:
        return _none(table, measure, name, "a code never occurs, or chance cannot vary this")
    n = int(table.counts.sum())
    row = Estimate(measure, found.kappa, "kappa", n, table.definition, of=name)
    row = replace(row, method=f"Wampold, {_CASES[found.case]}")
    word = "one-tailed" if tails == 1 else "two-tailed"
    return (
        row,
        replace(row, unit="z", of=f"{name}; z", value=found.z),
        replace(row, unit="p", of=f"{name}; p, {word}", value=found.p),
    )
