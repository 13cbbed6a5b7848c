"""Scales of small panels: which settings and values go where, and which ticks they get."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .ticks import nice_step


@dataclass(frozen=True, slots=True)
class Scale:
    """A line of numbers laid along a line of pixels.

    Parameters
    ----------
    low, high
        The numbers at its two ends, ``low < high``.
    start, end
        The pixels at its two ends.
    log
        Whether equal ratios, not equal differences, are equally far apart.
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """Return the pixel of a number, kept between the ends."""
        inside = min(max(value, self.low), self.high)
        if self.log:
            share = math.log(inside / self.low) / math.log(self.high / self.low)
        else:
            share = (inside - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)

    def ticks(self, *, most: int) -> list[float]:
        """Return round numbers from end to end; ``most`` steps on an even scale."""
        if self.log:
            return _log_ticks(self.low, self.high)
        step = nice_step(self.high - self.low, most=most)
        first = math.ceil(self.low / step - 1e-9)
        last = math.floor(self.high / step + 1e-9)
        return [round(k * step, 9) + 0.0 for k in range(first, last + 1)]


def by_ratios(settings: Sequence[float]) -> bool:
    """Say whether settings are spread more evenly in their ratios than in their differences."""
    xs = sorted(set(settings))
    if len(xs) < 3 or xs[0] <= 0 or xs[-1] / xs[0] < 10:
        return False
    return _spread([math.log(x) for x in xs]) < _spread(xs)


def spanning(values: Iterable[float]) -> tuple[float, float]:
    """Return a range with a little air round the finite values; ``(0, 1)`` without any."""
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return 0.0, 1.0
    low, high = min(known), max(known)
    air = 0.06 * (high - low) or max(abs(high) * 0.1, 0.05)
    return low - air, high + air


def written(value: float, digits: int | None = None) -> str:
    """Write a number with a true minus sign and no minus before a zero."""
    text = f"{value:.{digits}f}" if digits is not None else f"{value:g}"
    if not float(text):
        text = text.lstrip("-")
    return text.replace("-", "−")


def _spread(xs: Sequence[float]) -> float:
    gaps = [b - a for a, b in pairwise(xs)]
    mean = sum(gaps) / len(gaps)
    return math.sqrt(sum((gap - mean) ** 2 for gap in gaps) / len(gaps)) / mean


def _log_ticks(low: float, high: float) -> list[float]:
    leads = (1, 3) if high / low > 30 else (1, 2, 5)
    powers = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1)
    marks = [lead * 10.0**power for power in powers for lead in leads]
    return [float(f"{mark:.6g}") for mark in marks if low * (1 - 1e-9) <= mark <= high * (1 + 1e-9)]
