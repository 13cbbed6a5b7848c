"""Time budgets as stacked bars: the share of its observed time that each code fills."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..numbers import percent
from .palette import definitions, fill
from .svg import Svg, figure, joined, label, rect

_WIDTH, _BAR, _HEAD, _LINE = 720, 30, 20, 19
_LETTER = 6.5
_SWATCH = 16
_NO_CODE = "no code"
MOST = 16
"""Codes named below a bar; all are in the table."""


@dataclass(frozen=True, slots=True)
class BudgetBar:
    """One channel.

    Parameters
    ----------
    name
        Person and channel.
    parts
        Code, its state, and its share of observed time; codes of no length are left out.
    rest
        State of observed time without a code; ``""`` where such time is not observed.
    """

    name: str
    parts: tuple[tuple[str, str, float], ...]
    rest: str = ""

    @property
    def left(self) -> float:
        """Share of observed time that bears no code."""
        return max(0.0, 1.0 - sum(share for _, _, share in self.parts))


def budget_figure(bars: Sequence[BudgetBar], *, key: str, title: str) -> Svg | None:
    """Draw one bar for each channel, the longest codes first; ``None`` without any.

    Colours and patterns are those of the states that the codebook gives the codes.

    Parameters
    ----------
    bars
        The channels.
    key
        Unique in the page.
    title
        Name of the figure.
    """
    shown = [bar for bar in bars if bar.parts or bar.rest]
    if not shown:
        return None
    drawn: list[Svg] = [definitions(key, {state for bar in shown for _, state, _ in _pieces(bar)})]
    y = 0.0
    for bar in shown:
        drawn.append(label(bar.name, 0, y + 13, css="lane-name"))
        drawn += _bar(bar, y + _HEAD, key)
        names, y = _names(bar, y + _HEAD + _BAR + 7, key)
        drawn += names
        y += 12
    return figure(
        joined(drawn), key=key, title=title, about=_about(shown), size=(_WIDTH, y), css="budget"
    )


def _pieces(bar: BudgetBar) -> list[tuple[str, str, float]]:
    """Return the codes, longest first, and what is left."""
    parts = sorted(bar.parts, key=lambda part: (-part[2], part[0]))
    left = [(_NO_CODE + (f" ({bar.rest})" if bar.rest else ""), bar.rest, bar.left)]
    return parts + (left if bar.left > 5e-4 else [])


def _bar(bar: BudgetBar, y: float, key: str) -> Iterator[Svg]:
    yield rect(0, y, _WIDTH, _BAR, css="lane")
    x = 0.0
    for code, state, share in _pieces(bar):
        width = share * _WIDTH
        yield rect(x, y, width, _BAR, **_look(state, key))
        text = f"{code} {percent(share)}"
        if len(text) * _LETTER + 10 < width:
            css = "on-rest" if code.startswith(_NO_CODE) else "block-label"
            yield label(text, x + 5, y + 20, css=css)
        x += width


def _look(state: str, key: str) -> dict[str, str]:
    return fill(key, state) if state else {"css": "uncoded", "fill": f"url(#{key}-uncoded)"}


def _names(bar: BudgetBar, y: float, key: str) -> tuple[list[Svg], float]:
    """Name the codes below their bar, on as many lines as they need."""
    drawn: list[Svg] = []
    x = 0.0
    pieces = _pieces(bar)
    texts: list[tuple[str | None, str]] = [
        (state, f"{_cut(code)} {percent(share)}") for code, state, share in pieces[:MOST]
    ]
    if len(pieces) > MOST:
        texts.append((None, f"and {len(pieces) - MOST} more"))
    for state, text in texts:
        width = _SWATCH + 6 + len(text) * _LETTER + 14
        if x and x + width > _WIDTH:
            x, y = 0.0, y + _LINE
        if state is not None:
            drawn.append(rect(x, y, _SWATCH, 12, **_look(state, key)))
        drawn.append(label(text, x + _SWATCH + 5, y + 10.5, css="legend"))
        x += width
    return drawn, y + _LINE


def _cut(code: str) -> str:
    return code if len(code) <= 40 else f"{code[:39]}…"


def _about(bars: Sequence[BudgetBar]) -> str:
    told = [
        f"{bar.name}: " + ", ".join(f"{code} {percent(s)}" for code, _, s in _pieces(bar)[:MOST])
        for bar in bars
    ]
    return "; ".join(told) + "."
