"""The dyad's loop, compiled: the same functions, made into machine code and kept on disk.

numba is imported here, and this module only where many steps are to be run: loading takes about
half a second, compiling (once per machine and version) some seconds.
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

from . import (
    dyad,
    dyad_caregiver,
    dyad_child,
    dyad_learning,
    dyad_logs,
    dyad_state,
    dyad_tracker,
    random,
)
from .dyad import live

_MODULES = (
    random,
    dyad_state,
    dyad_child,
    dyad_caregiver,
    dyad_learning,
    dyad_tracker,
    dyad_logs,
    dyad,
)
_HOT = {
    "word",
    "uniform",
    "normal",
    "holds",
    "arouse",
    "drive",
    "kick",
    "upset",
    "express",
    "care",
    "regulate",
    "signal",
    "learn_agency",
    "learn_to_yell",
    "track",
    "step",
}
"""What runs at every step: worth having in one piece."""
_INNER: dict[str, Any] = {
    "error_model": "numpy",
    "no_cpython_wrapper": True,
    "no_cfunc_wrapper": True,
}
_HOST_ONLY = {"streams", "_mixed_all", "_layers", "_bits", "stream_words", "run"}


@cache
def compiled_run() -> Callable[..., None]:
    """Return :func:`reattune.kernels.dyad.run`, compiled for tables; it releases the GIL."""
    template = _entry(_fingerprint())
    # The compiled functions are globals of the copy: in its closure they would be part of the
    # cache's key, which would then never be met again.
    entry = types.FunctionType(template.__code__, _namespace(), "run", None, template.__closure__)
    kernel: Callable[..., None] = numba.njit(
        _signature(), cache=True, nogil=True, error_model="numpy"
    )(entry)
    return kernel


def _entry(fingerprint: int) -> types.FunctionType:
    """Make the loop over dyads.

    The cache on disk looks at this file only; the fingerprint, being in the closure and so in the
    cache's key, makes it notice a change in any of them.
    """

    def run(lives: Any, plan: Any, out: Any) -> int:
        for i in range(len(lives[2])):
            live(i, lives, plan, out)
        return fingerprint

    return run  # type: ignore[return-value]  # a def is a FunctionType


def _namespace() -> dict[str, Any]:
    """Copy every function so that it calls the compiled ones; the plain ones stay as they are."""
    names: dict[str, Any] = {}
    for module in _MODULES:
        names.update(vars(module))
    functions = {
        name: value
        for name, value in names.items()
        if isinstance(value, types.FunctionType)
        and value.__module__ in {module.__name__ for module in _MODULES}
        and name not in _HOST_ONLY
    }
    for name, function in functions.items():
        copy = types.FunctionType(function.__code__, names, name, function.__defaults__)
        names[name] = numba.njit(forceinline=name in _HOT, **_INNER)(copy)
    return names


def _fingerprint() -> int:
    text = "".join(inspect.getsource(module) for module in _MODULES)
    return int(sha256(text.encode()).hexdigest()[:15], 16)


def _signature() -> Any:
    """Return the one signature the kernel is compiled for."""

    def table(dimensions: int, kind: Any) -> Any:
        return np.zeros((0,) * dimensions, dtype=kind)

    settings, whole = table(1, dyad_state.SETTINGS), table(1, np.int64)
    lives = (settings, settings, table(1, dyad_state.DYAD))
    plan = (1, whole, whole, whole, whole, 1)
    out = (
        table(3, np.float64),
        table(3, np.int64),
        table(3, np.int32),
        table(3, np.int32),
        table(3, np.float64),
        table(2, np.int64),
    )
    kind_of: Any = numba.typeof
    return numba.int64(kind_of(lives), kind_of(plan), kind_of(out))
