"""From numbers to words, at the boundaries of the rules. No word of the model is tested here."""

from __future__ import annotations

import math

import pytest

from reattune.claims.ablations import ABLATIONS, AS_IS
from reattune.claims.contrasts import CLAIMS
from reattune.claims.frozen import FROZEN_HASH, RULES, content_hash
from reattune.claims.verdict import Trial, judge, reversals


def numbers(predicted="+", *, share=(0.95, 0.9, 0.98), median=(0.1, 0.08, 0.12), **more):
    given = {"contrast": "a against b", "outcome": "S", "draws": 200, "smallest": 0.02, **more}
    return Trial(
        predicted=predicted,
        share=share[0],
        share_low=share[1],
        share_high=share[2],
        median=median[0],
        median_low=median[1],
        median_high=median[2],
        **given,
    )


GOOD = numbers()
BAD = numbers(share=(0.5, 0.43, 0.57), median=(0.0, -0.01, 0.01))
WIDE = numbers(share=(0.5, 0.2, 0.8), draws=8)


def word(test):
    return judge([test]).words[0]


def test_what_was_frozen_still_stands():
    assert content_hash() == FROZEN_HASH


@pytest.mark.parametrize(
    ("low", "middle", "expected"),
    [
        (0.7501, 0.02, "supported"),
        (0.75, 0.02, "not supported"),  # above .75, not at it
        (0.9, 0.0199, "not supported"),  # smaller than the smallest effect of interest
    ],
)
def test_a_gain_needs_its_share_and_its_size(low, middle, expected):
    test = numbers(share=(0.95, low, 0.98), median=(middle, middle, middle))
    assert word(test) == expected


def test_a_clear_loss_is_the_opposite_of_a_gain():
    loss = numbers(share=(0.05, 0.02, 0.2499), median=(-0.02, -0.03, -0.01))
    assert word(loss) == "opposite"
    assert word(numbers(share=(0.05, 0.02, 0.25), median=(-0.02, -0.03, -0.01))) == "not supported"


def test_resilience_has_its_own_smallest_effect():
    assert (RULES.smallest_of("R"), RULES.smallest_of("S")) == (0.05, 0.02)


@pytest.mark.parametrize(
    ("share", "median", "expected"),
    [
        ((0.4, 0.3, 0.4999), (0.5, 0.4, 0.6), "supported"),  # the share is clearly below half
        ((0.4, 0.3, 0.5), (0.03, 0.02, 0.04), "not supported"),
        ((0.99, 0.9, 1.0), (0.0199, 0.01, 0.03), "supported"),  # a gain too small to matter
        ((0.6, 0.5001, 0.7), (0.02, 0.01, 0.03), "opposite"),
        ((0.6, 0.5, 0.7), (0.02, 0.01, 0.03), "not supported"),
    ],
)
def test_no_gain_is_supported_by_few_draws_or_by_a_small_effect(share, median, expected):
    assert word(numbers("none", share=share, median=median)) == expected


@pytest.mark.parametrize(
    ("place", "flat", "expected"),
    [
        ((-1.0, -2.0, 0.0), 0.0, "supported"),  # ends at 1:1
        ((-1.0, -2.0, -0.001), 0.0, "not supported"),
        ((0.0, -1.66, 1.67), 0.0, "not testable"),  # 3.33 > log2(10) = 3.3219
        ((0.0, -1.66, 1.66), 0.0, "supported"),  # 3.32 < log2(10)
        ((0.0, -0.1, 0.1), 0.51, "not supported"),  # most draws have no drop at all
    ],
)
def test_a_break_is_supported_if_its_interval_holds_one_to_one(place, flat, expected):
    assert word(numbers("1:1", median=place, flat=flat)) == expected


def test_wide_intervals_and_definitions_are_not_testable_and_say_why():
    both = numbers(median=(0.0, -0.021, 0.021))
    judged = judge([WIDE, both, numbers(defined=True), numbers(draws=0)])
    assert judged.words == ("not testable",) * 4
    assert "8 draws" in judged.reasons[0]
    assert "a gain and a loss" in judged.reasons[1]
    assert "by definition" in judged.reasons[2]
    assert "no draw" in judged.reasons[3]


@pytest.mark.parametrize(
    ("tests", "expected"),
    [
        ([GOOD, GOOD], "holds"),
        ([GOOD, BAD], "holds partly"),
        ([GOOD, WIDE], "holds partly"),
        ([BAD, BAD], "fails"),
        ([BAD, BAD, WIDE], "fails"),
        ([BAD, WIDE], "not testable"),
        ([GOOD, numbers(defined=True)], "holds"),  # what is so by definition does not count
        ([numbers(defined=True)], "not testable"),
        ([], "not testable"),
    ],
)
def test_the_word_of_a_claim_is_made_of_its_outcomes(tests, expected):
    assert judge(tests).word == expected


def test_without_a_calibration_nothing_is_testable_but_the_outcomes_keep_their_words():
    judged = judge([GOOD], calibrated=False)
    assert (judged.word, judged.words) == ("not testable", ("supported",))


def test_an_ablation_that_turns_a_supported_effect_round_takes_its_word_away():
    turned = numbers(median=(-0.02, -0.03, -0.01))
    assert judge([GOOD], ablated=[[GOOD], [turned]]).word == "holds partly"
    assert judge([GOOD], ablated=[[numbers(median=(-0.019, -0.03, -0.01))]]).word == "holds"


def test_an_ablation_cannot_take_what_was_not_supported():
    gain, loss = numbers(share=(0.6, 0.5, 0.7)), numbers(median=(-0.1, -0.2, -0.05))
    assert reversals([gain], [loss]) == ("S",)
    assert reversals([gain], [loss], words=["not supported"]) == ()


def test_no_gain_is_reversed_by_a_gain_and_a_break_by_leaving_one_to_one():
    none = numbers("none", median=(-0.1, -0.2, -0.05), share=(0.1, 0.05, 0.2))
    assert reversals([none], [numbers("none")]) == ("S",)
    there, away = numbers("1:1", median=(0, -1, 1)), numbers("1:1", median=(-2, -3, -1))
    assert reversals([there], [away]) == ("S",)
    assert reversals([away], [there]) == ()
    assert reversals([numbers(defined=True)], [numbers(median=(-1, -1, -1))]) == ()


def test_nothing_that_is_not_a_number_is_supported():
    empty = numbers("1:1", share=(math.nan,) * 3, median=(math.nan,) * 3, flat=1.0)
    assert word(empty) == "not supported"


def test_the_claims_are_those_of_the_essay_and_all_settings_are_possible():
    assert [claim.id for claim in CLAIMS] == ["i", "ii", "iii", "iv", "v", "vi"]
    from reattune.model import Parameters

    base = Parameters()
    for claim in CLAIMS:
        for contrast in claim.contrasts:
            assert len(contrast.arms) == (6 if claim.predicted == "1:1" else 2)
            for setting in contrast.arms:
                for change in (AS_IS, *ABLATIONS):
                    assert change.apply(setting.then(base)) is not None
        for grid in claim.grids:
            for line in grid.lines:
                assert len(line.xs) == len(line.settings)
                assert len(line.against) in {0, len(line.xs)}
                assert [s.first(base) for s in line.settings]


def test_the_arms_differ_in_what_the_claim_names_only():
    """(i) perfect responding: A 1, lat 0.4 s, ant 0; anticipating the same with ant 3."""
    from reattune.model import Parameters

    base = Parameters()
    responding, anticipating, little = (c.arms for c in CLAIMS[0].contrasts)
    perfect = responding[1].first(base)
    assert (perfect.A, perfect.lat, perfect.ant, perfect.rho) == (1.0, 0.4, 0.0, 0.12)
    assert anticipating[1].first(base) == perfect.changed(ant=3.0)
    assert little[1].first(base).A == 0.1
    fast, cries = CLAIMS[3].contrasts[1].arms
    assert fast.first(base).changed(latc=15.0) == cries.first(base)
    late, never = CLAIMS[4].contrasts[0].arms
    assert late.first(base) == never.first(base) == never.then(base)
    assert late.then(base) == never.then(base).changed(rho=0.4, p_late=0.3)
    assert late.later_from == 0.6
