"""Anger masks tears: how often a sadness above its threshold is hidden behind anger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..kernels.dyad_child import SAD
from .dyads import CODES, Dyad
from .lives import Lives, Order, live

if TYPE_CHECKING:
    import polars as pl


def hidden_sadness(
    dyad: Dyad | None = None, *, n: int = 500, seconds: float = 180.0, seed: int = 0
) -> pl.DataFrame:
    """Return, second by second of a tantrum, how often an angry child is sad as well.

    Parameters
    ----------
    dyad
        An older child's dyad; the preset ``harsh-repaired`` if not given. Each sitting begins with
        a blocked goal.
    n, seconds, seed
        How many tantrums, how much of each, and which.

    Returns
    -------
    polars.DataFrame
        ``second`` since the tantrum's onset, ``angry`` (steps that show anger), ``sad_too`` (share
        of them in which sadness is above its threshold of .20 u; null where none shows anger).

    Notes
    -----
    Simulated, after Potegal & Davidson's two drives; not a statement about any child.
    """
    import polars as pl

    chosen = (dyad or Dyad("harsh-repaired")).changed(older=1, block_start=1)
    lives = live(Order(dyads=[chosen], n=n, seconds=seconds, seed=seed, changes=True, traces=True))
    angry = codes_by_step(lives) == CODES.index("protest")
    sad = lives.trace("Y") > SAD
    size = round(1.0 / lives.order.dt)
    shape = (n, angry.shape[1] // size, size)
    cut = shape[1] * size
    shown = angry[:, :cut].reshape(shape).sum(axis=(0, 2))
    both = (angry & sad)[:, :cut].reshape(shape).sum(axis=(0, 2))
    return pl.DataFrame({"second": np.arange(shape[1]), "angry": shown, "both": both}).select(
        "second",
        "angry",
        sad_too=pl.when(pl.col("angry") > 0).then(pl.col("both") / pl.col("angry")),
    )


def codes_by_step(lives: Lives) -> NDArray[np.int64]:
    """Return the child's code in every step of the first sitting, ``int64[n, steps]``.

    Needs an order that kept its changes. The code is the one that holds in the step.
    """
    steps = int(lives.occupied[0].sum()) // lives.order.sittings
    codes = np.zeros((lives.order.n, steps), dtype=np.int64)
    for i in range(lives.order.n):
        rows = lives.changes[i, : lives.counts[i, 0]]
        own = rows[(rows[:, 0] == 0) & (rows[:, 2] == 0)]
        lengths = np.diff(np.append(own[:, 1], steps))
        codes[i] = np.repeat(own[:, 3], lengths)
    return codes
