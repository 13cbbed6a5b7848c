"""What a case says, number by number, and what we say to it.

A ``Ledger`` remembers which of the expected numbers have been looked at. It can only be closed when
each of them was compared or left with a reason, so that no number is forgotten.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

EXACT = 1e-9
"""Agreement: so far apart at most, in units of the number where that is above 1."""

NOTHING = {"", "NA", "nan", "None"}

Value = float | str | None
Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Number:
    """One expected number with ours.

    ``within`` is half a unit of the last decimal where theirs is printed rounded; ``redone`` is
    theirs once more, worked out from what it does (when that is why it differs).
    """

    group: str
    of: str
    theirs: Value
    ours: Value
    within: float = 0.0
    why: str = ""
    redone: float | None = None

    @property
    def apart(self) -> float | None:
        """How far apart two numbers are; ``None`` where one is none or both are words."""
        if isinstance(self.theirs, float) and isinstance(self.ours, float):
            return abs(self.theirs - self.ours)
        return None

    @property
    def relative(self) -> float | None:
        if self.apart is None or not isinstance(self.theirs, float) or not self.theirs:
            return None
        return self.apart / abs(self.theirs)

    @property
    def verdict(self) -> str:
        """``same`` (to 1e-9), ``rounded`` (to their decimals) or ``differs``."""
        if self.apart is None:
            return "same" if self.theirs == self.ours else "differs"
        size = max(1.0, abs(self.theirs)) if isinstance(self.theirs, float) else 1.0
        if self.apart <= EXACT * size:
            return "same"
        return "rounded" if self.apart <= self.within + EXACT else "differs"


@dataclass(frozen=True, slots=True)
class Left:
    """Expected values that are no measure of ours."""

    what: str
    count: int
    why: str


@dataclass(frozen=True, slots=True)
class Case:
    """A folder with all its numbers."""

    folder: str
    title: str
    source: str
    numbers: tuple[Number, ...]
    left: tuple[Left, ...]
    notes: tuple[str, ...] = ()
    is_import: bool = False

    def count(self, verdict: str) -> int:
        return sum(number.verdict == verdict for number in self.numbers)

    @property
    def unexplained(self) -> tuple[Number, ...]:
        return tuple(n for n in self.numbers if n.verdict == "differs" and not n.why)


def value_of(raw: object) -> Value:
    """Read a cell: a number, a word, or nothing."""
    if isinstance(raw, bool):
        return str(raw)
    text = "" if raw is None else str(raw).strip()
    if text in NOTHING:
        return None
    try:
        number = float(text)
    except ValueError:
        return text
    return number if isfinite(number) else text


class Sheet:
    """The expected values of one file; remembers which were taken."""

    def __init__(self, name: str, cells: dict[Place, object]) -> None:
        self.name = name
        self.cells = cells
        self.rows = tuple(dict.fromkeys(row for row, _ in cells))
        self.columns = tuple(dict.fromkeys(column for _, column in cells))
        self.taken: set[Place] = set()

    def take(self, place: Place) -> Value:
        self.taken.add(place)
        return value_of(self.cells[place])


class Ledger:
    """Collects the numbers of one case (changes while a case is checked, then closes)."""

    def __init__(self, path: Path, *, title: str, source: str, is_import: bool = False) -> None:
        self.path = path
        self.title = title
        self.source = source
        self.is_import = is_import
        self.numbers: list[Number] = []
        self.left: list[Left] = []
        self.notes: list[str] = []
        self.sheets: list[Sheet] = []

    def table(self, file: str, *, keys: Sequence[str] = ("",), name: str = "") -> Sheet:
        """Open a CSV; rows are known by their key cells (or their number)."""
        with (self.path / file).open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        cells: dict[Place, object] = {}
        for k, row in enumerate(rows):
            label = " ".join(row[key] for key in keys if row.get(key)) or str(k + 1)
            label = label if (label, next(iter(set(row) - set(keys)))) not in cells else f"{k + 1}"
            cells |= {(label, column): cell for column, cell in row.items() if column not in keys}
        return self.values(name or Path(file).stem.removeprefix("expected_"), cells)

    def values(self, name: str, cells: dict[Place, object]) -> Sheet:
        """Open values that were read otherwise (JSON, printed text)."""
        self.sheets.append(Sheet(name, cells))
        return self.sheets[-1]

    def json(self, file: str) -> object:
        return json.loads((self.path / file).read_text(encoding="utf-8"))

    def compare(
        self,
        sheet: Sheet,
        place: Place,
        ours: object,
        *,
        within: float = 0.0,
        why: str = "",
        redone: float | None = None,
        group: str = "",
    ) -> None:
        """Put our value beside one of theirs."""
        of = " ".join(part for part in (sheet.name, *place) if part)
        self.numbers.append(
            Number(group or sheet.name, of, sheet.take(place), value_of(ours), within, why, redone)
        )

    def matrix(
        self,
        sheet: Sheet,
        ours: Sequence[Sequence[object]],
        *,
        why: Callable[[int, int], str] = lambda _i, _j: "",
        redone: Callable[[int, int], float | None] = lambda _i, _j: None,
        within: float = 0.0,
    ) -> None:
        """Compare a whole table cell by cell, in its order."""
        for i, row in enumerate(sheet.rows):
            for j, column in enumerate(sheet.columns):
                self.compare(
                    sheet,
                    (row, column),
                    ours[i][j],
                    why=why(i, j),
                    redone=redone(i, j),
                    within=within,
                )

    def leave(self, sheet: Sheet, columns: Iterable[str], *, why: str, what: str = "") -> None:
        """Name values that are not ours to compute."""
        wanted = tuple(columns)
        places = [p for p in sheet.cells if p[1] in wanted and p not in sheet.taken]
        sheet.taken |= set(places)
        self.left.append(Left(what or f"{sheet.name}: {', '.join(wanted)}", len(places), why))

    def close(self) -> Case:
        """Give the case, once every expected value was looked at."""
        for sheet in self.sheets:
            missed = [place for place in sheet.cells if place not in sheet.taken]
            if missed:
                raise LookupError(f"{self.path.name}, {sheet.name}: nobody looked at {missed[:5]}")
        return Case(
            self.path.name,
            self.title,
            self.source,
            tuple(self.numbers),
            tuple(self.left),
            tuple(self.notes),
            self.is_import,
        )
