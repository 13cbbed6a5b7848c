"""One channel of two coders over all their sessions: time units, bouts and their tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..record import length
from .agree_events import Link, aligned, link_table, linked_by_overlap
from .agree_streams import NO_CODE, Codes, Pair, Units, tolerant, units_of
from .agree_tables import table_of
from .intervals import Floats

_BLOCK_MS, _SHORTEST_MS = 30_000, 5_000
_MOST_BLOCKS, _FEW_BLOCKS = 40, 10


@dataclass(frozen=True)
class ChannelAgreement:
    """One channel of two coders over all sessions that both coded.

    Parameters
    ----------
    pairs
        The sessions, see :func:`reattune.measures.agree_streams.pair_of`; all of one channel.
    coders
        Names of the first and the second.
    step
        Length of a time unit, ms.
    tolerance
        How far apart in time the same code may lie, ms.
    order
        Codes from one end to the other, where they are ordered; empty where they are not.
    """

    pairs: tuple[Pair, ...]
    coders: tuple[str, str]
    step: int = 1000
    tolerance: int = 2000
    order: tuple[str, ...] = ()

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """All codes that either coder used: in the stated order, then by name."""
        used = {code for pair in self.pairs for code in pair.codes()}
        named = tuple(code for code in self.order if code in used)
        return (*named, *sorted(used - set(named) - {NO_CODE}), *({NO_CODE} & used))

    @cached_property
    def units(self) -> tuple[Units, ...]:
        """The time units of each session."""
        return tuple(units_of(pair, self.codes, step=self.step) for pair in self.pairs)

    @property
    def of(self) -> str:
        """Name the channel and the coders."""
        pair = self.pairs[0]
        return f"{pair.person}/{pair.track}, {self.coders[0]} and {self.coders[1]}"

    @cached_property
    def confusion(self) -> Floats:
        """Time units by code of the first (rows) and of the second (columns)."""
        return summed(self.unit_parts(), len(self.codes))

    @cached_property
    def links(self) -> tuple[tuple[Link, ...], ...]:
        """Which bout is which, by overlap, in each session."""
        return tuple(
            tuple(linked_by_overlap(p.first, p.second, reach=self.tolerance)) for p in self.pairs
        )

    @cached_property
    def alignments(self) -> tuple[tuple[Link, ...], ...]:
        """Which bout is which, by alignment, in each session."""
        return tuple(tuple(aligned(p.first, p.second, reach=self.tolerance)) for p in self.pairs)

    def unit_parts(self, *, reference: int | None = None) -> list[Floats]:
        """Tables of time units by block; shape ``(blocks, codes * codes)`` for each session.

        Parameters
        ----------
        reference
            0 or 1: with tolerance, this coder's codes looked for in the other's.
        """
        codes = len(self.codes)
        parts = []
        for units in self.units:
            pieces = [self._compared(run[1], run[2], reference) for run in units.runs]
            if pieces:
                first = np.concatenate([piece[0] for piece in pieces])
                second = np.concatenate([piece[1] for piece in pieces])
                count = block_count(len(first) * self.step)
                rows = [
                    table_of(one, other, codes).ravel()
                    for one, other in zip(
                        np.array_split(first, count), np.array_split(second, count), strict=True
                    )
                ]
                parts.append(np.stack(rows))
        return parts

    def _compared(self, first: Codes, second: Codes, reference: int | None) -> tuple[Codes, Codes]:
        reach = self.tolerance // self.step
        if reference == 0:
            return first, tolerant(first, second, reach)
        if reference == 1:
            return tolerant(second, first, reach), second
        return first, second

    def event_parts(self, *, overlap: bool) -> list[Floats]:
        """Tables of linked bouts by block, the last row and column for bouts of one coder only.

        Parameters
        ----------
        overlap
            By shared time (each linked pair counts as two bouts), else by alignment.
        """
        parts = []
        for pair, links in zip(self.pairs, self.links if overlap else self.alignments, strict=True):
            starts = [(pair.first[i] if i >= 0 else pair.second[j]).onset for i, j in links]
            ordered = [links[k] for k in np.argsort(starts, kind="stable")]
            if not ordered:
                continue
            count = max(1, min(block_count(length(pair.observed)), len(ordered) // 2))
            chunks = np.array_split(np.arange(len(ordered)), count)
            parts.append(
                np.stack(
                    [
                        link_table(
                            pair.first,
                            pair.second,
                            [ordered[k] for k in chunk],
                            codes=self.codes,
                            matched=2 if overlap else 1,
                        ).ravel()
                        for chunk in chunks
                    ]
                )
            )
        return parts


def block_count(time: int) -> int:
    """Return in how many blocks shared time (ms) is cut: of 30 s, or ten of 5 s or more."""
    return max(1, min(_MOST_BLOCKS, time // _BLOCK_MS), min(_FEW_BLOCKS, time // _SHORTEST_MS))


def seconds_of(channel: ChannelAgreement) -> float:
    """Seconds of time that both coders observed."""
    return sum(length(pair.observed) for pair in channel.pairs) / 1000


def summed(parts: Sequence[Floats], codes: int) -> Floats:
    """Sum block tables; shape ``(codes, codes)``."""
    total: Floats = np.zeros(codes * codes)
    for part in parts:
        total = total + part.sum(axis=0)
    return total.reshape(codes, codes)
