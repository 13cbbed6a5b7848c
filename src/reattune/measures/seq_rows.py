"""Tidy rows of a lag table: counts, probabilities, residuals, odds ratios, whole-table tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import isfinite

from .contingency import Counts, expected_with_zeros, fit_of, general_association
from .estimates import Estimate
from .intervals import Floats, clustered_wilson
from .seq_few import METHOD as MOMENTS
from .seq_few import Moments
from .seq_odds import odds_ratio, pooled_odds_ratio, yules_q
from .seq_tables import LagTable
from .seq_tails import chi_square_tail, no_p, normal_tail

_IMPOSSIBLE = "this code cannot follow that one"
_FEW_EXPECTED = 5


def lag_count(table: LagTable, given: str, target: str) -> Estimate:
    """How often the target stands at the lag after the given code, in all sessions."""
    i, j = table.coded.row(given), table.coded.column(target)
    blank = _blank(table, "lag_count", "count", (given, target))
    return replace(blank, value=float(table.pooled[i, j]), method="exact")


def lag_expected(table: LagTable, given: str, target: str) -> Estimate:
    """How often it would by chance: from the margins of each session, summed over sessions.

    With structural zeros the margins are fitted iteratively.
    """
    i, j = table.coded.row(given), table.coded.column(target)
    blank = _blank(table, "lag_expected", "count", (given, target))
    value = float(table.expected[i, j])
    fitted = "independence but for structural zeros" if table.allowed is not None else ""
    return replace(blank, value=value, method=fitted or "independence, session by session")


def transition_probability(table: LagTable, given: str, target: str) -> Estimate:
    """Probability of the target at the lag after the given code, pooled over sessions.

    Wilson's interval on an effective number: n divided by the design effect (the variance between
    sessions over the binomial one, at least 1) and, where that is above 1, by the square of
    Student's t over z, since so many sessions tell how much they differ. Not estimable when the
    given code never stands that far from the end of a stretch.

    References
    ----------
    Korn & Graubard 1998, Survey Methodology 24, 193; Wilson 1927, 10.1080/01621459.1927.10502953.
    """
    i, j = table.coded.row(given), table.coded.column(target)
    blank = _blank(table, "transition_probability", "share", (given, target))
    totals = table.counts[:, i].sum(axis=1)
    blank = replace(blank, n=int(totals.sum()), of=f"{blank.of}; of what follows {given}")
    if not blank.n:
        return replace(blank, reason=f"nothing follows {given} at this lag")
    share, low, high, method = pooled_share(table.counts[:, i, j], totals)
    return replace(blank, value=share, low=low, high=high, method=method)


def pooled_share(hits: Counts, totals: Counts) -> tuple[float, float, float, str]:
    """Return a share pooled over sessions, its interval, and how it was made.

    See :func:`transition_probability`.

    Parameters
    ----------
    hits, totals
        Counts of each session, ``int64[sessions]``; some total above 0.
    """
    return clustered_wilson(hits.tolist(), totals.tolist())


def adjusted_residual(table: LagTable, given: str, target: str) -> Estimate:
    """(Observed - expected) / its standard error: standard normal when order means nothing.

    Over several sessions the Mantel-Haenszel form: differences summed over sessions, each with
    its own margins, over the hypergeometric standard error.

    References
    ----------
    Haberman 1973, 10.2307/2529686; Allison & Liker 1982, 10.1037/0033-2909.91.2.393; Mantel 1963.
    """
    i, j = table.coded.row(given), table.coded.column(target)
    blank = _blank(table, "adjusted_residual", "z", (given, target))
    if not table.possible(i, j):
        return replace(blank, reason=_IMPOSSIBLE)
    value = float(table.residuals[i, j])
    if not isfinite(value):
        return replace(blank, reason="a code never occurs, or always")
    sessions = int(table.counts.any(axis=(1, 2)).sum())
    over = f"Mantel-Haenszel over {sessions} sessions" if sessions > 1 else "Haberman"
    zeros = ", structural zeros" if table.allowed is not None else ""
    return replace(blank, value=value, method=over + zeros)


def residual_p(table: LagTable, given: str, target: str, *, tails: int = 2) -> Estimate:
    """Probability of an adjusted residual at least as far from 0, by the normal distribution.

    Too sure of itself where counts are small or units are not independent (intervals shorter than
    bouts): then :func:`permutation_p` is the honest one.
    """
    found = adjusted_residual(table, given, target)
    row = replace(found, measure="residual_p", unit="p", of=f"{found.of}; {_tails(tails)}")
    if found.value is None:
        return row
    return replace(row, value=normal_tail(found.value, tails=tails), method="normal")


def lag_yules_q(table: LagTable, given: str, target: str) -> Estimate:
    """Yule's Q: -1 never together, 0 independent, 1 always; from the odds ratio, with its interval.

    References
    ----------
    Yule 1912, 10.2307/2340126; Bakeman & Quera 2011, ch. 9.
    """
    odds = lag_odds_ratio(table, given, target)
    row = replace(odds, measure="lag_yules_q", unit="Q")
    if odds.value is None:
        return row
    seen = _seen(table.around(given, target))
    value = yules_q(seen[0]) if len(seen) == 1 else _q(odds.value)
    low, high = _q(odds.low), _q(odds.high)
    if value is not None and low is not None and high is not None:
        # Q at an empty cell is -1 or 1, as published; its interval adds 0.5 to each cell.
        low, high = min(low, value), max(high, value)
    return replace(row, value=value, low=low, high=high)


def lag_odds_ratio(table: LagTable, given: str, target: str) -> Estimate:
    """Odds of the target after the given code over its odds after all others.

    1 for independence. One session: ad / bc with Woolf's interval; several: Mantel-Haenszel.
    Below ten sessions pairs are taken as independent: for intervals shorter than bouts the interval
    is then too narrow, and :func:`reattune.measures.permutation_test` is the honest test.
    """
    i, j = table.coded.row(given), table.coded.column(target)
    blank = _blank(table, "lag_odds_ratio", "ratio", (given, target))
    if not table.possible(i, j):
        return replace(blank, reason=_IMPOSSIBLE)
    tables = _seen(table.around(given, target))
    if not len(tables):
        return replace(blank, reason="no pairs at this lag")
    odds = odds_ratio(tables[0]) if len(tables) == 1 else pooled_odds_ratio(tables)
    return replace(
        blank, value=odds.value, low=odds.low, high=odds.high, method=odds.method,
        reason=odds.reason,
    )  # fmt: skip


_CELL: tuple[Callable[[LagTable, str, str], Estimate], ...] = (
    lag_count,
    lag_expected,
    transition_probability,
    adjusted_residual,
    residual_p,
    lag_odds_ratio,
    lag_yules_q,
)


def lag_rows(table: LagTable) -> Iterator[Estimate]:
    """Give every number of every cell, cell by cell."""
    for given in table.rows:
        for target in table.columns:
            for measured in _CELL:
                yield measured(table, given, target)


def lag_tests(table: LagTable) -> tuple[Estimate, ...]:
    """Test whether order means anything at all: whole-table chi-squares, each with df and p.

    The likelihood ratio and Pearson's chi-square summed over sessions (each with its own margins
    and df), and the Mantel-Haenszel general association, which looks for what all sessions share.
    p is not estimable without SciPy.

    References
    ----------
    Wickens 1989, Multiway Contingency Tables Analysis; Landis, Heyman & Koch 1978.
    """
    fits = [
        fit_of(counts, expected_with_zeros(counts, table.allowed), table.allowed)
        for counts in table.counts
        if counts.any()
    ]
    df, n = sum(fit.df for fit in fits), sum(fit.n for fit in fits)
    some = table.expected[table.expected > 0]
    few = len(some) > 0 and float(some.min()) < _FEW_EXPECTED
    note = "; some expected counts below 5" if few else ""
    rows = [
        ("likelihood ratio", sum(fit.likelihood for fit in fits), df),
        ("Pearson", sum(fit.pearson for fit in fits), df),
    ]
    if table.allowed is None:
        rows.append(("Mantel-Haenszel", *general_association(table.counts)))
    return tuple(
        row
        for name, value, degrees in rows
        for row in chi_rows(
            "lag_chi_square", name, (value, degrees, n), definition=table.definition, note=note
        )
    )


def chi_rows(
    measure: str,
    name: str,
    found: tuple[float, int, int],
    *,
    definition: str,
    note: str = "",
    few: Moments | None = None,
) -> tuple[Estimate, Estimate]:
    """Return a chi-square and its p as two rows.

    Parameters
    ----------
    measure, name
        The measure's word, and which test of it.
    found
        The statistic, its degrees of freedom, and how many pairs it rests on.
    definition, note
        What was counted; what to say of it.
    few
        Take p from these exact moments, which hold for small tables, and not from the statistic.
    """
    value, df, n = found
    row = Estimate(
        measure, None, "chi-square", n, definition, of=f"{name}, df {df}", method=name + note
    )
    if df <= 0:
        reason = "no degree of freedom"
        return replace(row, reason=reason), replace(row, unit="p", reason=reason)
    tail = replace(row, unit="p", of=f"{row.of}; p")
    if few is None:
        p, reason = chi_square_tail(value, df), no_p(df)
    else:
        p, tail = few.tail(), replace(tail, method=f"{tail.method}; {MOMENTS}")
        reason = no_p(df) if few.variance > 0 else "tables that cannot vary, given their margins"
    return replace(row, value=value), replace(tail, value=p, reason="" if p is not None else reason)


def _blank(table: LagTable, measure: str, unit: str, pair: tuple[str, str]) -> Estimate:
    return Estimate(
        measure, None, unit, int(table.counts.sum()), table.definition, of=f"{pair[0]} → {pair[1]}"
    )


def _tails(tails: int) -> str:
    return "one-tailed" if tails == 1 else "two-tailed"


def _seen(tables: Floats) -> Floats:
    found: Floats = tables[tables.sum(axis=(1, 2)) > 0]
    return found


def _q(ratio: float | None) -> float | None:
    if ratio is None:
        return None
    return 1.0 if not isfinite(ratio) else (ratio - 1) / (ratio + 1)
