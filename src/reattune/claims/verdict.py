"""From numbers to words: the one function that says whether a claim holds.

An outcome is **supported** when the claim predicts a gain, the lower end of the Wilson interval of
the share of draws with a gain lies above .75, and the median effect is at least the smallest effect
of interest. When a claim predicts no gain (vi): when the upper end lies below .5, or the median is
smaller than that effect. When it predicts a break at 1:1 (iii): when the interval of the steepest
drop contains 1:1.

An outcome is **not testable** when its prediction is true by definition, or its intervals are too
wide: the share's wider than .5; the median's reaching beyond the smallest effect of interest on
both sides of zero; in (iii) the interval of the drop wider than a factor of ten.

A claim **holds** when all outcomes are supported and no ablation reverses one; **holds partly**
when some are supported; **fails** when none is; it is **not testable** when the calibration failed,
when all its outcomes are true by definition, or when none is supported and most are too wide.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .contrasts import Predicted
from .frozen import RULES

HOLDS, PARTLY, FAILS, UNTESTABLE = "holds", "holds partly", "fails", "not testable"
SUPPORTED, UNSUPPORTED, OPPOSITE = "supported", "not supported", "opposite"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The numbers of one outcome in one contrast.

    Parameters
    ----------
    contrast, outcome, predicted
        What was tested.
    draws
        Draws that count.
    share, share_low, share_high
        Share of draws with an effect above zero, with its interval.
    median, median_low, median_high
        Median effect with its interval, in the outcome's unit; of a predicted break its place,
        log2 of positive : rupture time.
    smallest
        Smallest effect of interest, in the outcome's unit.
    flat
        Share of draws in which the outcome does not drop by that much (breaks only).
    defined
        Whether the prediction is true by definition.
    """

    contrast: str
    outcome: str
    predicted: Predicted
    draws: int
    share: float
    share_low: float
    share_high: float
    median: float
    median_low: float
    median_high: float
    smallest: float
    flat: float = 0.0
    defined: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A claim's word, and for each test its word and the reason where it needs one."""

    word: str
    words: tuple[str, ...]
    reasons: tuple[str, ...]


def judge(
    tests: Sequence[Trial],
    *,
    ablated: Sequence[Sequence[Trial]] = (),
    unablated: Sequence[Trial] = (),
    calibrated: bool = True,
) -> Judgement:
    """Return the words that the numbers bear.

    Parameters
    ----------
    tests
        All outcomes in all contrasts of one claim.
    ablated
        The same tests under each ablation.
    unablated
        The same tests on the draws of the ablations, nothing changed.
    calibrated
        Whether the model was calibrated well enough.
    """
    told = [_outcome_word(test) for test in tests]
    words = tuple(word for word, _ in told)
    turned = any(reversals(unablated or tests, change, words=words) for change in ablated)
    counted = [word for word, test in zip(words, tests, strict=True) if not test.defined]
    return Judgement(
        _claim_word(counted, turned=turned) if calibrated else UNTESTABLE,
        words,
        tuple(reason for _, reason in told),
    )


def reversals(
    before: Sequence[Trial], after: Sequence[Trial], *, words: Sequence[str] = ()
) -> tuple[str, ...]:
    """Return the outcomes that a change turns round.

    An effect of at least the smallest of interest becomes one of the other sign, as large; a claim
    of no gain meets a gain in clearly more than half of the draws; the interval of a break that
    contained 1:1 no longer does.

    Parameters
    ----------
    words
        Of the tests on all draws: where given, only supported outcomes can be reversed.
    """
    found = {}
    for place, (old, new) in enumerate(zip(before, after, strict=True)):
        if old.defined or (words and words[place] != SUPPORTED):
            continue
        if _reverses(old, new):
            found[old.outcome] = True
    return tuple(found)


def _reverses(old: Trial, new: Trial) -> bool:
    if old.predicted == "none":
        return _outcome_word(new)[0] == OPPOSITE != _outcome_word(old)[0]
    if old.predicted == "1:1":
        return _outcome_word(old)[0] == SUPPORTED and _outcome_word(new)[0] == UNSUPPORTED
    large = min(abs(old.median), abs(new.median)) >= old.smallest
    return large and old.median * new.median < 0.0


def _claim_word(words: Sequence[str], *, turned: bool) -> str:
    supported = words.count(SUPPORTED)
    if words and supported == len(words):
        return PARTLY if turned else HOLDS
    if supported:
        return PARTLY
    return UNTESTABLE if 2 * words.count(UNTESTABLE) >= len(words) else FAILS


def _outcome_word(test: Trial) -> tuple[str, str]:
    why_not = _untestable(test)
    if why_not:
        return UNTESTABLE, why_not
    if test.predicted == "1:1":
        return _break_word(test)
    if test.predicted == "none":
        return _no_gain_word(test), ""
    return _gain_word(test), ""


def _untestable(test: Trial) -> str:
    """Say why an outcome cannot be tested; nothing if it can."""
    if test.defined:
        return "true by definition: it is positive time minus time in rupture"
    if test.draws == 0:
        return "no draw was left"
    if test.predicted == "1:1":
        wide = test.median_high - test.median_low > math.log2(RULES.widest_factor)
        known = f"the interval of the drop is wider than a factor of {RULES.widest_factor:g}"
        return known if wide and test.flat <= 0.5 else ""
    if test.share_high - test.share_low > RULES.widest_share:
        return f"the share's interval is too wide ({test.draws} draws)"
    if test.median_low < -test.smallest and test.median_high > test.smallest:
        return "the median's interval holds a gain and a loss of interest"
    return ""


def _gain_word(test: Trial) -> str:
    large = abs(test.median) >= test.smallest
    if test.share_low > RULES.share and large:
        return SUPPORTED
    return OPPOSITE if test.share_high < 1.0 - RULES.share and large else UNSUPPORTED


def _no_gain_word(test: Trial) -> str:
    if test.share_high < RULES.no_share or abs(test.median) < test.smallest:
        return SUPPORTED
    if test.share_low > RULES.no_share and test.median >= test.smallest:
        return OPPOSITE
    return UNSUPPORTED


def _break_word(test: Trial) -> tuple[str, str]:
    if test.flat > 0.5:
        return UNSUPPORTED, f"in most draws it does not drop by {test.smallest:g}"
    inside = test.median_low <= 0.0 <= test.median_high
    return (SUPPORTED if inside else UNSUPPORTED), ""
