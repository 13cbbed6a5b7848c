"""Cox regression: by hand, by the definition's own derivative, and from sessions."""

from __future__ import annotations

from dataclasses import replace
from math import log, sqrt

import numpy as np
import pytest
from toy_visits import visit

from reattune.errors import RecordError
from reattune.measures import (
    CoxRows,
    cox,
    hazard_ratios,
    histories,
    rate_ratios,
    waits_between,
)


def rows(stop, event, x, *, start=None, cluster=None, stratum=None):
    n = len(stop)
    return CoxRows(
        np.zeros(n) if start is None else np.array(start, dtype=float),
        np.array(stop, dtype=float),
        np.array(event, dtype=bool),
        np.array(x, dtype=float).reshape(n, -1),
        np.arange(n) if cluster is None else np.array(cluster),
        np.zeros(n, dtype=np.int64) if stratum is None else np.array(stratum),
    )


def test_by_hand():
    """x = 1, 0, 1 with events at 1, 2, 3: L = r/(2r + 1) * 1/(r + 1) with r = exp(b).

    d log L / db = 1 - 2r/(2r + 1) - r/(r + 1) = 0 gives 2 r^2 = 1: b = -log(2)/2. The information
    is 2r/(2r + 1)^2 + r/(r + 1)^2.
    """
    found = cox(rows([1, 2, 3], [1, 1, 1], [1, 0, 1]))
    r = sqrt(0.5)
    assert found.beta[0] == pytest.approx(-log(2) / 2, abs=1e-9)
    information = 2 * r / (2 * r + 1) ** 2 + r / (r + 1) ** 2
    assert found.model_se[0] == pytest.approx(information**-0.5)


def tied():
    rng = np.random.default_rng(3)
    x = rng.normal(size=40)
    return x, np.ceil(rng.exponential(5, 40)), rng.random(40) < 0.8


def gradient(beta, weights, *, x, stop, event):
    """Efron's partial likelihood with case weights, differentiated by hand."""
    total = 0.0
    r = weights * np.exp(x * beta)
    for t in np.unique(stop[event]):
        risk, dying = stop >= t, event & (stop == t)
        d = int(dying.sum())
        total += float((weights[dying] * x[dying]).sum())
        for k in range(d):
            phi = r[risk].sum() - k / d * r[dying].sum()
            mean = ((r * x)[risk].sum() - k / d * (r * x)[dying].sum()) / phi
            total -= weights[dying].mean() * mean
    return total


def solved(weights, **given):
    low, high = -5.0, 5.0
    for _ in range(80):
        middle = (low + high) / 2
        if gradient(middle, weights, **given) > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def test_robust_errors_with_ties_are_the_infinitesimal_jackknife():
    """How far the maximum moves with each case's weight, squared and summed.

    lifelines 0.30.3 gives other robust errors with ties (its residuals are exact without).
    """
    x, stop, event = tied()
    given = {"x": x, "stop": stop, "event": event}
    moves = []
    for i in range(len(x)):
        up, down = np.ones(len(x)), np.ones(len(x))
        up[i], down[i] = 1 + 1e-4, 1 - 1e-4
        moves.append((solved(up, **given) - solved(down, **given)) / 2e-4)
    found = cox(rows(stop, event, x))
    assert found.beta[0] == pytest.approx(solved(np.ones(len(x)), **given), abs=1e-8)
    assert found.robust_se[0] == pytest.approx(sqrt(sum(m * m for m in moves)), rel=1e-5)


def test_splitting_a_row_changes_nothing():
    """The counting process: one row to 6 s, or one to 2 s and one from 2 to 6 s."""
    x, stop, event = tied()
    whole = cox(rows(stop, event, x, cluster=np.arange(40)))
    start = np.concatenate([np.zeros(40), stop / 2])
    halves = cox(
        rows(
            np.concatenate([stop / 2, stop]),
            np.concatenate([np.zeros(40, dtype=bool), event]),
            np.concatenate([x, x]),
            start=start,
            cluster=np.tile(np.arange(40), 2),
        )
    )
    assert halves.beta == pytest.approx(whole.beta, abs=1e-8)
    assert halves.robust_se == pytest.approx(whole.robust_se, abs=1e-8)


def test_units_of_time_and_covariate():
    """Minutes instead of seconds change nothing; x times 10 makes the coefficient a tenth."""
    x, stop, event = tied()
    one, other = cox(rows(stop, event, x)), cox(rows(stop / 60, event, 10 * x))
    assert other.beta * 10 == pytest.approx(one.beta, abs=1e-8)
    assert other.robust_se * 10 == pytest.approx(one.robust_se, abs=1e-8)


def test_strata_are_compared_within():
    """Alone in its stratum a row says nothing."""
    lone = rows([1, 2, 3, 9], [1, 1, 1, 1], [1, 0, 1, 5], stratum=[0, 0, 0, 1])
    assert cox(lone).beta[0] == pytest.approx(-log(2) / 2, abs=1e-8)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (([1, 2, 3], [0, 0, 0], [1, 0, 1]), "no event"),
        (([1, 2, 3], [1, 1, 1], [2, 2, 2]), "same everywhere"),
        (([1, 2, 3, 4], [1, 1, 0, 0], [1, 1, 0, 0]), "separates"),
        (([1, 2, 3], [1, 1, 1], [[1, 2], [0, 0], [1, 2]]), "same as each other"),
    ],
)
def test_what_cannot_be_fitted_says_why(given, reason):
    assert reason in cox(rows(*given)).reason


def test_bad_rows_are_refused():
    with pytest.raises(RecordError, match="start before stop"):
        cox(rows([1, 2], [1, 1], [0, 1], start=[3, 0]))
    with pytest.raises(RecordError, match="efron or breslow"):
        cox(rows([1, 2], [1, 1], [0, 1]), ties="exact")


def family(k, *, seconds, condition, age):
    child = [("neutral", 10), ("distress", 5), ("neutral", 45)]
    caregiver = [("neutral", 10 + seconds), ("soothe", 5), ("neutral", 45 - seconds)]
    made = visit(child, caregiver, name=f"f{k}")
    people = tuple(replace(p, age_months=age) if p.role == "child" else p for p in made.people)
    return replace(made, people=people, covariates={"condition": condition} if condition else {})


def families():
    """In condition b answers come later; ages are known for all, a condition not for the last."""
    quick = [family(k, seconds=2 + k, condition="a", age=6.0 + k % 3) for k in range(6)]
    slow = [family(6 + k, seconds=5 + 2 * k, condition="b", age=6.0 + k % 4) for k in range(6)]
    return [*quick, *slow, family(12, seconds=4, condition="", age=7.0)]


def test_covariates_from_sessions():
    some = families()
    waits = waits_between(some, "child:distress", "caregiver:soothe")
    found = hazard_ratios(waits, some, covariates=["condition", "age"])
    assert [row.of.split(",")[0] for row in found] == ["condition b", "age"]
    assert all("1 rows without covariates left out" in row.of for row in found)
    assert found[0].n == 12
    assert found[0].value < 1
    assert found[0].low < found[0].value < found[0].high
    assert "12 sessions" in found[0].method


def test_no_variation_has_a_reason():
    some = families()[:6]
    waits = waits_between(some, "child:distress", "caregiver:soothe")
    (row,) = hazard_ratios(waits, some, covariates=["condition"])
    assert row.value is None
    assert "same everywhere" in row.reason


def test_rates_of_recurrent_events():
    """Two bouts a minute against one: the ratio of rates is near 2 (with ties, so not exact)."""
    often = [("neutral", 5), ("distress", 5)] * 6
    rare = [("neutral", 15), ("distress", 5)] * 3
    some = [
        replace(
            visit(often if k % 2 else rare, [("neutral", 60)], name=f"s{k}"),
            covariates={"group": "often" if k % 2 else "rare"},
        )
        for k in range(12)
    ]
    (row,) = rate_ratios(histories(some, "child:distress"), some, covariates=["group"])
    assert row.of == "group rare, against often"
    assert row.n == 6 * 6 + 6 * 3
    assert row.value == pytest.approx(0.5, abs=0.12)
