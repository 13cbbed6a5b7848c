"""Runs permutation kernels: over slices of sessions, on threads, plain or compiled."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..kernels import permute
from ..kernels.random import Stream, stream_words, streams, uniform
from .contingency import Counts

_SHARED = 7  # number of the stream that places the record in the chain


@dataclass(frozen=True, slots=True)
class Order:
    """What to run: seed, how often, on how many threads, compiled or not."""

    seed: int
    permutations: int
    threads: int
    fast: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A kernel's name, and what it gets of a slice of sessions."""

    name: str
    cards: Callable[[int, int], tuple[NDArray[Any], ...]]
    plan: tuple[int, ...]


def record_at(order: Order) -> int:
    """Draw where the record stands in the chain of swaps, the same for all sessions."""
    stream = permute.Words(stream_words(order.seed, 0, number=_SHARED))
    return int(uniform(stream) * (order.permutations + 1))


def run(job: Job, out: tuple[Counts, Counts, Counts], order: Order) -> Counts:
    """Run a kernel over slices of sessions; sums of whole numbers do not depend on the slices."""
    sessions, cells = out[0].shape
    kernel = kernel_of(job.name, fast=order.fast)
    size = max(1, -(-sessions // order.threads)) if order.fast else max(sessions, 1)

    def part(first: int) -> Counts:
        last = min(first + size, sessions)
        totals = np.zeros((order.permutations, cells), dtype=np.int64)
        own = _streams(order, first, last)
        kernel(job.cards(first, last), job.plan, own, (*(t[first:last] for t in out), totals))
        return totals

    return _summed(part, range(0, sessions, size), (order.permutations, cells), order)


def _summed(
    part: Callable[[int], Counts], firsts: range, shape: tuple[int, int], order: Order
) -> Counts:
    total = np.zeros(shape, dtype=np.int64)
    if len(firsts) <= 1 or order.threads == 1:
        for first in firsts:
            total += part(first)
        return total
    with ThreadPoolExecutor(order.threads) as pool:
        for found in pool.map(part, firsts):
            total += found
    return total


def kernel_of(name: str, *, fast: bool) -> Callable[..., Any]:
    """Return a kernel, compiled or as it stands."""
    if fast:
        from ..kernels.permute_compiled import compiled

        return compiled(name)
    plain: Callable[..., Any] = getattr(permute, name)
    return plain


def _streams(order: Order, first: int, last: int) -> Any:
    """Return one stream for each session: rows of a table compiled, plain objects otherwise."""
    if order.fast:
        owners = np.arange(first + 1, last + 1, dtype=np.uint64)
        return streams(order.seed, owners).view(permute.STREAM).reshape(-1)
    plain: list[Stream] = [
        permute.Words(stream_words(order.seed, s + 1)) for s in range(first, last)
    ]
    return plain
