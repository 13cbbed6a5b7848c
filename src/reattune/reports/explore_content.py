"""What an exploring page shows: plain frozen rows that somebody else computed."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Outcome:
    """One thing that is looked at.

    Parameters
    ----------
    letter
        Its letter in the model, or a short word; unique in the page.
    title, unit, meaning
        Name, unit, and one plain sentence.
    digits
        Decimals shown.
    """

    letter: str
    title: str
    unit: str
    meaning: str
    digits: int = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """The mean over dyads at one setting, with its 95 % interval."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Drop:
    """The steepest drop between two neighbouring attunements.

    Parameters
    ----------
    above, below
        Attunement on the higher and on the lower side of the drop.
    size
        How much lower the outcome is there (> 0 by its making).
    low, high
        Its interval over dyads, widened for having been chosen among all steps of the row.
    share
        ``size`` as a share of the distance between the row's highest and lowest mean.
    """

    above: float
    below: float
    size: float
    low: float
    high: float
    share: float

    @property
    def clear(self) -> bool:
        """Whether the interval lies above zero."""
        return self.low > 0


@dataclass(frozen=True, slots=True)
class HeatRow:
    """All attunements at one repair hazard; ``steepest`` is ``None`` where nothing changes."""

    repair: float
    cells: tuple[Cell, ...]
    steepest: Drop | None


@dataclass(frozen=True, slots=True)
class HeatPanel:
    """One outcome at one latency.

    Parameters
    ----------
    outcome
        Letter of the outcome.
    latency
        Mean latency of an answer in s.
    attunements
        Settings across, rising.
    rows
        Repair hazards, rising.
    """

    outcome: str
    latency: float
    attunements: tuple[float, ...]
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True, slots=True)
class ExplorePage:
    """The whole page.

    Parameters
    ----------
    outcomes
        In the order of the page.
    panels
        One for each outcome and latency.
    calibrated
        Whether the parameters were fitted to published numbers.
    facts
        Pairs of label and text: preset, seed, dyads, sittings, version ...
    """

    outcomes: tuple[Outcome, ...]
    panels: tuple[HeatPanel, ...]
    calibrated: bool
    facts: tuple[tuple[str, str], ...] = field(default=())
