"""Coded sequences of many sessions: events, intervals, or two streams on one clock.

One type, and its doors for plain codes; those for Sessions are in ``seq_sessions``. Missing codes
cut a session into stretches, and nothing is ever counted across a cut.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..errors import DefinitionError, RecordError
from ..kernels.joint import MISSING
from ..kernels.lags import Codes, onset_places

NO_ONSET = "no onset"
"""Column of a unit in which nothing begins."""


@dataclass(frozen=True, eq=False)
class Coded:
    """Codes of many sessions, packed without the missing ones.

    Parameters
    ----------
    sessions
        Names of the sessions.
    rows, columns
        Names of the given and of the target codes; the same for one sequence.
    given, target
        Numbers of the codes, ``int64[n]``; the same array for one sequence.
    starts, owner
        Bounds of the stretches (``int64[k + 1]``), and whose each stretch is (``int64[k]``).
    unit
        What one place is: ``event``, ``interval of 1 s`` ...
    step
        Length of a unit in ms; 0 for events.
    states
        Target states by unit where ``target`` holds onsets only, else ``None``.
    """

    sessions: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    given: Codes
    target: Codes
    starts: Codes
    owner: Codes
    unit: str
    step: int = 0
    states: Codes | None = None

    @property
    def alone(self) -> bool:
        """Whether given and target codes are one sequence."""
        return self.given is self.target

    @property
    def cuts(self) -> tuple[Codes, Codes]:
        """``starts`` and ``owner``, as the kernels take them."""
        return self.starts, self.owner

    def row(self, code: str) -> int:
        """Return the number of a given code; a DefinitionError names those that there are."""
        return _number(code, self.rows)

    def column(self, code: str) -> int:
        """Return the number of a target code; a DefinitionError names those that there are."""
        return _number(code, self.columns)

    def turned(self) -> Coded:
        """Swap given and target: whether the second drives the first."""
        if self.states is not None:
            raise DefinitionError(
                path="sequences",
                where="turned",
                found="targets that are onsets",
                expected="states on both sides",
                todo="Turn the streams first, then ask for onsets.",
            )
        return replace(
            self, rows=self.columns, columns=self.rows, given=self.target, target=self.given
        )

    def onsets(self) -> Coded:
        """Count targets only in the unit in which they begin (timed-event lags, time windows).

        What stands in the first unit of a stretch is no onset: when it began is unknown.
        """
        if self.step == 0 or self.states is not None:
            return self
        begins = onset_places(self.target, self.starts)
        blank = len(self.columns)
        return replace(
            self,
            columns=(*self.columns, NO_ONSET),
            target=np.where(begins, self.target, blank),
            states=self.target,
        )


def _number(code: str, names: tuple[str, ...]) -> int:
    if code in names:
        return names.index(code)
    raise DefinitionError(
        path="sequences",
        where="",
        found=f"no code {code!r}",
        expected=f"one of {', '.join(names)}",
        todo="Check the spelling, or name the code in `codes=` when it never occurs.",
    )


def code_sequences(
    sequences: Mapping[str, Sequence[str | None]],
    *,
    codes: Sequence[str] = (),
    unit: str = "event",
    step: int = 0,
) -> Coded:
    """Take plain codes by session; ``None`` or ``""`` is missing and cuts the sequence.

    Parameters
    ----------
    sequences
        Codes in their order, by name of the session.
    codes
        All codes in the order wanted; by default those that occur, in order of appearance.
    unit, step
        What a place is, and its length in ms (0 for events).

    Raises
    ------
    DefinitionError
        When a code occurs that ``codes`` does not name.
    """
    named = tuple(codes) or tuple(
        dict.fromkeys(code for row in sequences.values() for code in row if code)
    )
    lines = [[numbered(code, named) for code in row] for row in sequences.values()]
    pairs = [(line, line) for line in lines]
    return packed(tuple(sequences), pairs, names=(named, named), clock=(unit, step))


def paired_sequences(
    given: Mapping[str, Sequence[str | None]],
    target: Mapping[str, Sequence[str | None]],
    *,
    codes: tuple[Sequence[str], Sequence[str]] = ((), ()),
    step: int = 1000,
) -> Coded:
    """Take two plain streams by session, unit by unit; a unit missing in either cuts both.

    Parameters
    ----------
    given, target
        Codes of the two, by name of the session, of equal length.
    codes
        All codes of each in the order wanted; by default those that occur.
    step
        Length of a unit in ms.

    Raises
    ------
    RecordError
        When the two differ in their sessions or in length.
    """
    names = [
        tuple(wanted) or tuple(dict.fromkeys(code for row in side.values() for code in row if code))
        for side, wanted in ((given, codes[0]), (target, codes[1]))
    ]
    lines = []
    for session, row in given.items():
        other = target.get(session, ())
        if len(other) != len(row) or len(target) != len(given):
            raise RecordError(
                path=session,
                where="streams",
                found=f"{len(row)} given and {len(other)} target units",
                expected="two streams of equal length in each session",
                todo="Code both on the same clock; mark what is not known as missing.",
            )
        lines.append(([numbered(c, names[0]) for c in row], [numbered(c, names[1]) for c in other]))
    sides = (names[0], names[1])
    return packed(tuple(given), lines, names=sides, clock=(interval(step), step))


def numbered(code: str | None, named: tuple[str, ...]) -> int:
    """Return the number of a code; ``MISSING`` for none."""
    return _number(code, named) if code else MISSING


def interval(step: int) -> str:
    """Say how long a unit of so many ms is."""
    return f"interval of {step / 1000:g} s"


def packed(
    sessions: tuple[str, ...],
    lines: Sequence[tuple[Sequence[int], Sequence[int]]],
    *,
    names: tuple[tuple[str, ...], tuple[str, ...]],
    clock: tuple[str, int],
    cuts: Sequence[Sequence[int]] = (),
) -> Coded:
    """Pack numbered codes (``MISSING`` where none) into stretches.

    Parameters
    ----------
    sessions
        Their names.
    lines
        Given and target codes of each; the same object twice for one sequence.
    names
        Names of the given and of the target codes.
    clock
        What a place is, and its length in ms.
    cuts
        Further places of each session at which to cut.
    """
    given: list[Codes] = []
    target: list[Codes] = []
    lengths: list[int] = []
    owner: list[int] = []
    alone = all(first is second for first, second in lines)
    for number, (one, two) in enumerate(lines):
        first, second = np.array(one, dtype=np.int64), np.array(two, dtype=np.int64)
        known = (first != MISSING) & (second != MISSING)
        edges = np.flatnonzero(np.diff(np.concatenate(([0], known.astype(np.int8), [0]))))
        more = [cut for cut in cuts[number] if cut < len(first)] if cuts else []
        marks = sorted({*edges.tolist(), *more})
        for a, b in pairwise(marks):
            if known[a]:
                given.append(first[a:b])
                target.append(second[a:b])
                lengths.append(b - a)
                owner.append(number)
    empty = np.zeros(0, dtype=np.int64)
    one_line = np.concatenate(given) if given else empty
    return Coded(
        sessions=sessions,
        rows=names[0],
        columns=names[1],
        given=one_line,
        target=one_line if alone else (np.concatenate(target) if target else empty.copy()),
        starts=np.cumsum([0, *lengths]).astype(np.int64),
        owner=np.array(owner, dtype=np.int64),
        unit=clock[0],
        step=clock[1],
    )
