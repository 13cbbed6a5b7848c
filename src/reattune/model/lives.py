"""Many dyads' lives at once: tables for the kernel, which engine runs it, what comes out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..errors import ParameterError
from ..kernels import dyad as kernel
from ..kernels import dyad_state as state
from ..kernels.dyad_logs import LEARNED, TRACED
from ..kernels.random import streams
from .dyads import ACTS, Dyad
from .parameters import PARAMETERS, Parameters

SITTING = 180.0
"""Seconds of one sitting in a life."""
NEVER = 1 << 60
_PLAIN = 50_000
"""Up to so many steps the plain functions are faster than loading the compiled ones."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is to be lived.

    Parameters
    ----------
    dyads
        One of them for each life, or one for all.
    n
        How many lives.
    first
        Number of the first; a life's random streams depend on the seed and its number only.
    seed
        ``0 <= seed < 2**64``; two orders with the same seed and numbers share temperament, life
        stress and the noise of the resilience test.
    sittings
        How many sittings a life has.
    seconds
        Length of a sitting; of dyads with stages their sum.
    marks
        Sittings after which to write what was learned, rising.
    tests
        Runs of the resilience test from each start at each mark (0: none).
    later, later_from
        Parameters (stages are not changed) that hold from that sitting on (counted from 0).
    dt
        Length of a step in seconds.
    changes, ruptures, traces
        What to keep of each step; ``traces`` holds a, b, h, X, Y at every step.
    """

    dyads: Sequence[Dyad]
    n: int = 1
    first: int = 0
    seed: int = 0
    sittings: int = 1
    seconds: float = SITTING
    marks: Sequence[int] = ()
    tests: int = 0
    later: Sequence[Dyad] = ()
    later_from: int = NEVER
    dt: float = 0.1
    changes: bool = False
    ruptures: bool = False
    traces: bool = False


@dataclass(frozen=True)
class Lives:
    """What came out. Times in steps of ``order.dt``.

    Parameters
    ----------
    order
        What was asked for.
    learned
        ``float64[n, marks, len(LEARNED)]``; R is NaN where it was not tested.
    occupied
        ``int64[n, phases, 5, 6]``: steps in each joint state of child and caregiver.
    changes
        ``int32[n, room, 4]``: sitting, step, person (0 child, 1 caregiver), code.
    ruptures
        ``int32[n, room, 6]``: sitting, phase, onset, end, outcome, led by the caregiver.
    traces
        ``float64[n, steps, 5]``: a, b, h, X, Y.
    counts
        ``int64[n, 2]``: how many rows of changes and of ruptures are filled.
    """

    order: Order
    learned: NDArray[np.float64]
    occupied: NDArray[np.int64]
    changes: NDArray[np.int32]
    ruptures: NDArray[np.int32]
    traces: NDArray[np.float64]
    counts: NDArray[np.int64]

    def column(self, name: str) -> NDArray[np.float64]:
        """Return one learned quantity, ``float64[n, marks]``."""
        return self.learned[:, :, LEARNED.index(name)]

    def trace(self, name: str) -> NDArray[np.float64]:
        """Return one traced quantity, ``float64[n, steps]``."""
        return self.traces[:, :, TRACED.index(name)]


def live(order: Order, *, threads: int | None = None, compiled: bool | None = None) -> Lives:
    """Let the ordered lives be lived.

    Parameters
    ----------
    threads
        How many to use; all cores by default. The numbers do not depend on it.
    compiled
        Whether to run machine code; by default when there is enough to do. The numbers do not
        depend on it.

    Raises
    ------
    ParameterError
        When the order is impossible: no dyads, a wrong seed, a length of nothing ...
    """
    check_order(order)
    phases = _phases(order)
    steps = int(phases[0].sum()) * order.sittings * order.n
    work = steps + 900 * order.tests * len(order.marks) * order.n
    fast = work > _PLAIN if compiled is None else compiled
    minutes = steps / order.n * order.dt / 60.0
    rooms = [
        int(60 * minutes) + 64 if order.changes else 0,
        int(20 * minutes) + 16 if order.ruptures else 0,
    ]
    while True:
        out = _outputs(order, phases, rooms)
        _run(order, phases, out, threads=threads or os.cpu_count() or 1, fast=fast)
        needed = out[5].max(axis=0)
        wanted = [int(needed[k]) if rooms[k] else 0 for k in (0, 1)]
        if wanted[0] <= rooms[0] and wanted[1] <= rooms[1]:
            break
        rooms = wanted
    occupied = out[1].reshape(order.n, len(phases[0]), 5, 6)
    return Lives(order, out[0], occupied, *out[2:])


def check_order(order: Order) -> None:
    """Refuse what cannot be lived, naming the parameter, its range and its unit."""
    whole: dict[str, tuple[Any, int, int]] = {
        "n": (order.n, 1, 10_000_000),
        "first": (order.first, 0, NEVER),
        "seed": (order.seed, 0, 2**64 - 1),
        "episodes": (order.sittings, 1, 1_000_000),
        "tests": (order.tests, 0, 10_000),
        "later_from": (order.later_from, 0, NEVER),
    }
    for name, (value, low, high) in whole.items():
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            _refuse(name, value, f"a whole number from {low} to {high}")
    real: dict[str, tuple[Any, float, float]] = {
        "seconds": (order.seconds, 1.0, 1e6),
        "dt": (order.dt, 0.01, 0.2),
    }
    for name, (length, least, most) in real.items():
        if not isinstance(length, int | float) or not least <= length <= most:
            _refuse(name, length, f"a number from {least:g} to {most:g} s")
    if len(order.dyads) not in {1, order.n} or len(order.later) not in {0, 1, order.n}:
        _refuse("dyads", f"{len(order.dyads)} dyads", f"one for all lives or {order.n}")
    if any(dyad.stages != order.dyads[0].stages for dyad in order.dyads):
        _refuse("stages", "different schedules", "the same stages for all dyads of one order")
    marks = list(order.marks)
    if marks != sorted(set(marks)) or (marks and not 1 <= marks[0] <= marks[-1] <= order.sittings):
        _refuse("marks", marks, f"rising sitting numbers from 1 to {order.sittings}")


def _refuse(name: str, value: object, expected: str) -> None:
    raise ParameterError(
        path="simulation",
        where=name,
        found=repr(value),
        expected=expected,
        todo=f"Give {name} within that range.",
    )


def _phases(order: Order) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the steps of each phase, and the act that is held in it."""
    stages = order.dyads[0].stages
    lengths = [stage.seconds for stage in stages] or [order.seconds]
    acts = [ACTS.index(stage.act) if stage.act else state.FREE for stage in stages] or [state.FREE]
    ends = np.rint(np.cumsum(lengths) / order.dt).astype(np.int64)
    steps = np.diff(ends, prepend=0)
    if steps.min() < 1:
        _refuse("stages", lengths, f"at least one step of {order.dt:g} s in each")
    return steps, np.array(acts, dtype=np.int64)


def _outputs(
    order: Order, phases: tuple[NDArray[np.int64], NDArray[np.int64]], rooms: Sequence[int]
) -> tuple[NDArray[Any], ...]:
    steps = int(phases[0].sum()) * order.sittings if order.traces else 0
    return (
        np.zeros((order.n, len(order.marks), len(LEARNED))),
        np.zeros((order.n, len(phases[0]), 30), dtype=np.int64),
        np.zeros((order.n, rooms[0], 4), dtype=np.int32),
        np.zeros((order.n, rooms[1], 6), dtype=np.int32),
        np.zeros((order.n, steps, len(TRACED))),
        np.zeros((order.n, 2), dtype=np.int64),
    )


def _run(
    order: Order,
    phases: tuple[NDArray[np.int64], NDArray[np.int64]],
    out: tuple[NDArray[Any], ...],
    *,
    threads: int,
    fast: bool,
) -> None:
    lives = (
        settings_table(order.dyads, order.n, order.dt),
        settings_table(order.later or order.dyads, order.n, order.dt),
        dyad_table(order.n, seed=order.seed, first=order.first),
    )
    switch = np.full(order.n, order.later_from, dtype=np.int64)
    marks = np.array(order.marks, dtype=np.int64)

    def part(chosen: slice, run: Callable[..., Any]) -> None:
        plan = (order.sittings, switch[chosen], *phases, marks, order.tests)
        run(tuple(table[chosen] for table in lives), plan, tuple(t[chosen] for t in out))

    if not fast:
        part(slice(None), _plainly)
        return
    from ..kernels.dyad_compiled import compiled_run

    run = compiled_run()
    size = max(1, -(-order.n // (4 * threads)))
    parts = [slice(start, start + size) for start in range(0, order.n, size)]
    if threads == 1 or len(parts) == 1:
        for chosen in parts:
            part(chosen, run)
        return
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda chosen: part(chosen, run), parts))


def _plainly(lives: tuple[NDArray[Any], ...], plan: Any, out: Any) -> None:
    """Run the functions as they stand, on plain objects."""
    kinds = (state.Settings, state.Settings, state.Dyad)
    kernel.run(
        tuple(  # type: ignore[arg-type]  # the three lists in order
            [plain(row, kind) for row in table] for table, kind in zip(lives, kinds, strict=True)
        ),
        plan,
        out,
    )


def plain(row: Any, kind: Callable[[], Any]) -> Any:
    """Make a plain object of one row of a table."""
    thing = kind()
    for name in row.dtype.names:
        setattr(thing, name, row[name].item())
    return thing


def settings_table(dyads: Sequence[Dyad], n: int, dt: float) -> NDArray[Any]:
    """Return the kernel's settings for n lives, ``SETTINGS[n]``."""
    table = np.zeros(n, dtype=state.SETTINGS)
    rows: list[Parameters] = [dyad.effective() for dyad in dyads]
    for name in PARAMETERS:
        table[name] = [getattr(row, name) for row in rows]
    table["dt"] = dt
    return table


def dyad_table(n: int, *, seed: int, first: int = 0) -> NDArray[Any]:
    """Return n dyads before birth, with their four streams, ``DYAD[n]``."""
    table = np.zeros(n, dtype=state.DYAD)
    owners = np.arange(first, first + n, dtype=np.uint64)
    for number, letter in enumerate("skqw"):
        words = streams(seed, owners, number=number)
        for place in range(4):
            table[f"{letter}{place}"] = words[:, place]
    return table
