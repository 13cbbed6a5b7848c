"""What counts as rupture, answer and repair: a definition is data, with an id and a source.

A definition is a TOML file; ``docs/definitions.md`` explains every key. State lists may hold
``"*"`` (any known state) and ``"!name"`` (but not this one).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from ..errors import DefinitionError
from ..kernels.ruptures import BOTH, CAREGIVER, CHILD, FIRST, NEVER, UNKNOWN, Rules

OPENERS = {"child": CHILD, "caregiver": CAREGIVER, "both": BOTH, "first": FIRST}


@dataclass(frozen=True, slots=True)
class Clause:
    """A set of joint states: any of the child's with any of the caregiver's.

    Parameters
    ----------
    child, caregiver
        State names, ``*``, or ``!name``.
    same
        Both must be in states of the same name.
    by
        Who opens a rupture of this clause; ``first`` means who changed into it.
    at_once
        Opens without waiting for the minimum duration.
    """

    child: tuple[str, ...] = ("*",)
    caregiver: tuple[str, ...] = ("*",)
    same: bool = False
    by: str = "first"
    at_once: bool = False

    def holds(self, child: str, caregiver: str) -> bool:
        """Say whether a joint state belongs to the clause."""
        return (
            listed(child, self.child)
            and listed(caregiver, self.caregiver)
            and (not self.same or child == caregiver)
        )


def listed(state: str, names: Iterable[str]) -> bool:
    """Say whether a state is in a list with ``*`` and ``!name``."""
    names = tuple(names)
    return f"!{state}" not in names and (state in names or "*" in names)


@dataclass(frozen=True, slots=True)
class Definition:
    """What a rupture is, and what repairs it. Times in milliseconds.

    Parameters
    ----------
    id, title, source, doi, about, noun
        Name, long name, author and year, DOI, one plain sentence, what one episode is called.
    child_tracks, caregiver_tracks
        Channels that are read; on several, the stronger state counts.
    grid
        Step of the grid on which states are compared, 0 for none.
    match, among
        Joint states that count as matched, for the shares (and for ``after="match"``), and those
        that take part at all: what is among them and not matched is a mismatch.
    on_mismatch
        Whether any mismatch opens a rupture (``opens`` is empty then).
    opens, min_duration, after_match, begins
        What starts a rupture, the shortest that counts, whether a match must come first, and
        whether it must start with a change of one person (``child``, ``caregiver``, ``""``).
    answers, answer_window
        What counts as a response, and until how long after onset (0: no limit).
    closes, unclosed, hold
        What counts as repaired, what of that does not, and how long it must last.
    harsh, mends, wait
        Caregiver states after which a mend is needed, what mends, and how long to wait for it
        once the closing state lasts.
    self_regulates, self_hold, fades, fade_hold
        The other two ways to end.
    first_mover, tie
        Whether the first to come to the closing side mended (else: who changed last), and within
        which time both count.
    gap
        Missing time up to this long does not end a rupture.
    horizon
        After how long an open rupture is given up as unrepaired (0: never).
    mender
        Who mends by definition, where only one can (the response is the caregiver's), or ``""``.
    judged
        Whether its episodes are ruptures at all; bids and the like get no verdict.
    late_after
        For late repairs: ids of the definitions whose unmended ruptures are looked at.
    """

    id: str
    title: str
    source: str
    doi: str
    about: str
    noun: str
    child_tracks: tuple[str, ...]
    caregiver_tracks: tuple[str, ...]
    grid: int
    match: tuple[Clause, ...]
    among: Clause
    on_mismatch: bool
    opens: tuple[Clause, ...]
    min_duration: int
    after_match: bool
    begins: str
    answers: tuple[Clause, ...]
    answer_window: int
    closes: tuple[Clause, ...]
    unclosed: tuple[Clause, ...]
    hold: int
    harsh: tuple[str, ...]
    mends: tuple[str, ...]
    wait: int
    self_regulates: tuple[Clause, ...]
    self_hold: int
    fades: tuple[Clause, ...]
    fade_hold: int
    first_mover: bool
    tie: int
    gap: int
    horizon: int
    late_after: tuple[str, ...]
    text: str
    judged: bool = True
    mender: str = ""

    @property
    def can_end_otherwise(self) -> bool:
        """Whether a rupture can end in another way than repaired or censored."""
        return bool(self.horizon or self.fades or self.self_regulates or self.harsh)

    def with_min_duration(self, seconds: float) -> Definition:
        """Return the same definition with another shortest rupture (for sweeps)."""
        return replace(self, min_duration=round(seconds * 1000))

    def matched(self, child: str, caregiver: str) -> bool:
        """Say whether a joint state counts as matched."""
        return _any(self.match, child, caregiver)

    def mismatched(self, child: str, caregiver: str) -> bool:
        """Say whether a joint state takes part and is not matched."""
        return self.among.holds(child, caregiver) and not self.matched(child, caregiver)

    def in_rupture(self, child: str, caregiver: str) -> bool:
        """Say whether a joint state can open a rupture."""
        if self.on_mismatch:
            return self.mismatched(child, caregiver)
        return _any(self.opens, child, caregiver)

    def closing(self, child: str, caregiver: str) -> bool:
        """Say whether a joint state can mend a rupture."""
        return _any(self.closes, child, caregiver) and not _any(self.unclosed, child, caregiver)

    def rules(self, child: tuple[str, ...], caregiver: tuple[str, ...]) -> Rules:
        """Turn the definition into tables over these states.

        Raises
        ------
        DefinitionError
            When a joint state both opens and ends a rupture, or ends it in two ways.
        """
        closes = [[self.closing(c, g) for g in caregiver] for c in child]
        tables = {
            "opens": [[self.in_rupture(c, g) for g in caregiver] for c in child],
            "closes": closes,
            "self_regulates": _cells(self.self_regulates, child, caregiver),
            "fades": _cells(self.fades, child, caregiver),
        }
        self._check_disjoint(tables, child, caregiver)
        return Rules(
            **tables,
            at_once=_cells([c for c in self.opens if c.at_once], child, caregiver),
            opener=[[self._opener(c, g) for g in caregiver] for c in child],
            matches=[[self.matched(c, g) for g in caregiver] for c in child],
            answers=_cells(self.answers, child, caregiver),
            harsh=[listed(g, self.harsh) for g in caregiver],
            mends=[listed(g, self.mends) for g in caregiver],
            child_side=[any(row) for row in closes],
            caregiver_side=[any(row[g] for row in closes) for g in range(len(caregiver))],
            min_duration=self.min_duration,
            hold=self.hold,
            self_hold=self.self_hold,
            fade_hold=self.fade_hold,
            wait=self.wait,
            tie=self.tie,
            horizon=self.horizon or NEVER,
            after_match=self.after_match,
            begins=OPENERS.get(self.begins, UNKNOWN),
            first_mover=self.first_mover,
        )

    def _opener(self, child: str, caregiver: str) -> int:
        if self.on_mismatch:
            return FIRST
        for clause in self.opens:
            if clause.holds(child, caregiver):
                return OPENERS[clause.by]
        return UNKNOWN

    def _check_disjoint(
        self,
        tables: dict[str, list[list[bool]]],
        child: tuple[str, ...],
        caregiver: tuple[str, ...],
    ) -> None:
        for i, c in enumerate(child):
            for j, g in enumerate(caregiver):
                kinds = [kind for kind, table in tables.items() if table[i][j]]
                if len(kinds) > 1:
                    raise DefinitionError(
                        path=self.id,
                        where=f"child {c}, caregiver {g}",
                        found=f"a joint state that {' and '.join(kinds)}",
                        expected="at most one of opens, closes, self_regulates, fades",
                        todo="Narrow one of the lists.",
                    )


def _any(clauses: Iterable[Clause], child: str, caregiver: str) -> bool:
    return any(clause.holds(child, caregiver) for clause in clauses)


def _cells(
    clauses: Iterable[Clause], child: tuple[str, ...], caregiver: tuple[str, ...]
) -> list[list[bool]]:
    clauses = tuple(clauses)
    return [[_any(clauses, c, g) for g in caregiver] for c in child]
