"""What children learn over a grid of attunement, repair hazard and latency, to look around in.

No claim is tested here: the grid shows where an outcome falls off, and how that place moves.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError
from ..model import Dyad, Lives, Order, live, preset_names
from ..reports.explore_content import Cell, Drop, ExplorePage, HeatPanel, HeatRow, Outcome
from ..reports.numbers import counted

CALIBRATED = "calibrated"
TESTS = 5
"""Runs of the resilience test from each of its three starts."""

OUTCOMES = (
    Outcome("S", "Self-regulation", "share", "how well the child comes down by looking away"),
    Outcome("F", "Faith in repair", "share", "how sure it is of a repair within ten seconds"),
    Outcome("V", "Voice", "share", "what its signals are worth, by how soon they are answered"),
    Outcome("G", "Agency", "share", "how much it helps, as the child learned, to do something"),
    Outcome(
        "R", "Resilience", "−ln s",
        "how soon it settles alone: −2 is 7 s, −3 is 20 s, −4 is 55 s",
    ),
    Outcome(
        "match", "Strict match", "share",
        "of all time: positive with stimulation, or neutral with a pause",
    ),
    Outcome(
        "crying", "Fussing and crying", "min/h", "of all time; neither more nor less is called "
        "better here", digits=1,
    ),
)  # fmt: skip

_POSITIVE_STIMULATE = (0, 0)
_NEUTRAL_PAUSE = (1, 1)
_UPSET = slice(3, 5)

Values = NDArray[np.float64]
"""``float64[latency, repair, attunement, dyad]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplorePlan:
    """What is to be computed.

    Parameters
    ----------
    dyads
        Children at each setting: the same ones everywhere, with the same life stress.
    sittings
        Sittings of 3 min in a life.
    seed
        Same seed, same numbers.
    anticipating
        Whether attunement also means acting before distress.
    preset
        Where all other parameters come from; ``calibrated`` if there is one, else ``ordinary``.
    attunements, repairs, latencies
        The settings, rising: share, hazard per second, mean in seconds. Latency is set by itself,
        so attunement moves noticing, lapses and intrusion only.

    Raises
    ------
    ParameterError
        Naming the parameter, its range and its unit.
    """

    dyads: int = 48
    sittings: int = 75
    seed: int = 0
    anticipating: bool = False
    preset: str = ""
    attunements: tuple[float, ...] = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
    repairs: tuple[float, ...] = (0.0, 0.01, 0.03, 0.06, 0.12, 0.4)
    latencies: tuple[float, ...] = (0.4, 1.6, 4.0, 10.0, 30.0)

    def __post_init__(self) -> None:
        _check_count("dyads", self.dyads, (8, 100_000))
        _check_count("sittings", self.sittings, (1, 10_000))
        for name in ("attunements", "repairs", "latencies"):
            settings = list(getattr(self, name))
            if not settings or settings != sorted(set(settings)):
                raise _wrong(name, settings, "at least one setting, rising")

    @property
    def base(self) -> Dyad:
        """The dyad that is varied."""
        return Dyad(self.preset or (CALIBRATED if CALIBRATED in preset_names() else "ordinary"))

    @property
    def settings(self) -> int:
        """How many settings there are."""
        return len(self.attunements) * len(self.repairs) * len(self.latencies)


@dataclass(frozen=True, slots=True)
class Explored:
    """The plan and what came out: for each outcome's letter the value of every child."""

    plan: ExplorePlan
    values: Mapping[str, Values]


def explore(
    plan: ExplorePlan,
    *,
    threads: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Explored:
    """Let children grow up at every setting of the grid.

    The numbers depend on the plan only, not on the threads.

    Parameters
    ----------
    threads
        How many to use; all cores by default.
    progress
        Called with settings done and settings in all.

    Raises
    ------
    ParameterError
        When a setting, the seed or the preset is not possible.
    """
    shape = (len(plan.latencies), len(plan.repairs), len(plan.attunements))
    dyads = {place: _dyad(plan, place) for place in np.ndindex(*shape)}
    values = {outcome.letter: np.empty((*shape, plan.dyads)) for outcome in OUTCOMES}
    for done, (place, dyad) in enumerate(dyads.items(), start=1):
        for letter, found in outcomes_of(_lives(plan, dyad, threads)).items():
            values[letter][place] = found
        if progress is not None:
            progress(done, plan.settings)
    return Explored(plan, values)


def outcomes_of(lives: Lives) -> dict[str, Values]:
    """Return each outcome of each life, ``float64[n]``, by letter.

    S, F, V, G and R hold at the last mark; matching and crying over the whole life.
    """
    steps = lives.occupied.sum(axis=1)
    whole = steps.sum(axis=(1, 2))
    matched = steps[:, *_POSITIVE_STIMULATE] + steps[:, *_NEUTRAL_PAUSE]
    return {
        **{letter: lives.column(letter)[:, -1] for letter in "SFVGR"},
        "match": matched / whole,
        "crying": steps[:, _UPSET].sum(axis=(1, 2)) / whole * 60.0,
    }


def steepest_drop(settings: Sequence[float], values: NDArray[np.float64]) -> Drop | None:
    """Return the steepest drop between neighbouring settings; ``None`` where nothing changes.

    The mean may fall in either direction. Of equally steep drops the one at the lowest settings is
    returned.

    Parameters
    ----------
    settings
        Rising, at least two for a drop.
    values
        ``float64[settings, dyads]``, the same dyads at each setting.

    Notes
    -----
    The interval is that of the mean difference within dyads, at 95 % over all steps of the row
    together (Bonferroni), because the steepest step is chosen after looking.
    """
    means = values.mean(axis=1)
    gaps = np.diff(np.asarray(settings, dtype=np.float64))
    slopes = np.abs(np.diff(means)) / gaps if len(gaps) else gaps
    if not len(gaps) or slopes.max() == 0.0:
        return None
    step = int(np.argmax(slopes > slopes.max() * (1 - 1e-9)))
    above, below = (step + 1, step) if means[step + 1] > means[step] else (step, step + 1)
    low, high = _interval(values[above] - values[below], steps=len(gaps))
    size = float(means[above] - means[below])
    return Drop(
        above=float(settings[above]),
        below=float(settings[below]),
        size=size,
        low=low,
        high=high,
        share=size / float(means.max() - means.min()),
    )


def explore_page(explored: Explored, *, version: str) -> ExplorePage:
    """Return what the page shows: means with intervals, and each row's steepest drop."""
    plan = explored.plan
    base = plan.base.name
    calibrated = base == CALIBRATED
    kind = "anticipating" if plan.anticipating else "responding"
    panels = [
        _panel(explored, outcome.letter, place)
        for outcome in OUTCOMES
        for place in range(len(plan.latencies))
    ]
    facts = (
        ("preset", base if calibrated else f"{base}, not calibrated"),
        ("attunement", f"{kind}: sets noticing, lapses and intrusion; latency is set by itself"),
        ("settings", f"{plan.settings:,}"),
        ("children", f"{plan.dyads:,} at each setting, the same ones everywhere"),
        ("a life", f"{counted(plan.sittings, 'sitting')} of 3 min"),
        ("seed", str(plan.seed)),
        ("version", version),
    )
    return ExplorePage(OUTCOMES, tuple(panels), calibrated, facts)


def _dyad(plan: ExplorePlan, place: tuple[int, ...]) -> Dyad:
    latency, repair, attunement = place
    base = plan.base
    attuned = base.parameters.attuned(plan.attunements[attunement], anticipating=plan.anticipating)
    moved = attuned.changed(rho=plan.repairs[repair], lat=plan.latencies[latency])
    return Dyad.of(moved, name=base.name)


def _lives(plan: ExplorePlan, dyad: Dyad, threads: int | None) -> Lives:
    order = Order(
        dyads=[dyad],
        n=plan.dyads,
        seed=plan.seed,
        sittings=plan.sittings,
        marks=[plan.sittings],
        tests=TESTS,
    )
    return live(order, threads=threads)


def _panel(explored: Explored, letter: str, place: int) -> HeatPanel:
    plan = explored.plan
    rows = [
        HeatRow(
            repair,
            tuple(_cell(mine) for mine in values),
            steepest_drop(plan.attunements, values),
        )
        for repair, values in zip(plan.repairs, explored.values[letter][place], strict=True)
    ]
    return HeatPanel(letter, plan.latencies[place], plan.attunements, tuple(rows))


def _cell(values: NDArray[np.float64]) -> Cell:
    return Cell(float(values.mean()), *_interval(values, steps=1))


def _interval(values: NDArray[np.float64], *, steps: int) -> tuple[float, float]:
    """Return the normal interval of a mean at 95 %, shared among so many steps."""
    width = NormalDist().inv_cdf(1.0 - 0.025 / steps)
    reach = width * float(values.std(ddof=1)) / math.sqrt(len(values))
    mean = float(values.mean())
    return mean - reach, mean + reach


def _check_count(name: str, value: object, limits: tuple[int, int]) -> None:
    low, high = limits
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise _wrong(name, value, f"a whole number from {low} to {high:,}")


def _wrong(name: str, value: object, expected: str) -> ParameterError:
    return ParameterError(
        path="exploring",
        where=name,
        found=repr(value),
        expected=expected,
        todo=f"Give {name} within that range.",
    )
