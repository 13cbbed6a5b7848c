"""Cox regression: how covariates move the rate of an answer, with errors that allow for dyads.

Small and plain on purpose: one Newton iteration on the partial likelihood for rows ``(start, stop,
event)``. Rows that begin at 0 are the usual model; several rows a unit are the counting process of
Andersen and Gill for recurrent events. Arrays in, arrays out; Sessions come in :mod:`.hazard_rows`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import RecordError
from .intervals import Floats

_STEPS = 50
_CLOSE = 1e-10
_ENDLESS = 12.0
"""A coefficient per standard deviation beyond this has no finite maximum: separation."""


@dataclass(frozen=True, slots=True, eq=False)
class CoxFit:
    """A fitted Cox model.

    Parameters
    ----------
    beta
        Log hazard ratios; ``(p,)``.
    model_se
        Errors if all rows were independent; ``(p,)``.
    robust_se
        Errors that allow for likeness within clusters (sandwich); ``(p,)``.
    log_likelihood, null_log_likelihood
        At the maximum, and with all coefficients 0.
    rows, events, clusters
        How many there are of each.
    reason
        Why there is no fit; ``""`` when there is one.
    """

    beta: Floats
    model_se: Floats
    robust_se: Floats
    log_likelihood: float
    null_log_likelihood: float
    rows: int
    events: int
    clusters: int
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class CoxRows:
    """What a Cox model is fitted to.

    Parameters
    ----------
    start, stop
        When each row was at risk, ``(start, stop]``, in s; ``(n,)``.
    event
        Whether it ended with the event; ``(n,)``.
    x
        Covariates; ``(n, p)``.
    cluster
        Number of the dyad; ``(n,)``.
    stratum
        Rows are compared within a stratum only; ``(n,)``.
    """

    start: Floats
    stop: Floats
    event: NDArray[np.bool_]
    x: Floats
    cluster: NDArray[np.int64]
    stratum: NDArray[np.int64]


def cox(rows: CoxRows, *, ties: str = "efron") -> CoxFit:
    """Fit a Cox model by Newton's method, with model-based and robust standard errors.

    Robust: the sandwich of score residuals summed by cluster (Lin & Wei 1989), no small-sample
    factor, as in R's ``coxph(cluster=)``.

    Parameters
    ----------
    rows
        Units, or stretches of units.
    ties
        ``efron`` or ``breslow``: how equal event times are taken.

    Raises
    ------
    RecordError
        When arrays differ in length, a number is not finite, or a row ends before it starts.

    References
    ----------
    Cox 1972, 10.1111/j.2517-6161.1972.tb00899.x; Efron 1977, 10.1080/01621459.1977.10480613;
    Andersen & Gill 1982, 10.1214/aos/1176345976; Lin & Wei 1989, 10.1080/01621459.1989.10478874.
    """
    _check(rows, ties)
    n, p = rows.x.shape
    clusters = len(np.unique(rows.cluster))
    centre, scale = rows.x.mean(axis=0), rows.x.std(axis=0)
    reason = _impossible(rows, scale)
    if reason:
        none = np.full(p, np.nan)
        return CoxFit(none, none, none, 0.0, 0.0, n, int(rows.event.sum()), clusters, reason)
    sets = _risk_sets(rows)
    x = (rows.x - centre) / scale
    beta, level, null, reason = _climb(x, sets, ties)
    information = _derivatives(x, sets, ties, beta)[2]
    inverse = np.linalg.pinv(information)
    moves = _score_residuals(x, sets, ties, beta) @ inverse
    numbers = np.unique(rows.cluster, return_inverse=True)[1]
    by_cluster = np.zeros((clusters, p))
    np.add.at(by_cluster, numbers, moves)
    return CoxFit(
        beta=beta / scale,
        model_se=np.sqrt(np.diag(inverse)) / scale,
        robust_se=np.sqrt(np.sum(by_cluster**2, axis=0)) / scale,
        log_likelihood=level,
        null_log_likelihood=null,
        rows=n,
        events=int(rows.event.sum()),
        clusters=clusters,
        reason=reason,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _RiskSet:
    """Who could have had the event at one time, and who had it."""

    at_risk: NDArray[np.int64]
    dying: NDArray[np.int64]


def _risk_sets(rows: CoxRows) -> list[_RiskSet]:
    sets = []
    for stratum in np.unique(rows.stratum):
        mine = rows.stratum == stratum
        for time in np.unique(rows.stop[mine & rows.event]):
            risk = mine & (rows.start < time) & (rows.stop >= time)
            dying = mine & rows.event & (rows.stop == time)
            sets.append(_RiskSet(np.flatnonzero(risk), np.flatnonzero(dying)))
    return sets


def _weights(count: int, ties: str) -> Floats:
    """Shares of the tied ones that are taken out of the risk set one by one."""
    if ties == "breslow":
        return np.zeros(count)
    return np.arange(count) / count


def _derivatives(
    x: Floats, sets: list[_RiskSet], ties: str, beta: Floats
) -> tuple[float, Floats, Floats]:
    """Return the log partial likelihood, its gradient and the information."""
    p = x.shape[1]
    level, gradient, information = 0.0, np.zeros(p), np.zeros((p, p))
    line = x @ beta
    for each in sets:
        xr, xd = x[each.at_risk], x[each.dying]
        r, d = np.exp(line[each.at_risk]), np.exp(line[each.dying])
        level += float(line[each.dying].sum())
        gradient += xd.sum(axis=0)
        s1, s2 = r @ xr, (xr * r[:, None]).T @ xr
        t0, t1, t2 = d.sum(), d @ xd, (xd * d[:, None]).T @ xd
        for share in _weights(len(each.dying), ties):
            phi = r.sum() - share * t0
            mean = (s1 - share * t1) / phi
            level -= float(np.log(phi))
            gradient -= mean
            information += (s2 - share * t2) / phi - np.outer(mean, mean)
    return level, gradient, information


def _climb(x: Floats, sets: list[_RiskSet], ties: str) -> tuple[Floats, float, float, str]:
    """Climb to the maximum; return where, how high, how high the start is, and what failed."""
    beta: Floats = np.zeros(x.shape[1])
    level, gradient, information = _derivatives(x, sets, ties, beta)
    null = level
    for _ in range(_STEPS):
        step = np.linalg.pinv(information) @ gradient
        for _ in range(30):
            trial = _derivatives(x, sets, ties, beta + step)
            if np.isfinite(trial[0]) and trial[0] >= level - 1e-12 * abs(level):
                break
            step = step / 2
        beta = beta + step
        gained = trial[0] - level
        level, gradient, information = trial
        if np.abs(beta).max() > _ENDLESS:
            return (
                beta,
                level,
                null,
                "a covariate separates those with the event from those without",
            )
        if abs(gained) <= _CLOSE * max(1.0, abs(level)) and np.abs(step).max() < 1e-9:
            return beta, level, null, ""
    return beta, level, null, "the fit does not settle"


def _score_residuals(x: Floats, sets: list[_RiskSet], ties: str, beta: Floats) -> Floats:
    """Each row's share in the gradient; they sum to 0 at the maximum."""
    residuals = np.zeros_like(x)
    line = x @ beta
    for each in sets:
        xr, xd = x[each.at_risk], x[each.dying]
        r, d = np.exp(line[each.at_risk]), np.exp(line[each.dying])
        weights = _weights(len(each.dying), ties)
        for share in weights:
            phi = r.sum() - share * d.sum()
            mean = (r @ xr - share * (d @ xd)) / phi
            residuals[each.at_risk] -= (r / phi)[:, None] * (xr - mean)
            # Of those that have it now only a part is still in the set (Efron).
            residuals[each.dying] += share * (d / phi)[:, None] * (xd - mean)
            residuals[each.dying] += (xd - mean) / len(weights)
    return residuals


def _impossible(rows: CoxRows, scale: Floats) -> str:
    if not rows.event.any():
        return "there was no event"
    if (scale <= 0).any():
        return "a covariate is the same everywhere"
    if np.linalg.matrix_rank(rows.x - rows.x.mean(axis=0)) < rows.x.shape[1]:
        return "covariates say the same as each other"
    return ""


def _check(rows: CoxRows, ties: str) -> None:
    lengths = {len(part) for part in (rows.start, rows.stop, rows.event, rows.x, rows.cluster)}
    known = np.isfinite(rows.start).all() and np.isfinite(rows.stop).all()
    whole = rows.x.ndim == 2 and bool(np.isfinite(rows.x).all()) and bool(known)
    if len(lengths) > 1 or not whole or (rows.stop < rows.start).any():
        raise RecordError(
            path="Cox model",
            where="rows",
            found=f"arrays of {sorted(lengths)} rows, or numbers that are not finite or in order",
            expected="one start, stop, event, covariate row and cluster each, start before stop",
            todo="Check how the rows were made.",
        )
    if ties not in {"efron", "breslow"}:
        raise RecordError(
            path="Cox model",
            where="ties",
            found=ties,
            expected="efron or breslow",
            todo="Choose one.",
        )
