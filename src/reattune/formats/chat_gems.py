"""Gems, the named passages of a CHAT transcript (@Bg to @Eg, @G), as phases."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from ..record import Phase
from .chat_lines import Line, Utterance
from .tally import Tally


class _Gem(NamedTuple):
    name: str
    first: int
    last: int


class Gems:
    """The passages with their times.

    Parameters
    ----------
    lines, utterances
        The transcript's logical lines and utterances, in order.
    tally
        Counts passages without a time.
    timed
        Whether the transcript has times at all.
    """

    def __init__(
        self, lines: list[Line], utterances: list[Utterance], tally: Tally, *, timed: bool
    ) -> None:
        placed = [
            (each.number, *each.span)
            for each in utterances
            if each.span is not None and each.span[0] <= each.span[1]
        ]
        numbers, onsets, offsets = np.array(placed, dtype=np.int64).reshape(-1, 3).T
        phases: list[Phase] = []
        for gem in [*_marked(lines), *_lazy(lines)]:
            first, last = np.searchsorted(numbers, [gem.first, gem.last])
            if first < last and timed:
                onset, offset = onsets[first:last].min(), offsets[first:last].max()
                phases.append(Phase(gem.name, int(onset), int(offset)))
            else:
                tally.add("gem", gem.name, f"line {gem.first}")
        self.phases = tuple(sorted(phases, key=lambda phase: (phase.onset, phase.offset)))


def _marked(lines: list[Line]) -> list[_Gem]:
    """Return the passages from @Bg to the @Eg with the same name; one that stays open lasts."""
    gems: list[_Gem] = []
    opened: dict[str, list[int]] = {}
    for line in lines:
        if line.name == "@Bg":
            opened.setdefault(line.text, []).append(line.number)
        elif line.name == "@Eg" and opened.get(line.text):
            gems.append(_Gem(line.text or "gem", opened[line.text].pop(), line.number))
    end = lines[-1].number + 1
    gems += [_Gem(name or "gem", first, end) for name, rest in opened.items() for first in rest]
    return gems


def _lazy(lines: list[Line]) -> list[_Gem]:
    """Return the passages that begin with @G; each lasts until the next."""
    marks = [(line.number, line.text or "gem") for line in lines if line.name == "@G"]
    ends = [*marks, (lines[-1].number + 1, "")]
    return [_Gem(name, first, last) for (first, name), (last, _) in pairwise(ends)]
