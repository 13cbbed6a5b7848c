"""What a simulated life writes down; what finds no room in its table is only counted."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .dyad_learning import faith
from .dyad_state import Dyad

LEARNED = (
    "S",
    "F",
    "V",
    "G",
    "M",
    "L",
    "W",
    "R",
    "ruptures",
    "repaired",
    "led_repairs",
    "rupture_s",
    "positive_s",
    "observed_s",
    "fusses",
    "fusses_heard",
    "cries",
    "cries_heard",
    "yells",
    "amends",
)
"""Columns written at each mark: slow states, then counts and seconds since the start of life."""


TRACED = ("a", "b", "h", "X", "Y")
"""Columns of a trace."""


def log_change(
    changes: NDArray[np.int32],
    counts: NDArray[np.int64],
    where: tuple[int, int],
    what: tuple[int, int, int],
) -> None:
    """Write a change of code: where (dyad, sitting), what (step, child 0 or caregiver 1, code)."""
    i, sitting = where
    now, who, code = what
    row = counts[i, 0]
    counts[i, 0] = row + 1
    if row < changes.shape[1]:
        changes[i, row, 0] = sitting
        changes[i, row, 1] = now
        changes[i, row, 2] = who
        changes[i, row, 3] = code


def log_rupture(
    ruptures: NDArray[np.int32],
    counts: NDArray[np.int64],
    where: tuple[int, int, int],
    d: Dyad,
) -> None:
    """Write the rupture that has just been closed or cut: where (dyad, sitting, phase)."""
    i, sitting, phase = where
    row = counts[i, 1]
    counts[i, 1] = row + 1
    if row < ruptures.shape[1]:
        ruptures[i, row, 0] = sitting
        ruptures[i, row, 1] = phase
        ruptures[i, row, 2] = d.shut_on
        ruptures[i, row, 3] = d.shut_at
        ruptures[i, row, 4] = d.shut - 1
        ruptures[i, row, 5] = d.shut_led
    d.shut = 0


def log_trace(traces: NDArray[np.float64], i: int, row: int, d: Dyad) -> None:
    """Write the hidden quantities of one step."""
    if row < traces.shape[1]:
        traces[i, row, 0] = d.a
        traces[i, row, 1] = d.b
        traces[i, row, 2] = d.h
        traces[i, row, 3] = d.X
        traces[i, row, 4] = d.Y


def write_learned(
    learned: NDArray[np.float64], where: tuple[int, int], d: Dyad, how: tuple[float, float]
) -> None:
    """Write the slow states and the counts so far: where (dyad, mark), how (dt, R)."""
    dt, alone = how
    row = learned[where[0], where[1]]
    row[0] = d.S
    row[1] = faith(d)
    row[2] = d.V
    row[3] = d.G
    row[4] = d.M1 / (d.M1 + d.M0)
    row[5] = d.L
    row[6] = d.W
    row[7] = alone
    row[8] = d.ruptures
    row[9] = d.repaired
    row[10] = d.led_repairs
    row[11] = d.rupture_steps * dt
    row[12] = d.warm_steps * dt
    row[13] = d.steps * dt
    row[14] = d.fusses
    row[15] = d.fusses_heard
    row[16] = d.cries
    row[17] = d.cries_heard
    row[18] = d.yells
    row[19] = d.amends
