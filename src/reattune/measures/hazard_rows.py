"""Covariates of a latency or of recurrent events: hazard ratios from Sessions (Cox regression)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import exp, isfinite

import numpy as np

from ..record import Session
from .estimates import Estimate
from .hazards import CoxFit, CoxRows, cox
from .intervals import FEW, Z
from .latency_between import question
from .latency_waits import Waits
from .recurrent import Histories
from .t_distributions import t_quantile

AGE = "age"
PHASE = "phase"

UNKNOWN = frozenset({"", "na", "n/a", "nan", "null", "none", "."})
"""What people write for "not known" (in any case): such a row is left out, and counted."""


@dataclass(frozen=True, slots=True)
class _Row:
    session: str
    phase: str
    cluster: str
    start: float
    stop: float
    event: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """One number a row: a covariate, or whether it has one of its levels."""

    label: str
    values: list[float]


def hazard_ratios(
    waits: Waits,
    sessions: Session | Iterable[Session],
    *,
    covariates: Sequence[str],
    kind: str = "",
    strata: str = "",
) -> tuple[Estimate, ...]:
    """Ratios of the rate of an answer, by covariate (Cox), with errors clustered by dyad.

    A ratio of 2 means: at any moment of waiting the answer is twice as likely to come now. With
    fewer than 10 clusters the larger of the robust and the model's error is taken, with Student's
    quantile. Rows without one of the covariates are left out, and counted in ``of``.

    Parameters
    ----------
    waits
        As :func:`waits_between` gives them.
    sessions
        Those the waits were found in: their ages, conditions and dyads.
    covariates
        ``age`` (of the child, per month), ``phase``, or a covariate of the sessions. One with
        numbers only is taken as a number, any other as levels against the first.
    kind
        Only this kind of answer ends a wait, others censor it (cause-specific hazard); any if not
        given.
    strata
        Covariate within whose levels rows are compared.

    References
    ----------
    Cox 1972, 10.1111/j.2517-6161.1972.tb00899.x; Lin & Wei 1989, 10.1080/01621459.1989.10478874.
    """
    wanted = waits.kinds.index(kind) + 1 if kind else 0
    rows = [
        _Row(
            row.session,
            row.phase,
            waits.groups.get(row.session, row.session),
            0.0,
            # An answer in the very moment still needs a moment at risk.
            max(row.wait_ms, 0.5) / 1000,
            row.kind > 0 if not wanted else row.kind == wanted,
        )
        for row in waits.rows
    ]
    blank = Estimate("hazard_ratio", None, "ratio", 0, question(waits))
    blank = replace(blank, definition=f"{blank.definition}: {kind}" if kind else blank.definition)
    return _fitted(rows, sessions, (covariates, strata, waits.cluster_word), blank)


def rate_ratios(
    found: Histories,
    sessions: Session | Iterable[Session],
    *,
    covariates: Sequence[str],
    strata: str = "",
) -> tuple[Estimate, ...]:
    """Ratios of the rate of recurrent events, by covariate (Andersen-Gill), clustered by dyad.

    The counting process: each event starts a new row of its unit, time runs on. The robust errors
    allow for the likeness of events within a dyad; parameters as in :func:`hazard_ratios`.

    References
    ----------
    Andersen & Gill 1982, 10.1214/aos/1176345976; Lin et al. 2000, 10.1111/1467-9868.00259.
    """
    rows = [
        _Row(unit.session, found.phase, unit.cluster, a, b, event)
        for unit in found.rows
        for start, stop in unit.spans
        for a, b, event in _gaps(start, stop, unit.events)
    ]
    blank = Estimate("rate_ratio", None, "ratio", 0, found.of, phase=found.phase)
    return _fitted(rows, sessions, (covariates, strata, found.cluster_word), blank)


def _gaps(start: float, stop: float, events: Sequence[float]) -> list[tuple[float, float, bool]]:
    """Cut a span at its events."""
    inside = [t for t in events if start <= t <= stop]
    edges = [start, *(max(t, start + 0.0005) for t in inside)]
    gaps = [(a, b, True) for a, b in pairwise(edges)]
    return [*gaps, (edges[-1], stop, False)] if edges[-1] < stop else gaps


def _fitted(
    rows: list[_Row],
    sessions: Session | Iterable[Session],
    model: tuple[Sequence[str], str, str],
    blank: Estimate,
) -> tuple[Estimate, ...]:
    names, strata, word = model
    several = {s.name: s for s in ([sessions] if isinstance(sessions, Session) else sessions)}
    told = [[_told(row, several[row.session], name) for name in (*names, strata)] for row in rows]
    keep = [i for i, texts in enumerate(told) if all(text is not None for text in texts)]
    if not keep:
        why = "no row with all covariates" if rows else "there was nothing to wait from"
        return tuple(replace(blank, of=name, reason=why) for name in names)
    order = list(dict.fromkeys(part.name for s in several.values() for part in s.phases))
    columns = [
        column
        for place, name in enumerate(names)
        for column in _columns(name, [str(told[i][place]) for i in keep], order)
    ]
    if not columns:
        return tuple(
            replace(blank, of=n, reason="a covariate is the same everywhere") for n in names
        )
    kept = [rows[i] for i in keep]
    fit = cox(
        CoxRows(
            np.array([row.start for row in kept]),
            np.array([row.stop for row in kept]),
            np.array([row.event for row in kept]),
            np.column_stack([column.values for column in columns]),
            _numbers([row.cluster for row in kept]),
            _numbers([str(told[i][-1]) for i in keep]),
        )
    )
    lacking = len(rows) - len(keep)
    return tuple(
        _row(blank, column.label, (fit, index, lacking), word)
        for index, column in enumerate(columns)
    )


def _row(blank: Estimate, label: str, found: tuple[CoxFit, int, int], word: str) -> Estimate:
    fit, index, lacking = found
    left = f", {lacking} rows without covariates left out" if lacking else ""
    row = replace(blank, of=f"{label}{left}", n=fit.rows, censored=fit.rows - fit.events)
    if row.measure == "rate_ratio":
        # Rows are stretches between events here; what the ratio rests on are the events.
        row = replace(row, n=fit.events, censored=None)
    if fit.reason:
        return replace(row, reason=fit.reason)
    robust, plain = float(fit.robust_se[index]), float(fit.model_se[index])
    few = fit.clusters < FEW
    se = max(robust, plain) if few else robust
    point = Z if fit.clusters < 2 else t_quantile(0.975, fit.clusters - 1)
    beta = float(fit.beta[index])
    method = "Cox (Efron)"
    if fit.clusters > 1:
        method += (
            f", robust over {fit.clusters} {word}{', or model-based where wider' if few else ''}"
        )
    high = exp(min(beta + point * se, 700.0))
    return replace(
        row,
        value=exp(beta),
        low=exp(beta - point * se),
        high=high if isfinite(high) else None,
        method=method,
    )


def _numbers(names: list[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return np.unique(np.array(names), return_inverse=True)[1].astype(np.int64)


def _told(row: _Row, session: Session, name: str) -> str | None:
    """Return what a session says of a covariate, as text; ``None`` when it does not."""
    if not name:
        return ""
    if name == PHASE:
        return row.phase or None
    if name == AGE:
        ages = [person.age_months for person in session.people if person.role == "child"]
        return str(ages[0]) if ages and ages[0] is not None else None
    text = session.covariates.get(name, "").strip()
    return None if text.lower() in UNKNOWN else text


def _finite(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) else None


def _columns(name: str, texts: list[str], order: list[str]) -> list[_Column]:
    numbers = [_finite(text) for text in texts]
    if None in numbers:
        levels = sorted(set(texts), key=lambda t: (order.index(t) if name == PHASE else 0, t))
        return [
            _Column(f"{name} {level}, against {levels[0]}", [float(t == level) for t in texts])
            for level in levels[1:]
        ]
    values = [number for number in numbers if number is not None]
    return [_Column(f"{name}, per {'month' if name == AGE else 'unit'}", values)]
