"""Two signals of several sessions, as `reattune signals` compares them."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from reattune.errors import DefinitionError, ParameterError, RecordError
from reattune.record import Person, Session, Signal, load_codebook
from reattune.record.provenance import stamp
from reattune.study import Reading
from reattune.study.signal_outputs import WRITTEN_SIGNALS, content_of, lags_frame, write_signals
from reattune.study.signaling import compare_signals
from reattune.study.signals import SignalPlan

PLAN = SignalPlan(window=5, max_lag=1, segment=5, draws=39)


def visit(name="v", *, lag=4, n=600, seed=1, people=("child", "caregiver"), shared=True):
    """The second signal is the first, ``lag`` frames of 0.1 s later, with some noise."""
    rng = np.random.default_rng(seed)
    base = np.convolve(rng.normal(size=n + lag + 4), np.ones(5) / 5, "valid")
    own = np.convolve(rng.normal(size=n + 4), np.ones(5) / 5, "valid")
    times = range(0, n * 100, 100)
    other = base[:n] + 0.1 * rng.normal(size=n) if shared else own
    pairs = ((people[0], base[lag:]), (people[1], other))
    return Session.build(
        name,
        end=n * 100,
        people=[Person(people[0], "child"), Person(people[1], "caregiver")],
        tracks=[],
        events=[],
        codebook=load_codebook("signals"),
        provenance=stamp(rows=0),
        signals=[Signal.build(w, "f0", times=times, values=v, unit="Hz") for w, v in pairs],
    )


def compared(*sessions, plan=PLAN, first="child:f0", second="caregiver:f0"):
    return compare_signals(Reading(sessions=sessions), first, second, plan=plan)


def value(found, measure, session="v"):
    return next(r.value for r in found.rows if (r.measure, r.session) == (measure, session))


def test_the_second_follows_by_four_tenths_of_a_second():
    found = compared(visit())
    assert value(found, "peak_lag") == pytest.approx(0.4, abs=0.1)
    # None of 39 phase surrogates is as high: 1 / 40.
    assert value(found, "lagged_correlation_p") == 0.025
    tops = lags_frame(found).sort("correlation", descending=True)
    assert tops["lag_s"][0] == pytest.approx(0.4)


def test_people_are_found_by_their_roles():
    found = compared(visit(people=("k07", "m07")))
    assert {row.definition for row in found.rows} == {"child:f0 ~ caregiver:f0"}


def test_every_row_has_a_value_or_a_reason_and_the_seed_counts():
    one, same, other = (
        compared(visit(shared=False), plan=replace(PLAN, seed=seed)) for seed in (1, 1, 2)
    )
    assert all((row.value is None) == bool(row.reason) for row in one.rows)
    assert one.rows == same.rows
    assert one.rows != other.rows


def test_no_surrogates_no_tests():
    found = compared(visit(), plan=replace(PLAN, draws=0))
    assert not [r for r in found.rows if r.measure.endswith(("_p", "_chance"))
                and not r.measure.startswith("synchrony")]  # fmt: skip


def test_dyads_against_strangers_from_four_on():
    """Eight dyads with a common signal each: no order of strangers comes near."""
    several = [visit(f"v{k}", seed=k, n=300) for k in range(8)]
    found = compared(*several, plan=replace(PLAN, draws=9, radius=0))
    assert value(found, "dyads_together_p", "") <= 0.01
    assert not [
        r for r in compared(*several[:3], plan=replace(PLAN, draws=0)).rows if not r.session
    ]


def test_a_session_without_the_signal_is_a_failure_of_its_own():
    found = compared(visit(), visit("other", people=("child", "father")))
    assert [pair.session for pair in found.pairs] == ["v", "other"]
    bare = replace(visit("bare"), signals=())
    found = compared(visit(), bare)
    assert [pair.session for pair in found.pairs] == ["v"]
    assert len(found.failures) == 1
    with pytest.raises(RecordError, match="no signal child:f0"):
        compared(bare)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"first": "f0"}, "PERSON:SIGNAL"),
        ({"second": "child:"}, "PERSON:SIGNAL"),
        ({"plan": replace(PLAN, window=0)}, "--window"),
        ({"plan": replace(PLAN, max_lag=-1)}, "--max-lag"),
        ({"plan": replace(PLAN, segment=inf)}, "--segment"),
        ({"plan": replace(PLAN, radius=-1)}, "--radius"),
        ({"plan": replace(PLAN, draws=-1)}, "--surrogates"),
    ],
)
def test_what_cannot_be_is_refused(asked, words):
    with pytest.raises(ParameterError, match=words):
        compared(visit(), **asked)
    with pytest.raises(DefinitionError, match="no session"):
        compared()


def test_too_long_for_a_plot_still_has_its_other_numbers():
    plan = replace(PLAN, draws=0, every=20)
    found = compared(visit(n=6100), plan=plan)
    reasons = [r.reason for r in found.rows if r.measure == "recurrence_rate"]
    assert "average in bins (--bin)" in reasons[0]
    assert value(found, "recurrence_by_lag") > 0
    assert content_of(found).drawn[0].recurrence is None


def test_the_same_run_writes_the_same_bytes(tmp_path):
    found = compared(visit(), plan=replace(PLAN, draws=9))
    for name in "ab":
        write_signals(found, tmp_path / name)
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == sorted(WRITTEN_SIGNALS)
    for name in WRITTEN_SIGNALS:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
