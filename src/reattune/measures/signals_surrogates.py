"""Surrogate tests: how high a measure of two signals would be by chance, each keeping its shape.

Three ways for one pair, and one for several dyads. All are seeded; p is
``(1 + surrogates as high or higher) / (1 + surrogates)``, one-sided: high means together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import DefinitionError
from .estimates import Estimate
from .intervals import SEED, Floats
from .signals_pair import SignalPair

DRAWS = 199
Statistic = Callable[[Floats, Floats], float]
WAYS = ("windows", "phase", "shift")

STRETCHES = 15
"""With fewer independent stretches than this a test would reject too often: see the docs."""

_IN_WINDOW = 4
"""Independent stretches that a window must hold so that shuffled ones are like real ones."""


@dataclass(frozen=True, slots=True, eq=False)
class Surrogates:
    """A measure, and what it is by chance.

    Parameters
    ----------
    real
        Of the pair as it is.
    drawn
        Of the surrogates; those that could not be computed are left out.
    how
        In words.
    reason
        Why there are none; ``""`` when there are.
    """

    real: float
    drawn: Floats
    how: str
    reason: str = ""

    @property
    def p(self) -> float:
        """Share of surrogates as high or higher, the pair itself counted."""
        return float((1 + np.sum(self.drawn >= self.real - 1e-12)) / (1 + len(self.drawn)))


def surrogates(
    pair: SignalPair,
    statistic: Statistic,
    *,
    way: str = "windows",
    window: float = 0.0,
    local: float = 0.0,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Surrogates:
    """Draw surrogates of the second signal and take the measure of each.

    Parameters
    ----------
    pair
        Two signals.
    statistic
        Takes both series, gives a number; high means together.
    way
        ``windows``: pieces of ``window`` s are put in random order (an incomplete last piece
        stays), which keeps what is within a piece. ``shift``: the second is moved round by any
        amount, which keeps all of its shape. ``phase``: the phases of its Fourier transform are
        drawn anew, which keeps its spectrum; needs an unbroken signal.
    window
        Of ``windows``, in s; a tenth of the signal if not given.
    local
        Length of the stretches, in s, whose own means the measure takes out (windows, segments):
        what is slower does not count then. 0 where it takes out the mean of the whole.
    draws, seed
        How many, and from where.

    Notes
    -----
    Shifts near 0 belong to the draw. A slow signal moved by little is much like itself: leaving
    such shifts out would compare the pair with the lower ones only, and reject unrelated signals
    two or three times too often. So p of a measure that looks over lags up to L s cannot fall
    below about 2 L over the length: ``phase`` has no such floor. No test is made of signals that
    hold fewer than 15 independent stretches together (:func:`independent_stretches`); short records
    of very slow signals look less slow than they are, and some pass: .07 to .09 for a nominal .05.

    Raises
    ------
    DefinitionError
        For another way.

    References
    ----------
    Moulder et al. 2018, 10.1037/met0000172; Theiler et al. 1992, 10.1016/0167-2789(92)90102-S;
    Tschacher & Meier 2020, 10.1080/10503307.2019.1612114.
    """
    if way not in WAYS:
        raise DefinitionError(
            path="surrogates",
            where="way",
            found=way,
            expected=f"one of {', '.join(WAYS)}",
            todo="Choose one.",
        )
    size = pair.samples(window) if window else max(1, len(pair) // 10)
    how = {
        "windows": f"{draws} orders of windows of {size * pair.step:g} s",
        "phase": f"{draws} draws of phases",
        "shift": f"{draws} circular shifts",
    }[way]
    reason = _impossible(pair, way, size, local)
    real = float("nan") if len(pair) == 0 else statistic(pair.x, pair.y)
    if not np.isfinite(real):
        reason = reason or "the measure itself is not estimable"
    if reason:
        return Surrogates(real, np.zeros(0), how, reason)
    rng = np.random.default_rng(seed)
    made = np.array([statistic(pair.x, _drawn(pair.y, way, size, rng)) for _ in range(draws)])
    return Surrogates(real, made[np.isfinite(made)], how)


def _impossible(pair: SignalPair, way: str, size: int, local: float) -> str:
    if way == "phase" and not np.isfinite(pair.y).all():
        return "missing samples: phases need an unbroken signal"
    if way == "windows" and len(pair) // size < 5:
        return "fewer than 5 windows to shuffle"
    stretches = independent_stretches(pair, local=local)
    if stretches < STRETCHES:
        return (
            f"the signals hold {stretches:.0f} independent stretches together; "
            f"fewer than {STRETCHES} are too few for a test"
        )
    memory = pair.both / stretches
    if way == "windows" and size < _IN_WINDOW * memory and memory > 1:
        least = _IN_WINDOW * memory * pair.step
        return f"windows are short for so slow signals: {least:.3g} s at least"
    return ""


def independent_stretches(pair: SignalPair, *, local: float = 0.0) -> float:
    """Return how many independent samples a correlation of the two rests on.

    The samples known of both, divided by the sum of the product of both autocorrelations over all
    lags until the first of them reaches 0. Signals that do not vary have all of them.

    Parameters
    ----------
    pair
        Two signals.
    local
        Take the mean of so many s round each sample out first; 0 for the mean of the whole.

    References
    ----------
    Bartlett 1935, 10.2307/2342284; Bayley & Hammersley 1946, 10.2307/2983560.
    """
    sides = [pair.x, pair.y]
    if local:
        sides = [side - _running_mean(side, pair.samples(local)) for side in sides]
    own = [_autocorrelation(side) for side in sides]
    if any(not len(side) for side in own):
        return float(pair.both)
    ends = [np.flatnonzero(side <= 0) for side in own]
    end = min(int(zeros[0]) if len(zeros) else len(own[0]) for zeros in ends)
    together = 1 + 2 * float(np.sum(own[0][1:end] * own[1][1:end]))
    return pair.both / together


def _running_mean(values: Floats, size: int) -> Floats:
    """Mean of the known samples up to half of ``size`` before and after each."""
    known = np.isfinite(values)
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    places = np.arange(len(values))
    first = np.maximum(places - size // 2, 0)
    last = np.minimum(places + size // 2 + 1, len(values))
    means: Floats = np.full(len(values), np.nan)
    count = counts[last] - counts[first]
    np.divide(sums[last] - sums[first], count, out=means, where=count > 0)
    return means


def _autocorrelation(values: Floats) -> Floats:
    """Autocorrelation at lags 0 to n - 1 over the known samples; empty where nothing varies."""
    known = np.isfinite(values)
    if known.sum() < 3 or float(np.ptp(values[known])) == 0.0:
        return np.zeros(0)
    around = np.where(known, values, 0.0)
    around = np.where(known, around - around.sum() / known.sum(), 0.0)
    size = 2 * len(values)
    transform, there = np.fft.rfft(around, size), np.fft.rfft(known.astype(np.float64), size)
    sums = np.fft.irfft(np.abs(transform) ** 2, size)[: len(values)]
    if known.all():
        whole: Floats = sums / sums[0]
        return whole
    counts = np.rint(np.fft.irfft(np.abs(there) ** 2, size)[: len(values)])
    means = np.zeros(len(values))
    np.divide(sums, counts, out=means, where=counts > 0)
    scaled: Floats = means / means[0]
    return scaled


def _drawn(y: Floats, way: str, size: int, rng: np.random.Generator) -> Floats:
    if way == "shift":
        return np.roll(y, int(rng.integers(len(y))))
    if way == "windows":
        count = len(y) // size
        pieces = y[: count * size].reshape(count, size)
        return np.concatenate([pieces[rng.permutation(count)].ravel(), y[count * size :]])
    transform = np.fft.rfft(y)
    turned = transform * np.exp(2j * np.pi * rng.random(len(transform)))
    turned[0] = transform[0]
    if len(y) % 2 == 0:
        turned[-1] = transform[-1]
    return np.fft.irfft(turned, n=len(y))


def surrogate_rows(found: Surrogates, blank: Estimate) -> tuple[Estimate, ...]:
    """Return the chance level with the middle 95 % of the surrogates, effect size, and p.

    Parameters
    ----------
    found
        As :func:`surrogates` or :func:`shuffled_dyads` gives them.
    blank
        Bears measure, unit, n and definition of the measure itself.
    """
    blank = replace(blank, value=None, low=None, high=None, reason="", of=found.how)
    word = blank.measure
    rows = (
        replace(blank, measure=f"{word}_chance", method=found.how),
        replace(blank, measure=f"{word}_effect", unit="d", method=found.how),
        replace(blank, measure=f"{word}_p", unit="p", method=found.how),
    )
    if found.reason or not len(found.drawn):
        why = found.reason or "no surrogate could be measured"
        return tuple(replace(row, reason=why, method="") for row in rows)
    low, high = np.quantile(found.drawn, [0.025, 0.975])
    spread = float(found.drawn.std(ddof=1)) if len(found.drawn) > 1 else 0.0
    middle = float(found.drawn.mean())
    effect = (
        replace(rows[1], value=(found.real - middle) / spread)
        if spread > 0
        else replace(rows[1], reason="surrogates do not differ", method="")
    )
    return (
        replace(rows[0], value=middle, low=float(low), high=float(high)),
        effect,
        replace(rows[2], value=found.p),
    )


def shuffled_dyads(
    several: Sequence[SignalPair], statistic: Statistic, *, draws: int = 999, seed: int = SEED
) -> Surrogates:
    """Compare dyads as they are with dyads made of strangers, cut to the shorter signal.

    The mean over dyads of a measure; each draw gives every first signal another dyad's second (a
    random order of all). Needs the same clock in all.

    Parameters
    ----------
    several
        One pair a dyad.
    statistic, draws, seed
        As in :func:`surrogates`.

    References
    ----------
    Bernieri & Rosenthal 1991 (pseudo-interactions); Moulder et al. 2018, 10.1037/met0000172.
    """
    n = len(several)
    how = f"{draws} orders of {n} dyads"
    if n < 4:
        return Surrogates(float("nan"), np.zeros(0), how, "fewer than 4 dyads")
    if len({round(pair.step, 6) for pair in several}) > 1:
        return Surrogates(float("nan"), np.zeros(0), how, "dyads are sampled at different rates")
    table = np.full((n, n), np.nan)
    for i, one in enumerate(several):
        for j, other in enumerate(several):
            length = min(len(one), len(other))
            table[i, j] = statistic(one.x[:length], other.y[:length])
    if not np.isfinite(table).all():
        return Surrogates(float("nan"), np.zeros(0), how, "not estimable for some pairs of dyads")
    rng = np.random.default_rng(seed)
    orders = np.stack([rng.permutation(n) for _ in range(draws)])
    return Surrogates(float(np.diag(table).mean()), table[np.arange(n), orders].mean(axis=1), how)
