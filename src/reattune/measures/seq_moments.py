"""Mean and covariance of transition counts when all orders of the codes are equally likely.

Exact at any lag and with any gaps. For lag 1 without gaps and different codes they are those of
Wampold's papers; for a code after itself, and for other lags, they hold where his do not.

References
----------
Wampold & Margolin 1982, 10.1037/0033-2909.92.3.755; Mantel 1967 (the permutation moments).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from ..errors import DefinitionError
from ..kernels.lags import code_totals, room
from .seq_tables import LagTable

Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Deck:
    """What a shuffle of one session keeps.

    Parameters
    ----------
    totals
        How often each code occurs.
    size
        Places.
    pairs, chains
        Pairs of places at the lag, and chains of three (two pairs that share a place).
    """

    totals: tuple[int, ...]
    size: int
    pairs: int
    chains: int

    def drawn(self, *codes: int) -> float:
        """Return the probability that so many different places hold these codes."""
        chance = 1.0
        for place, code in enumerate(codes):
            left = self.totals[code] - codes[:place].count(code)
            if left <= 0 or self.size <= place:
                return 0.0
            chance *= left / (self.size - place)
        return chance

    def mean(self, cell: Cell) -> float:
        """Return the expected count of a transition."""
        return self.pairs * self.drawn(*cell)

    def covariance(self, one: Cell, two: Cell) -> float:
        """Return the covariance of two transition counts; of one with itself its variance."""
        i, j = one
        k, m = two
        product = self.pairs * self.drawn(i, j) if one == two else 0.0
        if j == k:
            product += self.chains * self.drawn(i, j, m)
        if m == i:
            product += self.chains * self.drawn(k, m, j)
        apart = self.pairs * self.pairs - self.pairs - 2 * self.chains
        product += apart * self.drawn(i, j, k, m)
        return product - self.mean(one) * self.mean(two)

    def most(self, cell: Cell) -> float:
        """Return the largest count that these totals let a transition have."""
        i, j = cell
        if i == j:
            return float(max(min(self.totals[i] - 1, self.pairs), 0))
        return float(min(self.totals[i], self.totals[j], self.pairs))


@dataclass(frozen=True, slots=True)
class Test:
    """A sum of transition counts against what chance lets expect, over sessions.

    Parameters
    ----------
    observed, expected, error
        Of the sum; ``error`` is its standard error by chance.
    """

    __test__ = False  # for pytest: a test of hypotheses

    observed: float
    expected: float
    error: float

    @property
    def z(self) -> float | None:
        """Difference over standard error; ``None`` when chance cannot vary it."""
        return (self.observed - self.expected) / self.error if self.error > 0 else None


def decks(table: LagTable) -> tuple[Deck, ...]:
    """Return what a shuffle of each session keeps.

    Raises
    ------
    DefinitionError
        For two streams, or sequences without repeats: their orders are not all equally likely.
    """
    if not table.coded.alone or table.allowed is not None:
        raise DefinitionError(
            path="dominance",
            where="table",
            found="two streams" if not table.coded.alone else "a sequence without repeats",
            expected="one sequence in which codes may follow themselves",
            todo="Use lag_rows and permutation_test, which know about either.",
        )
    coded = table.coded
    sessions = len(coded.sessions)
    totals = code_totals(coded.given, coded.cuts, shape=(sessions, len(coded.rows)))
    sizes, pairs, chains = room(coded.cuts, lag=table.lag, sessions=sessions)
    return tuple(
        Deck(tuple(totals[s].tolist()), int(sizes[s]), int(pairs[s]), int(chains[s]))
        for s in range(sessions)
    )


def tested(table: LagTable, terms: dict[Cell, float]) -> Test:
    """Test a weighted sum of transition counts, pooled over sessions (moments summed)."""
    observed = sum(w * float(table.counts[:, i, j].sum()) for (i, j), w in terms.items())
    expected = variance = 0.0
    for deck in decks(table):
        expected += sum(w * deck.mean(cell) for cell, w in terms.items())
        variance += sum(
            v * w * deck.covariance(one, two)
            for one, v in terms.items()
            for two, w in terms.items()
        )
    return Test(observed, expected, sqrt(max(variance, 0.0)) if variance > 1e-9 else 0.0)
