"""The free values: which the fit may move, how far, and where it begins."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from .facts import Fact, load_facts
from .state import frozen_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Free:
    """One value that the fit may move.

    Parameters
    ----------
    name
        A parameter of the model, or an effect of age, place or act (``age.stress`` ...).
    low, high, start
        Its range, both ends included, and where the fit begins.
    log
        Whether equal steps are equal ratios.
    why
        Which facts need it.
    """

    name: str
    low: float
    high: float
    start: float
    why: str
    log: bool = False

    def at(self, place: float) -> float:
        """Return the value at a place from 0 (low) to 1 (high)."""
        if self.log:
            return self.low * math.exp(place * math.log(self.high / self.low))
        return self.low + place * (self.high - self.low)

    def place(self, value: float) -> float:
        """Return where a value lies, from 0 (low) to 1 (high)."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Values that are fitted together, and the facts that they are fitted to."""

    name: str
    free: tuple[Free, ...]
    facts: tuple[Fact, ...]


@cache
def blocks() -> tuple[Block, ...]:
    """Return the blocks in the order in which they are fitted."""
    toml = tomllib.loads(frozen_text("free.toml"))
    return tuple(
        Block(
            name=name,
            free=tuple(Free(name=key, **entry) for key, entry in toml[name].items()),
            facts=tuple(f for f in load_facts("facts") if _moved(f, toml["facts"][name])),
        )
        for name in toml["blocks"]
    )


def _moved(fact: Fact, beginnings: Sequence[str]) -> bool:
    """Say whether a fact is simulated and its id begins with one of some words."""
    return not fact.reason and any(f"{fact.id}.".startswith(f"{b}.") for b in beginnings)


def starts() -> dict[str, float]:
    """Return all free values before any fit."""
    return {free.name: free.start for block in blocks() for free in block.free}


def fixed_names(values: Mapping[str, float]) -> tuple[str, ...]:
    """Return the names that are effects of age, place or act, not parameters of the model."""
    return tuple(name for name in values if "." in name)
