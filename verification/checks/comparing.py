"""What a comparison is: many numbers of one quantity, theirs and ours."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from math import isfinite, isnan
from pathlib import Path

Value = float | str | None

EXACT = 1e-9


@dataclass(frozen=True)
class Check:
    """One quantity of a case.

    Parameters
    ----------
    quantity
        What is compared.
    theirs, ours
        Values, in the same order; ``None`` for what is missing or not estimable.
    within
        Largest difference that counts as agreement; their stated rounding, or 1e-9.
    why
        Why values differ; said on the page when any does.
    """

    quantity: str
    theirs: tuple[Value, ...]
    ours: tuple[Value, ...]
    within: float = EXACT
    why: str = ""

    def __post_init__(self) -> None:
        if len(self.theirs) != len(self.ours) or not self.theirs:
            raise ValueError(f"{self.quantity}: {len(self.theirs)} values, {len(self.ours)} ours")

    @property
    def differences(self) -> list[float]:
        """Return the size of each difference; infinite where one side has no number."""
        return [apart(a, b) for a, b in zip(self.theirs, self.ours, strict=True)]

    @property
    def agreeing(self) -> int:
        """Count the values that agree."""
        return sum(size <= self.within for size in self.differences)

    @property
    def exact(self) -> int:
        """Count the values that agree to 1e-9."""
        return sum(size <= EXACT for size in self.differences)

    @property
    def relative(self) -> float:
        """Return the largest difference of two numbers as a share of theirs."""
        pairs = zip(self.theirs, self.differences, strict=True)
        shares = [size / _size(value) for value, size in pairs if _size(value) and isfinite(size)]
        return max(shares, default=0.0)

    @property
    def widest(self) -> int:
        """Return the place of the largest difference (of the largest value, if all agree)."""
        sizes = self.differences
        if max(sizes) > self.within:
            return max(range(len(sizes)), key=sizes.__getitem__)
        return max(range(len(sizes)), key=lambda at: _size(self.theirs[at]))


def check(
    quantity: str, theirs: object, ours: object, *, within: float = EXACT, why: str = ""
) -> Check:
    """Make a Check of numbers, lists or arrays of any shape."""
    return Check(quantity, tuple(flat(theirs)), tuple(flat(ours)), within, why)


def flat(values: object) -> Iterable[Value]:
    """Give the single values of nested lists, arrays or mappings; not-a-number is ``None``."""
    if values is None or isinstance(values, str):
        yield values
    elif isinstance(values, dict):
        yield from flat(list(values.values()))
    elif hasattr(values, "tolist"):
        yield from flat(values.tolist())
    elif isinstance(values, Iterable):
        for value in values:
            yield from flat(value)
    else:
        number = float(values)  # type: ignore[arg-type]
        yield None if isnan(number) else number


def apart(theirs: Value, ours: Value) -> float:
    """Return how far two values are apart."""
    if theirs is None or ours is None or isinstance(theirs, str) or isinstance(ours, str):
        return 0.0 if theirs == ours else float("inf")
    return 0.0 if theirs == ours else abs(theirs - ours)


def _size(value: Value) -> float:
    return abs(value) if isinstance(value, float) else 0.0


def rows_of(path: Path) -> list[dict[str, str]]:
    """Read a table with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def matrix_of(path: Path) -> list[list[float]]:
    """Read numbers, without the header and the first column."""
    with path.open(encoding="utf-8", newline="") as file:
        return [[float(x) for x in row[1:]] for row in list(csv.reader(file))[1:]]


def number(text: str | None) -> float | None:
    """Return a cell as a number; ``None`` when it is empty or NA."""
    return None if text in {None, "", "NA"} else float(str(text))
