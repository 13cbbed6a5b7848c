"""Several files of one observation (one a pass, tier or person) as one coding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ..errors import RecordError
from .coding import Coding, Medium, Phase, Row, Span
from .findings import Finding
from .spans import Spans, union


@dataclass(frozen=True, slots=True)
class Part:
    """One file of an observation.

    Parameters
    ----------
    coding
        What the file says.
    offset
        Milliseconds to add to its times to reach the observation's.
    person
        Whose rows these are, where the file names nobody; ``""`` leaves them as they are.
    """

    coding: Coding
    offset: int = 0
    person: str = ""


def merge_codings(name: str, parts: Sequence[Part]) -> Coding:
    """Put several files together: times shifted by the stated offsets, nothing left out.

    Each row keeps its tier; its place names its file. The first file's source leads, the others
    follow in :attr:`Coding.further`, each with its offset. Coding was possible (``window``) where
    any file says so, if all files with rows say; else nobody says. What a file covered counts for
    its own tiers and people only (:attr:`Coding.extents`).

    Raises
    ------
    RecordError
        When an offset moves a row before 0, or two files bear the same signal of one person.
    """
    shifted = [_shifted(part) for part in parts]
    coded = [coding for coding in shifted if coding.rows or coding.tiers]
    stated = [coding.window for coding in coded if coding.window is not None]
    findings = [finding for coding in shifted for finding in coding.findings]
    known = bool(stated) and len(stated) == len(coded)
    if stated and not known:
        text = "Some files of this observation state when coding was possible, others do not."
        findings.append(Finding("window_unknown", "", len(stated), text))
    return Coding(
        name=name,
        source=shifted[0].source,
        rows=tuple(row for coding in shifted for row in coding.rows),
        tiers=tuple(dict.fromkeys(tier for coding in shifted for tier in coding.tiers)),
        window=tuple(span for window in stated for span in window) if known else None,
        phases=tuple(dict.fromkeys(phase for coding in shifted for phase in coding.phases)),
        media=tuple(
            {medium.name: medium for c in reversed(shifted) for medium in c.media}.values()
        ),
        ages_months={k: v for coding in reversed(shifted) for k, v in coding.ages_months.items()},
        notes={k: v for coding in reversed(shifted) for k, v in coding.notes.items()},
        findings=tuple(findings),
        signals=tuple(signal for coding in shifted for signal in coding.signals),
        further=tuple(coding.source for coding in shifted[1:]),
        extents=_extents(coded) if len(coded) > 1 else {},
    )


def _extents(codings: Sequence[Coding]) -> dict[tuple[str, str], Spans]:
    """Return the time that was covered for each tier and subject, by the files that have them."""
    found: dict[tuple[str, str], list[Span]] = {}
    for coding in codings:
        spans = _covered(coding)
        for label in {(row.tier, row.subject) for row in coding.rows}:
            found.setdefault(label, []).extend(spans)
        for tier in coding.tiers:
            found.setdefault((tier, ""), []).extend(spans)
    return {label: union(spans) for label, spans in found.items()}


def _covered(coding: Coding) -> Sequence[Span]:
    """Return what a file says that it covered; else from its first row to its last."""
    if coding.window is not None:
        return coding.window
    times = [time for row in coding.rows for time in (row.onset, row.offset)]
    return ((min(times), max(*times, min(times) + 1)),) if times else ()


def _shifted(part: Part) -> Coding:
    """Move one file's times; its places and findings name the file."""
    coding, by = part.coding, part.offset
    file = PurePath(coding.source.path).name
    return replace(
        coding,
        source=replace(coding.source, offset=by),
        rows=tuple(_row(row, file, part) for row in coding.rows),
        window=None if coding.window is None else tuple(_span(span, by) for span in coding.window),
        phases=tuple(
            Phase(phase.name, *_span((phase.onset, phase.offset), by)) for phase in coding.phases
        ),
        media=tuple(_medium(medium, by) for medium in coding.media),
        findings=tuple(
            replace(finding, where=f"{file}: {finding.where}" if finding.where else file)
            for finding in coding.findings
        ),
        signals=tuple(signal.shifted(by) if by else signal for signal in coding.signals),
    )


def _row(row: Row, file: str, part: Part) -> Row:
    onset, offset = row.onset + part.offset, row.offset + part.offset
    if onset < 0:
        raise _before(part.coding, row.where, onset, part.offset)
    where = f"{file}, {row.where}" if row.where else file
    subject = row.subject or part.person
    return row._replace(subject=subject, onset=onset, offset=offset, where=where)


def _span(span: Span, by: int) -> Span:
    """Move a stretch; what of it would lie before 0 was not observed."""
    return max(span[0] + by, 0), max(span[1] + by, 0)


def _medium(medium: Medium, by: int) -> Medium:
    """Keep the medium's own time: the session's time is the file's plus ``by``."""
    return replace(medium, offset=medium.offset - by)


def _before(coding: Coding, where: str, onset: int, by: int) -> RecordError:
    return RecordError(
        path=coding.source.path,
        where=where,
        found=f"a row at {onset / 1000:.3f} s after the offset of {by / 1000:.3f} s was added",
        expected="rows from 0 on",
        todo="Check the offset; the earliest file of an observation has 0, later ones more.",
    )
