"""Edges of measures: forced cells, nothing to test, two caregivers, missing covariates."""

from __future__ import annotations

import numpy as np
import pytest

from reattune.errors import DefinitionError
from reattune.measures import SignalPair, lag_tests, segment_synchrony, synchrony_rows
from reattune.measures.actor_partner import influence_tests
from reattune.measures.designs import DesignValues, design_rows
from reattune.measures.estimates import Estimate
from reattune.measures.seq_rows import lag_yules_q
from reattune.measures.seq_tables import lag_table
from reattune.measures.sequences import code_sequences, paired_sequences
from reattune.study import latencies_between, read_paths

BOOK = """
id = "family"
title = "A child, mother and father"
source = "made for this test"
[states]
child = ["distress", "neutral"]
caregiver = ["soothe", "neutral"]
[[track]]
tier = "*"
subject = "kid"
person = "kid"
role = "child"
track = "engagement"
rest = "neutral"
[track.codes]
cry = "distress"
[[track]]
tier = "*"
subject = "mother"
person = "mother"
role = "caregiver"
track = "engagement"
rest = "neutral"
[track.codes]
soothe = "soothe"
[[track]]
tier = "*"
subject = "father"
person = "father"
role = "caregiver"
track = "engagement"
rest = "neutral"
[track.codes]
soothe = "soothe"
"""

ROWS = """onset_s,offset_s,person,code
0,1,mother,soothe
10,60,kid,cry
13,20,mother,soothe
40,50,father,soothe
"""


def test_a_code_that_is_half_of_all_must_alternate():
    """A B A C A B A C: after A come B and C twice each, after them always A; nothing is free.

    Margins 4 2 1 and 3 2 2 leave one table only: expected is observed, no degree of freedom.
    """
    table = lag_table(code_sequences({"s": list("ABACABAC")}), no_repeats=True)
    np.testing.assert_allclose(table.expected, table.pooled, atol=1e-9)
    assert "df 0" in lag_tests(table)[0].of


def test_one_such_session_does_not_stop_the_others():
    """The second session alone: B after A once of two; both together: ten pairs."""
    table = lag_table(code_sequences({"s": list("ABACABAC"), "t": list("ABCA")}), no_repeats=True)
    assert table.expected.sum() == pytest.approx(10)


def test_the_interval_of_q_holds_q():
    """A then B three times, never otherwise: Q is 1, and so is the upper bound."""
    table = lag_table(code_sequences({"s": list("ABABABCC")}))
    row = lag_yules_q(table, "A", "B")
    assert (row.value, row.high) == (1.0, 1.0)


def test_no_pattern_comes_from_nothing():
    """One code only: no model can be told from another."""
    coded = paired_sequences({"d": ["0"] * 9}, {"d": ["0"] * 9}, codes=("01", "01"))
    last = influence_tests(coded)[-1]
    assert last.value is None
    assert last.of == "not estimable"


def test_a_role_means_everybody_in_it_unless_one_is_named(tmp_path):
    """The cry begins at 10 s; the mother soothes at 13 s, the father at 40 s: 3 s, 3 s, 30 s."""
    (tmp_path / "book.toml").write_text(BOOK)
    (tmp_path / "a.csv").write_text(ROWS)
    sessions = read_paths([tmp_path / "a.csv"], codebook=tmp_path / "book.toml").sessions
    found = [
        latencies_between(sessions, "child:distress", "caregiver:soothe", caregiver=who)
        .measures.select("between_latency")[0]
        .value
        for who in (None, "mother", "father")
    ]
    assert found == [3.0, 3.0, 30.0]


def test_an_unknown_covariate_is_named(tmp_path):
    (tmp_path / "book.toml").write_text(BOOK)
    (tmp_path / "a.csv").write_text(ROWS)
    sessions = read_paths([tmp_path / "a.csv"], codebook=tmp_path / "book.toml").sessions
    with pytest.raises(DefinitionError, match="no covariate stress"):
        latencies_between(sessions, "child:distress", "mother:soothe", covariates=["stress"])


def test_conditions_carry_nothing_over():
    """Three levels in order of the alphabet are no play, still-face and reunion."""
    values = {f"d{k}": {"a": 0.1 * k, "b": 0.2, "c": 0.3} for k in range(6)}
    blank = Estimate("match_proportion", None, "share", 0, "x")
    rows = design_rows(DesignValues(blank, ("a", "b", "c"), values, {}, in_time=False))
    assert "carry_over" not in {row.measure for row in rows}
    timed = design_rows(DesignValues(blank, ("a", "b", "c"), values, {}))
    assert "carry_over" in {row.measure for row in timed}


def test_lags_without_samples_are_left_out_not_printed():
    """Every other sample of x is missing: half of the lags of a segment hold no pair of samples."""
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 2700))
    x[::2] = np.nan
    found = segment_synchrony(SignalPair("a", "b", x, y, 1 / 30), segment=3, max_lag=0.5)
    assert not np.isfinite(found.real()).all()
    assert all(row.value is not None and np.isfinite(row.value) for row in synchrony_rows(found))


def test_only_usable_segments_count():
    """Samples 300 to 2,399 of 2,700 are missing: 24 of 30 segments of 90 are cut or lost.

    Segments 1 to 3 lie in samples 0-269, and 28 to 30 in 2,430-2,699; the 4th ends at 359 and the
    27th begins at 2,340: both hold too little. Six are left.
    """
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 2700))
    x[300:2400] = np.nan
    found = segment_synchrony(SignalPair("a", "b", x, y, 1 / 30), segment=3, max_lag=0.5)
    assert {row.n for row in synchrony_rows(found)} == {6}
