"""What came of ``--from ... --to ...`` on disk: all numbers, and a page with curves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..measures import Estimate
from ..measures.latency_between import between_curve
from ..measures.latency_waits import Waits
from ..record import Session, version
from ..reports.answers_page import (
    AnswersContent,
    Picture,
    Section,
    number_table,
    pictures,
    write_answers,
)
from ..reports.claim_content import Panel, Point, Series
from ..reports.figures.curves import curves_figure
from ..reports.figures.survival import latency_figure
from ..reports.figures.window_curve import window_figure
from .latency_between import Between
from .outputs import refuse_inputs

_MOST_GROUPS = 8
_READING = (
    "A wait runs from the onset of what was asked for to the first answer. Where the view ends "
    "before an answer, the wait is censored: it lasted at least so long (Kaplan and Meier 1958). "
    "The median is the time by which half would be answered.",
    "The window curve says how many were answered within so many seconds. One window alone can be "
    "chosen to please; the curve cannot (Kemp et al. 2016). Where several kinds of answer compete "
    "for being the first, their shares add up to it (Aalen and Johansen 1978).",
    "Intervals are 95 % and allow for waits of one session (or dyad) being alike.",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it was put.

    Parameters
    ----------
    between
        What came of it.
    sessions
        The Sessions that were asked.
    covariates
        Those it was asked by; groups of one that is a category get curves of their own.
    files
        The input files: none of them may be written over.
    facts
        Further facts for the page.
    """

    between: Between
    sessions: Sequence[Session]
    covariates: Sequence[str] = ()
    files: Sequence[str] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def write_latencies(asked: Asked, folder: Path) -> Path:
    """Write ``latency.csv`` and ``latency.html`` into a folder that is there; return the page.

    Raises
    ------
    RecordError
        When one of these names is an input file, or cannot be written.
    """
    refuse_inputs((folder / name for name in ("latency.csv", "latency.html")), asked.files)
    asked.between.measures.to_frame().write_csv(folder / "latency.csv")
    return write_answers(latency_content(asked), folder / "latency.html")


def latency_content(asked: Asked) -> AnswersContent:
    """Put together what the page shows."""
    waits, rows = asked.between.waits, asked.between.measures.rows
    kinds = " or ".join(waits.kinds)
    sections = [_soon(waits, rows), *_kinds(waits, rows), *_groups(asked), *_again(rows)]
    phases = [row for row in rows if row.phase]
    tables = [number_table("All phases", [row for row in rows if not row.phase])]
    tables += [number_table("By phase", phases, phase=True)] if phases else []
    sections.append(Section("numbers", "All numbers", tables=tuple(tables)))
    answered = sum(row.kind > 0 for row in waits.rows)
    return AnswersContent(
        title=f"From {waits.asked} to {kinds}",
        lead=f"{len(waits.rows):,} times {waits.asked} began where it could be seen; {answered:,} "
        f"were followed by {kinds} before the view ended.",
        sections=tuple(sections),
        reading=_READING,
        facts=(
            ("asked", f"{waits.asked} -> {', '.join(waits.kinds)}"),
            *asked.facts.items(),
            ("sessions", f"{len(asked.sessions):,}"),
            ("version", f"reattune {version()}"),
        ),
    )


def _soon(waits: Waits, rows: Sequence[Estimate]) -> Section:
    window = [r for r in rows if r.measure == "between_probability" and not r.phase]
    curve = latency_figure(
        between_curve(waits), key="waiting", title="Still waiting", waiting="no answer yet",
        noun=waits.asked,
    )  # fmt: skip
    shown = window_figure(window, key="windows", title="Answered within", answered="answered")
    return Section(
        "soon",
        "How soon",
        pictures=pictures(
            [
                ("Still waiting", curve, "Ticks: the view ended there. Band: 95 %."),
                ("Answered within so many seconds", shown, ""),
            ]
        ),
        nothing="Nothing could be followed for longer than an instant.",
    )


def _kinds(waits: Waits, rows: Sequence[Estimate]) -> Iterator[Section]:
    if len(waits.kinds) < 2:
        return
    mine = [r for r in rows if r.measure == "between_incidence" and not r.phase]
    series = [
        _series(name, [row for row in mine if row.of.startswith(f"{kind} within ")])
        for kind, name in zip(waits.kinds, _short(waits.kinds), strict=True)
    ]
    yield Section(
        "kinds",
        "By kind of answer",
        lead="The kinds compete for being the first answer; their shares add up.",
        pictures=_lines(series, "kinds", "Answered first by", "share"),
        nothing="No kind of answer could be followed.",
    )


def _again(rows: Sequence[Estimate]) -> Iterator[Section]:
    mine = [row for row in rows if row.measure == "recurrent_mean" and not row.phase]
    drawn = _lines([_series("onsets", mine)], "again", "Onsets so far, on average", "onsets")
    if drawn:
        yield Section(
            "again",
            "Again and again",
            lead="How many times it had begun by a time, on average over sessions.",
            pictures=drawn,
        )


def _groups(asked: Asked) -> Iterator[Section]:
    """Draw a curve for each group of a covariate that is a category."""
    waits = asked.between.waits
    for name in asked.covariates:
        told = {s.name: s.covariates.get(name, "") for s in asked.sessions}
        groups = sorted({group for group in told.values() if group})
        if not 2 <= len(groups) <= _MOST_GROUPS or all(map(_is_number, groups)):
            continue
        drawn = []
        for number, group in enumerate(groups):
            rows = tuple(row for row in waits.rows if told.get(row.session) == group)
            mine = replace(waits, rows=rows)
            figure = latency_figure(
                between_curve(mine), key=f"group-{name}-{number}", title=group,
                waiting="no answer yet", noun=waits.asked,
            )  # fmt: skip
            drawn.append((f"{name}: {group}", figure, ""))
        yield Section(
            f"by-{'-'.join(name.split())}",
            f"By {name}",
            lead="Whether groups differ is answered by the hazard ratios among all numbers.",
            pictures=pictures(drawn),
        )


def _short(kinds: Sequence[str]) -> list[str]:
    """Leave out whose acts they are, where they are all the same person's."""
    people = {kind.partition(":")[0] for kind in kinds}
    return [kind.partition(":")[2] or kind for kind in kinds] if len(people) == 1 else list(kinds)


def _series(name: str, rows: Sequence[Estimate]) -> Series:
    points = tuple(
        Point(_seconds(row.of), row.value, row.low, row.high, row.n)
        for row in rows
        if row.value is not None and row.low is not None and row.high is not None
    )
    return Series(name, points)


def _lines(series: Sequence[Series], key: str, title: str, unit: str) -> tuple[Picture, ...]:
    kept = tuple(one for one in series if one.points)
    panel = Panel(key, title, unit, "seconds from onset" if key == "kinds" else "seconds", kept)
    return pictures([(title, curves_figure(panel, key=key) if kept else None, "")])


def _seconds(of: str) -> float:
    """Read the time of ``within 5 s`` or ``by 30 s``."""
    return float(of.removesuffix(" s").rsplit(" ", 1)[-1])


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
