"""Episodes: one row per rupture, with its answers and its outcome."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple

from .definition import Definition
from .joint import Joint

if TYPE_CHECKING:
    import polars as pl

OUTCOMES = ("repaired", "self_regulated", "faded", "censored", "unrepaired")
"""Ways a rupture can end, in the order of the kernel's numbers."""

WHO = ("child", "caregiver", "both", "unknown")
"""Who opened or mended, in the order of the kernel's numbers."""


class Episode(NamedTuple):
    """One rupture with its answers and its outcome. Times in ms from the session's origin.

    Parameters
    ----------
    session, phase, definition
        Where it was found, and by which definition (its id).
    onset
        When the rupture began.
    opened_by
        ``child``, ``caregiver``, ``both`` or ``unknown``.
    attempts
        When the caregiver came with an answer, also those that did not close it.
    answered_at
        The first of these within the definition's window, or ``None``.
    closed_at
        When the closing state began that lasted, or a needed mend came; ``None`` unless repaired,
        self-regulated or faded.
    ended_at
        When it was over or could no longer be followed (end of observation, horizon).
    outcome
        One of :data:`OUTCOMES`.
    repaired_by
        ``child``, ``caregiver``, ``both``, ``unknown``, or ``""`` unless repaired.
    """

    session: str
    phase: str
    definition: str
    onset: int
    opened_by: str
    attempts: tuple[int, ...]
    answered_at: int | None
    closed_at: int | None
    ended_at: int
    outcome: str
    repaired_by: str

    @property
    def response_latency(self) -> float | None:
        """Seconds from onset to the first answer; ``None`` when none came (censored at the end)."""
        return None if self.answered_at is None else (self.answered_at - self.onset) / 1000

    @property
    def repair_latency(self) -> float | None:
        """Seconds from onset to repair; ``None`` unless repaired."""
        if self.outcome != "repaired":
            return None
        return (self.ended_at - self.onset) / 1000

    @property
    def duration(self) -> int:
        """Milliseconds from onset to the end (or to where it could no longer be followed)."""
        return self.ended_at - self.onset


@dataclass(frozen=True, slots=True)
class Episodes:
    """All ruptures of one or more sessions under one definition.

    Parameters
    ----------
    definition
        What was looked for.
    rows
        The ruptures, by session and onset.
    readings
        The joint states of each session: denominators, also of sessions without a rupture.
    """

    definition: Definition
    rows: tuple[Episode, ...]
    readings: tuple[Joint, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Episode]:
        return iter(self.rows)

    def __getitem__(self, index: int) -> Episode:
        return self.rows[index]

    def of(self, *, session: str | None = None, phase: str | None = None) -> tuple[Episode, ...]:
        """Return the rows of one session, of one phase, or both."""
        return tuple(
            row
            for row in self.rows
            if (session is None or row.session == session) and (phase is None or row.phase == phase)
        )

    def count(self, outcome: str) -> int:
        """Return how many ruptures ended this way."""
        return sum(1 for row in self.rows if row.outcome == outcome)

    def phases(self) -> tuple[str, ...]:
        """Return the names of all phases, in order of first appearance; ``""`` is not one."""
        names = (name for reading in self.readings for name in reading.phases if name)
        return tuple(dict.fromkeys(names))

    def to_frame(self) -> pl.DataFrame:
        """Return the rows as a Polars table; times in seconds, missing where there is none."""
        import polars as pl

        columns: list[tuple[str, type[pl.DataType], Sequence[Any]]] = [
            ("session", pl.String, [row.session for row in self.rows]),
            ("phase", pl.String, [row.phase or None for row in self.rows]),
            ("definition", pl.String, [row.definition for row in self.rows]),
            ("onset_s", pl.Float64, [row.onset / 1000 for row in self.rows]),
            ("opened_by", pl.String, [row.opened_by for row in self.rows]),
            ("answered_at_s", pl.Float64, _seconds(row.answered_at for row in self.rows)),
            ("attempts", pl.Int64, [len(row.attempts) for row in self.rows]),
            ("attempt_times_s", pl.String, [_listed(row.attempts) for row in self.rows]),
            ("closed_at_s", pl.Float64, _seconds(row.closed_at for row in self.rows)),
            ("ended_at_s", pl.Float64, [row.ended_at / 1000 for row in self.rows]),
            ("outcome", pl.String, [row.outcome for row in self.rows]),
            ("repaired_by", pl.String, [row.repaired_by or None for row in self.rows]),
            ("response_latency_s", pl.Float64, [row.response_latency for row in self.rows]),
            ("repair_latency_s", pl.Float64, [row.repair_latency for row in self.rows]),
        ]
        return pl.DataFrame([pl.Series(name, values, dtype=kind) for name, kind, values in columns])

    def _repr_html_(self) -> str:
        counts = ", ".join(f"{self.count(o)} {o}" for o in OUTCOMES if self.count(o)) or "none"
        head = "".join(
            f"<th>{name}</th>" for name in ("onset", "opened by", "outcome", "repaired by", "ended")
        )
        body = "".join(
            f"<tr><td>{row.onset / 1000:.1f} s</td><td>{row.opened_by}</td><td>{row.outcome}</td>"
            f"<td>{row.repaired_by}</td><td>{row.ended_at / 1000:.1f} s</td></tr>"
            for row in self.rows[:50]
        )
        return (
            f"<table><caption>{len(self)} {escape(self.definition.noun)}s "
            f"({escape(self.definition.id)}): {counts}</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        )


def _seconds(times: Iterable[int | None]) -> list[float | None]:
    return [None if time is None else time / 1000 for time in times]


def _listed(times: tuple[int, ...]) -> str:
    return " ".join(f"{time / 1000:.3f}" for time in times)
