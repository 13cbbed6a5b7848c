"""The confusion map: of the time in which one coder says a code, what the other says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..numbers import percent
from .svg import Svg, figure, joined, label, rect

_LETTER = 6.6
_TOP_ROOM = 34
_NUMBERS_UP_TO = 14
_LETTERS = 22
_LEGEND_ROOM = 520


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the cells lie."""

    codes: Sequence[str]
    coders: tuple[str, str]
    side: float
    left: float
    top: float


def confusion_figure(
    counts: NDArray[np.float64], codes: Sequence[str], *, coders: tuple[str, str], key: str
) -> Svg | None:
    """Draw each row's shares; ``None`` when the coders have no time in common.

    Up to fourteen codes each share of one percent or more is written out; the diagonal is where
    both say the same. The depth of colour only helps.

    Parameters
    ----------
    counts
        Time units by code of the first (rows) and of the second coder (columns).
    codes
        In the order of rows and columns.
    coders
        Their names.
    key
        Unique in the page.
    """
    if not counts.any():
        return None
    n = len(codes)
    side = 46.0 if n <= _NUMBERS_UP_TO else max(12.0, min(28.0, 600 / n))
    longest = max(len(_cut(code)) for code in codes)
    frame = _Frame(
        codes, coders, side, 30 + longest * _LETTER, _TOP_ROOM + 14 + longest * _LETTER * 0.8
    )
    totals = counts.sum(axis=1, keepdims=True)
    shares = np.divide(counts, totals, out=np.zeros_like(counts), where=totals > 0)
    drawn = [*_names(frame), *_cells(frame, shares, totals[:, 0])]
    bottom = frame.top + n * side
    note = "Of the time of each row, the share of each column. Green: both say the same."
    drawn.append(label(note, frame.left, bottom + 20, css="legend"))
    return figure(
        joined(drawn),
        key=key,
        title=f"What {coders[1]} says where {coders[0]} says a code",
        about=_about(frame, shares, totals[:, 0]),
        size=(frame.left + max(n * side + longest * _LETTER, _LEGEND_ROOM), bottom + 30),
        css="lag-map wide" if n > 7 else "lag-map",
    )


def _names(frame: _Frame) -> Iterator[Svg]:
    first, second = (_cut(name) for name in frame.coders)
    yield label(f"{second} says →", frame.left, 14, css="axis-name")
    x, y = frame.left - 8, frame.top - 8
    yield label(f"{first} says ↓", x, y, css="axis-name", text_anchor="end")
    for place, code in enumerate(frame.codes):
        middle = (place + 0.5) * frame.side
        yield label(_cut(code), x, frame.top + middle + 4, css="tick", text_anchor="end")
        turned = f"rotate(-50 {frame.left + middle + 3:.1f} {frame.top - 6:.1f})"
        yield label(
            _cut(code), frame.left + middle + 3, frame.top - 6, css="tick", transform=turned
        )


def _cells(
    frame: _Frame, shares: NDArray[np.float64], totals: NDArray[np.float64]
) -> Iterator[Svg]:
    side = frame.side
    for i in range(len(frame.codes)):
        for j in range(len(frame.codes)):
            x, y, share = frame.left + j * side, frame.top + i * side, float(shares[i, j])
            yield rect(x + 0.5, y + 0.5, side - 1, side - 1, css="no-cell")
            if share <= 0 or totals[i] <= 0:
                continue
            css = "said-same" if i == j else "said-other"
            deep = round(0.12 + 0.88 * share, 3)
            yield rect(x + 0.5, y + 0.5, side - 1, side - 1, css=css, fill_opacity=deep)
            if side > 40 and share >= 0.01:
                middle = x + side / 2, y + side / 2 + 4
                yield label(percent(share), *middle, css="arc-value", text_anchor="middle")


def _about(frame: _Frame, shares: NDArray[np.float64], totals: NDArray[np.float64]) -> str:
    """Say in words how much each code is shared, and where most goes that is not."""
    said = []
    for i, code in enumerate(frame.codes):
        if totals[i] <= 0:
            continue
        others = shares[i].copy()
        others[i] = 0
        most = int(others.argmax())
        more = f", {percent(others[most])} {frame.codes[most]}" if others[most] > 0 else ""
        said.append(f"{code}: the same in {percent(shares[i, i])}{more}")
    return f"{'; '.join(said)}."


def _cut(name: str) -> str:
    return name if len(name) <= _LETTERS else f"{name[: _LETTERS - 1]}…"
