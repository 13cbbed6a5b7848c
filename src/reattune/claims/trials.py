"""From lives to numbers: effects by draw, the share above zero, the median."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from .contrasts import Claim, Contrast, Setting
from .frozen import RULES
from .intervals import Interval, Numbers, log_ratio, median, steepest_drop, wilson
from .jobs import COLUMNS, Table
from .verdict import Trial


def trials(claim: Claim, arms: Mapping[Setting, Table], *, seed: int) -> tuple[Trial, ...]:
    """Return the numbers of every outcome in every contrast, in the order of the claim."""
    return tuple(
        _break(claim, contrast, outcome, arms=arms, seed=seed)
        if claim.predicted == "1:1"
        else _effect(claim, contrast, outcome, arms=arms, seed=seed)
        for contrast in claim.contrasts
        for outcome in (*claim.outcomes, *claim.defined)
    )


def column(table: Table, name: str) -> Numbers:
    """Return one column of a table of lives, ``float64[draws, dyads]``."""
    return table[:, :, COLUMNS.index(name)]


def effects(contrast: Contrast, outcome: str, arms: Mapping[Setting, Table]) -> Numbers:
    """Return the effect of each draw, ``float64[draws]``: mean difference within dyads."""
    one, other = (column(arms[setting], outcome) for setting in contrast.arms)
    difference: Numbers = (one - other).mean(axis=1)
    return difference


def breaks(
    contrast: Contrast, outcome: str, arms: Mapping[Setting, Table]
) -> list[Interval | None]:
    """Return for each draw where the outcome drops most steeply, log2 of positive : rupture."""
    tables = [arms[setting] for setting in contrast.arms]
    values = np.stack([column(t, outcome).mean(axis=1) for t in tables])
    places = np.stack(
        [
            log_ratio(column(t, "positive_s").mean(axis=1), column(t, "rupture_s").mean(axis=1))
            for t in tables
        ]
    )
    least = RULES.smallest_of(outcome)
    return [
        steepest_drop(places[:, draw], values[:, draw], least=least)
        for draw in range(values.shape[1])
    ]


def _effect(
    claim: Claim, contrast: Contrast, outcome: str, *, arms: Mapping[Setting, Table], seed: int
) -> Trial:
    found = effects(contrast, outcome, arms)
    share = wilson(int((found > 0.0).sum()), len(found))
    middle = median(found, seed=seed)
    return Trial(
        contrast=contrast.name,
        outcome=outcome,
        predicted=claim.predicted,
        draws=len(found),
        share=share.value,
        share_low=share.low,
        share_high=share.high,
        median=middle.value,
        median_low=middle.low,
        median_high=middle.high,
        smallest=RULES.smallest_of(outcome),
    )


def _break(
    claim: Claim, contrast: Contrast, outcome: str, *, arms: Mapping[Setting, Table], seed: int
) -> Trial:
    """Place the drop; its interval runs from the steps' lower ends to their upper ones."""
    every = breaks(contrast, outcome, arms)
    found = [place for place in every if place is not None]
    share = wilson(sum(place.value > 0.0 for place in found), len(found))
    middle, low, high = (
        median(np.array([place[part] for place in found]), seed=seed) for part in range(3)
    )
    return Trial(
        contrast=contrast.name,
        outcome=outcome,
        predicted=claim.predicted,
        draws=len(every),
        share=share.value,
        share_low=share.low,
        share_high=share.high,
        median=middle.value,
        median_low=low.low,
        median_high=high.high,
        smallest=RULES.smallest_of(outcome),
        flat=1.0 - len(found) / len(every) if every else math.nan,
        defined=outcome in claim.defined,
    )
