"""Work over many files on all cores, in order."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_PARALLEL_BYTES = 8_000_000
"""Below this, starting a second process costs more than it saves."""


def total_size(files: Iterable[str]) -> int:
    """Return the bytes of those files that are there."""
    return sum(Path(file).stat().st_size for file in files if Path(file).is_file())


def spread(
    work: Callable[[Item], Outcome], items: Sequence[Item], *, size: int
) -> Iterator[Outcome]:
    """Yield the work's outcome for each item, in order; on all cores when there is enough to do.

    Parameters
    ----------
    work
        A function that can be handed to another process; it must not raise.
    items
        What to work on.
    size
        Bytes of it all together.
    """
    workers = min(os.cpu_count() or 1, len(items))
    if workers < 2 or size < _PARALLEL_BYTES:
        yield from map(work, items)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(work, items, chunksize=max(1, min(16, len(items) // (4 * workers))))
