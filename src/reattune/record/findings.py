"""What was skipped, unmapped or odd: counted, kept with the record, shown to the user."""

from __future__ import annotations

from dataclasses import dataclass

USED = frozenset({"both", "phase_rows", "window_rows"})
"""Kinds that only say what rows were used for; nothing was left out or changed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of oddity in one place of a file, counted.

    Parameters
    ----------
    kind
        A short stable word, e.g. ``unmapped_code``, ``unmapped_tier``, ``unset_offset``,
        ``unpaired_start``, ``overlap``, ``bridged``, ``outside``, ``unsorted``.
    where
        Tier, column, code or line that it concerns (the first one, when there are many).
    count
        How many rows (or cells, or gaps) it concerns.
    text
        One plain sentence a coder understands: what was found and what was done about it.
    rows
        Net change in the number of rows because of it: -3 when three rows of the file are not
        in the record, +1 when one row was split in two, 0 when nothing was added or left out.
    ms
        Milliseconds of coded time that it concerns; 0 when it is not about time.
    """

    kind: str
    where: str
    count: int
    text: str
    rows: int = 0
    ms: int = 0
