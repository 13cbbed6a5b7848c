"""The frozen lists of facts: what was published, and how far the model may be off."""

from __future__ import annotations

import hashlib
import math
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any

from .state import frozen_text

LISTS = ("facts", "validation")
"""The calibration list, which the fit sees, and the validation list, which it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One published finding as a number that a simulation can be held against.

    Parameters
    ----------
    id
        Of the fact; also the id of its statistic, where there is one.
    rows
        Rows of the evidence table.
    fact, setting
        What was found, and with whom.
    published
        As published: a number, a range or a direction.
    low, high
        The tolerance, both ends included; infinite where there is no bound.
    target
        What the fit aims at; the middle of two bounds where none is given.
    scale
        One unit of deviation; half the tolerance where none is given.
    unit
        Of all these numbers.
    source, address
        Author and year; where it was read.
    contested
        What speaks against it, or empty.
    reason
        Why it is not simulated, or empty. Such facts, and unverified ones, are shown, not fitted.
    """

    id: str
    rows: tuple[str, ...]
    fact: str
    setting: str
    published: str
    unit: str
    source: str
    address: str
    low: float = -math.inf
    high: float = math.inf
    target: float = math.nan
    scale: float = math.nan
    contested: str = ""
    reason: str = ""

    def deviation(self, value: float) -> float:
        """Return how far a simulated value is off, in units of the tolerance.

        With two bounds: the distance from the target (or the middle), over the scale (or half
        the width). With one bound: nothing from one scale inside the bound on, else the distance
        to there over the scale. A value that could not be worked out is 3 off.
        """
        if not math.isfinite(value):
            return 3.0
        if math.isfinite(self.low) and math.isfinite(self.high):
            middle = (self.low + self.high) / 2 if math.isnan(self.target) else self.target
            scale = (self.high - self.low) / 2 if math.isnan(self.scale) else self.scale
            return (value - middle) / scale
        if math.isfinite(self.low):
            return max(0.0, self.low + self.scale - value) / self.scale
        return max(0.0, value - (self.high - self.scale)) / self.scale

    def holds(self, value: float) -> bool:
        """Say whether a value lies within the tolerance, both ends included."""
        return self.low <= value <= self.high


@cache
def load_facts(name: str) -> tuple[Fact, ...]:
    """Return one of the two lists, ``facts`` (calibration) or ``validation``, in its order."""
    entries = tomllib.loads(frozen_text(f"{name}.toml"))["fact"]
    return tuple(_fact(entry) for entry in entries)


def _fact(entry: dict[str, Any]) -> Fact:
    return Fact(**{**entry, "rows": tuple(entry["rows"])})


def list_hash(name: str) -> str:
    """Return the SHA-256 of a frozen file of this room as it is now."""
    return hashlib.sha256(frozen_text(f"{name}.toml").encode()).hexdigest()


def frozen_hashes() -> dict[str, str]:
    """Return the SHA-256 of the lists as they were when they were frozen."""
    hashes: dict[str, str] = tomllib.loads(frozen_text("frozen.toml"))["lists"]
    return hashes
