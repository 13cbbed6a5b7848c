"""Pages that answer one question: sections of pictures and tables. Computes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..measures import Estimate
from .claims_page import software
from .figures.svg import Svg
from .single_page import render_page, sheet, write_page

MOST_ROWS = 200
"""Rows of a table on a page; all are in the CSV beside it."""


class Picture(NamedTuple):
    """A drawing, what it is called, and one sentence on how to read it."""

    name: str
    svg: Svg
    note: str = ""


class Table(NamedTuple):
    """A table in words: the first column is its rows' heading.

    ``left`` counts rows that stand in the file only.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left: int = 0


class Section(NamedTuple):
    """A part of the page; ``nothing`` is said where it has neither picture nor table."""

    word: str
    title: str
    lead: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    nothing: str = "There is nothing to show."


@dataclass(frozen=True, slots=True)
class AnswersContent:
    """What the page shows.

    Parameters
    ----------
    title, lead
        Its heading, and one or two sentences.
    sections
        In order.
    reading
        How to read the page, a paragraph each.
    facts
        Name and text of what was asked and read, in order; ``version`` among them.
    left_out
        One sentence each for files and sessions that could not be used, and for guesses.
    """

    title: str
    lead: str
    sections: tuple[Section, ...]
    reading: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()


def write_answers(content: AnswersContent, path: str | Path) -> Path:
    """Write the page; return where.

    Raises
    ------
    RecordError
        When the file cannot be written.
    """
    return write_page(render_answers(content), path)


def render_answers(content: AnswersContent) -> str:
    """Return the page as one HTML file without script; same content, same text."""
    return render_page(
        "answers.html.j2",
        rules=sheet("sequences.css") + sheet("signals.css"),
        page=content,
        software=software(content.facts),
    )


def number_table(caption: str, rows: Iterable[Estimate], *, phase: bool = False) -> Table:
    """Write Estimates as a table: measure, of what, value with interval and n, method.

    Parameters
    ----------
    phase
        Whether a column says the phase or level.
    """
    found = list(rows)
    lines = tuple(
        (
            row.measure.replace("_", " "),
            *((row.phase or "all",) if phase else ()),
            ", ".join(part for part in (row.of, row.session) if part),
            str(row),
            row.method,
        )
        for row in found[:MOST_ROWS]
    )
    heads = ("Measure", *(("Phase",) if phase else ()), "Of", "Value [95 % CI], n", "Method")
    return Table(caption, heads, lines, left=max(0, len(found) - MOST_ROWS))


def pictures(drawn: Sequence[tuple[str, Svg | None, str]]) -> tuple[Picture, ...]:
    """Keep the drawings that came about."""
    return tuple(Picture(name, svg, note) for name, svg, note in drawn if svg is not None)
