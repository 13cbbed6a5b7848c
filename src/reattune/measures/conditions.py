"""The two conditions: ruptures are followed by reconnection, and outweighed by positive moments.

There is no pass mark. 5:1 comes from couples in conflict, 2.9 is discredited, and in one study of
976 families warmth did not offset harsh words. The reference is what the user sets: one half for
repair, and 1 (or a cohort's own ratio) for positive moments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import exp, log

import numpy as np

from ..episodes import Episodes
from ..errors import DefinitionError
from .estimates import Estimate
from .latencies import repair_curve
from .positive import can_be_positive
from .ruptures import repair_proportion
from .survival import Curve
from .tally import CODED, MOMENTS, POSITIVE, RUPTURE, RUPTURES, Tally, tally

HOLDS = "holds"
FAILS = "does not hold"
UNDECIDED = "undecided"
TOO_FEW = "not enough evidence"

FEWEST = 5
"""With fewer ruptures than this there is no verdict."""

_PARTS = {
    "time": (POSITIVE, RUPTURE, "positive time to rupture time"),
    "moments": (MOMENTS, RUPTURES, "positive moments to ruptures"),
}
_CLOSING = "This describes the recorded time, not the parent."


def positive_time(episodes: Episodes) -> Estimate:
    """Time in positive joint states, in seconds (see :mod:`reattune.measures.positive`)."""
    return positive_rows(episodes, tally(episodes))[0]


def positive_moments(episodes: Episodes) -> Estimate:
    """Count the positive moments: longest stretches of positive joint states of 1 s or more."""
    return next(
        row for row in positive_rows(episodes, tally(episodes)) if row.measure == "positive_moments"
    )


def positive_log_ratio(episodes: Episodes) -> tuple[Estimate, Estimate]:
    """Log ratios (natural) of positive time to rupture time, and of moments to ruptures.

    Above 0 there is more of the positive. Not estimable when there is no rupture to weigh
    against, or no positive moment. Bootstrap intervals over blocks of one session, or over
    sessions; a bound is ``None`` where some draws hold nothing on one side.
    """
    sums = tally(episodes)
    return _log_ratio(episodes, sums, "time"), _log_ratio(episodes, sums, "moments")


def cohort_reference(episodes: Episodes, of: str = "time") -> Estimate:
    """Median over sessions of positive time to rupture time: a cohort's own reference.

    Its interval is the middle half of the sessions. Sessions without a rupture or without a
    positive moment have no ratio; they are counted as censored.

    Parameters
    ----------
    episodes
        Of the whole cohort.
    of
        ``time`` or ``moments``.

    Raises
    ------
    DefinitionError
        For another word.
    """
    if of not in _PARTS:
        raise DefinitionError(
            path=episodes.definition.id,
            where="cohort reference",
            found=repr(of),
            expected="time or moments",
            todo="Choose one.",
        )
    top, bottom, what = _PARTS[of]
    sums = tally(episodes)
    pairs = zip(sums.by_session(top).values(), sums.by_session(bottom).values(), strict=True)
    ratios = [log(a / b) for a, b in pairs if a and b]
    left_out = len(episodes.readings) - len(ratios)
    found = Estimate(
        "cohort_reference",
        None,
        "ratio",
        len(ratios),
        episodes.definition.id,
        of=what,
        censored=left_out,
        method="median and quartiles over sessions",
    )
    if not ratios:
        return replace(found, reason="no session holds both a rupture and a positive moment")
    low, middle, high = (exp(float(x)) for x in np.quantile(ratios, [0.25, 0.5, 0.75]))
    return replace(found, value=middle, low=low, high=high)


def verdict_word(low: float | None, high: float | None, reference: float, n: int) -> str:
    """Say what an interval says about a reference.

    Parameters
    ----------
    low, high
        Bounds of the 95 % interval; ``None`` for a side without bound.
    reference
        What it is compared with, on the same scale. A bound exactly on it decides nothing.
    n
        The number of ruptures the interval rests on.

    Returns
    -------
    str
        ``holds`` (all of the interval is above), ``does not hold`` (all below), ``undecided``, or
        ``not enough evidence`` with fewer than 5 ruptures or without any interval.
    """
    if n < FEWEST or (low is None and high is None):
        return TOO_FEW
    if low is not None and low > reference:
        return HOLDS
    if high is not None and high < reference:
        return FAILS
    return UNDECIDED


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """The two conditions of one definition, with the numbers they were computed from.

    Parameters
    ----------
    definition, noun
        Id of the definition, and what it calls one episode.
    ruptures
        Number of ruptures.
    reference, positive_reference
        Share repaired, and ratio of positive to rupture, that the conditions are compared with.
    repaired
        Share of ruptures repaired, of those followed to their end.
    curve
        Kaplan-Meier curve of the time to repair, which uses the censored ones as well.
    time, moments
        Log ratio of positive time to rupture time, and of positive moments to ruptures.
    followed
        Word of the first condition: followed by reconnection.
    time_word, moments_word
        Words of the two ratios.
    outweighed
        Word of the second condition: what both ratios agree on, else ``undecided``.
    caveat
        Why the first condition cannot be judged under this definition, or ``""``.
    """

    definition: str
    noun: str
    ruptures: int
    reference: float
    positive_reference: float
    repaired: Estimate
    curve: Curve
    time: Estimate
    moments: Estimate
    followed: str
    time_word: str
    moments_word: str
    outweighed: str
    caveat: str = ""

    def __iter__(self) -> Iterator[Estimate]:
        return iter((self.repaired, self.time, self.moments))

    def __str__(self) -> str:
        """Print both conditions with their numbers."""
        return "\n".join(self.lines())

    def lines(self) -> tuple[str, ...]:
        """Return the verdict in plain sentences, one a line."""
        median = self.curve.quantile(0.5)[0]
        half = "half not repaired in view" if median is None else f"half repaired by {median:.3g} s"
        seen = f" ({half}, Kaplan-Meier)" if self.curve.n else ""
        return (
            f"{self.ruptures} {self.noun}{'' if self.ruptures == 1 else 's'} ({self.definition})",
            f"1. Followed by reconnection: {self.followed}. Share repaired {self.repaired}{seen}; "
            f"reference {self.reference:g}.{' ' + self.caveat if self.caveat else ''}",
            f"2. Outweighed by positive moments: {self.outweighed}. "
            f"Time: {_ratio_words(self.time)} ({self.time_word}); "
            f"moments: {_ratio_words(self.moments)} ({self.moments_word}); "
            f"reference {self.positive_reference:g}.",
            _CLOSING,
        )


def verdict(
    episodes: Episodes,
    *,
    reference: float = 0.5,
    positive_reference: float | Estimate = 1.0,
) -> Verdict:
    """Compute the two conditions, with intervals, and say in words what they allow to say.

    Parameters
    ----------
    episodes
        Ruptures and joint states of one session or several.
    reference
        Share of ruptures repaired to compare with, from 0 to 1.
    positive_reference
        Ratio of positive to rupture to compare with, above 0; or a :func:`cohort_reference`.

    Raises
    ------
    DefinitionError
        When a reference is out of range.
    """
    ratio = _checked(episodes.definition.id, reference, positive_reference)
    sums = tally(episodes)
    repaired = repair_proportion(episodes)
    time, moments = (_log_ratio(episodes, sums, part) for part in _PARTS)
    words = [verdict_word(row.low, row.high, log(ratio), len(episodes)) for row in (time, moments)]
    caveat = _caveat(episodes)
    word = verdict_word(repaired.low, repaired.high, reference, repaired.n)
    return Verdict(
        definition=episodes.definition.id,
        noun=episodes.definition.noun,
        ruptures=len(episodes),
        reference=reference,
        positive_reference=ratio,
        repaired=repaired,
        curve=repair_curve(episodes),
        time=time,
        moments=moments,
        followed=TOO_FEW if caveat else word,
        time_word=words[0],
        moments_word=words[1],
        outweighed=_both(words),
        caveat=caveat,
    )


def positive_rows(episodes: Episodes, sums: Tally) -> tuple[Estimate, ...]:
    """Return positive time, its share, positive moments, and the two log ratios."""
    moments = sums.totals[MOMENTS]
    blank = Estimate(
        "positive_time", None, "s", moments, episodes.definition.id, of="positive moments"
    )
    share = replace(blank, unit="share", of="share of coded time")
    count = replace(blank, measure="positive_moments", unit="count")
    ratios = tuple(_log_ratio(episodes, sums, part) for part in _PARTS)
    if blind := _blind(episodes):
        return (*(replace(row, reason=blind) for row in (blank, share, count)), *ratios)
    if sums.totals[CODED]:
        low, high, method = sums.share_interval(POSITIVE)
        value = sums.totals[POSITIVE] / sums.totals[CODED]
        share = replace(share, value=value, low=low, high=high, method=method)
    else:
        share = replace(share, reason="no time in which both are coded")
    count = replace(count, value=float(moments), method="exact")
    seconds = replace(blank, value=sums.totals[POSITIVE] / 1000, method="exact")
    return (seconds, share, count, *ratios)


def _log_ratio(episodes: Episodes, sums: Tally, part: str) -> Estimate:
    top, bottom, what = _PARTS[part]
    noun = episodes.definition.noun
    blank = Estimate(
        "positive_log_ratio", None, "log ratio", len(episodes), episodes.definition.id, of=what
    )
    above, below = sums.totals[top], sums.totals[bottom]
    if not sums.totals[CODED]:
        return replace(blank, reason="no time in which both are coded")
    if blind := _blind(episodes):
        return replace(blank, reason=blind)
    if not above:
        return replace(blank, reason="no positive moment was coded on the channels read")
    if not below:
        return replace(blank, reason=f"no {noun}: nothing to weigh positive moments against")
    low, high, method = sums.interval(top, bottom)
    return replace(
        blank,
        value=log(above / below),
        low=log(low) if low else None,
        high=log(high) if high else None,
        method=method,
    )


def _both(words: Sequence[str]) -> str:
    if TOO_FEW in words:
        return TOO_FEW
    return words[0] if len(set(words)) == 1 else UNDECIDED


def _caveat(episodes: Episodes) -> str:
    """Say why nothing could speak against reconnection under this definition, or ``""``."""
    definition = episodes.definition
    if not definition.judged:
        return f"A {definition.noun} is no rupture: answers are counted, no condition is judged."
    if definition.can_end_otherwise:
        return ""
    return (
        f"Under {definition.id} a {definition.noun} is repaired or cut off by the end of the "
        "record: there is no other end, so this condition cannot fail and is not judged."
    )


def _blind(episodes: Episodes) -> str:
    """Say why positive moments could not be seen at all, or ``""``."""
    for reading in episodes.readings:
        if can_be_positive(reading.child_possible, reading.caregiver_possible):
            return ""
    return "the codebook has no positive state on the channels this definition reads"


def _checked(path: str, reference: float, positive_reference: float | Estimate) -> float:
    """Return the ratio to compare with, once both references are in range."""
    given = positive_reference
    ratio = given.value if isinstance(given, Estimate) else given
    if 0 <= reference <= 1 and ratio is not None and 0 < ratio < float("inf"):
        return ratio
    raise DefinitionError(
        path=path,
        where="verdict",
        found=f"reference {reference!r} and positive reference {ratio!r}",
        expected="a share from 0 to 1, and a ratio above 0",
        todo="Give other references; the defaults are 0.5 and 1.",
    )


def _ratio_words(row: Estimate) -> str:
    """Print a log ratio as the ratio it is, with the log beside."""
    if row.value is None:
        return str(row)
    bounds = (None if x is None else exp(x) for x in (row.low, row.high))
    low, high = bounds
    as_ratio = replace(row, value=exp(row.value), low=low, high=high, unit="ratio")
    return f"{row.of} {as_ratio}, log ratio {row.value:.2f}"
