"""State space grids: two or more variables whose states at one time are one cell.

A grid holds the segments of any number of sessions on the same cells. Missing time cuts a session
into stretches; visits and returns never reach across. Points without length are left out: a cell
is a place in which time is spent.

References
----------
Lewis, Lamey & Douglas 1999, 10.1111/1467-7687.00085; Hollenstein 2013, State Space Grids,
10.1007/978-1-4614-5007-8.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np

from ..errors import DefinitionError
from ..kernels.grid import Ints

Variable = tuple[str, tuple[str, ...]]
"""Name of a variable, and its states in order."""

Cell = tuple[str, ...]
"""One state of each variable."""


@dataclass(frozen=True, eq=False)
class Grid:
    """What some sessions did on one grid.

    Parameters
    ----------
    sessions
        Their names.
    variables
        Names and states; every combination is a cell, visited or not.
    cell, stretch
        Cell and stretch of each segment, ``int64[m]``, in time order by session.
    spans
        Onset and offset in ms, ``int64[m, 2]``.
    owner, phase
        Session and phase number of each stretch, ``int64[k]``.
    phases
        Names of the phases; ``""`` is time outside of all.
    missing
        Milliseconds of each session in which some variable was not known.
    """

    sessions: tuple[str, ...]
    variables: tuple[Variable, ...]
    cell: Ints
    spans: Ints
    stretch: Ints
    owner: Ints
    phase: Ints
    phases: tuple[str, ...]
    missing: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many cells there are, visited or not."""
        return prod(len(states) for _, states in self.variables)

    @property
    def shape(self) -> tuple[int, ...]:
        """How many states each variable has."""
        return tuple(len(states) for _, states in self.variables)

    @property
    def definition(self) -> str:
        """Id of the grid: its variables and their numbers of states."""
        return "grid " + " x ".join(f"{name} ({len(states)})" for name, states in self.variables)

    def name(self, cell: int) -> str:
        """Return a cell's name, its states joined by a slash."""
        places = np.unravel_index(cell, self.shape)
        return " / ".join(
            states[int(place)] for (_, states), place in zip(self.variables, places, strict=True)
        )

    def number(self, cell: Cell) -> int:
        """Return a cell's number.

        Raises
        ------
        DefinitionError
            When a state is not one of its variable's.
        """
        places = []
        if len(cell) != len(self.variables):
            raise self._unknown(cell)
        for (_, states), state in zip(self.variables, cell, strict=True):
            if state not in states:
                raise self._unknown(cell)
            places.append(states.index(state))
        return int(np.ravel_multi_index(places, self.shape))

    def _unknown(self, cell: Cell) -> DefinitionError:
        there = "; ".join(f"{name}: {', '.join(states)}" for name, states in self.variables)
        return DefinitionError(
            path="grid",
            where="cell",
            found=" / ".join(cell),
            expected=f"one state of each variable ({there})",
            todo="Check the spelling and the order of the variables.",
        )

    def of(self, *, phase: str | None = None, session: str | None = None) -> Grid:
        """Return the part in one phase, of one session, or both; cells stay the same."""
        kept = np.ones(len(self.owner), dtype=np.bool_)
        if phase is not None:
            kept &= np.array([self.phases[p] == phase for p in self.phase], dtype=np.bool_)
        if session is not None:
            number = self.sessions.index(session) if session in self.sessions else -1
            kept &= self.owner == number
        chosen = kept[self.stretch]
        missing = self.missing if phase is None else (0,) * len(self.sessions)
        part = replace(
            self, cell=self.cell[chosen], spans=self.spans[chosen], stretch=self.stretch[chosen],
            missing=missing,
        )  # fmt: skip
        if session is None:
            return part
        at = self.sessions.index(session)
        owner = np.where(self.owner == at, 0, -1)
        return replace(part, sessions=(session,), owner=owner, missing=(missing[at],))

    def split(self) -> tuple[Grid, ...]:
        """Return the part of each session, in order; as :meth:`of` for each, but at one go."""
        if len(self.sessions) == 1:
            return (self,)
        whose = self.owner[self.stretch]
        bounds = np.searchsorted(whose, np.arange(len(self.sessions) + 1))
        return tuple(
            replace(
                self,
                sessions=(session,),
                cell=self.cell[bounds[k] : bounds[k + 1]],
                spans=self.spans[bounds[k] : bounds[k + 1]],
                stretch=self.stretch[bounds[k] : bounds[k + 1]],
                owner=np.where(self.owner == k, 0, -1),
                missing=(self.missing[k],),
            )
            for k, session in enumerate(self.sessions)
        )

    def durations(self) -> Ints:
        """Return the milliseconds in each cell of each session, ``int64[sessions, cells]``."""
        place = self.owner[self.stretch] * self.size + self.cell
        length = self.spans[:, 1] - self.spans[:, 0]
        total = np.bincount(place, weights=length, minlength=len(self.sessions) * self.size)
        return np.rint(total).astype(np.int64).reshape(len(self.sessions), self.size)
