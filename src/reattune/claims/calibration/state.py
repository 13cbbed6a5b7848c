"""What the frozen file says about the calibration of the shipped model."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

PRESET = "calibrated"
"""Name of the preset that holds the fitted values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationState:
    """How far the shipped model has been calibrated.

    Parameters
    ----------
    fitted
        Whether the preset ``calibrated`` comes from a fit.
    preset
        The preset's name; ``ordinary`` as long as nothing was fitted.
    hash
        SHA-256 of the file of fitted values, which names those of the lists; empty if nothing was
        fitted.
    date, seed
        When, and from which seed, the fit was made.
    within, total
        Calibration facts within their tolerance in the default run of ``reattune evidence``, of all
        that were asked for (those that the model cannot produce count in the total).
    """

    fitted: bool
    preset: str
    hash: str
    date: str
    seed: int
    within: int
    total: int


@cache
def frozen_text(name: str) -> str:
    """Return the text of one of the frozen files of this room."""
    return (files("reattune.claims.calibration") / name).read_text("utf-8")


@cache
def state() -> CalibrationState:
    """Return what the frozen file says about the calibration."""
    frozen = tomllib.loads(frozen_text("frozen.toml"))["fit"]
    return CalibrationState(
        fitted=frozen["fitted"],
        preset=PRESET if frozen["fitted"] else "ordinary",
        hash=frozen["hash"],
        date=frozen["date"],
        seed=frozen["seed"],
        within=frozen["within"],
        total=frozen["total"],
    )
