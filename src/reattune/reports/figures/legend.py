"""The legend of a timeline: only what occurs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .marks import WORDS, marks
from .palette import fill, in_order
from .rows import LEFT, RIGHT, WIDTH
from .svg import Svg, label, path, rect

_LETTER = 6.4
_LINE = 20
_SWATCH = 18


def draw_legend(
    lanes: Sequence[tuple[str, Iterable[str]]],
    outcomes: Iterable[str],
    *,
    key: str,
    top: float,
    answers: bool,
    note: str = "",
) -> tuple[list[Svg], float]:
    """Draw the legend and return it with its height.

    Parameters
    ----------
    lanes
        Name and states of each person; ``""`` is uncoded time.
    outcomes
        Ends of ruptures that occur.
    key
        Of the figure.
    top
        Upper edge.
    answers
        Whether caregiver answers are drawn.
    note
        How heights are to be read, where they are shares.
    """
    drawn: list[Svg] = []
    y = top
    for name, states in lanes:
        present = set(states)
        entries = [(state, state) for state in in_order(present - {""})]
        if "" in present:
            entries.append(("", "uncoded"))
        y = _line(drawn, name, entries, y, key=key)
    ends = [(f"end:{outcome}", WORDS[outcome]) for outcome in WORDS if outcome in set(outcomes)]
    if ends:
        ends = [("onset", "begins"), *([("answer", "caregiver answers")] if answers else []), *ends]
        y = _line(drawn, "rupture", ends, y, key=key)
    if note:
        drawn.append(label(note, LEFT, y + 11, css="legend"))
        y += _LINE
    return drawn, y - top


def _line(
    drawn: list[Svg], name: str, entries: Sequence[tuple[str, str]], y: float, *, key: str
) -> float:
    """Draw one person's (or the ruptures') entries, on as many lines as they need."""
    drawn.append(label(fitted(name), LEFT - 10, y + 11, css="lane-name", text_anchor="end"))
    x: float = LEFT
    for kind, text in entries:
        width = _SWATCH + 6 + _LETTER * len(text) + 14
        if x + width > WIDTH - RIGHT and x > LEFT:
            x, y = LEFT, y + _LINE
        drawn += _swatch(kind, x, y, key=key)
        drawn.append(label(text, x + _SWATCH + 6, y + 11, css="legend"))
        x += width
    return y + _LINE + 2


def _swatch(kind: str, x: float, y: float, *, key: str) -> list[Svg]:
    middle, line = x + _SWATCH / 2, y + 7
    if kind.startswith("end:"):
        across = path(f"M{x:.1f} {line:.1f}h{_SWATCH / 2}", css="rupture-line")
        return [across, *marks([(kind[4:], middle, line)])]
    if kind == "onset":
        d = f"M{x + 4:.1f} {line - 5:.1f}v10M{x + 4:.1f} {line:.1f}h{_SWATCH - 4}"
        return [path(d, css="rupture-line")]
    if kind == "answer":
        across = path(f"M{x:.1f} {line:.1f}h{_SWATCH}", css="rupture-line")
        return [across, path(f"M{middle:.1f} {line - 4:.1f}v8", css="answer")]
    if not kind:
        return [rect(x, y, _SWATCH, 14, css="uncoded", fill=f"url(#{key}-uncoded)")]
    return [rect(x, y, _SWATCH, 14, **fill(key, kind))]


def fitted(name: str) -> str:
    """Shorten a person's name to the room beside a lane."""
    return name if len(name) <= 11 else f"{name[:10]}…"
