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
    first
        The run it is a do-over of, also where it was begun from another do-over.
    begins
        Tick at which it was opened.
    id
        Opaque; known only to the page that plays it.
    speed
        1, or less for slow motion.
    leave
        Called when another window takes the run over.
    """

    scene: Scene
    first: Run | None = None
    begins: int = 0
    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    speed: float = 1.0
    leave: Callable[[], None] | None = None
    overs: list[Run] = field(default_factory=list)
    """Its do-overs, in the order in which they were opened."""

    @property
    def family(self) -> list[Run]:
        """The first run and all its do-overs that were played, this one in any case."""
        first = self.first or self
        return [first, *(run for run in first.overs if run is self or run.played)]

    @property
    def number(self) -> int:
        """0 for a first run, else which do-over it is, from 1."""
        return self.first.overs.index(self) + 1 if self.first else 0

    @property
    def played(self) -> bool:
        """Whether time has passed in it."""
        return self.scene.view.tick > self.begins


class Shelf:
    """The runs of this server; the oldest make room. It changes as runs come and go."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}

    def keep(self, scene: Scene, *, over: Run | None = None) -> Run:
        """Keep a scene as a new run, or as a do-over of one."""
        first = (over.first or over) if over else None
        run = Run(scene, first, begins=scene.view.tick)
        if first is not None:
            first.overs.append(run)
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
