"""What one observation in a file says, before a codebook says what it means.

Every format reader yields :class:`Coding` objects; only
:meth:`reattune.record.Codebook.session` turns one into a valid Session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from .findings import Finding
from .signals import Signal

Span = tuple[int, int]
"""A half-open stretch of time ``[onset, offset)`` in integer milliseconds."""


OWN_TIER = "reattune"
"""Tiers of this name, or that begin with it and a blank, were written back by reattune itself."""


def is_own_tier(tier: str) -> bool:
    """Say whether a tier holds reattune's results and no coding."""
    return tier == OWN_TIER or tier.startswith(f"{OWN_TIER} ")


class Row(NamedTuple):
    """One coded row as the file has it.

    Parameters
    ----------
    tier
        Tier, column or behavioural category, verbatim.
    subject
        The person as the file names it (subject column, participant, speaker label), or ``""``.
    code
        The label, verbatim but for surrounding blanks.
    onset, offset
        Integer milliseconds from the session's origin, ``onset <= offset``; equal for a point.
    where
        Where it stands in the file: ``line 12``, ``annotation a13``, ``cell B7``.
    """

    tier: str
    subject: str
    code: str
    onset: int
    offset: int
    where: str


def rows_of(
    columns: tuple[
        Iterable[str], Iterable[str], Iterable[str], Iterable[int], Iterable[int], Iterable[str]
    ],
) -> Iterator[Row]:
    """Make rows of columns in the order of :class:`Row`, as many as the shortest has."""
    # Calling Row goes through Python for each one; a reader of thousands would mostly wait for it.
    return map(partial(tuple.__new__, Row), zip(*columns, strict=False))


@dataclass(frozen=True, slots=True)
class Phase:
    """A named stretch of a session (play, still-face, reunion; a task), half-open, in ms."""

    name: str
    onset: int
    offset: int


@dataclass(frozen=True, slots=True)
class Medium:
    """A video or audio file that belongs to a session.

    Parameters
    ----------
    name
        The file's name as the coding file gives it (its last path part; no machine's folders).
    offset
        Milliseconds to add to the session's time to reach the medium's own time.
    fps
        Frames per second, when known.
    duration
        Length in milliseconds, when known.
    """

    name: str
    offset: int = 0
    fps: float | None = None
    duration: int | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a coding came from and how its times were read.

    Parameters
    ----------
    path
        As the user gave it.
    format
        The format's id, e.g. ``elan``, ``boris``, ``lena``.
    sha256, bytes
        Of the file's content.
    unit
        The unit of time in the file, e.g. ``ms``, ``s``, ``HH:MM:SS:mmm``, ``frames at 25/s``.
    origin
        What 0 means, e.g. ``start of the media``, ``start of the audio``, ``first row``.
    rate
        Samples or frames per second of the coding when the file states them.
    software
        The program (and version) that wrote the file, when it says so.
    offset
        Milliseconds that were added to the file's times, where several files were merged.
    """

    path: str
    format: str
    sha256: str
    bytes: int
    unit: str
    origin: str
    rate: float | None = None
    software: str = ""
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Coding:
    """One observation as a file states it: rows, findings, and what the file says around them.

    Parameters
    ----------
    name
        The session's name: the file's stem, plus the observation's id where a file holds several.
    source
        File, unit and origin of the times.
    rows
        All coded rows in the file's order; nothing is left out without a finding.
    tiers
        Every tier or column the file declares, also the empty ones, in the file's order.
    window
        The stretches in which coding was possible, when the file states them (recording spans,
        observation interval, media length, an INTERACT level-1 set); ``None`` when it does not.
    phases
        Stretches the file itself names.
    media
        Video and audio files it belongs to.
    ages_months
        Age in months by subject, when the file gives an age (never a birth date).
    notes
        Further facts of the file as plain text, e.g. independent variables.
    findings
        What the reader skipped or found odd.
    signals
        Continuous measurements the file holds.
    further
        The other files' sources, where several were merged.
    extents
        Where several were merged: the time that the files with rows of a tier and subject covered
        (a tier without rows: of any subject, ``""``). Nobody looked outside of it.
    untimed
        Why the rows have an order and no times (``the transcript has no time marks``); their
        onsets and offsets are all 0 then, and no Session can be made of them. ``""`` when they
        have times.
    """

    name: str
    source: Source
    rows: tuple[Row, ...]
    tiers: tuple[str, ...]
    window: tuple[Span, ...] | None = None
    phases: tuple[Phase, ...] = ()
    media: tuple[Medium, ...] = ()
    ages_months: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    signals: tuple[Signal, ...] = ()
    further: tuple[Source, ...] = ()
    extents: dict[tuple[str, str], tuple[Span, ...]] = field(default_factory=dict)
    untimed: str = ""

    def labels(self) -> Counter[tuple[str, str, str]]:
        """Count the rows of each (tier, subject, code), in the order of first appearance."""
        return Counter((row.tier, row.subject, row.code) for row in self.rows)
