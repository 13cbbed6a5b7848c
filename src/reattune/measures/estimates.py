"""Estimates: a value with its interval, unit, n and definition, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

_BARE = {"share", "count", "ratio", "log ratio"}


@dataclass(frozen=True, slots=True)
class Estimate:
    """One number about sessions, ready to be printed.

    Parameters
    ----------
    measure
        The measure's one word, e.g. ``repair_rate``.
    value
        The number, or ``None`` when it cannot be estimated (then ``reason`` says why).
    low, high
        Bounds of its 95 % interval; both ``None`` for exact quantities such as coded time, one
        ``None`` where the interval is open on that side.
    unit
        ``s``, ``per min``, ``share``, ``count``, ``ratio``, ``log ratio`` ...
    n
        How many things it rests on (ruptures, bouts, segments ...).
    of
        What n counts, and what the number is restricted to, e.g. ``ruptures``, ``repaired by
        caregiver``, ``within 5 s``, ``median``.
    definition
        Id of the definition it was computed under.
    phase, session
        Restrictions; ``""`` for all.
    censored
        How many of n were censored, for latencies.
    method
        How value and interval came about, a few words (``Wilson``, ``bootstrap over blocks``).
    reason
        Why there is no value.
    """

    measure: str
    value: float | None
    unit: str
    n: int
    definition: str
    low: float | None = None
    high: float | None = None
    of: str = ""
    phase: str = ""
    session: str = ""
    censored: int | None = None
    method: str = ""
    reason: str = ""

    def __str__(self) -> str:
        """Print value, unit, interval, n and censoring; or why there is none."""
        if self.value is None:
            return f"not estimable: {self.reason} (n = {self.n})"
        unit = "" if self.unit in _BARE else f" {self.unit}"
        interval = ""
        if self.low is not None or self.high is not None:
            open_word = "not reached" if self.unit == "s" else "unbounded"
            bounds = [open_word if x is None else _number(x) for x in (self.low, self.high)]
            interval = f" [{', '.join(bounds)}]"
        censored = f", {self.censored} censored" if self.censored else ""
        return f"{_number(self.value)}{unit}{interval}, n = {self.n}{censored}"


def _number(value: float) -> str:
    """Three significant figures, whole numbers whole."""
    if not isfinite(value):
        return str(value)
    if float(value).is_integer() and abs(value) < 1e6:
        return str(int(value))
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
