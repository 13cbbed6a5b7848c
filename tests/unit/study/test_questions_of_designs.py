"""Latencies between code sets, contrasts and signals through the study room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import reattune as rt
from reattune.errors import RecordError
from reattune.record import Phase, Signal
from reattune.study.designs import contrasts
from reattune.study.latency_between import latencies_between
from reattune.study.signals import SignalPlan, measure_signals, paired_signals

PHASES = (Phase("play", 0, 60_000), Phase("still-face", 60_000, 120_000))


def visits(count):
    made = [rt.simulate(rt.Dyad(attunement=0.5), minutes=2, seed=k) for k in range(count)]
    return [
        replace(
            s, name=f"v{k}", phases=PHASES, covariates={"dyad": str(k // 2), "arm": "xy"[k % 2]}
        )
        for k, s in enumerate(made)
    ]


def test_latencies_with_phases_and_covariates():
    some = visits(4)
    states = {e.state for e in some[0].events if e.person == "child"}
    assert "averted" in states or "protest" in states
    asked = "child:averted|protest|distress"
    found = latencies_between(
        some, asked, {"pause": "caregiver:pause", "soothe": "caregiver:soothe"},
        by_phase=True, covariates=["arm", "phase"],
    )  # fmt: skip
    words = {row.measure for row in found.measures}
    assert words >= {
        "between_latency", "between_probability", "between_incidence", "between_proportion",
        "between_left_out", "recurrent_rate", "recurrent_mean", "hazard_ratio", "rate_ratio",
    }  # fmt: skip
    n = found.measures.select("between_latency")[0].n
    by_phase = [found.measures.select("between_latency", phase=p.name)[0].n for p in PHASES]
    assert sum(by_phase) == n > 0
    kinds = {row.definition for row in found.measures.select("hazard_ratio")}
    assert any(name.endswith(": soothe") for name in kinds)


def test_contrasts_of_dyads_with_several_sessions():
    """Four visits of two dyads: n is two."""
    found = contrasts(visits(4), "match.same_state", words=["match_proportion"])
    row = found.select("contrast")[0]
    assert row.n == 2
    assert row.value is not None


def with_signals(seconds=120):
    (session,) = visits(1)
    rng = np.random.default_rng(1)
    times = range(0, seconds * 1000, 100)
    base = np.convolve(rng.normal(size=len(times) + 4), np.ones(5) / 5, "valid")
    signals = [
        Signal.build(person, "nose_y", times=times, values=values, unit="px")
        for person, values in (("caregiver", np.roll(base, 3)), ("child", base))
    ]
    return replace(session, signals=tuple(signals))


def test_signals_of_a_session():
    session = with_signals()
    plan = SignalPlan(draws=39, segment=6)
    pair = paired_signals(session, ("child", "nose_y"), ("caregiver", "nose_y"), plan=plan)
    found = measure_signals(pair, plan=plan)
    assert found["peak_lag"].value == pytest.approx(0.3, abs=0.05)
    assert found["lagged_correlation_p"].value == 1 / 40
    assert all(row.session == session.name and row.definition for row in found)
    assert all((row.value is None) == bool(row.reason) for row in found)


def test_a_signal_that_is_not_there_and_a_plot_that_is_too_large():
    session = with_signals(seconds=700)
    with pytest.raises(RecordError, match="one of caregiver:nose_y, child:nose_y"):
        paired_signals(session, ("child", "f0"), ("caregiver", "nose_y"), plan=SignalPlan())
    pair = paired_signals(session, ("child", "nose_y"), ("caregiver", "nose_y"), plan=SignalPlan())
    rows = measure_signals(pair, plan=SignalPlan(draws=1, every=10))
    assert "6000 at most" in rows["recurrence_rate"].reason
