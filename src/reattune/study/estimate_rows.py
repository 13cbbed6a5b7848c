"""Estimates as a table: one row a number, as every CSV of numbers has them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..measures import Estimate

if TYPE_CHECKING:
    import polars as pl

_TEXTS = ("measure", "of", "unit", "definition", "session", "method", "reason")
_NUMBERS = ("value", "low", "high")
_ORDER = ("measure", "of", *_NUMBERS, "unit", "n", "definition", "session", "method", "reason")


def estimates_frame(
    rows: Iterable[Estimate], *, phase: bool = False, censored: bool = False
) -> pl.DataFrame:
    """Return Estimates as a table; what is not estimable has no value, but a reason.

    Parameters
    ----------
    rows
        Any Estimates.
    phase, censored
        Whether these columns are wanted, too.
    """
    import polars as pl

    extra = (*(("phase",) if phase else ()), *(("censored",) if censored else ()))
    order = (*_ORDER[:7], *extra, *_ORDER[7:])
    schema: dict[str, type[pl.DataType]] = dict.fromkeys((*_TEXTS, "phase"), pl.String)
    schema |= dict.fromkeys(_NUMBERS, pl.Float64) | {"n": pl.Int64, "censored": pl.Int64}
    kept = tuple(rows)
    columns = {name: [getattr(row, name) for row in kept] for name in order}
    return pl.DataFrame(columns, schema={name: schema[name] for name in order})
