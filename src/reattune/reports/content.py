"""Everything a report shows, in one place: made by others, only drawn here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath

from ..episodes import Episodes, Joint
from ..measures import Estimate, SweepRow, Verdict
from ..record import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was read, found and measured.

    Parameters
    ----------
    sessions
        Everything that was read, also what no measure could be taken of.
    episodes
        One for each definition, the main one first.
    measures
        The Estimates of each definition, in the order of ``episodes``.
    verdicts
        The verdict of each definition, in the same order.
    sweep
        The main definition again under shorter and longer shortest ruptures.
    failures
        One entry for each file or session that could not be read or measured, with ``path`` and
        ``message`` at least (as :meth:`reattune.errors.ReattuneError.parts` gives them).
    guesses
        What was chosen without being asked for, one sentence each.
    options
        What was asked for, by name (codebook, window, reference ...).
    values
        The Estimates of each session alone under the main definition, by its name: what
        descriptive statistics over sessions are made of.
    title
        Heading of the page; made from the sessions when empty.
    version
        Version of the software.
    """

    sessions: Sequence[Session]
    episodes: Sequence[Episodes] = ()
    measures: Sequence[Iterable[Estimate]] = ()
    verdicts: Sequence[Verdict] = ()
    sweep: Sequence[SweepRow] = ()
    failures: Sequence[Mapping[str, str]] = ()
    guesses: Sequence[str] = ()
    options: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Sequence[Estimate]] = field(default_factory=dict)
    title: str = ""
    version: str = ""

    @property
    def main(self) -> Episodes | None:
        """The episodes under the main definition, if there is one."""
        return self.episodes[0] if self.episodes else None

    def reading(self, session: str) -> Joint | None:
        """Return a session's joint states under the main definition, if it fits."""
        readings = () if self.main is None else self.main.readings
        return next((reading for reading in readings if reading.session == session), None)

    def rows(self, index: int) -> list[Estimate]:
        """Return the Estimates over everything under one definition, no single session's."""
        if index >= len(self.measures):
            return []
        several = len(self.episodes[index].readings) > 1
        return [row for row in self.measures[index] if not (several and row.session)]

    def estimate(self, word: str, index: int = 0) -> Estimate | None:
        """Return the main Estimate of a measure under one definition."""
        found = (row for row in self.rows(index) if row.measure == word and not row.phase)
        return next(found, None)


def file_name(path: str) -> str:
    """Return the last part of a path: no machine's folders stand in a report."""
    return PureWindowsPath(PurePosixPath(path).name).name or path


def without_folders(text: str, paths: Iterable[str]) -> str:
    """Replace paths in a sentence by their file names, the longest first."""
    for path in sorted(set(paths), key=lambda p: (-len(p), p)):
        if path and file_name(path) != path:
            text = text.replace(path, file_name(path))
    return text


def known_paths(report: Report) -> list[str]:
    """Return every path that the report's parts speak of."""
    sources = [s.provenance.source.path for s in report.sessions if s.provenance.source]
    choices = [value for s in report.sessions for value in s.provenance.parameters.values()]
    refused = [failure.get("path", "") for failure in report.failures]
    return [*sources, *choices, *report.options.values(), *refused]
