"""Oddities counted by kind and place while a file is read, for its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..record import Finding


@dataclass(slots=True)
class _Count:
    first: str
    count: int = 0
    rows: int = 0
    ms: int = 0


class Tally:
    """Counts of one reading.

    It changes while a file is read, because one pass over the file meets all kinds at once.

    Parameters
    ----------
    sentences
        What to say for every kind; ``{where}`` and ``{first}`` are filled in.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        self._sentences = sentences
        self._counts: dict[tuple[str, str], _Count] = {}

    def add(
        self, kind: str, where: str, first: str, *, count: int = 1, rows: int = 0, ms: int = 0
    ) -> None:
        """Count one more of a kind in a place; ``first`` names the spot if it is the first."""
        entry = self._counts.get((kind, where))
        if entry is None:
            entry = self._counts[kind, where] = _Count(first)
        entry.count += count
        entry.rows += rows
        entry.ms += ms

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding for every kind and place, in the order they were met."""
        return tuple(
            Finding(
                kind=kind,
                where=where,
                count=entry.count,
                text=self._sentences[kind].format(where=where, first=entry.first),
                rows=entry.rows,
                ms=entry.ms,
            )
            for (kind, where), entry in self._counts.items()
        )
