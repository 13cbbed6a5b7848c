"""Simulate dyads: Sessions like any other, and what each child has learned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

from ..errors import ParameterError
from ..kernels.dyad_logs import LEARNED
from ..record import Session
from .dyads import Dyad
from .lives import NEVER, SITTING, Lives, Order, live
from .sessions import sessions

if TYPE_CHECKING:
    import polars as pl


@overload
def simulate(
    dyad: Dyad | str = ..., *, minutes: float | None = ..., seed: int = ..., dt: float = ...
) -> Session: ...


@overload
def simulate(
    dyad: Dyad | str = ...,
    *,
    minutes: float | None = ...,
    seed: int = ...,
    n: int | None = ...,
    episodes: int | None = ...,
    dt: float = ...,
) -> Session | tuple[Session, ...]: ...


def simulate(
    dyad: Dyad | str = "ordinary",
    *,
    minutes: float | None = None,
    seed: int = 0,
    n: int | None = None,
    episodes: int | None = None,
    dt: float = 0.1,
) -> Session | tuple[Session, ...]:
    """Simulate one dyad, or several, as coded Sessions.

    Parameters
    ----------
    dyad
        A :class:`Dyad`, or the name of a preset.
    minutes
        Length of a sitting; 3 if not given. A dyad with stages has its own length.
    seed
        Same seed, same Sessions.
    n
        How many dyads of this kind; each has its own temperament.
    episodes
        How many sittings each dyad has, one after the other, the child learning all the while.
    dt
        Length of a step in seconds.

    Returns
    -------
    Session or tuple of Session
        One Session when neither ``n`` nor ``episodes`` is given; else one for each dyad and
        sitting, in this order.

    Raises
    ------
    ParameterError
        Naming the parameter, its range and its unit.

    Examples
    --------
    >>> simulate(Dyad(attunement=0.5), minutes=1, seed=1).end
    60000
    """
    lives = live(
        Order(
            dyads=[_dyad(dyad)],
            n=1 if n is None else n,
            seed=seed,
            sittings=1 if episodes is None else episodes,
            seconds=_seconds(_dyad(dyad), minutes),
            dt=dt,
            changes=True,
        )
    )
    made = tuple(sessions(lives))
    return made[0] if n is None and episodes is None else made


def learned(  # noqa: PLR0913 (what a life depends on, by name)
    dyad: Dyad | str = "ordinary",
    *,
    episodes: int = 300,
    n: int = 1,
    seed: int = 0,
    first: int = 0,
    marks: Sequence[int] | None = None,
    tests: int = 20,
    later: Dyad | str | None = None,
    later_from: int | None = None,
    threads: int | None = None,
) -> pl.DataFrame:
    """Return what each child has learned over a life of sittings, as a tidy table.

    Parameters
    ----------
    dyad
        A :class:`Dyad`, or the name of a preset.
    episodes
        Sittings in a life, 180 s each.
    n, first
        How many dyads, and the number of the first: dyads of the same seed and number share
        temperament and life stress, so arms of a contrast differ only by their parameters.
    marks
        Sittings after which to take stock; about 30, evenly spread, if not given.
    tests
        Runs of the resilience test at each mark; 0 leaves R out (null).
    later, later_from
        A dyad whose parameters hold from that sitting on (counted from 0).

    Returns
    -------
    polars.DataFrame
        One row for each dyad and mark: ``dyad`` (from 1), ``episode``, the slow states S, F, V, G,
        M, L, W, R, then counts and seconds since birth.

    Notes
    -----
    Slow states are the model's, never a real family's: they cannot be known from one Session.
    """
    chosen = _marks(episodes) if marks is None else list(marks)
    lives = live(
        Order(
            dyads=[_dyad(dyad)],
            n=n,
            first=first,
            seed=seed,
            sittings=episodes,
            seconds=_seconds(_dyad(dyad), None),
            marks=chosen,
            tests=tests,
            later=[] if later is None else [_dyad(later)],
            later_from=NEVER if later_from is None else later_from,
        ),
        threads=threads,
    )
    return learned_table(lives)


def learned_table(lives: Lives) -> pl.DataFrame:
    """Return the learned quantities of lives as a tidy table."""
    import numpy as np
    import polars as pl

    order = lives.order
    numbers = np.repeat(np.arange(order.first + 1, order.first + order.n + 1), len(order.marks))
    columns = {"dyad": numbers, "episode": np.tile(np.array(order.marks, dtype=int), order.n)}
    frame = pl.DataFrame(columns, schema={"dyad": pl.Int64, "episode": pl.Int64})
    values = lives.learned.reshape(-1, len(LEARNED))
    return frame.with_columns(
        pl.Series(name, values[:, k], dtype=pl.Float64).fill_nan(None)
        for k, name in enumerate(LEARNED)
    )


def _marks(episodes: int) -> list[int]:
    if not isinstance(episodes, int) or episodes < 31:
        return list(range(1, episodes + 1)) if isinstance(episodes, int) else []
    return sorted({round(episodes * k / 30) for k in range(1, 31)})


def _dyad(dyad: Dyad | str) -> Dyad:
    return dyad if isinstance(dyad, Dyad) else Dyad(dyad)


def _seconds(dyad: Dyad, minutes: float | None) -> float:
    if minutes is not None and (isinstance(minutes, bool) or not isinstance(minutes, int | float)):
        raise ParameterError(
            path="simulation",
            where="minutes",
            found=repr(minutes),
            expected="a number of minutes",
            todo="Give a number, e.g. minutes=10.",
        )
    if not dyad.stages:
        return SITTING if minutes is None else minutes * 60.0
    if minutes is not None and abs(minutes * 60.0 - dyad.seconds) > 1e-6:
        raise ParameterError(
            path="simulation",
            where="minutes",
            found=f"{minutes!r} minutes for stages of {dyad.seconds:g} s",
            expected=f"{dyad.seconds / 60.0:g} minutes, or none given",
            todo="Leave minutes out, or change the stages.",
        )
    return dyad.seconds
