"""Statistics of tables of counts: expected counts, residuals, association of two codes.

Numbers in, numbers out; what cannot be computed is NaN here and an Estimate with its reason above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import DefinitionError
from .intervals import Floats

Counts = NDArray[np.int64]
Cells = NDArray[np.bool_]

_CLOSE = 1e-12
_ROUNDS = 10_000
_VANISHING = 1e-3


def expected_counts(counts: Counts | Floats) -> Floats:
    """Return row total x column total / total: what independence lets expect."""
    total = counts.sum()
    if not total:
        return np.zeros(counts.shape)
    product: Floats = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / total
    return product


def fitted_counts(rows: Floats, columns: Floats, allowed: Cells) -> Floats:
    """Return the table with these margins that is independent but for structural zeros.

    Iterative proportional fitting from 1 in every allowed cell, until no margin is further off
    than 1e-12 of the total.

    Parameters
    ----------
    rows, columns
        Row and column totals.
    allowed
        False where a cell cannot occur (a code that cannot follow itself).

    Raises
    ------
    DefinitionError
        When no table with these zeros has these margins.

    References
    ----------
    Deming & Stephan 1940, 10.1214/aoms/1177731829; Bakeman & Quera 1995,
    10.1037/0033-2909.118.2.272 (sequences without repeats).
    """
    fitted = _fit(rows, columns, allowed)
    if fitted is not None:
        return fitted
    raise DefinitionError(
        path="table",
        where="structural zeros",
        found="margins that no table with these zeros can have",
        expected="in each row and column room for its total",
        todo="Look whether one code makes up more than half of all; allow repeats.",
    )


def _fit(rows: Floats, columns: Floats, allowed: Cells) -> Floats | None:
    """Fit, or fit again without the cells that the margins force to nothing; else ``None``.

    A code that is exactly half of all must alternate with the others: what lies between the others
    shrinks for ever without reaching 0, and is set to it.
    """
    table, fits = _proportional(rows, columns, allowed)
    if fits:
        return table
    chance = np.outer(rows, columns) / max(float(rows.sum()), 1.0)
    table, fits = _proportional(rows, columns, allowed & (table > _VANISHING * chance))
    return table if fits else None


def _proportional(rows: Floats, columns: Floats, allowed: Cells) -> tuple[Floats, bool]:
    """Fit in proportion, round by round; and say whether all margins are met."""
    table = allowed.astype(np.float64)
    close = _CLOSE * max(1.0, float(rows.sum()))
    for _ in range(_ROUNDS):
        for axis, wanted in ((1, rows), (0, columns)):
            now = table.sum(axis=axis)
            factor = np.divide(wanted, now, out=np.zeros_like(now), where=now > 0)
            table = table * (factor[:, None] if axis == 1 else factor[None, :])
        if float(np.abs(table.sum(axis=1) - rows).max(initial=0.0)) <= close:
            return table, True
    return table, False


def expected_with_zeros(counts: Counts, allowed: Cells | None) -> Floats:
    """Return expected counts, by fitting where some cells cannot occur.

    Raises
    ------
    DefinitionError
        When something was counted in a cell that cannot occur.
    """
    if allowed is None or bool(allowed.all()):
        return expected_counts(counts)
    if counts[~allowed].any():
        raise DefinitionError(
            path="table",
            where="structural zeros",
            found=f"{int(counts[~allowed].sum())} pairs in cells that are said to be impossible",
            expected="none",
            todo="Join repeated codes first (merge=True), or allow repeats.",
        )
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    return fitted_counts(rows.astype(np.float64), columns.astype(np.float64), allowed)


def adjusted_residuals(
    counts: Counts | Floats, expected: Floats, allowed: Cells | None = None
) -> Floats:
    """Return (observed - expected) / its standard error, standard normal under independence.

    ``(o - e) / sqrt(e (1 - row share) (1 - column share))``; with structural zeros ``(o - e) /
    sqrt(e (1 - h))``, h the leverage of the cell in the log-linear model. NaN where a row or
    column is empty, or makes up everything.

    References
    ----------
    Haberman 1973, 10.2307/2529686; Haberman 1979 and Christensen 1997, p. 357 (zeros).
    """
    if allowed is None or bool(allowed.all()):
        total = expected.sum()
        rows = expected.sum(axis=1) / total if total else expected.sum(axis=1)
        columns = expected.sum(axis=0) / total if total else expected.sum(axis=0)
        variance = expected * np.outer(1 - rows, 1 - columns)
    else:
        variance = expected * (1 - _leverage(expected, allowed))
    found = np.full(counts.shape, np.nan)
    np.divide(counts - expected, np.sqrt(variance.clip(0)), out=found, where=variance > 1e-9)
    return found


def _leverage(expected: Floats, allowed: Cells) -> Floats:
    """Diagonal of X (X'DX)^- X'D for the model of independence in the allowed cells."""
    cells = np.argwhere(allowed & (expected > 0))
    design = _design(cells, expected.shape)
    weights = expected[cells[:, 0], cells[:, 1]]
    inverse = np.linalg.pinv(design.T @ (design * weights[:, None]))
    values = np.ones(expected.shape)
    values[cells[:, 0], cells[:, 1]] = np.einsum("ij,jk,ik->i", design, inverse, design) * weights
    return values


def _design(cells: NDArray[np.intp], shape: tuple[int, ...]) -> Floats:
    height, width = shape
    design = np.zeros((len(cells), height + width))
    places = np.arange(len(cells))
    design[places, cells[:, 0]] = 1
    design[places, height + cells[:, 1]] = 1
    return design


@dataclass(frozen=True, slots=True)
class Fit:
    """How far a table is from what a model lets expect.

    Parameters
    ----------
    pearson, likelihood
        Pearson's and the likelihood-ratio chi-square.
    df
        Degrees of freedom: allowed cells of rows and columns that occur, less the parameters.
    n
        Pairs in the table.
    """

    pearson: float
    likelihood: float
    df: int
    n: int


def fit_of(counts: Counts, expected: Floats, allowed: Cells | None = None) -> Fit:
    """Compare a table with expected counts; rows and columns that never occur do not count."""
    room = np.ones(counts.shape, dtype=np.bool_) if allowed is None else allowed
    # Cells that the margins force to nothing are no freedom, either.
    room = room & np.outer(counts.sum(axis=1) > 0, counts.sum(axis=0) > 0) & (expected > 0)
    cells = np.argwhere(room)
    design = _design(cells, counts.shape)
    rank = int(np.linalg.matrix_rank(design)) if len(cells) else 0
    o, e = counts[room], expected[room]
    seen = (o > 0) & (e > 0)
    likelihood = 2 * float((o[seen] * np.log(o[seen] / e[seen])).sum())
    pearson = float(((o - e)[e > 0] ** 2 / e[e > 0]).sum())
    return Fit(pearson, likelihood, len(cells) - rank, int(counts.sum()))


def general_association(counts: Counts) -> tuple[float, int]:
    """Return the Mantel-Haenszel chi-square of whole tables over sessions, and its df.

    Sensitive to departures in one direction in all sessions; with one session (n - 1) / n times
    Pearson's chi-square.

    Parameters
    ----------
    counts
        Shape ``(sessions, rows, columns)``.

    References
    ----------
    Landis, Heyman & Koch 1978, 10.2307/1402373.
    """
    seen = counts[counts.sum(axis=(1, 2)) > 1]
    rows, columns = seen.sum(axis=(0, 2)) > 0, seen.sum(axis=(0, 1)) > 0
    seen = seen[:, rows][:, :, columns].astype(np.float64)
    size = (max(int(rows.sum()) - 1, 0), max(int(columns.sum()) - 1, 0))
    if not size[0] * size[1]:
        return 0.0, 0
    excess = np.zeros(size[0] * size[1])
    variance = np.zeros((len(excess), len(excess)))
    for table in seen:
        n = table.sum()
        p, q = table.sum(axis=1)[:-1] / n, table.sum(axis=0)[:-1] / n
        excess += (table[:-1, :-1] - n * np.outer(p, q)).ravel()
        spread = np.kron(np.diag(p) - np.outer(p, p), np.diag(q) - np.outer(q, q))
        variance += n * n / (n - 1) * spread
    value = float(excess @ np.linalg.pinv(variance, hermitian=True) @ excess)
    return value, int(np.linalg.matrix_rank(variance, hermitian=True))
