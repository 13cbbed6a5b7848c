"""CRAN LagSequential 0.1.1 on two published sequences."""

from __future__ import annotations

from collections.abc import Callable
from math import sqrt
from pathlib import Path

import numpy as np

from reattune.measures import Estimate
from reattune.measures.contingency import adjusted_residuals, fitted_counts
from reattune.measures.dominance import bidirectional_kappa, two_cell_kappa, unidirectional_kappa
from reattune.measures.seq_moments import Deck
from reattune.measures.seq_rows import lag_tests, lag_yules_q, residual_p, transition_probability
from reattune.measures.seq_tables import LagTable, lag_table
from reattune.measures.sequences import code_sequences

from .comparing import Check, check, matrix_of

_REPEATS = (
    "They expect n n / N repeats of a code; over all orders of n codes in N places the mean is "
    "n (n - 1) / N, which is ours. With their expectation we get their z (largest "
    "difference {:.0e})."
)
_LATER = (
    "At lag k they take the moments of lag 1 and count only one of the last k codes in their "
    "totals; ours are exact for lag k. With their totals we get their z (largest "
    "difference {:.0e})."
)
_DIAGONAL = "A code and itself is no pair of two codes; they count its transitions twice."
_HOLES = (
    "The data hold 27 repeats where none can be: we refuse such a table (the package warns and "
    "goes on). Compared here are our functions on its margins; it stops its fit at 1e-4 a margin."
)
_P_BEFORE = "Their p was computed before the fit: it is not that of their own residuals."
_NONE = "Of a table that cannot be, we give none."


def _table(folder: Path, file: str, lag: int = 1) -> LagTable:
    codes = (folder / file).read_text(encoding="utf-8").split()
    return lag_table(code_sequences({"s": codes}, codes=sorted(set(codes))), lag=lag)


def _each(table: LagTable, value: Callable[[str, str], Estimate]) -> list[list[float | None]]:
    return [[value(a, b).value for b in table.rows] for a in table.rows]


def sequential(folder: Path, file: str, lag: int, tails: int) -> list[Check]:
    """Compare one lag table with everything the package says of it."""
    table = _table(folder, file, lag)

    def theirs(name: str) -> list[list[float]]:
        return matrix_of(folder / f"expected_{name}.csv")

    found = [
        check("transitions", theirs("freqs"), table.pooled),
        check("expected counts", theirs("expfreqs"), table.expected),
        check("adjusted residuals", theirs("adjres"), table.residuals),
        check(
            "transition probabilities",
            theirs("probs"),
            _each(table, lambda a, b: transition_probability(table, a, b)),
        ),
        check(
            f"p of the residuals, {tails}-tailed",
            theirs("p"),
            _each(table, lambda a, b: residual_p(table, a, b, tails=tails)),
        ),
        check("Yule's Q", theirs("YulesQ"), _each(table, lambda a, b: lag_yules_q(table, a, b))),
    ]
    value, df, p = theirs("chi")[0]
    rows = lag_tests(table)[:2]
    found.append(check("likelihood ratio and its p", (value, p), [row.value for row in rows]))
    own = float(rows[0].of.rsplit(" ", 1)[-1])
    found.append(check("degrees of freedom", df, own))
    return found + _kappas(table, theirs, lag=lag, tails=tails)


def _kappas(
    table: LagTable, theirs: Callable[[str], list[list[float]]], *, lag: int, tails: int
) -> list[Check]:
    apart = ~np.eye(len(table.rows), dtype=bool)
    ours = {
        name: np.array(
            _each(
                table,
                lambda a, b, part=part: unidirectional_kappa(table, a, b, tails=tails)[part],
            ),
            dtype=float,
        )
        for part, name in enumerate(("kappas", "z", "pk"))
    }
    shown = {"kappas": "kappa", "z": "z of kappa", "pk": "p of kappa"}
    later = _LATER.format(_with_their_totals(table, theirs("z"), lag)) if lag > 1 else ""
    repeats = later or _REPEATS.format(_with_their_repeats(table, theirs("z")))
    found = []
    for name, words in shown.items():
        wanted = np.array(theirs(name))
        found.append(
            check(f"{words}, different codes", wanted[apart], ours[name][apart], why=later)
        )
        found.append(
            check(f"{words}, a code after itself", wanted[~apart], ours[name][~apart], why=repeats)
        )
    return found


def _with_their_repeats(table: LagTable, z: list[list[float]]) -> float:
    """Return how far their z of repeats is from what their expectation gives."""
    n = np.bincount(table.coded.given)
    size = n.sum()
    spread = np.sqrt(n**2 * (size - n) ** 2 / (size**2 * (size - 1)))
    return float(np.abs((np.diag(table.pooled) - n * n / size) / spread - np.diag(z)).max())


def _with_their_totals(table: LagTable, z: list[list[float]], lag: int) -> float:
    """Return how far their z of later lags is from what their totals give."""
    codes, kinds = table.coded.given, len(table.rows)
    totals = np.bincount(codes[:-lag], minlength=kinds) + np.bincount(codes[-1:], minlength=kinds)
    size = int(totals.sum())
    deck = Deck(tuple(totals.tolist()), size, size - 1, size - 2)
    cells = [(i, j) for i in range(kinds) for j in range(kinds) if i != j]
    return max(
        abs((table.pooled[c] - deck.mean(c)) / sqrt(deck.covariance(c, c)) - z[c[0]][c[1]])
        for c in cells
    )


def _deck(table: LagTable) -> Deck:
    """Return how often each code of the one session occurs, for lag 1."""
    totals = np.bincount(table.coded.given, minlength=len(table.rows))
    size = int(totals.sum())
    return Deck(tuple(totals.tolist()), size, size - 1, size - 2)


def bidirectional(folder: Path) -> list[Check]:
    """Compare kappas of both directions together."""
    table = _table(folder, "wampold1982.txt")
    apart = ~np.eye(len(table.rows), dtype=bool)
    found = [
        check("transitions", matrix_of(folder / "expected_freqs.csv"), table.pooled),
        check(
            "transitions both ways",
            matrix_of(folder / "expected_bifreqs.csv"),
            table.pooled + table.pooled.T,
        ),
    ]
    deck = _deck(table)
    kinds = range(len(table.rows))
    both = np.array([[deck.mean((i, j)) + deck.mean((j, i)) for j in kinds] for i in kinds])
    wanted = np.array(matrix_of(folder / "expected_expbifreqs.csv"))
    found.append(check("expected both ways, different codes", wanted[apart], both[apart]))
    found.append(
        check("expected both ways, diagonal", wanted[~apart], [None] * len(kinds), why=_DIAGONAL)
    )
    for part, (name, words) in enumerate(
        (("kappas", "kappa"), ("z", "z"), ("pk", "p, one-tailed"))
    ):
        ours = np.array(
            _each(table, lambda a, b, k=part: bidirectional_kappa(table, a, b, tails=1)[k]),
            dtype=float,
        )
        wanted = np.array(matrix_of(folder / f"expected_{name}.csv"))
        found.append(check(f"{words}, different codes", wanted[apart], ours[apart]))
        found.append(check(f"{words}, diagonal", wanted[~apart], ours[~apart], why=_DIAGONAL))
    return found


def two_cells(folder: Path) -> list[Check]:
    """Compare the test of two cells: 6 to 1 and 3 to 4."""
    table = _table(folder, "wampold1982.txt")
    rows = two_cell_kappa(table, ("6", "1"), ("3", "4"), tails=1)
    names = ("kappa", "z", "pk")
    theirs = [matrix_of(folder / f"expected_{name}.csv")[0][0] for name in names]
    at = {code: k for k, code in enumerate(table.rows)}
    cells = [(at["6"], at["1"]), (at["3"], at["4"])]
    deck = _deck(table)
    return [
        check("transitions", matrix_of(folder / "expected_freqs.csv"), table.pooled),
        check(
            "observed in both cells",
            matrix_of(folder / "expected_twocellfreq.csv"),
            [sum(table.pooled[cell] for cell in cells)],
        ),
        check(
            "expected in both cells",
            matrix_of(folder / "expected_expfreqs.csv"),
            [sum(deck.mean(cell) for cell in cells)],
        ),
        check("kappa, z, p (one-tailed)", theirs, [row.value for row in rows]),
    ]


def structural_zeros(folder: Path) -> list[Check]:
    """Compare the fit with a diagonal that cannot occur, on data in which it does."""
    table = _table(folder, "wampold1982.txt")
    allowed = ~np.eye(len(table.rows), dtype=bool)
    counts = table.pooled

    def theirs(name: str) -> np.ndarray:
        return np.array(matrix_of(folder / f"expected_{name}.csv"))

    margins = counts.sum(axis=1).astype(float), counts.sum(axis=0).astype(float)
    fitted = fitted_counts(*margins, allowed)
    residuals = adjusted_residuals(counts, fitted, allowed)
    from_theirs = adjusted_residuals(counts, theirs("expfreqs"), allowed)
    none = [None] * int(allowed.sum())
    return [
        check("transitions", theirs("freqs"), counts),
        check("expected counts", theirs("expfreqs")[allowed], fitted[allowed], why=_HOLES),
        check("adjusted residuals", theirs("adjres")[allowed], residuals[allowed], why=_HOLES),
        check(
            "adjusted residuals from their expected counts",
            theirs("adjres")[allowed],
            from_theirs[allowed],
        ),
        check("p", theirs("p")[allowed], none, why=f"{_P_BEFORE} Refused by us."),
        check(
            "likelihood ratio, df, p",
            theirs("chi"),
            [None] * 3,
            why="Theirs is negative, which no likelihood ratio is. Refused by us.",
        ),
        *(
            check(name, theirs(name)[allowed], none, why=_NONE)
            for name in ("kappas", "z", "pk", "YulesQ")
        ),
        check(
            "transition probabilities",
            theirs("probs"),
            _each(table, lambda a, b: transition_probability(table, a, b)),
        ),
    ]
