"""Waits between any two sets of codes: how long after one begins the other begins.

A wait starts where a bout of the first set begins in time in which both sets could be seen, and
the second is not on. It ends when the second begins, in one of several kinds; or it is
right-censored at the end of what could be seen of both, at a phase bound, or at the end of the
record. Bouts that wait for the same answer each count.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ..record import Session, Spans, difference, intersection, union
from .latency_codes import CodeSet, code_set, resolved, seen, spans_of


class Wait(NamedTuple):
    """One bout of the first set, and how long it took until the second. Times in ms.

    Parameters
    ----------
    session, phase
        Where it was found; the phase is ``""`` outside all of them.
    onset
        When the bout began.
    wait_ms
        Until the answer; without one, for as long as it could be followed.
    kind
        Number of the kind of answer that came first, from 1 on; 0 for none (censored).
    """

    session: str
    phase: str
    onset: int
    wait_ms: int
    kind: int


@dataclass(frozen=True, slots=True)
class Waits:
    """All waits of some sessions.

    Parameters
    ----------
    asked
        What a bout was.
    kinds
        Names of the kinds of answer, in the order of their numbers.
    rows
        The waits, by session and onset.
    sessions
        Names of all sessions read, also those without a wait.
    answered_already
        Bouts left out because an answer was on when they began.
    unseen
        Bouts left out because what came right before, or the other person, could not be seen.
    absent
        Sessions in which one of the two persons or channels is not there at all.
    groups
        Dyad of each session where the sessions name one (covariate ``dyad``); else empty. Waits
        of one dyad are alike, so intervals are clustered by it.
    """

    asked: str
    kinds: tuple[str, ...]
    rows: tuple[Wait, ...]
    sessions: tuple[str, ...]
    answered_already: int = 0
    unseen: int = 0
    absent: tuple[str, ...] = ()
    groups: Mapping[str, str] = field(default_factory=dict)

    @property
    def clusters(self) -> list[str]:
        """The dyad (or session) of each wait."""
        return [self.groups.get(row.session, row.session) for row in self.rows]

    @property
    def cluster_word(self) -> str:
        """What the clusters are."""
        return "dyads" if self.groups else "sessions"

    def of(self, *, phase: str | None = None, session: str | None = None) -> Waits:
        """Return the waits of one phase or session; the counts of what was left out stay."""
        rows = tuple(
            row
            for row in self.rows
            if (phase is None or row.phase == phase) and (session is None or row.session == session)
        )
        kept = self.sessions if session is None else (session,)
        return replace(self, rows=rows, sessions=kept)


Answers = str | CodeSet | Sequence[str | CodeSet] | Mapping[str, str | CodeSet]


def waits_between(
    sessions: Session | Iterable[Session], asked: str | CodeSet, answers: Answers
) -> Waits:
    """Find every bout of some codes, and how long it took until others began.

    Parameters
    ----------
    sessions
        One Session, or several.
    asked
        What starts a wait, e.g. ``child:distress``.
    answers
        What ends it: one set, several (each a kind of its own, they compete), or sets by name.

    Raises
    ------
    DefinitionError
        When a code is known to none of the sessions.
    """
    several = [sessions] if isinstance(sessions, Session) else list(sessions)
    cue = resolved(several, code_set(asked))
    kinds = {name: resolved(several, wanted) for name, wanted in kinds_of(answers).items()}
    rows: list[Wait] = []
    already = unseen = 0
    absent = []
    for session in several:
        both = seen_together(session, cue, list(kinds.values()))
        if not both:
            absent.append(session.name)
        found, on, hidden = _in_session(session, cue, list(kinds.values()), both)
        rows += found
        already, unseen = already + on, unseen + hidden
    return Waits(
        asked=str(cue),
        kinds=tuple(kinds),
        rows=tuple(rows),
        sessions=tuple(session.name for session in several),
        answered_already=already,
        unseen=unseen,
        absent=tuple(absent),
        groups=dyads_of(several),
    )


def dyads_of(sessions: Iterable[Session]) -> dict[str, str]:
    """Return the dyad of each session, if all of them name one (covariate ``dyad``)."""
    named = {session.name: session.covariates.get("dyad", "") for session in sessions}
    return named if named and all(named.values()) else {}


def kinds_of(answers: Answers) -> dict[str, CodeSet]:
    """Return the kinds of answer by name; sets without a name bear their codes."""
    if isinstance(answers, Mapping):
        return {name: code_set(each) for name, each in answers.items()}
    listed = [answers] if isinstance(answers, str | CodeSet) else list(answers)
    return {str(found): found for found in map(code_set, listed)}


def seen_together(session: Session, cue: CodeSet, kinds: Sequence[CodeSet]) -> Spans:
    """Return when a cue and at least one of its answers could both be seen."""
    return intersection(seen(session, cue), union(s for k in kinds for s in seen(session, k)))


def _in_phases(session: Session, spans: Spans) -> list[tuple[str, tuple[int, int]]]:
    parts: list[tuple[str, tuple[int, int]]] = []
    for phase in session.phases:
        inside = intersection(spans, union([(phase.onset, phase.offset)]))
        parts += [(phase.name, span) for span in inside]
    rest = difference(spans, union((phase.onset, phase.offset) for phase in session.phases))
    parts += [("", span) for span in rest]
    return sorted(parts, key=lambda part: part[1])


def bout_onsets(session: Session, wanted: CodeSet) -> list[int]:
    """Return when bouts of a set begin; a point event inside a bout begins none."""
    lasting, points = spans_of(session, wanted)
    alone = {t for t in points if not any(a <= t < b for a, b in lasting)}
    return sorted({a for a, _ in lasting} | alone)


def _in_session(
    session: Session, cue: CodeSet, kinds: Sequence[CodeSet], both: Spans
) -> tuple[list[Wait], int, int]:
    """Return the waits of one session, and how many bouts were left out for either reason."""
    parts = _in_phases(session, both)
    answers = _Answers.build(session, kinds)
    rows: list[Wait] = []
    already = unseen = 0
    for onset in bout_onsets(session, cue):
        # What was on when the view began may have begun before: its onset is not seen.
        if not any(a < onset < b for a, b in both):
            unseen += 1
        elif answers.on(onset):
            already += 1
        else:
            phase, end = next((name, b) for name, (a, b) in parts if a <= onset < b)
            until, kind = answers.next(onset, end)
            rows.append(Wait(session.name, phase, onset, until - onset, kind))
    return rows, already, unseen


@dataclass(frozen=True, slots=True)
class _Answers:
    """Onsets of all kinds of answer in order, and when any of them is on."""

    onsets: tuple[tuple[int, int], ...]
    lasting: Spans
    points: frozenset[int]

    @classmethod
    def build(cls, session: Session, kinds: Sequence[CodeSet]) -> _Answers:
        onsets: set[tuple[int, int]] = set()
        spans: list[tuple[int, int]] = []
        points: set[int] = set()
        for number, wanted in enumerate(kinds, start=1):
            lasting, instants = spans_of(session, wanted)
            onsets |= {(a, number) for a, _ in lasting} | {(t, number) for t in instants}
            spans += lasting
            points |= instants
        return cls(tuple(sorted(onsets)), union(spans), frozenset(points))

    def on(self, time: int) -> bool:
        """Say whether any answer is on at an instant (or begins there)."""
        index = bisect_right(self.lasting, (time, 2**62)) - 1
        return time in self.points or (index >= 0 and time < self.lasting[index][1])

    def next(self, onset: int, end: int) -> tuple[int, int]:
        """Return when the next answer begins and its kind; the end and 0 when none does by then."""
        index = bisect_left(self.onsets, (onset, 0))
        if index < len(self.onsets) and self.onsets[index][0] <= end:
            time, kind = self.onsets[index]
            if time < end or time in self.points:
                return time, kind
        return end, 0
