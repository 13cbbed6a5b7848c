"""Contrasts within dyads: differences, effect sizes, carry-over, phases, conditions."""

from __future__ import annotations

from dataclasses import replace
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from toy_visits import episodes, visit

from reattune.errors import DefinitionError
from reattune.measures import (
    Estimate,
    carry_over,
    design_rows,
    design_values,
    paired_contrast,
    values_of,
)
from reattune.measures.t_distributions import (
    hedges,
    noncentral_t_cdf,
    noncentrality_interval,
    t_quantile,
)

BLANK = Estimate("match_proportion", None, "share", 0, "match.affect")
PHASES = [("play", 0, 20), ("still-face", 20, 40), ("reunion", 40, 60)]


def table(first, second):
    return {str(k): {"a": x, "b": y} for k, (x, y) in enumerate(zip(first, second, strict=True))}


def contrast(first, second):
    return paired_contrast(table(first, second), "a", "b", blank=BLANK)


def test_by_hand():
    """Differences 1, 2, 3: mean 2, sd 1, se 1/sqrt(3); t(.975, 2) = 4.30265.

    d_z = 2 times Hedges' factor for 2 df (Gamma(1)/Gamma(.5) = .5642). Levels 0, 0, 0 and 1, 2, 3:
    variances 0 and 1, so d_av = 2 / sqrt(.5) times the same.
    """
    mean, drawn, dz, _, dav, _ = contrast([0, 0, 0], [1, 2, 3])
    half = 4.302652729911275 / sqrt(3)
    assert (mean.value, mean.low, mean.high) == pytest.approx((2, 2 - half, 2 + half))
    assert (drawn.low, drawn.high) == (1.0, 3.0)
    factor = 1 / sqrt(np.pi)
    assert dz.value == pytest.approx(2 * factor)
    assert dav.value == pytest.approx(2 / sqrt(0.5) * factor)
    assert all(row.n == 3 for row in (mean, dz, dav))


def test_interval_of_d_z_is_that_of_the_noncentral_t():
    """The ends are the populations in which the observed t is the 97.5 % and the 2.5 % point."""
    rng = np.random.default_rng(2)
    first, second = rng.normal(size=15), rng.normal(0.6, 1, size=15)
    d = second - first
    t = d.mean() / d.std(ddof=1) * sqrt(15)
    row = contrast(first, second)[2]
    assert noncentral_t_cdf(t, 14, row.low * sqrt(15)) == pytest.approx(0.975)
    assert noncentral_t_cdf(t, 14, row.high * sqrt(15)) == pytest.approx(0.025)


def test_t_against_scipy():
    stats = pytest.importorskip("scipy.stats")
    for df in (1, 2, 5, 11, 12, 60):
        assert t_quantile(0.975, df) == pytest.approx(stats.t.ppf(0.975, df), abs=1e-8)
        for shift in (-3.0, 0.7, 4.0):
            ours = noncentral_t_cdf(1.5, df, shift)
            assert ours == pytest.approx(stats.nct.cdf(1.5, df, shift), abs=1e-10)
    low, high = noncentrality_interval(0.0, 10)
    assert low == pytest.approx(-high)
    assert hedges(19) == pytest.approx(1 - 3 / 75, abs=1e-4)


numbers = st.lists(st.integers(-50, 50), min_size=4, max_size=8, unique=True)


@given(numbers, st.integers(1, 9), st.integers(-20, 20))
def test_units_and_swapping(values, scale, moved):
    """Another unit scales the contrast and leaves d; swapping levels turns all signs."""
    first = [float(v) for v in values]
    second = [v + (k % 3) for k, v in enumerate(first)]
    one = contrast(first, second)
    other = contrast([scale * v + moved for v in first], [scale * v + moved for v in second])
    back = contrast(second, first)
    assert other[0].value == pytest.approx(scale * one[0].value)
    assert other[2].value == pytest.approx(one[2].value)
    assert back[0].value == pytest.approx(-one[0].value)
    assert back[4].value == pytest.approx(-one[4].value)
    assert (back[0].low, back[0].high) == pytest.approx((-one[0].high, -one[0].low))


def test_one_dyad_gives_a_value_and_the_reason_for_no_interval():
    mean, dz, dav = contrast([0.2], [0.5])
    assert mean.value == pytest.approx(0.3)
    assert mean.low is None
    assert "one dyad" in mean.method
    assert "one dyad" in dz.reason
    assert dav.value is None


def test_dyads_with_one_level_only_are_counted_not_used():
    values = {**table([1, 2, 3], [2, 4, 6]), "x": {"a": 100.0}}
    mean = paired_contrast(values, "a", "b", blank=BLANK)[0]
    assert (mean.value, mean.n) == (2.0, 3)
    assert "1 dyads have only one of them" in mean.of
    assert paired_contrast(values, "a", "c", blank=BLANK)[0].reason


def test_equal_differences_have_no_effect_size():
    assert "same amount" in contrast([1, 2, 3], [2, 3, 4])[1 + 1].reason


def test_carry_over():
    """after = 1 + before / 2 + 2 during exactly: the slope is 2, whatever before was."""
    before, during = [1.0, 2, 3, 4, 5, 9], [2.0, 1, 4, 3, 0, 1]
    values = {
        str(k): {"p": b, "s": d, "r": 1 + b / 2 + 2 * d}
        for k, (b, d) in enumerate(zip(before, during, strict=True))
    }
    change, slope = carry_over(values, before="p", during="s", after="r", blank=BLANK)
    assert slope.value == pytest.approx(2)
    assert slope.low == pytest.approx(2)
    mean = np.mean([1 - b / 2 + 2 * d for b, d in zip(before, during, strict=True)])
    assert change.value == pytest.approx(mean)
    few = {k: values[k] for k in "012"}
    assert (
        "fewer than 5" in carry_over(few, before="p", during="s", after="r", blank=BLANK)[1].reason
    )


def dyad(name, matched):
    """Three phases of 20 s; the pair is matched for so many seconds of each."""
    child, other = [], []
    for seconds in matched:
        child += [("positive", 20)]
        other += (
            [("positive", seconds), ("neutral", 20 - seconds)] if seconds else [("neutral", 20)]
        )
    made = visit(child, other, name=name, phases=PHASES)
    return replace(made, covariates={"dyad": name, "condition": "calm" if name < "c" else "tired"})


def still_face():
    some = [dyad(n, m) for n, m in zip("abcd", [(16, 4, 12), (12, 2, 8), (18, 6, 14), (8, 0, 8)],
                                       strict=True)]  # fmt: skip
    return some, episodes(*some, definition="match.same_state")


def test_phases_of_several_sessions():
    """Matched .8, .6, .9, .4 of play and .2, .1, .3, 0 of still-face: differences -.6, -.5, ..."""
    some, found = still_face()
    values = design_values(found, "match_proportion", sessions=some)
    assert values.levels == ("play", "still-face", "reunion")
    assert values.values["a"] == {"play": 0.8, "still-face": 0.2, "reunion": 0.6}
    rows = design_rows(values)
    first = next(row for row in rows if row.measure == "contrast")
    assert first.of == "match_proportion, still-face − play"
    assert first.value == pytest.approx(np.mean([-0.6, -0.5, -0.6, -0.4]))
    assert next(r.of for r in rows if r.measure == "carry_over").startswith(
        "match_proportion, reunion − play"
    )


def test_conditions_and_one_session():
    some, found = still_face()
    values = design_values(found, "match_proportion", by="condition", sessions=some)
    assert values.levels == ("calm", "tired")
    assert "no dyad has both" in next(
        row.reason for row in design_rows(values) if row.measure == "contrast"
    )
    alone = design_values(episodes(some[0], definition="match.same_state"), "match_proportion")
    rows = design_rows(alone)
    assert rows[0].value == pytest.approx(0.8)
    assert "one dyad" in rows[0].method
    assert [r.value for r in rows if r.measure == "contrast"] == pytest.approx([-0.6, 0.4, -0.2])


def test_any_measure_through_its_rows():
    made = [
        replace(BLANK, value=v, session=s, phase=p)
        for s, p, v in [("s1", "a", 1.0), ("s1", "b", 3.0), ("s2", "a", 2.0), ("s2", "", 9.0)]
    ]
    assert values_of(made, dyads={"s1": "x"}) == {"x": {"a": 1.0, "b": 3.0}, "s2": {"a": 2.0}}


def test_unknown_words():
    _, found = still_face()
    with pytest.raises(DefinitionError, match="no measure warmth"):
        design_values(found, "warmth")
    with pytest.raises(DefinitionError, match="no wave in 4 sessions"):
        design_values(found, "match_proportion", by="wave")
