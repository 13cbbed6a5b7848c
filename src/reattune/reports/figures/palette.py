"""How each state looks: a colour by class, a height, a pattern; never colour alone.

Colours follow Okabe & Ito (2008, told apart by most colour-blind readers), softened; they stand in
the style sheet. States of ease stand tall, waiting ones low, hard ones tall and patterned.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from .svg import Svg, element, path, rect


class Look(NamedTuple):
    """How a state is drawn.

    Parameters
    ----------
    css
        Class that carries its colour.
    height
        Share of the lane that it fills.
    pattern
        Key into the patterns, or ``""`` for a plain fill.
    """

    css: str
    height: float
    pattern: str = ""


_LOOKS = {
    "positive": Look("s-positive", 1.0),
    "joint": Look("s-joint", 1.0),
    "mend": Look("s-mend", 1.0, "rings"),
    "soothe": Look("s-soothe", 0.85),
    "limit": Look("s-limit", 0.7),
    "pause": Look("s-pause", 0.45),
    "neutral": Look("s-neutral", 0.45),
    "object": Look("s-object", 0.6),
    "on": Look("s-on", 0.8),
    "vocal": Look("s-vocal", 1.0),
    "asleep": Look("s-asleep", 0.3, "dots"),
    "quiet": Look("s-quiet", 0.15),
    "apart": Look("s-apart", 0.3),
    "off": Look("s-off", 0.45, "rising"),
    "averted": Look("s-averted", 0.6, "rising"),
    "stimulate": Look("s-stimulate", 0.85, "dots"),
    "still": Look("s-still", 0.6, "flat"),
    "negative": Look("s-negative", 1.0, "cross"),
    "protest": Look("s-protest", 0.85, "upright"),
    "hostile": Look("s-hostile", 1.0, "cross"),
    "distress": Look("s-distress", 1.0, "falling"),
}
_OTHERS = 6
_SMALL = 6

_MARKS = {
    "rising": "M-1.5 1.5L1.5 -1.5M0 6L6 0M4.5 7.5L7.5 4.5",
    "falling": "M-1.5 4.5L1.5 7.5M0 0L6 6M4.5 -1.5L7.5 1.5",
    "upright": "M1.5 0V6M4.5 0V6",
    "flat": "M0 1.5H6M0 4.5H6",
    "cross": "M0 0L6 6M0 6L6 0",
    "dots": "M1.5 1.5h.01M4.5 4.5h.01",
    "rings": "M1.6 3a1.4 1.4 0 1 0 2.8 0a1.4 1.4 0 1 0 -2.8 0",
}


def look(state: str) -> Look:
    """Return how a state is drawn; a lab's own state gets one of a few spare looks."""
    if state in _LOOKS:
        return _LOOKS[state]
    number = sum(state.encode()) % _OTHERS
    return Look(f"s-other-{number}", 0.7, tuple(_MARKS)[number])


def in_order(states: Iterable[str]) -> list[str]:
    """Sort states from ease to hardship; a lab's own ones last, by name."""
    order = {state: index for index, state in enumerate(_LOOKS)}
    return sorted(set(states), key=lambda state: (order.get(state, len(order)), state))


def definitions(key: str, states: Iterable[str]) -> Svg:
    """Make the patterns that these states need, and the hatching of uncoded time."""
    patterned = [state for state in in_order(states) if look(state).pattern]
    parts = [_pattern(f"{key}-p{_slug(state)}", look(state)) for state in patterned]
    hatching = element(
        "pattern",
        path("M0 8L8 0M-2 2L2 -2M6 10L10 6", css="hatching"),
        id=f"{key}-uncoded",
        width=8,
        height=8,
        patternUnits="userSpaceOnUse",
    )
    return element("defs", *parts, hatching)


def fill(key: str, state: str) -> dict[str, str]:
    """Return the attributes that fill a shape in a state's look."""
    found = look(state)
    if found.pattern:
        return {"css": "block", "fill": f"url(#{key}-p{_slug(state)})"}
    return {"css": f"block {found.css}"}


def _pattern(name: str, found: Look) -> Svg:
    return element(
        "pattern",
        rect(0, 0, _SMALL, _SMALL, css=found.css),
        path(_MARKS[found.pattern], css="pattern-ink"),
        id=name,
        width=_SMALL,
        height=_SMALL,
        patternUnits="userSpaceOnUse",
    )


def _slug(state: str) -> str:
    """Turn a state's name into something an id may hold, without two becoming one."""
    return "".join(c if c.isascii() and c.isalnum() else f"-{ord(c):x}-" for c in state)
