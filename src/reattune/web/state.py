"""What every part of the running app shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .gate import Gate

if TYPE_CHECKING:
    from .collection import Collection


@dataclass(frozen=True, slots=True)
class AppState:
    """One run of the app; made once, handed to every function that makes routes.

    Parameters
    ----------
    gate
        Address and secrets of this run.
    collection
        The coded files and media that were named at the start; ``None`` when none were.
    start
        The page the opened link leads to.
    """

    gate: Gate = field(default_factory=lambda: Gate(port=0))
    collection: Collection | None = None
    start: str = "/"
