"""Actor and partner effects, and who needs whom, worked out by hand."""

from __future__ import annotations

import sys
from math import log, sqrt

import numpy as np
import pytest

from reattune.errors import DefinitionError
from reattune.measures.actor_partner import (
    actor_partner_counts,
    actor_partner_effects,
    actor_partner_logits,
    influence_fits,
    influence_moments,
    influence_pattern,
    influence_tests,
)
from reattune.measures.seq_bivariate import bivariate_influence, pattern_fit
from reattune.measures.seq_tails import NEEDS
from reattune.measures.sequences import code_sequences, paired_sequences


def chains(rng, *, dyads, length, actor=0.0, partner=0.0):
    """Two persons; the second's next state has logit actor x own + partner x other's (+-1)."""
    first, second = {}, {}
    for k in range(dyads):
        a = rng.integers(2, size=length)
        b = [0]
        for t in range(length - 1):
            logit = actor * (2 * b[-1] - 1) + partner * (2 * a[t] - 1)
            b.append(int(rng.random() < 1 / (1 + np.exp(-logit))))
        first[str(k)], second[str(k)] = ["01"[x] for x in a], ["01"[x] for x in b]
    return paired_sequences(first, second, codes=("01", "01"))


def test_counts_by_hand():
    """own 0110, partner 0011: (0, 0) then 1; (1, 0) then 1; (1, 1) then 0."""
    coded = paired_sequences({"d": list("0011")}, {"d": list("0110")}, codes=("01", "01"))
    counts = actor_partner_counts(coded)[0]
    assert counts[0, 0, 1] == counts[1, 0, 1] == counts[1, 1, 0] == 1
    assert counts.sum() == 3


def test_logits_of_one_table():
    """Cells + .5 of (own, partner) = 11: 9 to 1; 10: 4 to 2; 01: 3 to 3; 00: 1 to 9."""
    counts = np.zeros((1, 2, 2, 2))
    for own, partner, stays, not_ in ((1, 1, 9, 1), (1, 0, 4, 2), (0, 1, 3, 3), (0, 0, 1, 9)):
        counts[0, own, partner] = [not_, stays]
    l11, l10, l01, l00 = log(9.5 / 1.5), log(4.5 / 2.5), 0.0, log(1.5 / 9.5)
    wanted = [
        (l11 + l10 + l01 + l00) / 4,
        ((l11 + l10) - (l01 + l00)) / 4,
        ((l11 + l01) - (l10 + l00)) / 4,
        (l11 - l10 - l01 + l00) / 4,
    ]
    np.testing.assert_allclose(actor_partner_logits(counts, own=1, partner=1)[0], wanted)


def test_interval_is_students_t_over_dyads():
    """Mean +- t x sd / sqrt(n) of the dyads' logits; t with 11 df is 2.20099."""
    coded = chains(np.random.default_rng(1), dyads=12, length=80, actor=0.5, partner=0.3)
    values = actor_partner_logits(actor_partner_counts(coded), own=1, partner=1)[:, 2]
    row = next(
        r
        for r in actor_partner_effects(coded, own="1", partner="1")
        if r.measure == "partner_effect"
    )
    half = 2.20099 * values.std(ddof=1) / sqrt(12)
    assert (row.low, row.high) == pytest.approx(
        (values.mean() - half, values.mean() + half), rel=1e-4
    )
    assert row.n == 12


def test_swapping_the_persons_swaps_the_sides():
    coded = chains(np.random.default_rng(2), dyads=6, length=60, actor=0.4, partner=0.8)
    one = actor_partner_effects(coded, own="1", partner="1", person="target")
    other = actor_partner_effects(coded.turned(), own="1", partner="1", person="given")
    assert [row.value for row in one] == [row.value for row in other]


@pytest.mark.parametrize(
    ("actor", "partner", "word"),
    [(0, 0, "neither"), (1.2, 0, "actor only"), (0, 1.2, "partner only"), (1, 1, "mutual")],
)
def test_patterns_are_found(actor, partner, word):
    coded = chains(np.random.default_rng(4), dyads=5, length=400, actor=actor, partner=partner)
    assert influence_tests(coded, alpha=0.01)[-1].of == word


def test_df_count_only_what_was_seen():
    """Own state 1 never seen: partner only within own 0 gives 1 df, not 2."""
    coded = paired_sequences({"d": list("0101010")}, {"d": list("0000000")}, codes=("01", "01"))
    assert influence_fits(actor_partner_counts(coded))["actor only"] == (0.0, 0)


def test_either_alone_is_undecided():
    """Own and partner's state are the same all along: one of them is needed, not which."""
    text = list("0000111100001111000011110000")
    found = influence_moments(
        actor_partner_counts(paired_sequences({"d": text}, {"d": text}, codes=("01", "01")))
    )
    assert influence_pattern(found) == "undecided"


def test_few_dyads_get_no_interval_and_nothing_gets_a_reason():
    coded = chains(np.random.default_rng(1), dyads=3, length=40)
    rows = actor_partner_effects(coded, own="1", partner="1")
    assert rows[0].value is not None
    assert rows[0].low is None
    assert rows[1].reason == "fewer than 4 dyads"
    bare = chains(np.random.default_rng(1), dyads=4, length=1)
    assert "no dyad" in actor_partner_effects(bare, own="1", partner="1")[0].reason


def test_without_scipy_interval_stays_and_p_says_why(monkeypatch):
    coded = chains(np.random.default_rng(1), dyads=6, length=60, actor=1)
    with_it = actor_partner_effects(coded, own="1", partner="1")
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    without = actor_partner_effects(coded, own="1", partner="1")
    assert [r.low for r in without] == [r.low for r in with_it]
    assert without[1].reason == NEEDS
    assert influence_tests(coded)[-1].reason == NEEDS


def test_one_sequence_and_unlike_variables_are_refused():
    with pytest.raises(DefinitionError, match="one sequence"):
        actor_partner_counts(code_sequences({"s": list("ab")}))
    whole = paired_sequences({"d": list("0101")}, {"d": list("0101")})
    broken = paired_sequences({"d": ["0", None, "0", "1"]}, {"d": list("0101")})
    with pytest.raises(DefinitionError, match="missing units of their own"):
        bivariate_influence(whole, broken)


def test_second_variable_that_drives_is_found():
    """Next own state is one's partner's second state now: E1 to E4 lose, B3 wins."""
    rng = np.random.default_rng(3)
    rows = rng.integers(2, size=(3, 300))
    next_ = np.concatenate(([0], rows[2][:-1]))
    lines = [["01"[x] for x in row] for row in (next_, rows[0], rows[1], rows[2])]
    codes = ("01", "01")
    main = paired_sequences({"d": lines[0]}, {"d": lines[1]}, codes=codes)
    second = paired_sequences({"d": lines[2]}, {"d": lines[3]}, codes=codes)
    assert bivariate_influence(main, second, person="given")[0].of.startswith("B3")


def test_a_pattern_that_keeps_all_fits_exactly():
    counts = np.random.default_rng(1).integers(1, 9, size=(2, 2, 2, 2, 2))
    assert pattern_fit(counts, (0, 1, 2, 3)) == (0.0, 0, 16)
    assert pattern_fit(counts, (0,))[1:] == (14, 2)
