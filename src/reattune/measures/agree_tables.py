"""Agreement of two coders from tables of what one and the other said: kappas and their kin.

Tables in, numbers out. A table is ``(..., codes, codes)``, rows the first coder, columns the
second; leading axes (draws of a bootstrap) are worked through at once. What is not defined is NaN.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .intervals import Floats

_CLOSE = 1e-12


def observed_agreement(table: Floats) -> Floats:
    """Share of the diagonal."""
    return _over(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-2, -1)))


def chance_agreement(table: Floats) -> Floats:
    """Agreement expected of coders who only share their margins (Cohen)."""
    first, second = _margins(table)
    result: Floats = (first * second).sum(axis=-1)
    return result


def cohen_kappa(table: Floats) -> Floats:
    """Cohen's kappa: agreement beyond chance over what could be.

    From -1 to 1; 0 is what the margins alone give. NaN where both use one and the same code only.

    Notes
    -----
    By hand: [[20, 5], [10, 15]]: observed .70, chance .5 x .6 + .5 x .4 = .50, kappa .40.

    References
    ----------
    Cohen 1960, 10.1177/001316446002000104.
    """
    return _beyond(observed_agreement(table), chance_agreement(table))


def kappa_max(table: Floats) -> Floats:
    """Largest kappa that these margins allow: how far bias alone keeps kappa below 1.

    Notes
    -----
    By hand: [[20, 5], [10, 15]]: least margins .5 + .4 = .90, (.90 - .50) / .50 = .80.

    References
    ----------
    Cohen 1960, 10.1177/001316446002000104; Umesh et al. 1989, 10.1177/001316448904900407.
    """
    first, second = _margins(table)
    return _beyond(np.minimum(first, second).sum(axis=-1), chance_agreement(table))


def weights(codes: int, *, kind: str = "linear") -> Floats:
    """Return how far codes in order are apart: 0 on the diagonal, 1 between the ends.

    ``linear`` by steps, ``quadratic`` by squared steps, ``nominal`` all the same.
    """
    steps = np.abs(np.subtract.outer(np.arange(codes), np.arange(codes))) / max(1, codes - 1)
    return {"linear": steps, "quadratic": steps**2}.get(kind, 1.0 - np.eye(codes))


def weighted_kappa(table: Floats, apart: Floats) -> Floats:
    """Kappa in which near misses count less: 1 - observed distance / distance by chance.

    Parameters
    ----------
    table
        Codes in their order.
    apart
        Distances, see :func:`weights`.

    Notes
    -----
    By hand, linear, [[4, 1, 0], [1, 2, 1], [0, 1, 2]] of 12: observed (4 x .5) / 12 = .1667; chance
    of rows (5, 4, 3) and columns (5, 4, 3): (.5 x (20 + 12) x 2 + 15 x 2) / 144 = .4306;
    1 - .1667 / .4306 = .6129.

    References
    ----------
    Cohen 1968, 10.1037/h0026256.
    """
    first, second = _margins(table)
    seen = _over((table * apart).sum(axis=(-2, -1)), table.sum(axis=(-2, -1)))
    expected = (first[..., :, None] * second[..., None, :] * apart).sum(axis=(-2, -1))
    return 1.0 - _over(seen, expected)


def gwet_ac1(table: Floats) -> Floats:
    """Gwet's AC1: chance agreement from how hard codes are to tell, not from their margins.

    Chance is ``sum(p (1 - p)) / (q - 1)`` with p the mean share of each of q codes. Unlike kappa it
    stays high where one code prevails. NaN with one code only.

    Notes
    -----
    Gwet's paradox table [[118, 5], [2, 0]]: observed .944, kappa -.0234, AC1 .9408.

    References
    ----------
    Gwet 2008, 10.1348/000711006X126600.
    """
    first, second = _margins(table)
    shares, codes = (first + second) / 2, table.shape[-1]
    if codes < 2:
        return np.full(table.shape[:-2], np.nan)
    chance = (shares * (1 - shares)).sum(axis=-1) / (codes - 1)
    return _beyond(observed_agreement(table), chance)


def nil_chance(table: Floats) -> Floats:
    """Chance agreement where the last row and column are "not coded by the other".

    What neither coded cannot be seen, so the last cell is a structural zero: chance agreement is
    the diagonal of the table that is independent but for it and has the same margins. Iterative
    proportional fitting finds that table; with this one zero it has a closed form,
    ``(linked / n) sum(p q)``, with p and q the shares of the codes among what the first and the
    second coded, and linked what both did.

    References
    ----------
    Bakeman, Quera & Gnisci 2009, 10.3758/BRM.41.1.137; Holle & Rein 2015,
    10.3758/s13428-014-0506-7.
    """
    first, second = table.sum(axis=-1)[..., :-1], table.sum(axis=-2)[..., :-1]
    total = table.sum(axis=(-2, -1))
    linked = first.sum(axis=-1) + second.sum(axis=-1) - total
    top = (first * second).sum(axis=-1) * linked
    shares = _over(top, first.sum(axis=-1) * second.sum(axis=-1), empty=0.0)
    return _over(shares, total)


def nil_kappa(table: Floats) -> Floats:
    """Kappa of a table whose last row and column are "not coded by the other".

    Notes
    -----
    By hand: [[6, 0, 1], [0, 2, 1], [1, 1, 0]] of 12: observed 8 / 12; linked 8; chance (8 / 12)
    (7 x 7 + 3 x 3) / (10 x 10) = .3867; kappa .4565.
    """
    return _beyond(observed_agreement(table), nil_chance(table))


def one_against_rest(table: Floats, code: int) -> Floats:
    """Fold a table into a code and all others: ``(..., 2, 2)``."""
    both = table[..., code, code]
    first = table[..., code, :].sum(axis=-1)
    second = table[..., :, code].sum(axis=-1)
    rest = table.sum(axis=(-2, -1)) - first - second + both
    rows = [np.stack([both, first - both], -1), np.stack([second - both, rest], -1)]
    return np.stack(rows, axis=-2)


def table_of(
    first: Sequence[int] | NDArray[np.int_], second: Sequence[int] | NDArray[np.int_], codes: int
) -> Floats:
    """Count pairs of codes; shape ``(codes, codes)``."""
    cells = np.asarray(first, dtype=np.int64) * codes + np.asarray(second, dtype=np.int64)
    counts = np.bincount(cells, minlength=codes * codes).astype(np.float64)
    return counts.reshape(codes, codes)


def _margins(table: Floats) -> tuple[Floats, Floats]:
    total = table.sum(axis=(-2, -1))[..., None]
    return _over(table.sum(axis=-1), total), _over(table.sum(axis=-2), total)


def _beyond(observed: Floats, chance: Floats) -> Floats:
    left = 1.0 - chance
    return _over(observed - chance, np.where(left > _CLOSE, left, 0.0))


def _over(top: Floats, bottom: Floats, *, empty: float = np.nan) -> Floats:
    """Divide; ``empty`` where there is nothing below."""
    over, under = np.broadcast_arrays(np.asarray(top, float), np.asarray(bottom, float))
    result: Floats = np.full(over.shape, empty)
    np.divide(over, under, out=result, where=under != 0)
    return result
