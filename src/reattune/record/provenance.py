"""Where a Session came from: software, parameters, environment, source file, parent Session."""

from __future__ import annotations

import platform
from dataclasses import dataclass, field
from importlib import metadata

from .coding import Source


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a Session came to be (R10). Holds no date of making: same inputs, same bytes.

    Parameters
    ----------
    software
        ``reattune`` and its version.
    environment
        Versions that could change a number (Python, numpy).
    parameters
        What was chosen: codebook, format options, seed ...
    source
        The file, its hash, unit and origin; ``None`` for simulated or recorded Sessions.
    rows
        Rows in the source before anything was left out or split (R9).
    parent
        Name of the Session this one was cut from.
    further
        The other files, where several were merged into one Session; each with its offset.
    """

    software: str
    environment: dict[str, str]
    parameters: dict[str, str] = field(default_factory=dict)
    source: Source | None = None
    rows: int = 0
    parent: str = ""
    further: tuple[Source, ...] = ()


def version() -> str:
    """Return the version of this software."""
    return metadata.version("reattune")


def stamp(
    *,
    parameters: dict[str, str] | None = None,
    source: Source | None = None,
    rows: int = 0,
    parent: str = "",
    further: tuple[Source, ...] = (),
) -> Provenance:
    """Make a Provenance of this software in this environment."""
    return Provenance(
        software=f"reattune {version()}",
        environment={"python": platform.python_version(), "numpy": metadata.version("numpy")},
        parameters=dict(parameters or {}),
        source=source,
        rows=rows,
        parent=parent,
        further=further,
    )
