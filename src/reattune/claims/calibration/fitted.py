"""The fitted values as files: all of them, and the model's own as a preset."""

from __future__ import annotations

from collections.abc import Mapping

from .facts import list_hash
from .fit import Fitted
from .free import fixed_names
from .state import PRESET


def fitted_text(fitted: Fitted, *, date: str, version: str, dyads: int) -> str:
    """Return all fitted values, and where they come from, as TOML.

    Parameters
    ----------
    date
        Of the fit, as YYYY-MM-DD.
    version
        Of this software.
    dyads
        In each protocol of the fit.
    """
    lines = [
        "# Values fitted to the calibration list alone. FROZEN: its SHA-256 stands in frozen.toml.",
        "[fit]",
        f'date = "{date}"',
        f"seed = {fitted.seed}",
        f'version = "{version}"',
        f"dyads = {dyads}",
        f"candidates = {fitted.candidates}",
        *(f'{name} = "{list_hash(name)}"' for name in ("facts", "validation", "free")),
        "",
        "# Sum of squared deviations, in units of the tolerances.",
        "[objectives]",
        *(f"{name} = {value!r}" for name, value in fitted.objectives.items()),
        "",
        "[values]",
        *(f"{_key(name)} = {value!r}" for name, value in fitted.values.items()),
    ]
    return "\n".join(lines) + "\n"


def preset_text(fitted: Fitted, *, date: str) -> str:
    """Return the preset: the infant of four months, face to face with its caregiver."""
    lines = [
        f'id = "{PRESET}"',
        'title = "A dyad fitted to published numbers"',
        'about = "An infant of four months; values fitted to the calibration list of `reattune '
        'evidence`, and to nothing else."',
        f'source = "fitted on {date} with seed {fitted.seed}; misses stand in the evidence table"',
        "",
        "[parameters]",
        *(f"{name} = {value!r}" for name, value in model_values(fitted.values).items()),
    ]
    return "\n".join(lines) + "\n"


def model_values(values: Mapping[str, float]) -> dict[str, float]:
    """Return the values that are parameters of the model, without effects of age, place, act."""
    others = fixed_names(values)
    return {name: value for name, value in values.items() if name not in others}


def _key(name: str) -> str:
    return f'"{name}"' if "." in name else name
