"""Scenes that are being played, by an opaque id, so that a lost connection can be taken up."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from ..practice import Scene

_MOST = 64


@dataclass(eq=False)
class Run:
    """One run of a scene. It changes while it is played.

    Parameters
    ----------
    scene
        As it stands.
    parent
        The run it is a do-over of.
    id
        Opaque; known only to the page that plays it.
    speed
        1, or less for slow motion.
    leave
        Called when another window takes the run over.
    """

    scene: Scene
    parent: Run | None = None
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    speed: float = 1.0
    leave: Callable[[], None] | None = None

    @property
    def family(self) -> list[Run]:
        """The run and those it is a do-over of, first one first."""
        return [*(self.parent.family if self.parent else []), self]


class Shelf:
    """The runs of this server; the oldest make room. It changes as runs come and go."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}

    def keep(self, scene: Scene, *, parent: Run | None = None) -> Run:
        """Keep a scene as a new run."""
        run = Run(scene, parent)
        self._runs[run.id] = run
        while len(self._runs) > _MOST:
            del self._runs[next(iter(self._runs))]
        return run

    def find(self, name: object) -> Run | None:
        """Return a run by its id."""
        return self._runs.get(name) if isinstance(name, str) else None

    def get(self, name: str) -> Run:
        """Return a run by its id, or answer 404."""
        if (run := self.find(name)) is None:
            raise HTTPException(404)
        return run
