"""Tables in the form of the APA style (7th edition): their parts, and how numbers stand in them.

What cannot exceed 1 in size (shares) bears no zero before its point; everything else does. Counts
are whole, all else has two decimals. A dash with a letter is a number that cannot be estimated,
the letter's note says why.

References
----------
American Psychological Association (2020). Publication manual (7th ed.), 6.36 and chapter 7.
10.1037/0000165-000
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import NamedTuple

from markupsafe import Markup, escape

DASH = "—"
MINUS = "\N{MINUS SIGN}"
_SYMBOL = re.compile(r"\*(n|M|SD|Mdn)\*")


class Head(NamedTuple):
    """A head of ``span`` columns; ``*n*`` stands for an italic symbol."""

    text: str
    span: int = 1


class Cell(NamedTuple):
    """A cell, and the letter of the note that belongs to it."""

    text: str = ""
    note: str = ""


class Row(NamedTuple):
    """A row, its cells in the order of the heads."""

    label: str
    cells: list[Cell]
    indented: bool = False


class Group(NamedTuple):
    """Rows that belong together; with several, ``label`` stands above them.

    ``key`` is the word of the measure: an anchor of the page, in its first table.
    """

    key: str
    label: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class ApaTable:
    """A table with number, title, heads and notes.

    Parameters
    ----------
    number
        Its number on the page.
    title
        In title case, without a full stop.
    stub
        Head of the first column.
    spanners
        Heads above the heads; empty without.
    heads
        One a column, after the first.
    groups
        The rows.
    note
        Sentences of the general note.
    notes
        Letter and sentence of each specific note.
    """

    number: int
    title: str
    stub: str
    heads: Sequence[Head]
    groups: Sequence[Group]
    spanners: Sequence[Head] = ()
    note: str = ""
    notes: Sequence[tuple[str, str]] = ()

    @property
    def key(self) -> str:
        """Anchor of the table on the page."""
        return f"table-{self.number}"

    def starts(self, column: int) -> bool:
        """Whether a column is the first below a spanner other than the first one."""
        width = len(self.heads) // (len(self.spanners) or 1)
        return bool(column) and column % width == 0

    @property
    def wide(self) -> bool:
        """Whether it needs smaller letters on paper."""
        return len(self.heads) > 7


@dataclass(slots=True)
class Notes:
    """Specific notes of a table: one letter a sentence, in the order of reading; grows by use."""

    letters: dict[str, str] = field(default_factory=dict)

    def letter(self, sentence: str) -> str:
        """Return the letter of a sentence: a, b ... z, aa, ab ..."""
        if sentence not in self.letters:
            self.letters[sentence] = _letters(len(self.letters))
        return self.letters[sentence]

    def dash(self, sentence: str) -> Cell:
        """Return a dash whose letter leads to the sentence."""
        return Cell(DASH, self.letter(sentence))

    def rows(self) -> list[tuple[str, str]]:
        """Return letters and sentences."""
        return [(letter, sentence) for sentence, letter in self.letters.items()]


def _letters(index: int) -> str:
    text = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def number(value: float, unit: str, *, whole: bool = False) -> str:
    """Write a number as it stands in a table.

    Parameters
    ----------
    value
        The number.
    unit
        Its unit: a share has no zero before the point.
    whole
        A count, not a mean of counts: no decimals.
    """
    if not isfinite(value):
        return str(value)
    if whole and float(value).is_integer():
        return f"{int(value):,}".replace("-", MINUS)
    text = f"{abs(value):,.2f}"
    sign = MINUS if value < 0 and float(text.replace(",", "")) else ""
    if unit == "share" and text.startswith("0"):
        text = text[1:]
    return sign + text


def interval(low: str, high: str) -> str:
    """Write an interval of two numbers that are written already."""
    return f"[{low}, {high}]"


def span(low: float, high: float, unit: str) -> str:
    """Write a range: ``.10–.65``, and ``−2.60 to 0.54`` where a dash would look like a sign."""
    between = " to " if low < 0 else "–"
    return f"{number(low, unit)}{between}{number(high, unit)}"


def symbols(text: str) -> Markup:
    """Make ``*n*`` an italic n, and everything else safe."""
    return Markup(_SYMBOL.sub(r"<i>\1</i>", str(escape(text))))  # noqa: S704 (escaped before)


def titled(title: str, unit: str) -> str:
    """Write the name of a measure with its unit, where the name does not say it already."""
    said = unit in {"", "count"} or unit.split(maxsplit=1)[0] in title.lower().split()
    return title if said else f"{title} ({unit})"


def sentences(parts: Iterable[str]) -> str:
    """Join sentences; empty ones are left out."""
    return " ".join(part for part in parts if part)
