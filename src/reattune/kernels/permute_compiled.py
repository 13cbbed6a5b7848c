"""The permutations, compiled: the same functions, made into machine code and kept on disk.

numba is imported here, and this module only where many moves are to be made.
"""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

import numba
import numpy as np

from . import permute, random

_MODULES = (random, permute)
_INNER: dict[str, Any] = {
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
_HOT = {"word", "uniform", "fits", "shuffled", "count_pairs", "lay_out", "compare"}
_HELPERS = {*_HOT, "swap_some", "mate"}
_TRIPLE = (1, 1, 1)


@cache
def compiled(name: str) -> Callable[..., None]:
    """Return ``run_shuffle``, ``run_swap``, ``run_shift`` or ``run_mate``; it releases the GIL."""
    source: types.FunctionType = getattr(permute, name)
    template = _ENTRIES[name](_fingerprint())
    names = _namespace()
    names["inner"] = numba.njit(**_INNER)(
        types.FunctionType(source.__code__, names, name, source.__defaults__)
    )
    # As in dyad_compiled: globals of a copy, so that the cache's key can be met again.
    entry = types.FunctionType(template.__code__, names, name, None, template.__closure__)
    kernel: Callable[..., None] = numba.njit(
        _signature(name), cache=True, nogil=True, error_model="numpy"
    )(entry)
    return kernel


def _shuffle_entry(fingerprint: int) -> types.FunctionType:
    """Make an entry whose closure (and so its key in the cache) changes with the source."""

    def run_shuffle(cards: Any, plan: Any, streams: Any, out: Any) -> int:
        inner(cards, plan, streams, out)  # type: ignore[name-defined]  # noqa: F821
        return fingerprint

    return run_shuffle  # type: ignore[return-value]  # a def is a FunctionType


def _swap_entry(fingerprint: int) -> types.FunctionType:
    def run_swap(cards: Any, plan: Any, streams: Any, out: Any) -> int:
        inner(cards, plan, streams, out)  # type: ignore[name-defined]  # noqa: F821
        return fingerprint

    return run_swap  # type: ignore[return-value]


def _shift_entry(fingerprint: int) -> types.FunctionType:
    def run_shift(cards: Any, plan: Any, streams: Any, out: Any) -> int:
        inner(cards, plan, streams, out)  # type: ignore[name-defined]  # noqa: F821
        return fingerprint

    return run_shift  # type: ignore[return-value]


def _mate_entry(fingerprint: int) -> types.FunctionType:
    def run_mate(cards: Any, plan: Any, partners: Any, totals: Any) -> int:
        inner(cards, plan, partners, totals)  # type: ignore[name-defined]  # noqa: F821
        return fingerprint

    return run_mate  # type: ignore[return-value]


_ENTRIES: dict[str, Callable[[int], types.FunctionType]] = {
    "run_shuffle": _shuffle_entry,
    "run_swap": _swap_entry,
    "run_shift": _shift_entry,
    "run_mate": _mate_entry,
}


def _namespace() -> dict[str, Any]:
    """Copy every function so that it calls the compiled ones; the plain ones stay as they are."""
    names: dict[str, Any] = {}
    for module in _MODULES:
        names.update(vars(module))
    for name in _HELPERS:
        function = names[name]
        copy = types.FunctionType(function.__code__, names, name, function.__defaults__)
        copy.__kwdefaults__ = function.__kwdefaults__
        names[name] = numba.njit(forceinline=name in _HOT, **_INNER)(copy)
    return names


def _fingerprint() -> int:
    text = "".join(inspect.getsource(module) for module in _MODULES)
    return int(sha256(text.encode()).hexdigest()[:15], 16)


def _signature(name: str) -> Any:
    """Return the one signature a kernel is compiled for."""
    small, whole = np.zeros(0, np.int32), np.zeros(0, np.int64)
    table = np.zeros((0, 0), np.int64)
    streams = np.zeros(0, permute.STREAM)
    cards = {
        "run_shuffle": (small, whole, whole, whole),
        "run_swap": (small, whole, whole, whole, small, small, np.zeros(0, np.bool_), whole),
        "run_shift": (small, small, whole, whole, whole),
        "run_mate": (small, small, whole, whole, whole),
    }[name]
    plan = (1,) * 7 if name == "run_swap" else _TRIPLE
    out: Any = (table, table, table, table)
    third: Any = streams
    if name == "run_mate":
        third, out = table, np.zeros((0, 0), np.float64)
    kind_of: Any = numba.typeof
    return numba.int64(kind_of(cards), kind_of(plan), kind_of(third), kind_of(out))
