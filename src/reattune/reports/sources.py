"""What was read and what was not: one entry a session, with its file, its times, its findings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..record import Finding, Medium, Session, length
from .content import Report, file_name, known_paths, without_folders
from .numbers import clock
from .summary import session_facts

_CHOICES = ("codebook", "definition")


class FindingRow(NamedTuple):
    """One kind of oddity, in words."""

    kind: str
    where: str
    times: int
    seconds: str
    text: str


class ReadSession(NamedTuple):
    """What was read of one session."""

    name: str
    line: str
    facts: list[tuple[str, str]]
    findings: list[FindingRow]
    sha256: str
    file: str


def read_sessions(report: Report) -> list[ReadSession]:
    """Describe each session: file, format, unit, origin, people, observed time, findings."""
    paths = known_paths(report)
    return [_session(session, paths) for session in report.sessions]


def failure_rows(report: Report) -> list[tuple[str, str]]:
    """Return file name and message of everything that could not be used."""
    paths = known_paths(report)
    return [
        (file_name(failure.get("path", "")), without_folders(failure.get("message", ""), paths))
        for failure in report.failures
    ]


def _session(session: Session, paths: Iterable[str]) -> ReadSession:
    source = session.provenance.source
    facts: list[tuple[str, str]] = []
    if source is not None:
        rate = f", {source.rate:g} per second" if source.rate else ""
        facts = [
            ("file", file_name(source.path)),
            ("format", source.format + (f", written by {source.software}" if source.software
                                        else "")),
            ("times", f"{source.unit}{rate}; 0 is {source.origin}"),
        ]  # fmt: skip
    book = session.codebook
    facts.append(("codebook", f"{book.id}: {book.title} ({book.source})"))
    facts.append(("people", "; ".join(_people(session))))
    facts.append(("length", clock(session.end)))
    if session.media:
        facts.append(("media", ", ".join(_medium(medium) for medium in session.media)))
    asked = [
        f"{name} {file_name(value)}"
        for name, value in sorted(session.provenance.parameters.items())
        if name not in _CHOICES
    ]
    if asked:
        facts.append(("options", ", ".join(asked)))
    if session.provenance.parent:
        facts.append(("part of", session.provenance.parent))
    return ReadSession(
        name=session.name,
        line=", ".join(session_facts(session)),
        facts=facts,
        findings=[_finding(finding, paths) for finding in session.findings],
        sha256=source.sha256 if source else "",
        file=file_name(source.path) if source else "",
    )


def _people(session: Session) -> list[str]:
    """Name each person with their tracks and observed time; an age in months, never a date."""
    lines = []
    for person in session.people:
        tracks = [track.name for track in session.tracks if track.person == person.id]
        role = f" ({person.role})" if person.role != person.id else ""
        age = f", {int(person.age_months)} months" if person.age_months is not None else ""
        seen = clock(length(session.observed(person.id)))
        lines.append(f"{person.id}{role}{age}: {', '.join(tracks) or 'no track'}, {seen} observed")
    return lines


def _medium(medium: Medium) -> str:
    return file_name(medium.name)


def _finding(finding: Finding, paths: Iterable[str]) -> FindingRow:
    return FindingRow(
        kind=finding.kind.replace("_", " "),
        where=finding.where,
        times=finding.count,
        seconds=f"{finding.ms / 1000:,.1f} s" if finding.ms else "",
        text=without_folders(finding.text, paths),
    )
