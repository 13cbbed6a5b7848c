"""How large a run is: quick, to look, or full, to be quoted."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..errors import ParameterError
from ..model import Dyad, Parameters
from .calibration import state


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsPlan:
    """What is to be run. Same plan, same bytes.

    Parameters
    ----------
    mode
        ``quick`` or ``full``: a word for the sizes below.
    seed
        Of lives and draws, 0 or more.
    sittings
        Sittings of 3 min in a life.
    tests
        Runs of the resilience test from each of its three starts.
    grid_dyads
        Dyads at each point of a grid.
    draws, dyads
        Random-parameter draws, and dyads in each arm of each.
    ablation_draws, ablation_dyads
        The same for each ablation.
    preset
        Where the parameters come from: the calibrated one as soon as there is one.
    version
        Of the software, to be printed; work of another version is not gone on with.

    Raises
    ------
    ParameterError
        Naming the size or seed that is not possible.
    """

    mode: str
    seed: int = 0
    sittings: int
    tests: int
    grid_dyads: int
    draws: int
    dyads: int
    ablation_draws: int
    ablation_dyads: int
    preset: str = field(default_factory=lambda: state().preset)
    version: str = ""

    def __post_init__(self) -> None:
        bounds = {
            "seed": (0, 2**63 - 1), "sittings": (1, 10_000), "tests": (1, 1000),
            "grid_dyads": (2, 10_000), "draws": (1, 10_000), "dyads": (1, 10_000),
            "ablation_draws": (1, self.draws), "ablation_dyads": (1, 10_000),
        }  # fmt: skip
        for name, (low, high) in bounds.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ParameterError(
                    path="claims",
                    where=name,
                    found=repr(value),
                    expected=f"a whole number from {low} to {high}",
                    todo=f"Give {name} within that range.",
                )

    @property
    def base(self) -> Parameters:
        """The parameters around which draws are made."""
        return Dyad(self.preset).parameters

    def sizes(self) -> str:
        """Say how large the run is, so that nobody takes a quick one for a full one."""
        return (
            f"lives of {self.sittings} sittings; grid: {self.grid_dyads} dyads a point; random "
            f"parameters: {self.draws} draws of {self.dyads} dyads an arm; ablations: "
            f"{self.ablation_draws} draws of {self.ablation_dyads} dyads an arm"
        )


def quick(seed: int = 0, *, version: str = "") -> ClaimsPlan:
    """Return the small plan: under half a minute a claim, to look at, not to quote."""
    return ClaimsPlan(
        mode="quick",
        seed=seed,
        version=version,
        sittings=70,
        tests=5,
        grid_dyads=16,
        draws=24,
        dyads=8,
        ablation_draws=12,
        ablation_dyads=3,
    )


def full(seed: int = 0, *, version: str = "") -> ClaimsPlan:
    """Return the plan of the specification: at least 200 draws, and 200 dyads a point."""
    return ClaimsPlan(
        mode="full",
        seed=seed,
        version=version,
        sittings=300,
        tests=20,
        grid_dyads=200,
        draws=200,
        dyads=32,
        ablation_draws=32,
        ablation_dyads=8,
    )
