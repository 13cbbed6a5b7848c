"""The methods paragraph: generated from the choices that were made, ready to paste."""

from __future__ import annotations

from collections.abc import Iterable

from ..episodes import Definition
from ..measures import CATALOGUE
from .content import Report
from .numbers import clock, counted
from .summary import observed_time


def methods_paragraph(report: Report) -> str:
    """Say in full sentences how everything was done."""
    parts = [_reading(report), _codebooks(report)]
    if report.episodes:
        parts += [_definitions(report), _numbers(report)]
    return " ".join(part for part in parts if part)


def software(report: Report) -> str:
    """Return the software's name and version."""
    return f"reattune {report.version}".strip()


def _reading(report: Report) -> str:
    sources = [session.provenance.source for session in report.sessions]
    formats = sorted({source.format for source in sources if source})
    observed = sum(observed_time(session)[0] for session in report.sessions)
    what = counted(len(report.sessions), "coded session")
    kind = f" ({', '.join(formats)})" if formats else ""
    refused = len(report.failures)
    left = f"; {counted(refused, 'file or session')} could not be used" if refused else ""
    return (
        f"{what}{kind} with {clock(observed)} of time in which both persons could be coded "
        f"{'was' if len(report.sessions) == 1 else 'were'} analysed with "
        f"{software(report)}{left}."
    )


def _codebooks(report: Report) -> str:
    books = {session.codebook.id: session.codebook for session in report.sessions}
    named = [f"{book.title} ({book.source})" for _, book in sorted(books.items())]
    if not named:
        return ""
    word = "codebook" if len(named) == 1 else "codebooks"
    return f"Codes were mapped to states by the {word} {_listed(named)}."


def _definitions(report: Report) -> str:
    named = [
        f"{d.id} ({d.source}; {', '.join(definition_choices(d))})"
        for d in (episodes.definition for episodes in report.episodes)
    ]
    under = "one definition" if len(named) == 1 else f"{len(named)} definitions"
    return (
        f"Ruptures and repairs were found under {under}: {'; '.join(named)}. Ruptures that were "
        "still open at the end of the record, of a phase or of codable time were treated as "
        "censored."
    )


def _numbers(report: Report) -> str:
    methods: dict[str, list[str]] = {}
    for row in report.rows(0):
        if row.method and row.method != "exact" and row.low is not None:
            title = CATALOGUE[row.measure].title.lower() if row.measure in CATALOGUE else ""
            methods.setdefault(row.method, []).append(title or row.measure)
    if not methods:
        return ""
    named = [f"{method} ({_listed(dict.fromkeys(titles))})" for method, titles in methods.items()]
    return f"All intervals are 95 % intervals: {'; '.join(named)}."


def definition_choices(definition: Definition) -> list[str]:
    """Return the times that a definition fixes, in words."""
    at_once = bool(definition.opens) and all(clause.at_once for clause in definition.opens)
    shortest = f"shortest {definition.noun} {definition.min_duration / 1000:g} s"
    chosen = [f"a {definition.noun} counts at once" if at_once else shortest]
    if definition.grid:
        chosen.append(f"states compared every {definition.grid / 1000:g} s")
    if definition.answer_window:
        chosen.append(f"answers within {definition.answer_window / 1000:g} s")
    if definition.hold:
        chosen.append(f"repair must hold {definition.hold / 1000:g} s")
    if definition.horizon:
        chosen.append(f"given up after {definition.horizon / 1000:g} s")
    if definition.gap:
        chosen.append(f"gaps up to {definition.gap / 1000:g} s bridged")
    return chosen


def _listed(names: Iterable[str]) -> str:
    parts = list(names)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
